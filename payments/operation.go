package payments

import "slices"

// Operation is one row of the table of what can be asked for. Sums, what may be given back,
// words, buttons and the simulator's acquirer read the row instead of asking for a kind by
// name, so that a new kind is a row and not a search through the program.
type Operation struct {
	Kind    Kind
	Needs   Need
	Amount  AmountRule
	Follows []Kind // the kinds it may refer to; none where it stands for itself
	Effect  Effect // of an approval, on the shop's money
	FoundBy FoundBy
	FiledAs Kind   // what an answer may call it besides its own kind
	Words   string // the family of its sentences: "payment.<words>.…", "word.….<words>"
}

// Need is what must be at hand.
type Need string

// The needs.
const (
	NeedCard     Need = "card"     // a card at the terminal
	NeedTerminal Need = "terminal" // a terminal alone: nobody presents a card
)

// AmountRule says which amount is asked for.
type AmountRule string

// The rules. What a person names for a linked operation is at most what is left of its
// original. A whole original is taken once, and only as long as nothing was given back of it.
const (
	AmountNamed AmountRule = "named" // what a person names
	AmountWhole AmountRule = "whole" // that of the original, and no other
)

// Effect says what was done to the shop's money. Only what came in is income.
type Effect string

// The effects.
const (
	EffectNone Effect = ""    // nothing, or nothing that is proven
	EffectIn   Effect = "in"  // from the card to the shop
	EffectOut  Effect = "out" // from the shop to the card

	EffectHold    Effect = "hold"    // reserved on the card; nobody's income
	EffectAmend   Effect = "amends"  // more is reserved
	EffectLess    Effect = "lessens" // less is reserved
	EffectRelease Effect = "release" // nothing is reserved any more
)

// Sign is 1 for money that comes in, -1 for money that goes out, and 0 where none moves.
func (e Effect) Sign() int64 {
	switch e {
	case EffectIn:
		return 1
	case EffectOut:
		return -1
	}
	return 0
}

// Held is by which sign what is reserved becomes another amount and stays reserved: 1 for more, -1 for
// less, 0 where it stays or is over.
func (e Effect) Held() int64 {
	switch e {
	case EffectAmend:
		return 1
	case EffectLess:
		return -1
	}
	return 0
}

// FoundBy says how an attempt is looked up whose answer is lost.
type FoundBy string

// The ways.
const (
	FoundByReference FoundBy = "reference" // under our own
	FoundAsChild     FoundBy = "child"     // as a new entry under that of its original
	FoundByAnswer    FoundBy = "answer"    // under the one that its acceptance names: never seen under ours proves nothing
)

// holdKinds are what can be increased, decreased, captured and released.
var holdKinds = []Kind{KindHold, KindPhoneHold}

// operations is the table. Every kind has a row, in the order of Kinds.
var operations = []Operation{
	{
		Kind: KindSale, Needs: NeedCard, Amount: AmountNamed,
		Effect: EffectIn, FoundBy: FoundByReference, FiledAs: KindSale, Words: "sale",
	},
	{
		Kind: KindRefund, Needs: NeedCard, Amount: AmountNamed, Follows: []Kind{KindSale, KindPhoneOrder},
		Effect: EffectOut, FoundBy: FoundAsChild, FiledAs: KindRefund, Words: "refund",
	},
	{ // providers know one word for refunds of both sorts
		Kind: KindUnlinkedRefund, Needs: NeedCard, Amount: AmountNamed,
		Effect: EffectOut, FoundBy: FoundByReference, FiledAs: KindRefund, Words: "refund",
	},
	{
		Kind: KindSaleReversal, Needs: NeedTerminal, Amount: AmountWhole, Follows: []Kind{KindSale, KindPhoneOrder, KindHoldCapture},
		Effect: EffectOut, FoundBy: FoundAsChild, FiledAs: KindSaleReversal, Words: "reversal",
	},
	{
		Kind: KindRefundReversal, Needs: NeedTerminal, Amount: AmountWhole, Follows: []Kind{KindRefund, KindUnlinkedRefund},
		Effect: EffectIn, FoundBy: FoundAsChild, FiledAs: KindRefundReversal, Words: "refund_reversal",
	},
	{
		Kind: KindPhoneOrder, Needs: NeedCard, Amount: AmountNamed,
		Effect: EffectIn, FoundBy: FoundByAnswer, FiledAs: KindSale, Words: "sale",
	},
	{
		Kind: KindHold, Needs: NeedCard, Amount: AmountNamed,
		Effect: EffectHold, FoundBy: FoundByReference, FiledAs: KindHold, Words: "hold",
	},
	{
		Kind: KindPhoneHold, Needs: NeedCard, Amount: AmountNamed,
		Effect: EffectHold, FoundBy: FoundByAnswer, FiledAs: KindHold, Words: "hold",
	},
	{
		Kind: KindHoldIncrease, Needs: NeedTerminal, Amount: AmountNamed, Follows: holdKinds,
		Effect: EffectAmend, FoundBy: FoundAsChild, FiledAs: KindHoldIncrease, Words: "increase",
	},
	{ // of another name than an increase, whose sign alone a provider may give it
		Kind: KindHoldDecrease, Needs: NeedTerminal, Amount: AmountNamed, Follows: holdKinds,
		Effect: EffectLess, FoundBy: FoundAsChild, FiledAs: KindHoldDecrease, Words: "decrease",
	},
	{
		Kind: KindHoldCapture, Needs: NeedTerminal, Amount: AmountNamed, Follows: holdKinds,
		Effect: EffectIn, FoundBy: FoundAsChild, FiledAs: KindHoldCapture, Words: "capture",
	},
	{
		Kind: KindHoldRelease, Needs: NeedTerminal, Amount: AmountWhole, Follows: holdKinds,
		Effect: EffectRelease, FoundBy: FoundAsChild, FiledAs: KindHoldRelease, Words: "release",
	},
}

// Operations lists the table.
func Operations() []Operation { return slices.Clone(operations) }

// Operation is the row of a kind. A word that is not in the table has an empty row: it
// follows nothing, nothing follows it, and it moves no money.
func (k Kind) Operation() Operation {
	for _, row := range operations {
		if row.Kind == k {
			return row
		}
	}
	return Operation{}
}

// Typed reports whether the number of a card is typed at the terminal, where no other kind has one.
func (k Kind) Typed() bool { return k == KindPhoneOrder || k == KindPhoneHold }

// Linked reports whether it needs an original operation.
func (o Operation) Linked() bool { return len(o.Follows) > 0 }

// CanFollow reports whether it may refer to an attempt of a kind.
func (o Operation) CanFollow(original Kind) bool { return slices.Contains(o.Follows, original) }

// Charges reports whether it asks a customer for money, as a sale does. What is undone of a
// refund comes in, too, but was the shop's before.
func (o Operation) Charges() bool { return o.Effect == EffectIn && !o.Linked() }

// Refunds reports whether it gives back of its original, whole or in part.
func (o Operation) Refunds() bool {
	return o.Effect == EffectOut && o.Linked() && o.Amount == AmountNamed
}

// Holds reports whether it reserves money, on which others may follow until one of them
// takes it or gives it up.
func (o Operation) Holds() bool { return o.Effect == EffectHold }

// Captures reports whether it takes what a hold has reserved.
func (o Operation) Captures() bool {
	return o.Effect == EffectIn && o.Amount == AmountNamed && o.Linked()
}

// Undoes reports whether it takes the whole of its original back, as if that had not been.
func (o Operation) Undoes() bool { return o.Linked() && o.Amount == AmountWhole }

// Undo is the kind that takes the whole of an attempt of this kind back. ok is false where
// there is none.
func (k Kind) Undo() (undo Kind, ok bool) {
	for _, row := range operations {
		if row.Undoes() && row.CanFollow(k) {
			return row.Kind, true
		}
	}
	return "", false
}

// Effect is what the attempt is proven to have done to the shop's money.
func (a Attempt) Effect() Effect {
	if a.State.Info().Charged != ChargedYes {
		return EffectNone
	}
	return a.Kind.Operation().Effect
}
