package present

import (
	"slices"
	"time"

	"tillside/payments"
)

// CustomerInput is what the window of one virtual terminal is drawn from.
type CustomerInput struct {
	Prompt Prompt
	Letter string
	Left   time.Duration // until it taps by itself; 0 for no countdown
}

// CustomerView is the window of the virtual terminal, played by the person who trains.
type CustomerView struct {
	Window  string // the window's title
	Title   string // "Terminal B"
	Amount  AmountText
	Screen  string // what the terminal shows
	Hint    string // "Left alone, it taps in 3 s."
	Actions []CustomerButton
}

// CustomerButton is one thing the customer can do.
type CustomerButton struct {
	Action  CustomerAction
	Label   string
	Tone    Tone
	Enabled bool
}

// allowed lists what a customer can do at each stage of a virtual terminal.
var allowed = map[CustomerStage][]CustomerAction{
	StageTip:  {ActTip, ActNoTip, ActCancel, ActLeave},
	StageCard: {ActTap, ActInsert, ActDecline, ActCancel, ActLeave},
	StagePIN:  {ActInsert, ActCancel, ActLeave},
	StageSign: {ActSign, ActCancel, ActLeave},
}

// Customer is the window of one virtual terminal.
func (p *Presenter) Customer(in CustomerInput) CustomerView {
	v := CustomerView{
		Window: p.say("customer.window"),
		Title:  p.say("customer.title", "Terminal", p.badge(payments.Badge{Letter: in.Letter}, in.Prompt.Terminal).Letter),
		Screen: p.customerScreen(in.Prompt),
	}
	if in.Prompt.Stage != StageIdle && in.Prompt.Stage != "" {
		v.Amount = p.amountText(in.Prompt.Amount)
	}
	if in.Left > 0 && in.Prompt.Stage == StageCard {
		v.Hint = p.say("customer.left_alone", "Time", elapsed(in.Left+time.Second-time.Nanosecond))
	}
	if in.Left > 0 && in.Prompt.Stage == StageTip {
		v.Hint = p.say("customer.left_alone_tip", "Time", elapsed(in.Left+time.Second-time.Nanosecond))
	}
	pays := []CustomerAction{ActTap, ActInsert}
	if in.Prompt.Stage == StageTip {
		pays = []CustomerAction{ActTip, ActNoTip}
	}
	for _, a := range append(pays, ActDecline, ActSign, ActCancel, ActLeave) {
		v.Actions = append(v.Actions, CustomerButton{
			Action: a, Label: p.say("customer." + string(a)), Tone: customerTone(a),
			Enabled: slices.Contains(allowed[in.Prompt.Stage], a),
		})
	}
	return v
}

func (p *Presenter) customerScreen(prompt Prompt) string {
	switch prompt.Stage {
	case StageCard:
		return p.say("customer.shows.card." + operation(prompt.Kind).Words)
	case StageTip, StagePIN, StageSign, StageProcessing, StageDone:
		return p.say("customer.shows." + string(prompt.Stage))
	}
	return p.say("customer.shows.idle")
}

func customerTone(a CustomerAction) Tone {
	switch a {
	case ActTap, ActInsert, ActSign, ActTip:
		return ToneApproved
	case ActDecline, ActCancel:
		return ToneDeclined
	}
	return ToneNeutral
}
