package handpoint

import "encoding/json"

// The bodies of the device control commands.
type (
	onOff struct {
		Status bool `json:"status"`
	}
	wireLocale struct {
		Locale string `json:"locale"`
	}
	wireReboot struct {
		Force bool `json:"force"`
	}
	wireBrightness struct {
		Lowest  int `json:"minimumBrightnessLevel"`
		Highest int `json:"maximumBrightnessLevel"`
	}
	wireHour struct {
		Hour int `json:"hour"`
	}
)

// wireBatchRequest asks for a batch, or for its close.
type wireBatchRequest struct {
	DeviceType   string `json:"deviceType"`
	SerialNumber string `json:"serialNumber"`
	BatchNumber  string `json:"batchNumber"`
	RRN          string `json:"rrn,omitempty"`
}

// wireBatch is what the three endpoints answer, as far as it is used.
type wireBatch struct {
	Number     text        `json:"batchNumber"`
	Status     text        `json:"batchStatus"`
	Count      minor       `json:"transactionCount"`
	Net        text        `json:"netAmount"`
	IssuerCode text        `json:"issuerResponseCode"`
	IssuerText text        `json:"issuerResponseText"`
	Details    batchDetail `json:"details"`
}

// batchDetail is a list, or an object with the list as "entry": the page shows the first and
// speaks of the second.
type batchDetail []wireBatchLine

type wireBatchLine struct {
	Kind   text `json:"transactionType"`
	Amount text `json:"amount"`
	RRN    text `json:"retrievalReferenceNumber"`
}

func (d *batchDetail) UnmarshalJSON(raw []byte) error {
	var list []wireBatchLine
	if isArray(raw) {
		err := json.Unmarshal(raw, &list)
		*d = list
		return err
	}
	var object struct {
		Entry []wireBatchLine `json:"entry"`
	}
	if !isObject(raw) {
		return nil
	}
	err := json.Unmarshal(raw, &object)
	*d = object.Entry
	return err
}

// parseBatch reads an answer about a batch. One that names no batch is none.
func parseBatch(body []byte) (wireBatch, error) {
	var b wireBatch
	if !isObject(body) || json.Unmarshal(body, &b) != nil || word(b.Number) == "" {
		return wireBatch{}, errUnreadable
	}
	return b, nil
}
