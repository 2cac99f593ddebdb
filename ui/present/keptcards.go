package present

import (
	"slices"

	"tillside/payments"
)

// CardsInput is what the list of kept cards is drawn from.
type CardsInput struct {
	List     []KeptCard
	InMemory bool // there is no keyring: they are kept until the program ends
	Picked   string
	Loading  bool
	Problem  error // why the list cannot be read
	Info     payments.Info
	On       payments.Terminal // where a card would be presented
	Badge    payments.Badge    // of that
	Awaited  bool              // a card is waited for there
}

// CardsView is that list.
type CardsView struct {
	Title  string
	Body   string
	Rows   []PaymentRow // Reference is the name
	Empty  *Sentence
	Charge Button
	Sale   Button // one that keeps its card
	Take   Button // keep one without a sale; without a label where nobody can
	Rename Button
	Remove Button
}

// Cards is the list of kept cards.
func (p *Presenter) Cards(in CardsInput) CardsView {
	v := CardsView{
		Title: p.say("cards.title"), Body: p.say("cards.body"),
		Charge: p.main(ActionCharge, "cards.charge"), Sale: p.button(ActionKeepCard, "cards.sale", "Ins"),
		Rename: p.button(ActionRename, "cards.rename", "F11"), Remove: p.button(ActionRemoveCard, "cards.remove", "Del"),
	}
	if in.Info.Can.Commands.Has(payments.CommandKeepCard) {
		v.Take = p.button(ActionTakeCard, "cards.take", "F10")
		v.Take.Enabled = !in.Awaited && in.Problem == nil
	}
	lacks := in.Info.Can.Lacks
	if lacks.Has(payments.FeatureCards) {
		v.Sale, v.Take = p.hiddenButton(payments.FeatureCards, ActionKeepCard, "Ins"), Button{}
	}
	if in.Awaited {
		v.Title, v.Body = p.say("cards.awaited.title", "Terminal", p.badge(in.Badge, in.On).Place), p.say("cards.awaited.body")
	}
	if in.InMemory {
		v.Body = joinSentences(v.Body, p.say("cards.memory"))
	}
	for _, k := range in.List {
		v.Rows = append(v.Rows, PaymentRow{Reference: k.Name, Word: k.Name, Detail: p.card(payments.Card{Masked: k.Masked}), Tone: ToneNeutral})
	}
	if in.Problem != nil {
		v.Rows = nil
	}
	for _, b := range []*Button{&v.Charge, &v.Rename, &v.Remove} {
		b.Enabled = len(v.Rows) > 0 && !in.Awaited
	}
	v.Sale.Enabled = !in.Awaited
	if lacks.Has(payments.FeatureCardOrders) {
		v.Charge.Label, v.Charge.Enabled = p.say("lacks."+string(payments.FeatureCardOrders)), !in.Awaited
	} else if !in.Info.MayGoWithout(payments.KindPhoneOrder, "") {
		v.Charge.Enabled, v.Charge.Hint = false, p.say("cards.why.units")
	}
	switch {
	case in.Problem != nil:
		s := p.Error(in.Problem)
		v.Empty = &s
	case len(v.Rows) == 0 && !in.Loading:
		v.Empty = &Sentence{Title: p.say("cards.none.title"), Body: p.say("cards.none.body")}
	}
	return v
}

// ByKeptCard is what leads to the list.
func (p *Presenter) ByKeptCard() string { return p.say("holds.phone.cards") }

// Chosen is the card that a press on the list is about.
func (in CardsInput) Chosen(rows []PaymentRow) (KeptCard, bool) {
	if len(rows) == 0 || len(in.List) == 0 {
		return KeptCard{}, false
	}
	at := slices.IndexFunc(in.List, func(k KeptCard) bool { return k.Name == in.Picked })
	return in.List[max(at, 0)], true
}

// cardForm is where a kept card is charged.
func (p *Presenter) cardForm(in HoldFormInput) HoldFormView {
	v := HoldFormView{
		Title: p.say("holds.card.title"), Body: p.say("holds.card.body", "Card", in.Card.Name),
		Amount: p.amountText(in.Amount()), Hint: p.remark(in.Entry),
		Confirm: p.main(ActionCharge, "holds.card.title"), Keep: p.button(ActionKeep, "holds.keep", "Esc"),
	}
	if in.Amount().Sign() > 0 {
		v.Confirm.Label = p.say("holds.card.confirm", "Amount", p.amount(in.Amount()), "Card", in.Card.Name)
	}
	in.Without = true
	if why := p.whyNotHold(in); why != "" {
		v.Confirm.Enabled, v.Confirm.Hint = false, why
	}
	return v
}

// AskCardName asks under which name the card of a payment is kept.
func (p *Presenter) AskCardName(a payments.Attempt) Question {
	return Question{
		Title: p.say("ask.card.title", "Card", p.toCard(a.Outcome.Card)), Body: p.say("ask.card.body"),
		ReasonLabel: p.say("ask.card.name"), ReasonHint: p.say("ask.card.name_hint"),
		Confirm: p.button(ActionKeepCard, "ask.card.confirm", ""), Keep: p.button(ActionKeep, "ask.card.keep", "Esc"),
	}
}

// AskTakeCard asks under which name a card is kept without a sale, before it is presented.
func (p *Presenter) AskTakeCard(t payments.Terminal, b payments.Badge) Question {
	return Question{
		Title: p.say("ask.card_take.title"), Body: p.say("ask.card_take.body", "Terminal", p.badge(b, t).Place),
		ReasonLabel: p.say("ask.card.name"), ReasonHint: p.say("ask.card.name_hint"),
		Confirm: p.button(ActionTakeCard, "ask.card_take.confirm", ""), Keep: p.button(ActionKeep, "ask.card.keep", "Esc"),
	}
}

// AskRename asks for another name of a kept card.
func (p *Presenter) AskRename(k KeptCard) Question {
	return Question{
		Title:       p.say("ask.card_rename.title", "Card", k.Name),
		ReasonLabel: p.say("ask.card.name"), ReasonHint: p.say("ask.card.name_hint"),
		Confirm: p.button(ActionRename, "ask.card_rename.confirm", ""), Keep: p.button(ActionKeep, "ask.card_rename.keep", "Esc"),
	}
}

// AskRemoveCard asks before a kept card is forgotten.
func (p *Presenter) AskRemoveCard(k KeptCard) Question {
	q := Question{
		Title: p.say("ask.card_remove.title", "Card", k.Name), Body: p.say("ask.card_remove.body"),
		Confirm: p.button(ActionRemoveCard, "ask.card_remove.confirm", ""), Keep: p.button(ActionKeep, "ask.card_remove.keep", "Esc"),
	}
	q.Confirm.Tone = ToneDeclined
	return q
}

// CardKept says where a card is kept now.
func (p *Presenter) CardKept(name string, inMemory bool) Sentence {
	s := Sentence{Title: p.say("cards.kept.title", "Card", name), Body: p.say("cards.kept.body")}
	if inMemory {
		s.Body = p.say("cards.memory")
	}
	return s
}

// keepButton offers to have the card of a payment kept, where the shop does so and a card was there.
func (p *Presenter) keepButton(a payments.Attempt, info payments.Info) []Button {
	op := operation(a.Kind)
	was := moneyMoved(a) && a.Terminal.Serial != "" && a.Outcome.IDs.Transaction != "" && op.Effect.Sign() != 0
	if !info.Traits.KeepsCards || info.Can.Lacks.Has(payments.FeatureCards) || !was || op.Undoes() || a.Closed != "" {
		return nil
	}
	return []Button{p.button(ActionKeepCard, "detail.keep_card", "F11")}
}
