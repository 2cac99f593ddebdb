package present_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// ofTerminals are the commands that have a place among the settings of a terminal.
func ofTerminals() []payments.CommandRow {
	return slices.DeleteFunc(payments.CommandRows(), func(row payments.CommandRow) bool { return row.Apart })
}

// everything is a gateway that takes every command.
func everything() payments.Abilities {
	can := payments.Abilities{Ping: true}
	for _, row := range payments.CommandRows() {
		can.Commands |= payments.SetOf(row.Kind)
	}
	return can
}

// told is the newest line of a command.
func told(k payments.CommandKind, s payments.CommandState) checkout.CommandStep {
	return checkout.CommandStep{State: s, At: now.Add(-3 * time.Minute), Command: payments.Command{Kind: k}}
}

func controlsInput() present.ControlsInput {
	return present.ControlsInput{Terminal: terminals()[1], Can: everything(), Now: now}
}

// controlScreens are the settings of a terminal, what is said of each command, and what is
// asked before it.
func controlScreens(p *present.Presenter) string {
	var w page
	show := func(name string, in present.ControlsInput) {
		v := p.Controls(in)
		w.head("%s", name)
		w.line(v.Title)
		w.line(v.Intro)
		w.line(v.Problem)
		for _, row := range v.Rows {
			w.line(row.Title, row.Body)
			w.line("  " + row.Said)
			for _, l := range row.Lines {
				w.line("  " + l)
			}
			for _, l := range append(row.Beside, row.Differs...) {
				w.line("  " + l)
			}
			for _, b := range row.Buttons {
				w.buttons(b.Button)
			}
		}
		w.buttons(v.Back)
	}
	show("nothing was asked for yet", controlsInput())
	asking := controlsInput()
	asking.Asking = payments.CommandReboot
	show("a restart is on its way", asking)
	broken := controlsInput()
	broken.Problem = checkout.ErrJournalBroken
	show("the log cannot be read", broken)
	bare := controlsInput()
	bare.Can = payments.Abilities{Ping: true}
	show("a provider that tells its terminals nothing", bare)

	w.head("the way there")
	w.buttons(p.Terminals(present.TerminalsInput{Terminals: terminals(), Can: everything(), Now: now}).Rows[0].Controls)

	for _, row := range ofTerminals() {
		for _, s := range payments.CommandStates() {
			w.head("%s · %s", row.Kind, s)
			w.line(p.Command(told(row.Kind, s), now))
		}
	}
	refused := told(payments.CommandBatchClose, payments.CommandUnknown)
	refused.Answer = payments.Answer{Refusal: payments.ReasonNotFound, Error: payments.ErrorInvalid}
	w.head("a batch that was closed before")
	w.line(p.Command(refused, now))
	off := told(payments.CommandReboot, payments.CommandNotSent)
	off.Answer.Error = payments.ErrorOffline
	w.head("no connection")
	w.line(p.Command(off, now))

	in := controlsInput()
	sums, list := told(payments.CommandBatchSummary, payments.CommandDone), told(payments.CommandBatchDetail, payments.CommandDone)
	sums.Batch = payments.Batch{Number: "1", Status: "CLOSED", Count: 158, Net: "245.00"}
	list.Batch = payments.Batch{Number: "1", Status: "OPEN", Count: -1, Lines: []payments.BatchLine{{Kind: "SALE", Amount: "100.00"}, {Kind: "REFUND", Amount: "25.00", RetrievalNumber: "RRN08237"}}}
	in.Newest = []checkout.CommandStep{sums, list, told(payments.CommandBatchSummary, payments.CommandUnknown)}
	show("batches", in)
	batchScreens(&w, p, show)

	read, loyal := told(payments.CommandCardNumber, payments.CommandDone), payments.ReadCardNumber("9826000012345")
	read.Answer.Detail = loyal.Masked()
	w.head("a loyalty card that was read")
	w.line(p.Command(read, now))
	for _, s := range []present.Sentence{
		p.CardNumber(read, loyal, now), p.CardNumber(read, payments.ReadCardNumber("4111111111111111"), now),
		p.CardNumber(told(payments.CommandCardNumber, payments.CommandUnknown), loyal, now),
	} {
		w.sentence(&s)
	}

	for _, row := range p.Controls(controlsInput()).Rows {
		for _, b := range row.Buttons {
			w.head("before: %s, on %v", row.Kind, b.On)
			w.question(p.AskCommand(row.Kind, b.On, true, present.ControlsInput{Terminal: terminals()[1]}))
		}
	}
	return w.String()
}

// Only what is proven is called done.
func TestNothingIsDoneThatIsNotProven(t *testing.T) {
	p := english(t)
	for _, row := range ofTerminals() {
		for _, s := range payments.CommandStates() {
			text := p.Command(told(row.Kind, s), now)
			if said := strings.HasPrefix(text, "Done"); said != (s == payments.CommandDone) || text == "" {
				t.Errorf("%s %s: %q", row.Kind, s, text)
			}
		}
	}
}

func TestWhatIsTypedForACommand(t *testing.T) {
	for _, tt := range []struct {
		kind payments.CommandKind
		text string
		want payments.CommandSettings
		ok   bool
	}{
		{payments.CommandRebootTime, " 4 ", payments.CommandSettings{Hour: 4}, true},
		{payments.CommandRebootTime, "24", payments.CommandSettings{}, false},
		{payments.CommandRebootTime, "noon", payments.CommandSettings{}, false},
		{payments.CommandBrightness, "20-100", payments.CommandSettings{Darkest: 20, Brightest: 100}, true},
		{payments.CommandBrightness, "20 - 90", payments.CommandSettings{Darkest: 20, Brightest: 90}, true},
		{payments.CommandBrightness, "90-20", payments.CommandSettings{}, false},
		{payments.CommandBrightness, "50", payments.CommandSettings{}, false},
		{payments.CommandLocale, "es-CL", payments.CommandSettings{Locale: "es_CL"}, true},
		{payments.CommandLocale, "Spanish", payments.CommandSettings{}, false},
		{payments.CommandBatchClose, "7", payments.CommandSettings{Batch: "7"}, true},
		{payments.CommandBatchClose, "", payments.CommandSettings{}, false},
		{payments.CommandReboot, "", payments.CommandSettings{}, true},
	} {
		got, ok := present.CommandOf(tt.kind, false, tt.text)
		if ok != tt.ok || ok && got != tt.want {
			t.Errorf("%s %q: %+v, %v", tt.kind, tt.text, got, ok)
		}
	}
	if got, ok := present.CommandOf(payments.CommandPassword, true, ""); !ok || !got.On {
		t.Errorf("switched on: %+v, %v", got, ok)
	}
}
