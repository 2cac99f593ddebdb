package ui

import (
	"fyne.io/fyne/v2"

	"tillside/ui/present"
	"tillside/ui/widgets"
)

// askTray lists the payments that were put aside. What becomes of one while the list is open
// is shown in it.
func askTray(a *Access, resume func(reference string)) {
	d := &dialogView{title: widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextTitle, Bold: true})}
	objects, shown := []fyne.CanvasObject{d.title}, map[string]func(present.TrayItem){}
	for _, item := range trayView(a).Items {
		row := widgets.NewPaymentRow()
		pressed := widgets.NewTappable("", row, func() {
			a.Dialogs.Close()
			resume(item.Reference)
		})
		shown[item.Reference] = func(now present.TrayItem) {
			row.Set(trayRow(now))
			pressed.SetLabel(joined(now.Amount.String(), now.Word))
		}
		d.rows = append(d.rows, pressed)
		objects = append(objects, pressed)
	}
	renew := func() {
		view := trayView(a)
		d.title.SetText(view.Title)
		for _, item := range view.Items {
			if show, ok := shown[item.Reference]; ok {
				show(item)
			}
		}
	}
	renew()
	d.confirm = widgets.NewButtonWith(compact(a.Words.CloseWindow()), a.Dialogs.Close)
	a.Dialogs.dialog = d
	a.Dialogs.Open(widgets.NewColumn(12, append(objects, d.confirm)...), nil, a.Dialogs.Close)
	over := a.Canvas
	a.Dialogs.modal.renew = renew
	a.Dialogs.modal.step = func(down bool) {
		if down {
			over.FocusNext()
		} else {
			over.FocusPrevious()
		}
	}
	over.Focus(d.rows[0]) // Enter looks at the oldest, Tab and the arrows go on to the next
}

func trayView(a *Access) present.TrayView { return a.Words.Tray(a.Model.Tray()) }

func trayRow(item present.TrayItem) widgets.PaymentRowState {
	return widgets.PaymentRowState{
		Time: item.Clock, Badge: badgeState(item.Badge), Tone: tone(item.Tone), Mark: mark(item.Mark),
		Word: item.Word, Amount: item.Amount.String(), Brief: true,
	}
}
