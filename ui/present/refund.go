package present

import (
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// RefundInput is what the refund screen of one original is drawn from.
type RefundInput struct {
	Original   payments.Attempt
	Info       payments.Info
	Refundable checkout.Refundable
	Loading    bool  // Refundable is still being asked for
	Problem    error // why it could not be found out
	RefundFamily
	Limits    checkout.RefundLimits // of the owner
	Partial   bool                  // the person chose a part; Entry holds it
	Entry     Entry                 // used when Partial
	Reason    string
	Selected  string
	Terminals []TerminalState
	Busy      bool
	Lift      bool // somebody may lift a limit with their PIN
	Now       time.Time
}

// RefundFamily is what was given back of a payment.
type RefundFamily struct {
	Linked []payments.Attempt
	Listed []payments.Listed // everything that the provider lists of one that this till did not take; nil for one of ours
}

// RefundView is the refund screen of one original.
type RefundView struct {
	Title     string // "Refund of the sale at 16:20"
	Original  string // "Sale · Tuesday 17 November 2026, 16:20"
	Lines     []BalanceLine
	Full      Choice // "All that is left, 34.90 EUR"
	Part      Choice // "A part of it"
	Amount    AmountText
	Hint      string // a gentle remark about the amount
	Reason    Field
	Terminals []TerminalCard // none where the provider carries it out by itself
	Way       string         // where the money goes then, and that no card is needed
	Confirm   Button         // "Refund 5.00 EUR to Visa ··0936"
	Keep      Button
}

// Choice is one of several.
type Choice struct {
	Value   string
	Label   string
	Chosen  bool
	Enabled bool
}

// Field is a text field.
type Field struct {
	Label       string
	Placeholder string
	Value       string
	Hint        string
	Limit       int // characters, 0 for none
}

// UnlinkedInput is what the screen of a refund without an original is drawn from.
type UnlinkedInput struct {
	First     Entry
	Again     Entry // the same amount, typed a second time
	Repeating bool  // the second entry is being typed
	Reason    string
	Recent    []payments.Attempt // to find a sale it may belong to
	Selected  string
	Problem   error // why the terminals could not be listed
	Terminals []TerminalState
	Info      payments.Info
	Limits    checkout.RefundLimits // of the owner
	Busy      bool
	Lift      bool // as in RefundInput
	Now       time.Time
}

// UnlinkedView is the screen of a refund without an original.
type UnlinkedView struct {
	Title     string
	Body      string
	Prompt    string // "Amount", then "Type the amount again"
	Amount    AmountText
	Hint      string
	Similar   []PaymentRow // recent sales with this amount, to be refunded instead
	Warning   string
	Reason    Field
	Terminals []TerminalCard
	Matches   bool // both amounts were typed and agree
	Confirm   Button
	Keep      Button
}

// reasonLimit is how long a reason may be.
const reasonLimit = 80

// Refund is the refund screen of one original.
func (p *Presenter) Refund(in RefundInput) RefundView {
	o := in.Original
	v := RefundView{
		Title:     p.say("refund.title", "Card", p.toCard(o.Outcome.Card)),
		Original:  p.titleIn(in),
		Lines:     p.balanceIn(in),
		Full:      Choice{Value: "full", Label: p.fullLabel(in), Chosen: !in.Partial, Enabled: in.open()},
		Part:      Choice{Value: "part", Label: p.say("refund.part"), Chosen: in.Partial, Enabled: in.open()},
		Amount:    p.amountText(in.amount()),
		Hint:      p.refundHint(in),
		Reason:    p.reasonField(in.Reason),
		Terminals: p.cards(in.Terminals, in.Selected, in.Now),
		Confirm:   p.main(ActionRefund, ""),
		Keep:      p.button(ActionKeep, "refund.keep", "Esc"),
	}
	if !in.OnTerminal() {
		v.Terminals, v.Way = nil, p.say("refund.way_provider", "Card", p.toCard(o.Outcome.Card), "Terminal", in.Info.Name)
	}
	if v.Confirm.Label = v.Title; in.amount().Sign() > 0 {
		v.Confirm.Label = p.say("refund.confirm", "Amount", p.amount(in.amount()), "Card", p.toCard(o.Outcome.Card))
	}
	why := p.whyNotRefund(in)
	if _, voids := in.Voids(); voids {
		p.offerVoid(&v, in)
		why = p.whyNotVoid(in)
	}
	if why != "" {
		v.Confirm.Enabled, v.Confirm.Hint = false, why
	}
	return v
}

// titleIn is what the refund is of, and whose that is where it is not ours.
func (p *Presenter) titleIn(in RefundInput) string {
	if len(in.Listed) == 0 {
		return p.title(in.Original)
	}
	return p.seenTitle(in.Original) + "\n" + p.say("seen.title")
}

func (p *Presenter) balanceIn(in RefundInput) []BalanceLine {
	if len(in.Listed) > 0 {
		return p.chain(in.Original, in.Listed, in.rest())
	}
	return p.balance(in.Original, in.Linked, in.rest())
}

// sold is when the payment was made. One of which nobody knows is older than any limit.
func (in RefundInput) sold() time.Time {
	if in.Original.Created.IsZero() {
		return time.Unix(0, 0)
	}
	return in.Original.Created
}

// Voids reports whether all that is left can go back by a void alone for now: nothing went back yet,
// and the provider takes a refund only later.
func (in RefundInput) Voids() (undo payments.Kind, ok bool) {
	r, o := in.Refundable, in.Original
	undo, ok = o.Kind.Undo()
	now, later := r.Takes(payments.KindRefund)
	void, _ := r.Takes(undo)
	ok = ok && len(in.Listed) == 0 && !in.Partial && in.open() && !now && later && void && r.Refunded.Sign() == 0
	return undo, ok && in.Info.Supports(undo) && !in.Info.NeedsTerminal(undo, o.Outcome.Card)
}

// offerVoid makes the void of the whole payment the answer of the screen.
func (p *Presenter) offerVoid(v *RefundView, in RefundInput) {
	amount := p.amount(in.Refundable.Rest)
	v.Title, v.Terminals = p.say(titleOf("ask.reverse", in.Original.Kind), "Amount", amount), nil
	v.Way = p.say("ask.reverse.body_provider", "Card", p.toCard(in.Original.Outcome.Card), "Terminal", p.carrier(in.Original))
	v.Hint = joinSentences(v.Hint, p.whyNotNow(payments.KindRefund, in.Original, in.Refundable, in.Info))
	v.Confirm, v.Keep = p.main(ActionReverse, ""), p.button(ActionKeep, "ask.reverse.keep", "Esc")
	v.Confirm.Label = p.say("ask.reverse.confirm", "Amount", amount)
}

// whyNotVoid is empty when the void that is offered may start.
func (p *Presenter) whyNotVoid(in RefundInput) string {
	if in.Busy {
		return p.say("sale.why.busy")
	}
	if why := p.whyOwnerNot(in.Limits, in.Refundable.Rest, in.sold(), in.Now); why != "" {
		return why
	}
	if strings.TrimSpace(in.Reason) == "" {
		return p.say("refund.why.void_reason")
	}
	return ""
}

func (p *Presenter) fullLabel(in RefundInput) string {
	if rest := in.rest(); rest != nil && rest.Sign() > 0 {
		return p.say("refund.full", "Amount", p.amount(*rest))
	}
	return p.say("refund.full_unknown")
}

// amount is what would be refunded now.
func (in RefundInput) amount() payments.Money {
	if in.Partial {
		return in.Entry.Money()
	}
	return in.Refundable.Rest
}

// open reports whether anything can be refunded at all.
func (in RefundInput) open() bool {
	r := in.Refundable
	return !in.Loading && in.Problem == nil && !r.Open && !r.Reversed && r.Rest.Sign() > 0
}

// rest is what the balance shows below its rule; nil while it is not known.
func (in RefundInput) rest() *payments.Money {
	if in.Loading || in.Problem != nil || in.Refundable.Reversed || in.Refundable.Rest.IsZero() {
		return nil
	}
	return &in.Refundable.Rest
}

// overRest reports whether the typed part is more than what is left.
func (in RefundInput) overRest() bool {
	more, err := in.amount().Cmp(in.Refundable.Rest)
	return err != nil || more > 0
}

func (p *Presenter) refundHint(in RefundInput) string {
	switch {
	case in.Partial && in.Entry.Remark() != RemarkNone:
		return p.remark(in.Entry)
	case in.Partial && in.open() && in.overRest():
		return p.say("refund.at_most", "Rest", p.amount(in.Refundable.Rest))
	case in.Lift && in.open() && p.whyOwnerNot(in.Limits, in.amount(), in.sold(), in.Now) != "":
		return joinSentences(p.whyOwnerNot(in.Limits, in.amount(), in.sold(), in.Now), p.say("approve.needed"))
	case in.open() && !in.Refundable.Asked:
		return p.say("refund.journal_only")
	}
	return ""
}

// whyNotRefund is empty when the refund may start.
func (p *Presenter) whyNotRefund(in RefundInput) string {
	r := in.Refundable
	switch {
	case in.Busy:
		return p.say("sale.why.busy")
	case in.Loading:
		return p.say("refund.why.loading")
	case in.Problem != nil:
		s := p.Error(in.Problem)
		return joinSentences(s.Body, s.Next)
	case r.Reversed:
		return p.say("refund.why.reversed")
	case r.Open:
		return p.say("refund.why.open")
	case r.Rest.Sign() <= 0:
		return p.say("refund.why.nothing_left")
	case in.amount().Sign() <= 0:
		return p.say("refund.why.zero")
	case in.overRest():
		return p.say("refund.at_most", "Rest", p.amount(r.Rest))
	}
	if why := p.whyOwnerNot(in.Limits, in.amount(), in.sold(), in.Now); why != "" && !in.Lift {
		return why
	}
	if why := p.whyNotNow(payments.KindRefund, in.Original, r, in.Info); why != "" {
		return why
	}
	if !in.OnTerminal() {
		return p.whyNoReason(in.Reason)
	}
	return p.whyNotPayOut(in.Terminals, in.Selected, in.Reason, in.Problem)
}

// OnTerminal reports whether the refund needs a terminal. One of what was charged to a kept card needs none.
func (in RefundInput) OnTerminal() bool {
	byItself := in.Original.Terminal.Serial == "" && in.Info.MayGoWithout(payments.KindRefund, in.Original.Kind)
	return !byItself && in.Info.NeedsTerminal(payments.KindRefund, in.Original.Outcome.Card)
}

// whyNotPayOut is what every refund needs beside its amount: a terminal and a reason.
func (p *Presenter) whyNotPayOut(terminals []TerminalState, selected, reason string, problem error) string {
	if why := p.whyNotOn(terminals, selected, problem); why != "" {
		return why
	}
	return p.whyNoReason(reason)
}

func (p *Presenter) whyNoReason(reason string) string {
	if strings.TrimSpace(reason) == "" {
		return p.say("refund.why.reason")
	}
	return ""
}

func (p *Presenter) reasonField(value string) Field {
	return Field{Label: p.say("refund.reason"), Placeholder: p.say("refund.reason_hint"), Value: value, Limit: reasonLimit}
}

// balance is the original, what was given back, and what is left. What was given back on
// another day than that of the original names its day.
func (p *Presenter) balance(o payments.Attempt, linked []payments.Attempt, rest *payments.Money) []BalanceLine {
	lines := []BalanceLine{{Label: p.kind(o.Kind), Amount: p.number(moved(o))}}
	for _, l := range linked {
		if nothingMoved(l.State) {
			continue
		}
		label := dotted(p.kind(l.Kind), p.moment(l.Created, o.Created), oneLine(l.Intent.Reason, 40))
		if l.State.Info().Charged == payments.ChargedUnknown {
			label = dotted(label, p.word(l))
		}
		lines = append(lines, BalanceLine{Label: label, Amount: p.number(signed(l)), Indented: true})
	}
	if rest != nil {
		lines = append(lines, BalanceLine{Label: p.say("refund.rest"), Amount: p.amount(*rest), Total: true})
	}
	return lines
}
