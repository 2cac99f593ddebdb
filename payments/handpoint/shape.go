package handpoint

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

// ownNames are the names that Handpoint's errors have by their status, as its pages show them;
// the one of a 401 follows from the others.
var ownNames = map[int]string{
	http.StatusBadRequest:          "BadRequestError",
	http.StatusUnauthorized:        "UnauthorizedError",
	http.StatusForbidden:           "ForbiddenError",
	http.StatusUnprocessableEntity: "UnprocessableEntityError",
}

// ownShape reports whether an error body has one of the shapes that Handpoint's pages show
// for a status (see fault): an "error" with the same statusCode and its name, or a bare code
// with its message. A proxy, a firewall or a portal may answer any status with a text, a
// page or JSON of its own, and what it says about a payment is worth nothing.
func ownShape(body []byte, status int) bool {
	var members struct {
		Error   json.RawMessage `json:"error"`
		Message json.RawMessage `json:"message"`
	}
	if !isObject(body) || json.Unmarshal(body, &members) != nil {
		return false
	}
	if isObject(members.Error) {
		return isNamedError(members.Error, status)
	}
	return status == http.StatusBadRequest && isCode(members.Error) && isWords(members.Message)
}

// isNamedError: {"statusCode":400,"name":"BadRequestError",...}, as every sample has it.
func isNamedError(raw []byte, status int) bool {
	var e struct {
		StatusCode text `json:"statusCode"`
		Name       text `json:"name"`
	}
	name, known := ownNames[status]
	return json.Unmarshal(raw, &e) == nil && known && word(e.Name) == name && word(e.StatusCode) == strconv.Itoa(status)
}

// isCode: a number of four digits, which may come as a text.
func isCode(raw []byte) bool {
	var s text
	if len(raw) == 0 || s.UnmarshalJSON(raw) != nil {
		return false
	}
	digits := word(s)
	return len(digits) == 4 && strings.Trim(digits, "0123456789") == ""
}

// isWords: a text that is not empty.
func isWords(raw []byte) bool {
	var s string
	return json.Unmarshal(raw, &s) == nil && strings.TrimSpace(s) != ""
}
