package parts

import (
	"strings"

	"fyne.io/fyne/v2"

	"tillside/ui/present"
	"tillside/ui/widgets"
)

// This file turns the words of package present into those of package widgets. Neither knows
// the other.

func Tone(t present.Tone) widgets.Tone { return widgets.Tone(t) }

func Mark(m present.Mark) widgets.Mark {
	switch m {
	case present.MarkTick:
		return widgets.MarkTick
	case present.MarkCross:
		return widgets.MarkCross
	case present.MarkQuestion:
		return widgets.MarkQuestion
	case present.MarkDot:
		return widgets.MarkDot
	case present.MarkReturn:
		return widgets.MarkRefund
	}
	return widgets.MarkNone
}

func AmountState(a present.AmountText, faint bool) widgets.AmountState {
	return widgets.AmountState{Number: a.Number, Currency: a.Code, Faint: faint}
}

func ButtonState(b present.Button) widgets.ButtonState {
	kind := widgets.ButtonPlain
	switch {
	case b.Main:
		kind = widgets.ButtonPrimary
	case b.Tone == present.ToneDeclined:
		kind = widgets.ButtonDanger
	}
	return widgets.ButtonState{Text: b.Label, Key: b.Key, Kind: kind, Disabled: !b.Enabled}
}

// Compact is buttonState for a row where the button is not the point of the screen.
func Compact(b present.Button) widgets.ButtonState {
	s := ButtonState(b)
	s.Compact = true
	return s
}

func SetEnabled(w fyne.Disableable, enabled bool) {
	switch {
	case w.Disabled() != enabled:
	case enabled:
		w.Enable()
	default:
		w.Disable()
	}
}

func BadgeState(b present.BadgeView) widgets.BadgeState {
	return widgets.BadgeState{Letter: b.Letter, Colour: b.Colour}
}

func rowState(r present.PaymentRow) widgets.PaymentRowState {
	return widgets.PaymentRowState{
		Time: r.Time, Badge: BadgeState(r.Badge), Tone: Tone(r.Tone), Mark: Mark(r.Mark), Word: r.Word,
		Detail: r.Detail, Who: r.Who, Amount: r.Amount.String(), Unmoved: r.Faded,
	}
}

// Joined sets whole sentences behind one another.
func Joined(parts ...string) string {
	return strings.TrimSpace(strings.Join(parts, " "))
}

// JoinedLines sets texts below each other.
func JoinedLines(lines []string) string { return strings.Join(lines, "\n") }

func BalanceState(lines []present.BalanceLine) widgets.BalanceState {
	var s widgets.BalanceState
	for _, line := range lines {
		if line.Total {
			s.RestLabel, s.Rest = line.Label, line.Amount
			continue
		}
		s.Rows = append(s.Rows, widgets.BalanceRow{Text: line.Label, Amount: line.Amount, Child: line.Indented, Share: line.Share})
	}
	return s
}

// SetText shows a paragraph only while it has something to say.
func SetText(p *widgets.Paragraph, text string) {
	p.SetText(text)
	widgets.SetVisible(p, text != "")
}

// Marked sets the shape of a state before its word, for a line of text.
func Marked(m present.Mark, word string) string {
	switch m {
	case present.MarkTick:
		return "✓ " + word
	case present.MarkCross:
		return "✕ " + word
	case present.MarkQuestion:
		return "? " + word
	case present.MarkReturn:
		return "↩ " + word
	}
	return word
}

// Quiet leaves text plain that has nothing to signal.
func Quiet(t present.Tone) widgets.Tone {
	if t == present.ToneNeutral {
		return ""
	}
	return Tone(t)
}
