package screen

import (
	"fyne.io/fyne/v2"

	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// AskTray lists the payments that were put aside. What becomes of one while the list is open
// is shown in it, and what is put aside or raised meanwhile comes at its end, so that no row moves
// away below a finger.
func AskTray(a *Access, resume func(reference string)) {
	d := &parts.Dialog{Title: widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextTitle, Bold: true})}
	shown, column := map[string]func(present.TrayItem){}, widgets.NewColumn(12)
	add := func(reference string) {
		row := widgets.NewPaymentRow()
		pressed := widgets.NewTappable("", row, func() {
			a.Dialogs.Close()
			resume(reference)
		})
		shown[reference] = func(now present.TrayItem) {
			row.Set(trayRow(now))
			pressed.SetLabel(parts.Joined(now.Amount.String(), now.Word))
		}
		d.Rows = append(d.Rows, pressed)
	}
	renew := func() {
		view, had := trayView(a), len(d.Rows)
		d.Title.SetText(view.Title)
		for _, item := range view.Items {
			if shown[item.Reference] == nil {
				add(item.Reference)
			}
			shown[item.Reference](item)
		}
		if len(d.Rows) == had {
			return
		}
		column.Objects = []fyne.CanvasObject{d.Title}
		for _, row := range d.Rows {
			column.Objects = append(column.Objects, row)
		}
		column.Objects = append(column.Objects, d.Confirm)
		column.Refresh()
		a.Dialogs.Fit()
	}
	d.Confirm = widgets.NewButtonWith(parts.Compact(a.Words.CloseWindow()), a.Dialogs.Close)
	renew()
	a.Dialogs.Dialog = d
	a.Dialogs.Open(column, nil, a.Dialogs.Close)
	over := a.Canvas
	a.Dialogs.Modal.Renew = renew
	a.Dialogs.Modal.Step = func(down bool) {
		if down {
			over.FocusNext()
		} else {
			over.FocusPrevious()
		}
	}
	over.Focus(d.Rows[0]) // Enter looks at the oldest, Tab and the arrows go on to the next
}

func trayView(a *Access) present.TrayView { return a.Words.Tray(a.Model.Tray()) }

func trayRow(item present.TrayItem) widgets.PaymentRowState {
	return widgets.PaymentRowState{
		Time: item.Clock, Badge: parts.BadgeState(item.Badge), Tone: parts.Tone(item.Tone), Mark: parts.Mark(item.Mark),
		Word: item.Word, Amount: item.Amount.String(), Brief: true,
	}
}
