package screen

import (
	"context"
	"errors"

	"tillside/payments/checkout"
	"tillside/ui/model"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
	"tillside/ui/work"
)

// exporting writes what the journal shows into a file.
type exporting struct {
	access *Access
	of     Screen
	query  func() (checkout.Query, bool) // what the screen shows
	State  present.ExportState
	stop   context.CancelFunc
	Chip   *widgets.Chip
	Note   *widgets.Paragraph
}

func newExporting(a *Access, of Screen, query func() (checkout.Query, bool)) *exporting {
	e := &exporting{access: a, of: of, query: query}
	e.Chip = widgets.NewChip("", func() { a.Display.Act(present.ActionExport) })
	e.Note = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	return e
}

func (e *exporting) render() {
	a := e.access
	e.Chip.Set(widgets.ChipState{Text: a.Words.ExportButton(e.State), Selected: e.State.Running})
	parts.SetText(e.Note, a.Words.ExportNote(e.State))
}

// press asks where to, or ends the export that runs.
func (e *exporting) press() {
	if e.State.Running {
		e.stop()
		return
	}
	a := e.access
	reader, ok := a.Model.Open().Reader.(checkout.Exporter)
	query, valid := e.query()
	if !ok || !valid {
		return
	}
	work.Run(a.Model.Work(), func(ctx context.Context) (int, error) { return reader.Count(ctx, query) }, func(count int, err error) {
		if !a.Display.InFront(e.of) || a.Dialogs.IsOpen() {
			return
		}
		if err != nil {
			a.Dialogs.Fail(err)
			return
		}
		as := func(ending string) func(string) {
			return func(path string) { e.write(reader, query, count, model.WithEnding(path, ending)) }
		}
		a.Dialogs.AskEither(a.Words.AskExport(count), as(present.EndingText), as(present.EndingWorkbook))
		a.Dialogs.Dialog.Reason.SetText(model.ExportPath(a.Model.Now()))
	})
}

func (e *exporting) write(reader checkout.Exporter, query checkout.Query, count int, path string) {
	a := e.access
	ctx, stop := context.WithCancel(a.Model.Work().Context())
	e.stop, e.State = stop, present.ExportState{Running: true, All: count}
	form, post := a.Words.Export(a.Model.Badges(), a.Model.Settings.FieldNames()...), a.Model.Work().Post
	show := func(done int) {
		if e.State.Running {
			e.State.Done = done
			a.Display.Refresh()
		}
	}
	work.Run(a.Model.Work(), func(context.Context) (int, error) {
		return model.Export(ctx, reader, query, path, form, func(done int) { post(func() { show(done) }) })
	}, func(n int, err error) {
		stop()
		e.State = present.ExportState{}
		switch {
		case err == nil:
			e.State = present.ExportState{Done: n, File: path}
		case !errors.Is(err, context.Canceled):
			a.Dialogs.Fail(err)
		}
		a.Display.Refresh()
	})
	a.Display.Refresh()
}
