package present

import (
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// HoldFormInput is what the screen of a hold, or of what follows one, is drawn from.
type HoldFormInput struct {
	Kind payments.Kind
	Hold payments.Attempt // nothing for a new one
	HeldNow
	Card      payments.CardUse // a card that is kept, or is to be
	Entry     Entry            // empty for all that is held, where it is charged
	Selected  string
	Without   bool  // no terminal carries it out
	Tip       Entry // what of the amount is a tip, where the provider can be told
	Tipping   bool  // that is being typed
	Terminals []TerminalState
	Unlisted  error // why the terminals could not be listed
	Info      payments.Info
	Busy      bool
	Now       time.Time
}

// HeldNow is what of a hold is held still, as far as that was asked for.
type HeldNow struct {
	Held    checkout.Held
	Loading bool  // it is still being asked for
	Problem error // why it could not be found out
}

// HoldFormView is that screen.
type HoldFormView struct {
	Title     string
	Body      string
	Amount    AmountText
	Hint      string
	Terminals []TerminalCard
	Way       Button // the other way, with a terminal or without; without a label where there is none
	Tip       Button // to what of the amount is a tip, likewise
	Confirm   Button
	Keep      Button
}

// Amount is what would be asked for now.
func (in HoldFormInput) Amount() payments.Money {
	if in.whole() {
		return in.Held.Amount
	}
	return in.Entry.Money()
}

// TipAmount is what of it is a tip; zero Money for none.
func (in HoldFormInput) TipAmount() payments.Money {
	if tip := in.Tip.Money(); in.takesTip() && tip.Sign() > 0 {
		return tip
	}
	return payments.Money{}
}

func (in HoldFormInput) takesTip() bool {
	return in.Without && in.Info.TakesTip(in.Kind, in.Hold.Kind)
}

func (in HoldFormInput) whole() bool {
	return in.Entry.Empty() && in.Kind.Operation().Captures()
}

// HoldForm is the screen of a hold, of its increase or of its charge.
func (p *Presenter) HoldForm(in HoldFormInput) HoldFormView {
	switch {
	case in.Tipping:
		return p.tipForm(in)
	case in.Card.Name != "":
		return p.cardForm(in)
	}
	key := in.words()
	v := HoldFormView{
		Title: p.say(key + ".title"), Amount: p.amountText(in.Amount()), Hint: p.remark(in.Entry),
		Terminals: p.cards(in.Terminals, in.Selected, in.Now),
		Confirm:   p.main(ActionCharge, ""), Keep: p.button(ActionKeep, "holds.keep", "Esc"),
	}
	switch {
	case !in.Kind.Linked():
		v.Body = p.say(key + ".body")
	case in.Loading || in.Problem != nil:
		v.Body = p.say("holds.asking")
	default:
		v.Body = p.say(key+".body", "Held", p.amount(in.Held.Amount))
	}
	if v.Hint == "" && in.Kind.Linked() && !in.Loading && in.Problem == nil && !in.Held.Asked {
		v.Hint = p.say("refund.journal_only")
	}
	chosen, _ := terminalOf(in.Terminals, in.Selected)
	v.Confirm.Label = v.Title
	if in.Amount().Sign() > 0 {
		if in.Kind == payments.KindPhoneHold {
			key = "holds.hold"
		}
		v.Confirm.Label = p.say(key+".confirm", "Amount", p.amount(in.Amount()), "Terminal", p.badge(chosen.Badge, chosen.Terminal).Letter)
	}
	p.waysOfHold(in, key, &v)
	if why := p.whyNotHold(in); why != "" {
		v.Confirm.Enabled, v.Confirm.Hint = false, why
	}
	return v
}

// words is the family of the sentences of a form. Those of an order by telephone and of a sale that keeps
// its card are otherwise those of a sale.
func (in HoldFormInput) words() string {
	switch {
	case in.Card.Keep:
		return "holds.keeping"
	case in.Kind == payments.KindPhoneOrder:
		return "holds.phone"
	case in.Kind == payments.KindPhoneHold:
		return "holds.phone_hold"
	}
	return "holds." + operation(in.Kind).Words
}

// waysOfHold offers the other way: the provider by itself, or a terminal; of an order by telephone a card
// that is kept, and of a hold the number of a card that is not there.
func (p *Presenter) waysOfHold(in HoldFormInput, key string, v *HoldFormView) {
	switch {
	case in.Kind == payments.KindPhoneOrder && in.Info.Traits.KeepsCards:
		v.Way = p.button(ActionWay, "holds.phone.cards", "F11")
		return
	case in.Kind == payments.KindPhoneHold:
		v.Way = p.button(ActionWay, "holds.phone_hold.card", "F11")
		return
	case in.Kind == payments.KindHold && in.Info.Supports(payments.KindPhoneHold):
		if v.Way = p.button(ActionWay, "holds.hold.by_phone", "F11"); in.Info.Can.Lacks.Has(payments.FeaturePhoneHolds) {
			v.Way = p.hiddenButton(payments.FeaturePhoneHolds, ActionWay, "F11")
		}
		return
	case !in.Kind.Linked() || !in.Info.MayGoWithout(in.Kind, in.Hold.Kind):
		return
	}
	v.Way = p.button(ActionWay, "holds.without", "F11")
	if !in.Without {
		return
	}
	v.Way.Label, v.Terminals = p.say("holds.with"), nil
	if in.Amount().Sign() > 0 {
		v.Confirm.Label = p.say(key+".confirm_without", "Amount", p.amount(in.Amount()))
	}
	if !in.takesTip() {
		return
	}
	v.Tip = p.button(ActionTip, "holds.tip.button", "F10")
	if tip := in.TipAmount(); tip.Sign() > 0 {
		v.Tip.Label = p.say("holds.tip.change", "Tip", p.amount(tip))
		v.Confirm.Label = p.say("holds.tip.confirm", "Amount", p.amount(in.Amount()), "Tip", p.amount(tip))
	}
}

// tipForm is where it is typed what of the amount is a tip.
func (p *Presenter) tipForm(in HoldFormInput) HoldFormView {
	amount, tip := in.Amount(), in.Tip.Money()
	v := HoldFormView{
		Title: p.say("holds.tip.title"), Body: p.say("holds.tip.body", "Amount", p.amount(amount)),
		Amount: p.amountText(tip), Hint: p.remark(in.Tip),
		Confirm: p.main(ActionTip, "holds.tip.title"), Keep: p.button(ActionKeep, "holds.tip.keep", "Esc"),
	}
	if tip.Sign() > 0 {
		v.Confirm.Label = p.say("holds.tip.take", "Tip", p.amount(tip))
	}
	if why := p.whyNotTip(amount, tip); why != "" {
		v.Confirm.Enabled, v.Confirm.Hint = false, why
	}
	return v
}

// whyNotTip says why an amount is no tip within another.
func (p *Presenter) whyNotTip(amount, tip payments.Money) string {
	more, err := tip.Cmp(amount)
	switch {
	case tip.Sign() <= 0:
		return p.say("sale.why.zero")
	case err != nil || more >= 0:
		return p.say("holds.tip.over", "Amount", p.amount(amount))
	}
	return ""
}

func (p *Presenter) whyNotHold(in HoldFormInput) string {
	switch {
	case in.Busy:
		return p.say("sale.why.busy")
	case in.Loading:
		return p.say("holds.asking")
	case in.Problem != nil:
		s := p.Error(in.Problem)
		return joinSentences(s.Body, s.Next)
	case in.Kind.Linked() && p.whyNotHeld(in.Held) != "":
		return p.whyNotHeld(in.Held)
	}
	if why := p.whyNotHeldAmount(in, in.Amount()); why != "" || in.Without {
		return why
	}
	return p.whyNotOn(in.Terminals, in.Selected, in.Unlisted)
}

// whyNotHeldAmount says why an amount is none for what is to be done to the hold.
func (p *Presenter) whyNotHeldAmount(in HoldFormInput, amount payments.Money) string {
	switch {
	case amount.Sign() <= 0:
		return p.say("sale.why.zero")
	case amount.Minor() < in.Info.MinAmount:
		return p.tooSmall(in.Info, amount)
	case in.Info.MaxAmount > 0 && amount.Minor() > in.Info.MaxAmount:
		return p.say("sale.why.too_large", "Gateway", in.Info.Name)
	case in.TipAmount().Sign() > 0 && p.whyNotTip(amount, in.TipAmount()) != "":
		return p.whyNotTip(amount, in.TipAmount())
	case in.Kind == payments.KindHoldDecrease && !in.less():
		return p.say("holds.less_than", "Held", p.amount(in.Held.Amount))
	case in.Kind.Operation().Captures() && in.more():
		return p.say("holds.at_most", "Held", p.amount(in.Held.Amount))
	}
	return ""
}

// whyNotHeld says why nothing more is done to a hold.
func (p *Presenter) whyNotHeld(held checkout.Held) string {
	switch {
	case held.Over:
		return joinSentences(p.say("error.hold_over.body"), p.say("error.hold_over.next"))
	case held.Late:
		return joinSentences(p.say("error.hold_late.body"), p.say("error.hold_late.next"))
	case held.Open:
		return p.say("holds.why.open")
	}
	return ""
}

// less reports whether something of the hold would be left.
func (in HoldFormInput) less() bool {
	more, err := in.Amount().Cmp(in.Held.Amount)
	return err == nil && more < 0
}

// more reports whether more was typed than is held.
func (in HoldFormInput) more() bool {
	more, err := in.Amount().Cmp(in.Held.Amount)
	return err != nil || more > 0
}
