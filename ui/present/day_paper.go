package present

import (
	"tillside/payments"
	"tillside/ui/paper"
)

// PaperState is what became of the last wish to put the sheet on paper.
type PaperState struct {
	Busy    bool
	Printed bool
	File    string // where it was saved
}

// PaperView is how the sheet gets on paper.
type PaperView struct {
	Print Button
	Save  Button // as a PDF
	Note  string // what became of the last wish; empty for none
}

func (p *Presenter) paper(s PaperState, ready bool) PaperView {
	v := PaperView{Print: p.button(ActionPrint, "day.print", "Ctrl+P"), Save: p.button(ActionSavePDF, "day.save", "")}
	v.Print.Enabled = ready && !s.Busy
	v.Save.Enabled = v.Print.Enabled
	switch {
	case s.Busy:
		v.Note = p.say("day.printing")
	case s.Printed:
		v.Note = p.say("day.printed")
	case s.File != "":
		v.Note = p.say("day.saved", "File", oneLine(s.File, 200))
	}
	return v
}

// DaySheet is the sheet of a day as it is put on paper: all that the screen says of it, and first of
// all what is not confirmed.
func (p *Presenter) DaySheet(in DayInput) paper.Sheet {
	d := in.Shown()
	v := p.Day(in)
	printed := p.say("day.foot", "Time", p.dayMoment(in.Now, in.Now))
	s := paper.Sheet{Title: v.Title, Warn: v.Open, Foot: dotted(v.Title, printed)} // a loose page names its day
	mode := ""
	if p.providers.Class(in.Place) != payments.ClassLive {
		mode = p.Banner(in.Place).Text
	}
	for _, line := range []string{mode, oneLine(in.Shop, 60), v.Span, v.Count} {
		if line != "" {
			s.Lines = append(s.Lines, line)
		}
	}
	for _, m := range v.Sums {
		s.Totals = append(s.Totals, paper.Row{Label: p.say("day.total"), Amount: m.String()})
	}
	s.Chart.Title = v.HoursOf
	for _, h := range v.Hours {
		s.Chart.Bars = append(s.Chart.Bars, paper.Bar{Label: h.Label, Amount: h.Amount, Share: float64(h.Share)})
	}
	for _, g := range append(append([]DayGroup{}, v.Lists...), v.Groups...) {
		part := paper.Part{Title: g.Title}
		for _, line := range g.Lines {
			part.Rows = append(part.Rows, paper.Row{Label: line.Label, Amount: line.Amount, Share: float64(line.Share)})
		}
		s.Parts = append(s.Parts, part)
	}
	if d.Number == 0 {
		s.Lines = append(s.Lines, p.say("day.not_closed"))
	}
	return s
}

// AskSavePDF asks where the sheet shall be saved.
func (p *Presenter) AskSavePDF() Question {
	return Question{
		Title: p.say("day.save.title"), ReasonLabel: p.say("export.file"),
		Confirm: p.button(ActionSavePDF, "day.save.confirm", ""), Keep: p.button(ActionKeep, "day.save.keep", "Esc"),
	}
}

// barAmount is what an hour took in, without its currency; empty for nothing.
func (p *Presenter) barAmount(m payments.Money) string {
	if m.IsZero() || m.Sign() == 0 {
		return ""
	}
	return p.number(m)
}
