package present

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// ControlsInput is what the settings of one terminal are drawn from.
type ControlsInput struct {
	Terminal TerminalState
	Can      payments.Abilities
	Newest   []checkout.CommandStep // the newest line of each command at this terminal, the newest command first
	Asking   payments.CommandKind   // is on its way
	Problem  error                  // why Newest could not be read
	Hidden   []HiddenFeature        // what the merchant does not have
	Own      []payments.Attempt     // what this till has of the terminal, from BatchSince on
	OwnRead  bool                   // Own was read
	Tips     []checkout.CommandStep // tips that were put on them afterwards, newest first
	Now      time.Time
}

// ControlsView is the settings of one terminal.
type ControlsView struct {
	Title   string
	Intro   string
	Problem string
	Rows    []ControlRow
	Back    Button
}

// ControlRow is one thing that a terminal can be told.
type ControlRow struct {
	Kind    payments.CommandKind // "" for what is hidden
	Feature payments.Feature     // that is hidden
	Title   string
	Body    string   // what it does
	Said    string   // how far the newest one has come, and no further than is proven
	Lines   []string // what was found out about a batch
	Beside  []string // what this till has of it
	Differs []string // where the two differ
	Buttons []ControlButton
}

// ControlButton tells the terminal. On is what it is set to, where it is switched.
type ControlButton struct {
	Button
	On bool
}

// controls are the commands that a person gives a terminal, in the order of the screen.
var controls = []payments.CommandKind{
	payments.CommandReboot, payments.CommandRebootTime, payments.CommandBrightness, payments.CommandLocale,
	payments.CommandPassword, payments.CommandUnattended, payments.CommandCardNumber,
	payments.CommandBatchSummary, payments.CommandBatchDetail, payments.CommandBatchClose,
}

// Controllable reports whether a gateway can tell its terminals anything.
func Controllable(can payments.Abilities) bool {
	for _, k := range controls {
		if can.Commands.Has(k) {
			return true
		}
	}
	return false
}

// Controls is the settings of one terminal.
func (p *Presenter) Controls(in ControlsInput) ControlsView {
	badge := p.badge(in.Terminal.Badge, in.Terminal.Terminal)
	v := ControlsView{
		Title: p.say("controls.title", "Terminal", badge.Place), Intro: p.say("controls.intro"),
		Back: p.button(ActionBack, "button.back", "Esc"),
	}
	if in.Problem != nil {
		s := p.Error(in.Problem)
		v.Problem = joinSentences(s.Body, s.Next)
	}
	for _, k := range controls {
		if in.Can.Commands.Has(k) && !in.Can.Lacks.Has(k.Feature()) {
			v.Rows = append(v.Rows, p.controlRow(k, in))
		}
	}
	for _, h := range in.Hidden {
		if slices.ContainsFunc(controls, func(k payments.CommandKind) bool { return k.Feature() == h.Feature && in.Can.Commands.Has(k) }) {
			v.Rows = append(v.Rows, ControlRow{Feature: h.Feature, Title: h.Title, Body: h.Body, Buttons: []ControlButton{{Button: h.Show}}})
		}
	}
	return v
}

func (p *Presenter) controlRow(k payments.CommandKind, in ControlsInput) ControlRow {
	key := "controls." + string(k)
	row := ControlRow{Kind: k, Title: p.say(key + ".title"), Body: p.say(key + ".body")}
	for _, s := range in.Newest {
		if s.Command.Kind == k {
			row.Said, row.Lines = p.Command(s, in.Now), p.batchLines(s)
			p.setBeside(&row, s, in)
			break
		}
	}
	if switched(k) {
		for _, on := range []bool{true, false} {
			row.Buttons = append(row.Buttons, ControlButton{p.button(ActionTell, onOff("controls.switch", on), ""), on})
		}
	} else {
		row.Buttons = []ControlButton{{Button: p.button(ActionTell, key+".button", "")}}
	}
	for i := range row.Buttons {
		row.Buttons[i].Enabled = in.Asking == ""
		if in.Asking == k {
			row.Buttons[i].Hint = p.say("controls.asking")
		}
	}
	return row
}

// switched reports whether a command switches something on or off.
func switched(k payments.CommandKind) bool {
	return k == payments.CommandPassword || k == payments.CommandUnattended
}

func onOff(key string, on bool) string {
	if on {
		return key + ".on"
	}
	return key + ".off"
}

// Command says how far a command has come. Only what is proven is called done.
func (p *Presenter) Command(s checkout.CommandStep, now time.Time) string {
	at := p.moment(s.At, now)
	switch s.State {
	case payments.CommandTaken:
		proof := "none"
		switch s.Command.Kind.Row().Proof {
		case payments.ProofSilent:
			proof = "silent"
		case payments.ProofResult, payments.ProofCard, payments.ProofNumber:
			proof = "result"
		}
		return p.say("command.taken."+proof, "Time", at)
	case payments.CommandDone:
		proof := "answer"
		switch row := s.Command.Kind.Row(); {
		case row.Proof == payments.ProofSilent:
			proof = "silent"
		case row.Proof == payments.ProofNumber && s.Answer.Detail == "":
			proof = "pays"
		case row.Proof == payments.ProofNumber:
			return p.say("command.done.number", "Time", at, "Number", s.Answer.Detail)
		}
		return p.say("command.done."+proof, "Time", at)
	case payments.CommandRefused, payments.CommandNotSent, payments.CommandUnknown:
		word := string(s.State)
		if s.State == payments.CommandUnknown && s.Answer.Refusal != "" { // a copy of it could be told so as well
			word = "said_no"
		}
		return joinSentences(p.say("command."+word, "Time", at), p.whyNotTold(s.Command.Kind, s.Answer))
	}
	return p.say("command.asked", "Time", at)
}

// CardNumber shows the number of a loyalty card, once, and never that of a payment card.
func (p *Presenter) CardNumber(s checkout.CommandStep, n payments.CardNumber, now time.Time) Sentence {
	switch {
	case s.State != payments.CommandDone:
		return Sentence{Title: p.say("card_number.none.title"), Body: p.say("card_number.none.body"), Next: p.Command(s, now)}
	case n.Payment || n.Whole.Empty():
		return Sentence{Title: p.say("card_number.pays.title"), Body: p.say("card_number.pays.body")}
	}
	return Sentence{Title: p.say("card_number.title", "Number", n.Whole.Reveal()), Body: p.say("card_number.body")}
}

// whyNotTold is the reason of a command that was not taken, where there is one.
func (p *Presenter) whyNotTold(k payments.CommandKind, a payments.Answer) string {
	if k.OfBatch() && a.Refusal == payments.ReasonNotFound {
		return p.say("reason.no_batch")
	}
	for _, r := range payments.Reasons() {
		if a.Refusal == r {
			return p.say("reason." + string(r))
		}
	}
	for _, k := range payments.ErrorKinds() {
		if a.Error == k {
			return p.say("error."+string(k)+".title") + "."
		}
	}
	return ""
}

// batchLines are what a provider has said of a batch, with amounts as it wrote them: pages of
// one provider contradict each other about their unit.
func (p *Presenter) batchLines(s checkout.CommandStep) []string {
	b := s.Batch
	if b.Number == "" {
		return nil
	}
	head := dotted(p.say("controls.batch", "Number", b.Number), oneLine(b.Status, 40))
	if b.Count >= 0 {
		head = dotted(head, p.say("controls.batch_count", "Count", strconv.Itoa(b.Count)))
	}
	if b.Net != "" {
		head = dotted(head, p.say("controls.batch_net", "Net", oneLine(b.Net, 30)))
	}
	lines := []string{head}
	for _, l := range b.Lines {
		lines = append(lines, dotted(oneLine(l.Kind, 40), oneLine(l.Amount, 30), oneLine(l.RetrievalNumber, 40)))
	}
	return lines
}

// AskCommand asks before a terminal is told. Where something has to be typed, the reason is
// it. open is that a payment is open on the terminal, which a reboot would disturb.
func (p *Presenter) AskCommand(k payments.CommandKind, on, open bool, in ControlsInput) Question {
	key := "controls." + string(k)
	q := Question{
		Title: p.say(key+".ask", "Terminal", p.badge(in.Terminal.Badge, in.Terminal.Terminal).Place),
		Body:  p.say(key + ".body"),
		Keep:  p.button(ActionKeep, "controls.keep", "Esc"),
	}
	if switched(k) {
		q.Confirm = p.button(ActionTell, onOff("controls.switch", on), "")
	} else {
		q.Confirm = p.button(ActionTell, key+".button", "")
	}
	switch {
	case typed(k):
		q.ReasonLabel, q.ReasonHint = p.say(key+".field"), p.say(key+".hint")
	case open && k.Row().Disturbs && k != payments.CommandCardNumber: // which waits for the payment
		q.Warning, q.Confirm.Tone = p.say("controls.disturbs"), ToneDeclined
	default:
		q.Confirm.Key = "Enter"
	}
	if k == payments.CommandBatchClose {
		q.Warning = p.warnOfClose(in)
	}
	return q
}

// typed reports whether a command needs something typed.
func typed(k payments.CommandKind) bool {
	return k == payments.CommandRebootTime || k == payments.CommandBrightness || k == payments.CommandLocale || k.OfBatch()
}

// CommandOf makes the request of what a person has answered; ok is false where what was typed
// cannot be meant.
func CommandOf(k payments.CommandKind, on bool, typed string) (s payments.CommandSettings, ok bool) {
	typed = strings.TrimSpace(typed)
	s, ok = payments.CommandSettings{On: on}, true
	var err error
	switch {
	case k == payments.CommandRebootTime:
		s.Hour, err = strconv.Atoi(typed)
		ok = err == nil
	case k == payments.CommandBrightness:
		low, high, both := strings.Cut(typed, "-")
		s.Darkest, err = strconv.Atoi(strings.TrimSpace(low))
		ok = both && err == nil
		s.Brightest, err = strconv.Atoi(strings.TrimSpace(high))
		ok = ok && err == nil
	case k == payments.CommandLocale:
		s.Locale = strings.ReplaceAll(typed, "-", "_")
	case k.OfBatch():
		s.Batch = typed
	}
	c := payments.Command{Kind: k, Settings: s, Terminal: payments.Terminal{Serial: "any"}}
	return s, ok && c.Check() == nil
}
