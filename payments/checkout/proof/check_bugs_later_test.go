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
