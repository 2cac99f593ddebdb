package proof

import (
	"bytes"
	"encoding/json"
	"os"
	"sync"
	"text/template"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/payments/simulator"
	"tillside/ui/present"
)

// english is the presenter of the program with the English sentences.
var english = sync.OnceValue(func() present.Presenter {
	data, err := os.ReadFile("../../../assets/translations/en.json")
	if err != nil {
		panic(err)
	}
	var sentences map[string]string
	if err := json.Unmarshal(data, &sentences); err != nil {
		panic(err)
	}
	var ready sync.Map // of parsed sentences by key
	return present.New(func(key string, values map[string]any) string {
		parsed, ok := ready.Load(key)
		if !ok {
			parsed, _ = ready.LoadOrStore(key, template.Must(template.New(key).Parse(sentences[key])))
		}
		var b bytes.Buffer
		if parsed.(*template.Template).Execute(&b, values) != nil {
			return key
		}
		return b.String()
	}, "en", time.UTC)
})

// look draws the screen of an attempt and holds what it says against the acquirer: the
// colour of money only where money moved, "nothing" only where none did, and no way to
// charge again while the truth is open.
func (w *world) look(t *till, a payments.Attempt, progress checkout.Progress, while bool) {
	v := w.present.Payment(present.PaymentInput{Attempt: a, Progress: progress, While: while, Now: t.now(),
		Badge: payments.Badge{Letter: "B", Name: "By the door"}})
	moved := w.moved(a.Note)
	paid := v.Tone == present.ToneApproved || a.State.Info().Charged == payments.ChargedYes
	if paid && !moved.ever {
		w.violated("%s is shown as %q (%s) and no money moved", a.Note, v.Heading, a.State)
	}
	if a.State.Info().Charged == payments.ChargedNo && a.State.Final() && moved.stands {
		w.violated("%s is shown as %q (%s) and money moved", a.Note, v.Heading, a.State)
	}
	if v.Heading == "" || (a.State.Final() && len(v.Buttons) == 0) {
		w.violated("%s has an empty screen in %s", a.Note, a.State)
	}
	for _, again := range []present.Action{present.ActionNewSale, present.ActionSameAmount, present.ActionAnotherCard, present.ActionTakeRest, present.ActionRetry} {
		if !a.State.Final() && v.Has(again) {
			w.violated("%s in %s offers %s", a.Note, a.State, again)
		}
	}
}

// movement is what the acquirer did for one operation.
type movement struct {
	net    int64 // minor units into the shop, negative out of it
	ever   bool  // money moved at some time
	stands bool  // and it still does, as far as this operation is concerned
	starts int
	entry  simulator.Entry // the last that moved money
}

// moved reads the acquirer's ledger for the operation of a note.
func (w *world) moved(note string) movement {
	w.mu.Lock()
	ids := map[string]bool{}
	for id, n := range w.results {
		if n == note {
			ids[id] = true
		}
	}
	w.mu.Unlock()
	var m movement
	for _, e := range w.cloud.Ledger() {
		if !ids[e.ResultID] {
			continue
		}
		switch e.Event {
		case simulator.EventStart:
			m.starts++
		case simulator.EventDecided, simulator.EventReversed:
			if e.Moved.Minor() != 0 {
				m.net += e.Moved.Minor()
				m.ever, m.entry = true, e
			}
		}
	}
	m.stands = m.net != 0
	return m
}
