package proof

// Bugs in what is made of a word that comes after the end.
var laterBugs = []planted{
	{area: "later", name: "a late result of another amount is passed over", draw: "late amount", file: caring,
		old: "	if said == is && o.Source == payments.SourceResult && !o.Amounts.Charged.IsZero() &&", bad: "	if said == is && o.Source == \"\" && !o.Amounts.Charged.IsZero() &&"},
	{area: "later", name: "a late answer that does not fit is passed over", draw: "late amount", file: received, old: "	return f.misfit(o, wrong)\n}", bad: "	return late{}\n}"},
	{area: "later", name: "a refund of what the list calls declined is sent", draw: "list denies", file: links, old: " || denied(history, original) {", bad: " {\n		_ = denied"},
	{area: "later", name: "what the list says of a payment that is over is not read", draw: "list denies", file: caring,
		old: "	if own, ok := f.opposite(history); ok {", bad: "	if own, ok := f.opposite(history); ok && own.State == \"\" {"},
	{area: "later", name: "the list is believed against the status host's word about the same transaction", draw: "list charges", file: looking,
		old: "		case moved(o.State) && o.IDs.Transaction == first.IDs.Transaction:", bad: "		case moved(o.State) && o.IDs.Transaction == \"\":"},
	{area: "later", name: "a dispute that a person has closed is settled by either side", draw: "closed dispute", file: caring,
		old: "	if f.a.Outcome.Reason == payments.ReasonContradiction {", bad: "	if f.a.Outcome.Reason == \"\" && f.a.State == \"\" {"},
	{area: "later", name: "the status host opens what the terminal has answered otherwise", draw: "closed dispute", file: caring,
		old: "f.d.flowLeft(now) > 0 || f.a.Mismatched.Source == payments.SourceResult {", bad: "f.d.flowLeft(now) > 0 {"},
	{area: "later", name: "what the terminal has answered otherwise it cannot correct once it is closed", draw: "closed dispute", file: caring,
		old: "f.d.flowLeft(now) > 0 || f.a.Mismatched.Source == payments.SourceResult {\n			return late{}\n		}\n	}", bad: "f.d.flowLeft(now) > 0 {\n			return late{}\n		}\n	}\n	if f.a.Mismatched.Source == payments.SourceResult {\n		return late{}\n	}"},
}

// Bugs in what goes back of a sale by two at once, or by another till, and in who is asked to stop.
var backBugs = []planted{
	{area: "back", name: "a refund goes by what was left before its turn", draw: "refunds at once", file: engine, old: "&a), unchanged()); err != nil {", bad: "&a)); err != nil || unchanged == nil {"},
	{area: "back", name: "what the terminal of another till may take back is given back", draw: "seen elsewhere", file: seeking,
		old: "	return !first.At.IsZero() && now", bad: "	return first.At.IsZero() && now"},
	{area: "back", name: "what is left of another till's sale is not asked", draw: "seen elsewhere", file: seeking,
		old: "	return e.limitToRest(ctx, a, sale, history, true)", bad: "	return nil"},
	{area: "back", name: "what another till gave back is not counted", draw: "seen elsewhere", file: seeking,
		old: "	if s.Rest, err = e.restOf(ctx, s.Original, outcomes(list), true); err != nil {", bad: "	if s.Rest, err = e.restOf(ctx, s.Original, outcomes(list[:1]), true); err != nil {"},
	{area: "back", name: "after a silence the cloud is asked to stop whatever runs", draw: "cloud cancel", file: "payments/handpoint/cancel.go",
		old: "		if !takesNoCommand(refused) {", bad: "		if refused == nil {"},
}
