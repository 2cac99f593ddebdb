package proof

import (
	"bytes"
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"sync"
	"text/template"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// english is the presenter of the program with the English sentences.
var english = sync.OnceValue(func() *present.Presenter {
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
	moved := w.moved(a.Note).of(a.Outcome.IDs.Transaction)
	paid := v.Tone == present.ToneApproved || a.State.Info().Charged == payments.ChargedYes
	if paid && !moved.ever {
		w.violated("%s is shown as %q (%s) and no money moved", a.Note, v.Heading, a.State)
	}
	if a.State.Info().Charged == payments.ChargedNo && a.State.Final() && moved.stands && !w.allUnforeseen(a, moved) {
		w.violated("%s is shown as %q (%s) and money moved", a.Note, v.Heading, a.State)
	}
	if v.Heading == "" || (a.State.Final() && len(v.Buttons) == 0) {
		w.violated("%s has an empty screen in %s", a.Note, a.State)
	}
	w.lookAtWords(t, a, v, moved)
	for _, again := range []present.Action{present.ActionNewSale, present.ActionSameAmount, present.ActionAnotherCard, present.ActionTakeRest, present.ActionRetry} {
		if !a.State.Final() && v.Has(again) {
			w.violated("%s in %s offers %s", a.Note, a.State, again)
		}
	}
}

// lookAtWords holds the amounts and the warnings of a screen against what was asked and
// what has moved.
func (w *world) lookAtWords(t *till, a payments.Attempt, v present.PaymentView, m movement) {
	w.mu.Lock()
	in, asked := w.intents[a.Note]
	w.mu.Unlock()
	minor, currency := in.amount.Minor(), string(in.amount.Currency())
	if m.stands && (a.State == payments.StateApproved || a.State == payments.StatePartial) {
		minor, currency = max(m.net, -m.net), string(m.entry.Moved.Currency())
		if (a.Kind != payments.KindSale && a.Kind != payments.KindPhoneOrder || a.State == payments.StatePartial) && a.Kind != payments.KindUnlinkedRefund && !strings.Contains(v.Heading, v.Amount.Number) {
			w.violated("%s is shown as %q with %s", a.Note, v.Heading, v.Amount)
		}
	}
	if asked && (digits(v.Amount.Number) != strconv.FormatInt(minor, 10) || v.Amount.Code != currency) {
		w.violated("%s in %s is shown with %s, it is %d %s", a.Note, a.State, v.Amount, minor, currency)
	}
	switch a.State {
	case payments.StateUnknown, payments.StateMismatch, payments.StateNeedsAttention, payments.StateCancelling, payments.StateClosed:
		if v.Warning == "" {
			w.violated("%s is shown in %s without a warning", a.Note, a.State)
		}
	}
	w.lookForArgument(a, v)
	if raises(a) {
		w.noteRaised(a.Note)
		untold := a
		untold.Notice = payments.NoticeNone
		if u := w.present.Payment(present.PaymentInput{Attempt: untold, Now: t.now()}); u.Heading == v.Heading && (a.State.Final() && len(a.Mismatch) == 0 || len(v.Notices) <= len(u.Notices)) {
			w.violated("%s in %s does not say that there is a contradiction", a.Note, a.State)
		}
	}
	w.lookAtTime(t, a)
}

// lookForArgument reads the whole screen for words that cannot be true at the same time.
func (w *world) lookForArgument(a payments.Attempt, v present.PaymentView) {
	text := v.Heading + "\n" + strings.Join(v.Notices, "\n")
	for _, step := range v.Steps {
		text += "\n" + step.Text + "\n" + step.Detail
	}
	if !strings.Contains(text, "authorised") && !a.Sent.Seen {
		return
	}
	doubts := strings.Contains(v.Heading, "Making sure that no") && a.Claim.State.Info().Charged != payments.ChargedNo
	if doubts || strings.Contains(text, "no record") {
		w.violated("%s in %s argues with itself: %q", a.Note, a.State, text)
	}
}

// longestFlow is how long a card flow may take. Nobody is bothered before that for silence
// alone.
const longestFlow = 6 * time.Minute

func (w *world) lookAtTime(t *till, a payments.Attempt) {
	w.mu.Lock()
	sent, known := w.eyes.sent[a.Note]
	if !known && a.State == payments.StateSending {
		set(&w.eyes.sent, a.Note, time.Now())
	}
	w.mu.Unlock()
	t.mu.Lock()
	skewed := t.skew != 0
	t.mu.Unlock()
	if early := time.Since(sent) < longestFlow; known && early && !skewed && a.State == payments.StateNeedsAttention && a.Outcome.Reason == payments.ReasonLongSilence {
		w.violated("a person is asked to look at %s after %s", a.Note, time.Since(sent))
	}
}

// digits is an amount as a screen writes it, in minor units.
func digits(number string) string {
	var b strings.Builder
	for _, r := range number {
		if r >= '0' && r <= '9' {
			b.WriteRune(r)
		}
	}
	return strings.TrimLeft(b.String(), "0")
}
