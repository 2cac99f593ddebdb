package ui

import (
	"fyne.io/fyne/v2"

	"tillside/ui/present"
	"tillside/ui/widgets"
)

// openTray brings the payment that was put aside, or lets the cashier choose one of
// several.
func (a *App) openTray() {
	a.somebody()
	switch len(a.book.tray) {
	case 0:
	case 1:
		a.bring(a.book.tray[0])
	default:
		a.askTray()
	}
}

// askTray lists the payments that were put aside. What becomes of one while the list is open
// is shown in it.
func (a *App) askTray() {
	d := &dialogView{title: widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextTitle, Bold: true})}
	objects, shown := []fyne.CanvasObject{d.title}, map[string]func(present.TrayItem){}
	for _, item := range a.tray().Items {
		row := widgets.NewPaymentRow()
		pressed := widgets.NewTappable("", row, func() {
			a.lower()
			a.bring(item.Reference)
		})
		shown[item.Reference] = func(now present.TrayItem) {
			row.Set(trayRow(now))
			pressed.SetLabel(joined(now.Amount.String(), now.Word))
		}
		d.rows = append(d.rows, pressed)
		objects = append(objects, pressed)
	}
	renew := func() {
		view := a.tray()
		d.title.SetText(view.Title)
		for _, item := range view.Items {
			if show, ok := shown[item.Reference]; ok {
				show(item)
			}
		}
	}
	renew()
	d.confirm = widgets.NewButtonWith(compact(a.words.CloseWindow()), a.lower)
	a.dialog = d
	a.raise(widgets.NewColumn(12, append(objects, d.confirm)...), nil, a.lower)
	over := a.window.Canvas()
	a.modal.renew = renew
	a.modal.step = func(down bool) {
		if down {
			over.FocusNext()
		} else {
			over.FocusPrevious()
		}
	}
	over.Focus(d.rows[0]) // Enter looks at the oldest, Tab and the arrows go on to the next
}

func (a *App) tray() present.TrayView {
	return a.words.Tray(a.book.trayInputs(a.settings.Badges, a.now()))
}

func trayRow(item present.TrayItem) widgets.PaymentRowState {
	return widgets.PaymentRowState{
		Time: item.Clock, Badge: badgeState(item.Badge), Tone: tone(item.Tone), Mark: mark(item.Mark),
		Word: item.Word, Amount: item.Amount.String(), Brief: true,
	}
}
