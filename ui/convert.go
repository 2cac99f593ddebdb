package ui

import (
	"strings"

	"fyne.io/fyne/v2"

	"tillside/ui/present"
	"tillside/ui/widgets"
)

// This file turns the words of package present into those of package widgets. Neither knows
// the other.

func tone(t present.Tone) widgets.Tone { return widgets.Tone(t) }

func mark(m present.Mark) widgets.Mark {
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

func amountState(a present.AmountText, faint bool) widgets.AmountState {
	return widgets.AmountState{Number: a.Number, Currency: a.Code, Faint: faint}
}

func buttonState(b present.Button) widgets.ButtonState {
	kind := widgets.ButtonPlain
	switch {
	case b.Main:
		kind = widgets.ButtonPrimary
	case b.Tone == present.ToneDeclined:
		kind = widgets.ButtonDanger
	}
	return widgets.ButtonState{Text: b.Label, Key: b.Key, Kind: kind, Disabled: !b.Enabled}
}

// compact is buttonState for a row where the button is not the point of the screen.
func compact(b present.Button) widgets.ButtonState {
	s := buttonState(b)
	s.Compact = true
	return s
}

func setEnabled(w fyne.Disableable, enabled bool) {
	switch {
	case w.Disabled() != enabled:
	case enabled:
		w.Enable()
	default:
		w.Disable()
	}
}

func badgeState(b present.BadgeView) widgets.BadgeState {
	return widgets.BadgeState{Letter: b.Letter, Colour: b.Colour}
}

func rowState(r present.PaymentRow) widgets.PaymentRowState {
	return widgets.PaymentRowState{
		Time: r.Time, Badge: badgeState(r.Badge), Tone: tone(r.Tone), Mark: mark(r.Mark), Word: r.Word,
		Detail: r.Detail, Amount: r.Amount.String(), Unmoved: r.Faded,
	}
}

// joined sets whole sentences behind one another.
func joined(parts ...string) string {
	return strings.TrimSpace(strings.Join(parts, " "))
}

// joinedLines sets texts below each other.
func joinedLines(lines []string) string { return strings.Join(lines, "\n") }

func balanceState(lines []present.BalanceLine) widgets.BalanceState {
	var s widgets.BalanceState
	for _, line := range lines {
		if line.Total {
			s.RestLabel, s.Rest = line.Label, line.Amount
			continue
		}
		s.Rows = append(s.Rows, widgets.BalanceRow{Text: line.Label, Amount: line.Amount, Child: line.Indented})
	}
	return s
}

// setText shows a paragraph only while it has something to say.
func setText(p *widgets.Paragraph, text string) {
	p.SetText(text)
	setVisible(p, text != "")
}

// marked sets the shape of a state before its word, for a line of text.
func marked(m present.Mark, word string) string {
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

// quiet leaves text plain that has nothing to signal.
func quiet(t present.Tone) widgets.Tone {
	if t == present.ToneNeutral {
		return ""
	}
	return tone(t)
}
