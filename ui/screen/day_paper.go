package screen

import (
	"bytes"
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"tillside/ui/model"
	"tillside/ui/paper"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// dayPaper puts the sheet of a day on paper, or into a file.
type dayPaper struct {
	access      *Access
	State       present.PaperState
	Print, Save *widgets.Button
	note        *widgets.Paragraph // what became of the last wish
}

func newDayPaper(a *Access) *dayPaper {
	return &dayPaper{
		access: a,
		Print:  widgets.NewButton("", func() { a.Display.Act(present.ActionPrint) }),
		Save:   widgets.NewButton("", func() { a.Display.Act(present.ActionSavePDF) }),
		note:   widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true}),
	}
}

func (p *dayPaper) render(v present.PaperView) {
	p.Print.Set(parts.Compact(v.Print))
	p.Save.Set(parts.Compact(v.Save))
	parts.SetText(p.note, v.Note)
}

// act carries out a wish about the sheet that is shown; false where it is another.
func (p *dayPaper) act(action present.Action, in present.DayInput, v present.PaperView) bool {
	switch action {
	case present.ActionPrint, present.ActionOpenReceipt: // Ctrl+P
		if v.Print.Enabled {
			p.print(in)
		}
	case present.ActionSavePDF:
		if v.Save.Enabled {
			p.save(in)
		}
	default:
		return false
	}
	return true
}

// print gives the sheet to the system's printer.
func (p *dayPaper) print(in present.DayInput) {
	p.put(in, present.PaperState{Printed: true}, p.access.Model.Backend().Print)
}

// save asks where to.
func (p *dayPaper) save(in present.DayInput) {
	a, d := p.access, in.Shown()
	a.Dialogs.Ask(a.Words.AskSavePDF(), func(path string) {
		path = parts.Trimmed(path)
		p.put(in, present.PaperState{File: path}, func(_ context.Context, _ string, pdf []byte) error { return model.SaveFile(path, pdf) })
	})
	a.Dialogs.Dialog.Reason.SetText(model.SheetPath(d.Number, d.Until.In(a.Model.Now().Location())))
}

// put draws the sheet and hands it on, both away from the window, and says what became of it.
func (p *dayPaper) put(in present.DayInput, done present.PaperState, hand func(ctx context.Context, title string, pdf []byte) error) {
	a := p.access
	sheet := a.Words.DaySheet(in)
	regular, bold := theme.DefaultTextFont(), theme.DefaultTextBoldFont()
	p.State = present.PaperState{Busy: true}
	a.Display.Refresh()
	a.Model.Work().Do(func(ctx context.Context) error {
		pdf, err := drawn(sheet, regular, bold)
		if err != nil {
			return err
		}
		return hand(ctx, sheet.Title, pdf)
	}, func(err error) {
		p.State = done
		if err != nil {
			p.State = present.PaperState{}
			a.Dialogs.Fail(err)
		}
		a.Display.Refresh()
	})
}

// drawn is the sheet as a PDF. It runs in a worker.
func drawn(sheet paper.Sheet, regular, bold fyne.Resource) ([]byte, error) {
	var fonts paper.Fonts
	var err error
	if fonts.Regular, err = paper.ReadFont(regular.Content()); err != nil {
		return nil, err
	}
	if fonts.Bold, err = paper.ReadFont(bold.Content()); err != nil {
		return nil, err
	}
	var pdf bytes.Buffer
	err = sheet.PDF(&pdf, paper.A4(), fonts)
	return pdf.Bytes(), err
}
