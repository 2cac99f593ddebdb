package simulator

import (
	"encoding/json"
	"net/http"
	"strconv"
)

// The codes of a 400 (Handpoint REST API, Endpoints, and the error code page).
const (
	codeBusy        = 1001
	codeOffline     = 1002
	codeNoCancel    = 1003
	codeUnassigned  = 1004
	codeNothingToDo = 1005
)

// ErrorShape is how the body of a coded 400 looks. Handpoint's pages show three forms.
type ErrorShape string

// The forms.
const (
	ShapeNested ErrorShape = "nested" // message is an object
	ShapeText   ErrorShape = "text"   // message is that object as a JSON string
	ShapeFlat   ErrorShape = "flat"   // the object alone
)

// apiError is an answer that is not a success.
type apiError struct {
	status  int
	name    string
	message string
	code    int      // 1001 to 1005; 0 for the others
	gateway string   // the four digits of the gateway behind the endpoints without a terminal
	details []detail // of a 422
}

// detail is one fault of a body that does not fit the schema.
type detail struct {
	Path    string         `json:"path"`
	Code    string         `json:"code"`
	Message string         `json:"message"`
	Info    map[string]any `json:"info"`
}

func badRequest(message string) *apiError {
	return &apiError{status: http.StatusBadRequest, name: "BadRequestError", message: message}
}

func coded(code int) *apiError {
	messages := map[int]string{
		codeBusy: "The device is busy", codeOffline: "The device is not responding", codeNoCancel: "Cancel operation not allowed",
		codeUnassigned: "Auth not available", codeNothingToDo: "There is no transaction to cancel",
	}
	e := badRequest(messages[code])
	e.code = code
	return e
}

func invalidBody(details ...detail) *apiError {
	return &apiError{
		status: http.StatusUnprocessableEntity, name: "UnprocessableEntityError", details: details,
		message: "The request body is invalid. See error object `details` property for more info.",
	}
}

type codedMessage struct {
	Error   int    `json:"error"`
	Message string `json:"message"`
}

type errorBody struct {
	StatusCode int    `json:"statusCode"`
	Name       string `json:"name"`
	Message    any    `json:"message"`
	Code       string `json:"code,omitempty"`
	Details    any    `json:"details,omitempty"`
}

// gatewayDetails are those of an error that the gateway behind the cloud has made.
type gatewayDetails struct {
	Description string `json:"description"`
	ErrorCode   string `json:"errorCode"`
	HTTPStatus  int    `json:"httpStatus"`
}

// gatewayFault is a 400 with a code of the gateway.
func gatewayFault(code, message string) *apiError {
	e := badRequest(message)
	e.gateway = code
	return e
}

// body is the JSON of the answer in the given form.
func (e *apiError) body(shape ErrorShape) any {
	inner := errorBody{StatusCode: e.status, Name: e.name, Message: e.message}
	if e.details != nil {
		inner.Code, inner.Details = "VALIDATION_FAILED", e.details
	}
	if e.gateway != "" {
		inner.Code, inner.Details = e.gateway, gatewayDetails{e.message, e.gateway, e.status}
	}
	if e.code != 0 {
		message := codedMessage{e.code, e.message}
		switch shape {
		case ShapeFlat:
			return message
		case ShapeText:
			inner.Message = `{"error":` + strconv.Itoa(e.code) + `,"message":` + strconv.Quote(e.message) + `}`
		default:
			inner.Message = message
		}
	}
	return map[string]errorBody{"error": inner}
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	body, err := json.Marshal(value)
	if err != nil { // the values are our own and always encode
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	writeBody(w, status, body)
}

func writeBody(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	// The client may have gone: there is nobody left to tell.
	_, _ = w.Write(body)
}
