package simulator

import (
	"encoding/json"

	"tillside/payments"
)

// The JSON of a transaction, in the groups that the terminal's result and the status host
// have in common. Amounts are integers in minor units.
type (
	wireIDs struct {
		TransactionReference     string `json:"transactionReference"`
		TransactionID            string `json:"transactionID"`
		EFTTransactionID         string `json:"efttransactionID"`
		OriginalEFTTransactionID string `json:"originalEFTTransactionID"`
		EFTTimestamp             int64  `json:"efttimestamp"`
		CustomerReference        string `json:"customerReference"`
		Type                     string `json:"type"`
		FinStatus                string `json:"finStatus"`
		TransactionOrigin        string `json:"transactionOrigin"`
	}
	wireAmounts struct {
		Currency        string `json:"currency"`
		RequestedAmount int64  `json:"requestedAmount"`
		TotalAmount     int64  `json:"totalAmount"`
		TipAmount       int64  `json:"tipAmount"`
		TipPercentage   int64  `json:"tipPercentage"`
		DueAmount       int64  `json:"dueAmount"`
	}
	wireCard struct {
		CardEntryType          string `json:"cardEntryType"`
		CardHolderName         string `json:"cardHolderName"`
		CardLanguagePreference string `json:"cardLanguagePreference"`
		CardSchemeName         string `json:"cardSchemeName"`
		CardToken              string `json:"cardToken"`
		CardTypeID             string `json:"cardTypeId"`
		ExpiryDateMMYY         string `json:"expiryDateMMYY"`
		MaskedCardNumber       string `json:"maskedCardNumber"`
		UnMaskedPan            string `json:"unMaskedPan"`
		TenderType             string `json:"tenderType"`
		VerificationMethod     string `json:"verificationMethod"`
		PaymentScenario        string `json:"paymentScenario"`
	}
	wireEMV struct {
		AID                   string `json:"aid"`
		ARC                   string `json:"arc"`
		IAD                   string `json:"iad"`
		TSI                   string `json:"tsi"`
		TVR                   string `json:"tvr"`
		ChipTransactionReport string `json:"chipTransactionReport"`
	}
	wireHost struct {
		AuthorisationCode  string `json:"authorisationCode"`
		IssuerResponseCode string `json:"issuerResponseCode"`
		RRN                string `json:"rrn"`
		BatchNumber        string `json:"batchNumber"`
		StatusMessage      string `json:"statusMessage"`
		ErrorMessage       string `json:"errorMessage"`
	}
	wireMerchant struct {
		MerchantName    string `json:"merchantName"`
		MerchantAddress string `json:"merchantAddress"`
		MID             string `json:"mid"`
		TID             string `json:"tid"`
	}
	wireReceipts struct {
		CustomerReceipt string `json:"customerReceipt"`
		MerchantReceipt string `json:"merchantReceipt"`
		SignatureURL    string `json:"signatureUrl"`
	}
	wireExtras struct {
		SymbolicMessage  string            `json:"_statusMessage"`
		AccountType      string            `json:"accountType"`
		ApplicationLabel string            `json:"applicationLabel"`
		Balance          *wireBalance      `json:"balance"`
		BudgetNumber     string            `json:"budgetNumber"`
		CustomData       string            `json:"customData"`
		DeviceStatus     wireDevice        `json:"deviceStatus"`
		Metadata         map[string]string `json:"metadata"`
		MoneyRemittance  map[string]string `json:"moneyRemittanceOptions"`
		ErrorTexts       map[string]string `json:"multiLanguageErrorMessages"`
		StatusTexts      map[string]string `json:"multiLanguageStatusMessages"`
		Recovered        bool              `json:"recoveredTransaction"`
	}
	wireHolds struct {
		HoldAmount     int64 `json:"holdAmount"`
		IncreaseAmount int64 `json:"increaseAmount"`
		CapturedAmount int64 `json:"capturedAmount"`
	}
	wireDevice struct {
		ApplicationName    string `json:"applicationName"`
		ApplicationVersion string `json:"applicationVersion"`
		BatteryCharging    string `json:"batteryCharging"`
		BatteryStatus      string `json:"batteryStatus"`
		BatteryMV          string `json:"batterymV"`
		BluetoothName      string `json:"bluetoothName"`
		ExternalPower      string `json:"externalPower"`
		SerialNumber       string `json:"serialNumber"`
		StatusMessage      string `json:"statusMessage"`
	}
)

// terminalResult is a TransactionResult as a terminal delivers it.
type terminalResult struct {
	wireIDs
	wireAmounts
	wireCard
	wireEMV
	wireHost
	wireMerchant
	wireReceipts
	wireExtras
}

// statusEntry is a transaction as the status host shows it.
type statusEntry struct {
	wireIDs
	wireAmounts
	wireCard
	wireEMV
	wireHost
	wireMerchant
	wireReceipts
	wireHolds
}

// pingResult is what an operation without money leaves under its result id. Handpoint
// does not document it; a sample of theirs compares a field "result" with "PING_PONG".
type pingResult struct {
	Result       string     `json:"result"`
	FinStatus    string     `json:"finStatus"`
	Type         string     `json:"type"`
	DeviceStatus wireDevice `json:"deviceStatus"`
}

// wireTerminal is an entry of GET /devices.
type wireTerminal struct {
	MerchantIDAlpha string `json:"merchant_id_alpha"`
	SerialNumber    string `json:"serial_number"`
	SSK             string `json:"ssk"`
	TerminalType    string `json:"terminal_type"`
}

// accepted is the body of a 202.
type accepted struct {
	TransactionResultID  string `json:"transactionResultId,omitempty"`
	StatusMessage        string `json:"statusMessage"`
	TransactionReference string `json:"transactionReference,omitempty"`
}

func deviceOf(t payments.Terminal) wireDevice {
	return wireDevice{
		ApplicationName: "Payments", ApplicationVersion: "20.4.12.1", BatteryCharging: "Not Charging", BatteryStatus: "80",
		BatteryMV: "3922", BluetoothName: t.Type, ExternalPower: "USB", SerialNumber: t.Serial,
	}
}

// publish puts a result where GET /transaction-result finds it.
func (c *Cloud) publish(resultID string, result any) {
	s := c.results[resultID]
	if s == nil {
		return
	}
	body, err := json.Marshal(result)
	if err != nil {
		return // the values are our own and always encode
	}
	s.body = body
}
