package payments

// TipChange is what CommandTip asks for: that a payment which is over has this tip on top of its amount.
type TipChange struct {
	Tip         Money  // on top of Of; the last one counts, and zero takes an earlier one back
	Of          Money  // what the payment charged
	Transaction string // the provider's name of it
	FiledUnder  string // the reference under which the provider lists it
}

// fits reports whether the tip can be meant: one above the amount cannot.
func (t TipChange) fits() bool {
	more, err := t.Tip.Cmp(t.Of)
	return err == nil && more <= 0 && t.Tip.Sign() >= 0 && t.Of.Sign() > 0 && t.Transaction != "" && t.FiledUnder != ""
}

// Stated is what a provider states of a payment at some time. Zero Money where it states nothing.
type Stated struct{ Tip, Total Money }

// Reads says what a statement is for a change that was asked for when the provider stated another one, or
// the same: CommandDone where tip and whole are what was asked for, CommandMisread where they have become
// anything else, and CommandTaken where nothing has changed, which states nothing of the change.
func (t TipChange) Reads(before, now Stated) CommandState {
	whole, err := t.Of.Add(t.Tip)
	switch {
	case now == before:
		return CommandTaken
	case err == nil && tipOf(now, t.Of.Currency()) == t.Tip.Minor() && now.Total == whole:
		return CommandDone
	}
	return CommandMisread
}

// tipOf is the tip that is stated, in minor units; -1 for one in another currency.
func tipOf(s Stated, c Currency) int64 {
	if !s.Tip.IsZero() && s.Tip.Currency() != c {
		return -1
	}
	return s.Tip.Minor()
}
