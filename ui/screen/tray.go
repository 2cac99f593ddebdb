package screen

import (
	"fyne.io/fyne/v2"

	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// AskTray lists the payments that were put aside. What becomes of one while the list is open
// is shown in it.
func AskTray(a *Access, resume func(reference string)) {
	d := &parts.Dialog{Title: widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextTitle, Bold: true})}
	objects, shown := []fyne.CanvasObject{d.Title}, map[string]func(present.TrayItem){}
	for _, item := range trayView(a).Items {
		row := widgets.NewPaymentRow()
		pressed := widgets.NewTappable("", row, func() {
			a.Dialogs.Close()
			resume(item.Reference)
		})
		shown[item.Reference] = func(now present.TrayItem) {
			row.Set(trayRow(now))
			pressed.SetLabel(parts.Joined(now.Amount.String(), now.Word))
		}
		d.Rows = append(d.Rows, pressed)
		objects = append(objects, pressed)
	}
	renew := func() {
		view := trayView(a)
		d.Title.SetText(view.Title)
		for _, item := range view.Items {
			if show, ok := shown[item.Reference]; ok {
				show(item)
			}
		}
	}
	renew()
	d.Confirm = widgets.NewButtonWith(parts.Compact(a.Words.CloseWindow()), a.Dialogs.Close)
	a.Dialogs.Dialog = d
	a.Dialogs.Open(widgets.NewColumn(12, append(objects, d.Confirm)...), nil, a.Dialogs.Close)
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
