package present_test

import (
	"fmt"
	"strings"

	"tillside/ui/present"
)

// page collects a screen as lines a person can read aloud.
type page struct{ strings.Builder }

func (w *page) head(format string, args ...any) {
	fmt.Fprintf(w, "\n== "+format+"\n", args...)
}

// line writes the parts that are not empty, two blanks apart.
func (w *page) line(parts ...string) {
	kept := make([]string, 0, len(parts))
	for _, part := range parts {
		if part != "" {
			kept = append(kept, part)
		}
	}
	if len(kept) > 0 {
		fmt.Fprintf(w, "   %s\n", strings.Join(kept, "  "))
	}
}

func (w *page) sentence(s *present.Sentence) {
	if s != nil {
		w.line(s.Title + ".")
		w.line("  " + s.Body)
		w.line("  " + s.Next)
	}
}

func (w *page) buttons(all ...present.Button) {
	for _, b := range all {
		text := "[" + b.Label + "]"
		if b.Main {
			text = "[[" + b.Label + "]]"
		}
		if !b.Enabled {
			text += " (off)"
		}
		w.line(text, b.Hint, b.Key)
	}
}

func (w *page) balance(lines []present.BalanceLine) {
	for _, l := range lines {
		prefix := ""
		switch {
		case l.Indented:
			prefix = "└ "
		case l.Total:
			prefix = "= "
		}
		w.line(prefix+l.Label, l.Amount)
	}
}

func (w *page) rows(all []present.PaymentRow) {
	for _, r := range all {
		text := r.Amount.String()
		if r.Faded {
			text = "(" + text + ")"
		}
		w.line(r.Time, r.Badge.Letter, mark(r.Mark), r.Word, r.Detail, r.Who, text, string(r.Tone))
	}
}

func (w *page) cards(all []present.TerminalCard) {
	for _, c := range all {
		chosen := ""
		if c.Selected {
			chosen = "chosen"
		}
		w.line(c.Badge.Letter, c.Name, c.Model, c.Health, c.Battery, c.Busy, chosen)
	}
}

func (w *page) field(f present.Field) {
	if f.Label != "" {
		w.line(f.Label+":", "<"+f.Value+">", f.Placeholder, f.Hint)
	}
}

func (w *page) options(o present.Options, most int) {
	var all []string
	for i, c := range o.Choices {
		if i == most {
			all = append(all, fmt.Sprintf("and %d more", len(o.Choices)-most))
			break
		}
		all = append(all, choice(c))
	}
	w.line(o.Label+":", strings.Join(all, " | "))
}

func (w *page) question(q present.Question) {
	w.line(q.Title)
	w.line(q.Body)
	w.line(q.Warning)
	if q.ReasonLabel != "" {
		w.line(q.ReasonLabel+": ______", q.ReasonHint)
	}
	w.buttons(q.Confirm)
	if q.Other.Label != "" {
		w.buttons(q.Other)
	}
	w.buttons(q.Keep)
}

func choice(c present.Choice) string {
	text := c.Label
	if c.Chosen {
		text = "(" + text + ")"
	}
	if !c.Enabled {
		text += " off"
	}
	return text
}

func mark(m present.Mark) string {
	return map[present.Mark]string{
		present.MarkTick: "✓", present.MarkCross: "✕", present.MarkQuestion: "?", present.MarkDot: "●", present.MarkReturn: "↩",
	}[m]
}

func step(s present.StepState) string {
	return map[present.StepState]string{
		present.StepDone: "✓", present.StepRunning: "●", present.StepQuestion: "?", present.StepPending: "○",
	}[s]
}

func (w *page) payment(v present.PaymentView) {
	full := ""
	if v.Full {
		full = "full panel"
	}
	w.line(mark(v.Mark), v.Heading, string(v.Tone), full)
	w.line(v.Warning)
	w.line(v.Body)
	w.line(v.Amount.String(), v.Detail)
	for _, n := range v.Notices {
		w.line("! " + n)
	}
	for _, s := range v.Steps {
		w.line("  "+step(s.State), s.Text, s.Detail)
	}
	if v.Progress.Shown {
		w.line(fmt.Sprintf("  bar at %d %%", int(v.Progress.Fraction*100)))
	}
	w.buttons(v.Buttons...)
}
