package proof

// Bugs in what may be given back of a sale, and of which.
var linkBugs = []planted{
	{area: "rest", name: "refund rest from the journal alone", draw: "twin refund", file: links, old: "	if asked {\n		t.gateway(history)\n	}", bad: "	t.asked = asked && len(history) >= 0"},
	{area: "rest", name: "earlier refunds are forgotten", file: links, old: "	amount := charged(c).Minor()\n	t.give(amount)\n", bad: "	amount := charged(c).Minor()\n"},
	{area: "rest", name: "the rest is what was asked and not what was charged", file: links, old: "	whole := charged(t.sale)\n", bad: "	whole := t.sale.Amount\n"},
	{area: "rest", name: "a reversed sale can be refunded", file: links, old: "	if t.reversed {\n		rest, err", bad: "	if t.reversed && t.sale.Kind == \"\" {\n		rest, err"},
	{area: "link", name: "a refund goes to the terminal of its sale", file: links, old: "	a.Original = payments.Original{\n", bad: "	a.Terminal = original.Terminal\n	a.Original = payments.Original{\n"},
	{area: "link", name: "a refund names the newest of the family", file: links,
		old: "	a.Sent.PriorChildren, a.Sent.PriorChildrenRead = transactionIDs(history), asked\n",
		bad: "	a.Sent.PriorChildren, a.Sent.PriorChildrenRead = transactionIDs(history), asked\n	if n := len(a.Sent.PriorChildren); n > 0 {\n		a.Original.TransactionID = a.Sent.PriorChildren[n-1]\n	}\n"},
	{area: "link", name: "a sale that was refunded can be reversed", draw: "undone twice", file: links, old: "(rest.Reversed || rest.Refunded.Sign() > 0)", bad: "rest.Reversed"},
	{area: "link", name: "a refund can be reversed twice", draw: "undone twice", file: links,
		old: "		err = e.limitUndoing(ctx, original, history)", bad: "		err = nil"},
	{area: "link", name: "a list that cannot be read is taken as empty", draw: "undone twice", file: links, old: "		return fmt.Errorf(\"%w: %w\", ErrLookupFailed, err)\n", bad: "		history, asked = nil, false\n"},
}

// Bugs in what is brought to the till.
var callbackBugs = []planted{
	{area: "callback", name: "what is brought is believed whatever it answers", file: received,
		old: "	if wrong := f.wrong(ctx, o); len(wrong) > 0 {\n		f.mismatch(durable", bad: "	if wrong := f.wrong(ctx, o); len(wrong) > 99 {\n		f.mismatch(durable"},
	{area: "callback", name: "what is brought is acknowledged before it is written", file: received,
		old: "	err = e.command(ctx, reference, command{",
		bad: "	go e.command(context.WithoutCancel(ctx), reference, command{"},
	{area: "callback", name: "a result that decides nothing is acknowledged", draw: "undecided post", file: received,
		old: "	if !o.State.Verdict() {\n		return ErrUndecided\n	}", bad: "	if !o.State.Verdict() {\n		return nil\n	}"},
	{area: "callback", name: "junk is acknowledged", draw: "undecided post", file: received,
		old: "		return fmt.Errorf(\"read what was brought: %w\", err)", bad: "		return nil"},
	{area: "callback", name: "what is to be brought is waited for without end", file: received, old: "const reportPatience = 30 * time.Second", bad: "const reportPatience = 30 * time.Hour"},
}

// Bugs in how the journals are kept.
var custodyBugs = []planted{
	{area: "recovery", name: "a commit is not synced", file: database, old: `q.Set("_synchronous", "FULL")`, bad: `q.Set("_synchronous", "NORMAL")`},
	{area: "recovery", name: "what is sent is not listed", file: keeping, old: "written, err = j.sent.add(text)", bad: "written, err = j.sent.add(text[:0])", lost: true},
	{area: "recovery", name: "a list that knows more is not read", file: manager, old: "	if len(absent) == 0 {", bad: "	if true {", lost: true},
	{area: "recovery", name: "what is put back is taken as not sent", file: rebuilding,
		old: "a.State, a.Updated, a.Version = payments.StateUnknown, now, 1", bad: "a.State, a.Updated, a.Version = payments.StateNotSent, now, 1", lost: true},
}

// Bugs in what is made of the clocks.
var clockBugs = []planted{
	{area: "clocks", name: "not charged by the wall clock alone", file: rulebook, old: "	return min(least, now.wall.Sub(x.ended.wall))", bad: "	return now.wall.Sub(x.ended.wall)"},
	{area: "clocks", name: "after a restart the wall clock is believed", file: rulebook,
		old: "	if !s.restarted || s.wall.IsZero() || !s.offsetKnown || now.server.IsZero() {\n		return mono\n	}",
		bad: "	if s.restarted {\n		return now.wall.Sub(s.wall)\n	}"},
	{area: "clocks", name: "a statement of the status host stands for a second", draw: "late reversal", file: times, old: "ConfirmAfter:  31 * time.Second,", bad: "ConfirmAfter:  time.Second,"},
	{area: "clocks", name: "no card flow takes longer than a minute", draw: "slow card", file: times, old: "LongestFlow:   6 * time.Minute,", bad: "LongestFlow:   time.Minute,"},
}

// Bugs in the sums of the day.
var totalBugs = []planted{
	{area: "totals", name: "refunds without a sale are not in the day's sum", file: summing,
		old: "AND kind IN ` + out + `)", bad: "AND kind IN ` + out + ` AND kind <> 'unlinked_refund')"},
	{area: "totals", name: "a refund without a sale is taken for income", file: table,
		old: "Effect: EffectOut, FoundBy: FoundByReference", bad: "Effect: EffectIn, FoundBy: FoundByReference"},
	{area: "totals", name: "the day's sum is what was asked", file: summing, old: "sum(moved) FILTER (WHERE charged = 'yes' AND kind IN ` + in", bad: "sum(amount) FILTER (WHERE charged = 'yes' AND kind IN ` + in"},
	{area: "totals", name: "the day counts what is not known as paid", file: summing, old: "count(*) FILTER (WHERE charged = 'yes' AND kind IN", bad: "count(*) FILTER (WHERE kind IN"},
	{area: "totals", name: "what was asked is kept as what moved", file: attempts, old: "		return a.Outcome.Amounts.Charged\n", bad: "		return a.Amount\n"},
}

// Bugs in what is kept of a payment beside its amount.
var receiptBugs = []planted{
	{area: "receipts", name: "no receipt is kept", file: papers, old: "return strings.TrimSpace(r.Location) == \"\" })", bad: "return true })"},
	{area: "receipts", name: "the customer gets the merchant's copy", draw: "receipts", file: papers,
		old: "Location: all.Customer}, {Copy: CopyMerchant, Location: all.Merchant}", bad: "Location: all.Merchant}, {Copy: CopyMerchant, Location: all.Customer}"},
	{area: "receipts", name: "the retrieval number is kept as the authorisation", file: mapping, old: "clean(string(r.AuthorisationCode), 40)", bad: "retrieval(r.RRN)"},
	{area: "receipts", name: "the original's transaction is kept as its own", file: mapping,
		old: "Transaction:   nameOf(r),", bad: "Transaction:   transactionName(r.OriginalID, r.EFTTransactionID, r.TransactionID),"},
	{area: "receipts", name: "the card is kept without its scheme", file: "payments/handpoint/card.go", old: "tidy(string(r.CardSchemeName), 30)", bad: "tidy(string(r.CardTypeID), 30)"},
}

// Bugs in what a screen says.
var screenBugs = []planted{
	{area: "screens", name: "the screen shows what was asked and not what moved", file: screen, old: "p.amountText(moved(a))", bad: "p.amountText(a.Amount)"},
	{area: "screens", name: "what is not known can be charged again", file: buttons,
		old: "	case payments.StateUnknown:\n		return p.orClosed(in.Progress, ask, next)", bad: "	case payments.StateUnknown:\n		return []Button{ask, next, p.main(ActionSameAmount, \"button.same_amount\")}"},
	{area: "screens", name: "nobody is warned while it is not known", file: screen,
		old: "	case payments.StateUnknown, payments.StateMismatch, payments.StateNeedsAttention:\n		return p.say(\"payment.\" + f + \".again\")", bad: "	case payments.StateMismatch, payments.StateNeedsAttention:\n		return p.say(\"payment.\" + f + \".again\")"},
	{area: "screens", name: "a late contradiction is not said", draw: "replayed start", file: screen,
		old: "	if contradicted(a) {\n		return p.contradictedHeading(a)", bad: "	if contradicted(a) && a.Kind == \"\" {\n		return p.contradictedHeading(a)"},
	{area: "screens", name: "a refused start that the list shows is still made sure of", draw: "doubled start", file: "ui/present/unproven.go",
		old: "	case heard(in):\n", bad: "	case heard(in) && in.Attempt.Kind == \"\":\n"},
	{area: "screens", name: "what waits is shown in the colour of paid", file: "ui/present/attempt.go", old: "	payments.StateWaiting:        {ToneWaiting,", bad: "	payments.StateWaiting:        {ToneApproved,"},
}

// Bugs in what is made of an order by telephone.
var phoneBugs = []planted{
	{area: "phone", name: "a phone order that was never seen is not charged", draw: "phone orders", file: looking, old: "	if first.NotFound && a.Kind.Operation().FoundBy == payments.FoundByAnswer &&", bad: "	if first.NotFound && a.Kind == \"\" && a.Kind.Operation().FoundBy == payments.FoundByAnswer &&"},
	{area: "phone", name: "a phone order is no income", draw: "phone orders", file: table, old: "		Effect: EffectIn, FoundBy: FoundByAnswer", bad: "		Effect: EffectHold, FoundBy: FoundByAnswer"},
	{area: "phone", name: "a hold by telephone is income", draw: "phone holds", file: table, old: "		Effect: EffectHold, FoundBy: FoundByAnswer", bad: "		Effect: EffectIn, FoundBy: FoundByAnswer"},
	{area: "phone", name: "a hold by telephone that was never seen is not held", draw: "phone holds", file: table, old: "		Effect: EffectHold, FoundBy: FoundByAnswer", bad: "		Effect: EffectHold, FoundBy: FoundByReference"},
}

// Bugs in what is made of a card that the provider keeps.
var cardBugs = []planted{
	{area: "cards", name: "the token of a kept card is written down", draw: "kept cards", file: engine, old: "			Note: r.Note, Tips: r.Tips,", bad: "			Note: r.Note + r.Card.Token.Reveal(), Tips: r.Tips,"},
	{area: "cards", name: "nobody doubts the unit of an order by a kept card", draw: "kept cards", file: amending, old: "	{Kind: payments.KindPhoneOrder, InDoubt: true},", bad: "	{Kind: payments.KindPhoneOrder},"},
	{area: "cards", name: "any answer to an order by a kept card is a yes", draw: "kept cards", file: amending, old: " && word(w.Code) == \"00\" &&\n", bad: " && word(w.Code) != \"\" &&\n"},
	{area: "cards", name: "a transaction that is another order's is taken", draw: "kept cards", file: "payments/checkout/mismatch.go", old: "		{\"transaction\", payments.IDs{Transaction: ids.Transaction}},\n", bad: ""},
	{area: "cards", name: "an order by a kept card that was never seen is not charged", draw: "kept cards", file: looking, old: "	if first.NotFound && a.Kind.Operation().FoundBy == payments.FoundByAnswer &&", bad: "	if first.NotFound && a.Terminal.Serial != \"\" && a.Kind.Operation().FoundBy == payments.FoundByAnswer &&"},
}

// Bugs in what is undone without a terminal.
var withoutBugs = []planted{
	{area: "without", name: "what was given back without a terminal is no loss", draw: "undone without a terminal", file: summing, old: "	out := kindsWith(func(o payments.Operation) bool { return o.Effect == payments.EffectOut })\n	moving", bad: "	out := kindsWith(func(o payments.Operation) bool { return o.Effect == payments.EffectOut && !o.Undoes() })\n	moving"},
	{area: "without", name: "any answer to a reversal is a yes", draw: "undone without a terminal", file: reversing, old: "		return begunBy(out, f.gatewayRefusal, err)\n", bad: "		_ = f\n		out.State, out.Amounts.Charged, out.IDs.Transaction = payments.StateApproved, a.Original.Amount, \"unnamed\"\n		return out\n"},
}

// Bugs in the unit of an amount that is in doubt.
var unitBugs = []planted{
	{area: "units", name: "what the answer states is not read", draw: "units in doubt", file: amending, old: "	out.Amounts.Charged, _ = w.moved(a)\n", bad: "	out.Amounts.Charged = a.Amount\n"},
	{area: "units", name: "an amount is written in the other unit", draw: "units in doubt", file: unitary, old: "	if u == payments.UnitsMajor {\n", bad: "	if u != payments.UnitsMajor {\n"},
	{area: "units", name: "an amount of the list in the other unit is another's", draw: "units in doubt", file: looking, old: "unitInDoubt(a) && otherUnit(amount, a.Amount)", bad: "unitInDoubt(a) && amount == a.Amount"},
	{area: "units", name: "another amount leaves before the first is proven", draw: "units in doubt", file: doubting, old: "	if u.misread || u.open != \"\" {\n", bad: "	if u.misread {\n"},
	{area: "units", name: "another amount leaves once a mismatch is closed", draw: "units in doubt", file: doubting, old: "	u.misread = u.misread || info.Misread(a)\n", bad: ""},
}

// Bugs in what is made of a tip that was asked for.
var tipBugs = []planted{
	{area: "tips", name: "a tip that was asked for need not be charged", draw: "asked tips", file: outcomes, old: "		explained = explainedWhole\n", bad: "		_ = explainedWhole\n"},
	{area: "tips", name: "a tip on top of a charge passes for one within it", draw: "units in doubt", file: outcomes, old: "		explained = explainedBare\n", bad: "		_ = explainedBare\n"},
	{area: "tips", name: "the tip of a charge may be all of it", draw: "units in doubt", file: "payments/checkout/tips.go", old: "err != nil || more >= 0 ||", bad: "err != nil || more > 99 ||"},
	{area: "tips", name: "the answer alone proves a charge with a tip", draw: "units in doubt", file: amending, old: "(a.Tip.IsZero() || len(a.Compare(done)) > 0)", bad: "len(a.Compare(done)) >= 0"},
	{area: "tips", name: "a tip that was asked for is in the day's sum once more", draw: "asked tips", file: attempts, old: "		return a.Outcome.Amounts.Charged\n", bad: "		if sum, err := a.Outcome.Amounts.Charged.Add(a.Outcome.Amounts.Tip); err == nil && a.Tips.Asked() {\n			return sum\n		}\n		return a.Outcome.Amounts.Charged\n"},
}

// Bugs in tips that are put on a sale afterwards.
var tipAfterBugs = []planted{
	{area: "tips", name: "an adjusted tip is written a hundred times too large", draw: "tips afterwards", file: adjusting, old: "json.Number(g.tipUnits.write(change.Tip))", bad: "json.Number(units(payments.UnitsMinor).write(change.Tip))"},
	{area: "tips", name: "an adjusted tip is written as a hundredth", draw: "tips afterwards", file: adjusting, old: "wireTip{g.tipUnits.write(change.Tip)}", bad: "wireTip{units(payments.UnitsMajor).write(change.Tip)}"},
	{area: "tips", name: "an accepted tip is taken for charged", draw: "tips afterwards", file: tipChanges, old: "		return CommandTaken\n", bad: "		return CommandDone\n"},
	{area: "tips", name: "a payment is voided whose tip still stands", draw: "tips afterwards", file: "payments/checkout/tipchange.go", old: "	if len(tips) > 0 && !TipsTakenBack(tips) {\n", bad: "	if len(tips) > 99 && !TipsTakenBack(tips) {\n"},
	{area: "tips", name: "another tip than was asked for is taken for it", draw: "tips afterwards", file: tipChanges, old: "	case err == nil && tipOf(now, t.Of.Currency()) == t.Tip.Minor() && now.Total == whole:\n", bad: "	case err == nil && whole.Sign() > 0:\n"},
}

// Bugs in what may follow a hold.
var holdBugs = []planted{
	{area: "hold", name: "a capture may take more than is held", draw: "holds", file: onHolds, old: "	case op.Captures() && more > 0:\n", bad: "	case op.Captures() && more > 1:\n"},
	{area: "hold", name: "a hold can be captured twice", draw: "holds", file: onHolds, old: "	case held.Over:\n		return ErrHoldOver\n	}", bad: "	}"},
	{area: "hold", name: "an increase counts before it is proven", draw: "holds", file: onHolds, old: "		case truth == payments.ChargedYes, truth == payments.ChargedUnknown && c.Kind.Operation().Effect == payments.EffectLess:\n", bad: "		default:\n"},
	{area: "hold", name: "a release is of the hold without its increases", draw: "holds", file: onHolds, old: "	a.Original.Amount = held.Amount\n", bad: "	a.Original.Amount = charged(hold)\n"},
	{area: "hold", name: "a decrease may leave nothing", draw: "holds", file: onHolds, old: "	case !op.Captures() && more >= 0:\n", bad: "	case !op.Captures() && more > 0:\n"},
	{area: "hold", name: "a decrease adds to what is held", draw: "holds", file: onHolds, old: "		return held.Sub(by)\n", bad: "		return held.Add(by)\n"},
	{area: "hold", name: "a decrease is sent without its sign", draw: "holds", file: adapter, old: "		o.Amount = \"-\" + o.Amount\n", bad: "		_ = o.Amount\n"},
	{area: "hold", name: "a hold is income", draw: "holds", file: table, old: "		Effect: EffectHold, FoundBy: FoundByReference", bad: "		Effect: EffectIn, FoundBy: FoundByReference"},
	{area: "hold", name: "an increase is income", draw: "holds", file: table, old: "		Effect: EffectAmend, FoundBy", bad: "		Effect: EffectIn, FoundBy"},
	{area: "hold", name: "a release takes money back", draw: "holds", file: table, old: "		Effect: EffectRelease, FoundBy", bad: "		Effect: EffectOut, FoundBy"},
	{area: "hold", name: "a capture is no income", draw: "holds", file: summing, old: "	in := kindsWith(func(o payments.Operation) bool { return o.Effect == payments.EffectIn })", bad: "	in := kindsWith(func(o payments.Operation) bool { return o.Charges() || o.Undoes() && o.Effect == payments.EffectIn })"},
}
