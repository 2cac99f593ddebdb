package simulator

import (
	"encoding/json"
	"mime"
	"net/http"
	"time"
)

// LedgerLine is an Entry as GET /simulator/ledger tells it. Amounts are minor units.
type LedgerLine struct {
	Number      int       `json:"number"`
	At          time.Time `json:"at"`
	Event       Event     `json:"event"`
	Reference   string    `json:"reference"`
	Kind        string    `json:"kind"`
	Amount      int64     `json:"amount"`
	Moved       int64     `json:"moved"`
	Currency    string    `json:"currency"`
	Terminal    string    `json:"terminal"`
	State       string    `json:"state"`
	Transaction string    `json:"transaction"`
	Original    string    `json:"original"`
	ResultID    string    `json:"result_id"`
	Starts      int       `json:"starts"`
}

// PromptLine is a Prompt as GET /simulator/terminals tells it.
type PromptLine struct {
	Serial   string `json:"serial"`
	Type     string `json:"type"`
	Stage    Stage  `json:"stage"`
	Kind     string `json:"kind"`
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
	Online   bool   `json:"online"`
}

// control adds the addresses that only a simulator has: what an acquirer's back office
// and the people in front of the terminals would know. They need no key and do not count
// as requests of the API, so that a test rig disturbs nothing.
func (c *Cloud) control(mux *http.ServeMux) {
	mux.HandleFunc("GET /simulator/ledger", c.controlLedger)
	mux.HandleFunc("GET /simulator/terminals", c.controlTerminals)
	mux.HandleFunc("POST /simulator/terminals/{serial}", c.controlTerminal)
}

func (c *Cloud) controlLedger(w http.ResponseWriter, _ *http.Request) {
	lines := []LedgerLine{}
	for _, e := range c.Ledger() {
		lines = append(lines, LedgerLine{
			Number: e.Number, At: e.At, Event: e.Event, Reference: e.Reference, Kind: string(e.Kind), Amount: e.Amount.Minor(),
			Moved: e.Moved.Minor(), Currency: string(e.Amount.Currency()), Terminal: e.Terminal, State: e.State,
			Transaction: e.Transaction, Original: e.Original, ResultID: e.ResultID, Starts: e.Starts,
		})
	}
	writeJSON(w, http.StatusOK, lines)
}

func (c *Cloud) controlTerminals(w http.ResponseWriter, _ *http.Request) {
	c.mu.Lock()
	lines := make([]PromptLine, 0, len(c.terminals))
	for _, t := range c.terminals {
		lines = append(lines, PromptLine{
			Serial: t.info.Serial, Type: t.info.Type, Stage: t.prompt.Stage, Kind: string(t.prompt.Kind),
			Amount: t.prompt.Amount.Minor(), Currency: string(t.prompt.Amount.Currency()), Online: t.online,
		})
	}
	c.mu.Unlock()
	writeJSON(w, http.StatusOK, lines)
}

// controlTerminal takes {"action":"tap"}, {"online":false} or both. It insists on the
// JSON media type, which a web page of another origin cannot send by itself.
func (c *Cloud) controlTerminal(w http.ResponseWriter, r *http.Request) {
	var order struct {
		Action Action `json:"action"`
		Online *bool  `json:"online"`
	}
	serial := r.PathValue("serial")
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	body := http.MaxBytesReader(w, r.Body, bodyLimit)
	if err != nil || media != "application/json" || json.NewDecoder(body).Decode(&order) != nil {
		e := badRequest("an object with action or online is expected")
		writeJSON(w, e.status, e.body(""))
		return
	}
	if c.terminal(serial) == nil { // the list of terminals never changes
		notFound(w, r)
		return
	}
	if order.Online != nil {
		c.SetOnline(serial, *order.Online)
	}
	if order.Action != "" {
		c.Act(serial, order.Action)
	}
	w.WriteHeader(http.StatusNoContent)
}
