package present

import (
	"errors"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// SeenAt is what one profile's provider says of a payment that this till did not take.
type SeenAt struct {
	Whose   string // the profile and its provider, where the shop has several
	Seen    checkout.Seen
	Problem error // why it says nothing; then Seen is empty
}

// Sighting is what a look-up came to. Where the payment is this till's own, Ours is its reference and
// the rest is empty.
type Sighting struct {
	Found   []SeenAt // at each account that knows it, once
	Unasked []SeenAt // those who could not tell
	Ours    string
}

// SeenInput is what the screen of a payment that this till did not take is drawn from.
type SeenInput struct {
	Reference string // as it was typed
	Asking    bool
	Sighting
	Problem error // why it could not be written down or asked at all
	Chosen  int   // of those who found it
	Info    payments.Info
	Without bool // undoing it takes no terminal, because there is none that answers
	Now     time.Time
}

// SeenView is that screen.
type SeenView struct {
	Title   string
	Body    string
	Amount  AmountText
	Tone    Tone
	Mark    Mark
	Word    string
	Detail  string
	Why     string // why nothing can be given back of it, and who could not tell
	Chain   []BalanceLine
	Facts   []Fact
	Whose   Options   // the accounts that know it, where there are several
	Empty   *Sentence // in place of all this
	Buttons []Button
}

// Chosen is the account whose answer is shown.
func (in SeenInput) Shown() (SeenAt, bool) {
	if in.Asking || in.Problem != nil || in.Chosen >= len(in.Found) {
		return SeenAt{}, false
	}
	return in.Found[in.Chosen], true
}

// Seen is the screen of a payment that this till did not take.
func (p *Presenter) Seen(in SeenInput) SeenView {
	v := SeenView{Title: p.say("seen.title"), Buttons: []Button{p.button(ActionBack, "button.back", "Esc")}}
	at, ok := in.Shown()
	if !ok {
		empty := p.notSeen(in)
		v.Empty = &empty
		if !in.Asking {
			v.Buttons = append(v.Buttons, p.button(ActionAskNow, "button.ask_now", "F5"))
		}
		return v
	}
	s := at.Seen
	a, l := s.Original, lookOfAttempt(s.Original)
	v.Body = p.say("seen.body", "Whose", p.carrierOr(at.Whose, in.Info))
	v.Amount, v.Tone, v.Mark, v.Word = p.amountText(signed(a)), l.tone, l.mark, p.word(a)
	v.Detail = dotted(p.seenTitle(a), p.card(a.Outcome.Card))
	v.Chain = p.chain(s.Original, s.List, nil)
	if s.Problem == nil {
		v.Chain = p.chain(s.Original, s.List, restOf(&s.Rest))
	}
	v.Facts = append([]Fact{{p.say("seen.reference"), a.Reference}}, p.facts(withoutReference(a), in.Info, at.Whose)...)
	for i, other := range in.Found {
		v.Whose.Choices = append(v.Whose.Choices, Choice{Value: string(rune('0' + i)), Label: other.Whose, Chosen: i == in.Chosen, Enabled: true})
	}
	if v.Whose.Label = p.say("seen.whose"); len(in.Found) < 2 {
		v.Whose = Options{}
	}
	refund, why := p.refundSeen(s, in.Info)
	v.Why = joinKept("\n", []string{why, p.unasked(in.Unasked)})
	v.Buttons = append(v.Buttons, p.button(ActionAskNow, "button.ask_now", "F5"))
	v.Buttons = append(append(v.Buttons, p.voidSeen(s, in)...), refund)
	return v
}

// voidSeen offers to undo the whole of it, where its list leaves nothing open.
func (p *Presenter) voidSeen(s checkout.Seen, in SeenInput) []Button {
	undo, ok := s.Original.Kind.Undo()
	if !ok || s.Problem != nil || !in.Info.Supports(undo) {
		return nil
	}
	r := s.Rest
	b := p.reverseButton(s.Original, !r.Open && !r.Reversed && r.Refunded.Sign() == 0, p.whyNotNow(undo, s.Original, r, in.Info))
	if in.Without {
		b.Label = p.say("detail.reverse_without")
	}
	return []Button{b}
}

// withoutReference is a payment whose reference is not called ours.
func withoutReference(a payments.Attempt) payments.Attempt {
	a.Reference = ""
	return a
}

// carrierOr is whose account it is, or the provider's name.
func (p *Presenter) carrierOr(whose string, info payments.Info) string {
	if whose != "" {
		return whose
	}
	return info.Name
}

// refundSeen offers a refund of it, or says why there is none.
func (p *Presenter) refundSeen(s checkout.Seen, info payments.Info) (b Button, why string) {
	b = p.main(ActionRefund, "detail.refund")
	switch r := s.Rest; {
	case s.Problem != nil:
		e := p.Error(s.Problem)
		why = joinSentences(e.Body, e.Next)
	case !info.Supports(payments.KindRefund):
		e := p.Error(checkout.ErrUnsupported)
		why = joinSentences(e.Body, e.Next)
	case r.Reversed, r.Open, r.Rest.Sign() <= 0:
		why = p.whyNotRefundable(r)
	default:
		why = p.whyNotNow(payments.KindRefund, s.Original, r, info)
	}
	b.Enabled = why == ""
	return b, why
}

// notSeen is shown while nothing is known of it.
func (p *Presenter) notSeen(in SeenInput) Sentence {
	switch {
	case in.Asking:
		return Sentence{Title: p.say("seen.asking"), Body: oneLine(in.Reference, 80)}
	case in.Problem != nil:
		return p.Error(in.Problem)
	case len(in.Unasked) > 0:
		s := p.Error(in.Unasked[0].Problem)
		return Sentence{Title: p.say("seen.nobody_could"), Body: joinSentences(s.Body, s.Next), Next: p.unasked(in.Unasked)}
	}
	return p.Error(checkout.ErrNotSeen)
}

// unasked names those who could not tell, where the shop has several.
func (p *Presenter) unasked(all []SeenAt) string {
	var names []string
	for _, at := range all {
		if at.Whose != "" {
			names = append(names, at.Whose)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return p.say("seen.unasked", "Whose", joinKept(", ", names))
}

// seenTitle is what it was and when, where the provider says when.
func (p *Presenter) seenTitle(a payments.Attempt) string {
	if a.Created.IsZero() {
		return p.say("seen.undated", "Kind", p.kind(a.Kind))
	}
	return p.title(a)
}

// chain is everything that the provider lists, oldest first, and what is left.
func (p *Presenter) chain(original payments.Attempt, list []payments.Listed, rest *payments.Money) []BalanceLine {
	var lines []BalanceLine
	for i, o := range list {
		a := payments.Attempt{Intent: payments.Intent{Kind: o.Kind, Amount: o.Amounts.Charged}, State: o.State, Outcome: o.Outcome}
		line := BalanceLine{Label: p.say("seen.other"), Indented: i > 0}
		if o.Kind.Valid() {
			line.Label = p.kind(o.Kind)
		}
		if !o.At.IsZero() {
			line.Label = dotted(line.Label, p.moment(o.At, original.Created))
		}
		if moneyMoved(a) {
			line.Amount = p.number(signed(a))
		} else {
			line.Label = dotted(line.Label, p.word(a))
		}
		lines = append(lines, line)
	}
	if rest != nil {
		lines = append(lines, BalanceLine{Label: p.say("refund.rest"), Amount: p.amount(*rest), Total: true})
	}
	return lines
}

// OursIn is the payment of this till that a look-up has come upon; "" where that is not why it ended.
func OursIn(err error) string {
	var ours *checkout.Ours
	if errors.As(err, &ours) {
		return ours.Reference
	}
	return ""
}
