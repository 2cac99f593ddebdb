package screen

import (
	"context"

	"fyne.io/fyne/v2/container"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/model"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// What can be done about a payment is the same on the screen that follows it and in the list.

// askClose asks for the reason with which a person ends an open question.
func askClose(a *Access, attempt payments.Attempt) {
	engine := a.Model.Open().Engine
	a.Dialogs.Ask(a.Words.AskClose(attempt, a.Model.InfoOf(attempt)), func(reason string) {
		a.Model.Command(func(ctx context.Context) error { return engine.Close(ctx, attempt.Reference, reason) })
	})
}

// askErase asks before what tells of a person is taken out of a payment.
func askErase(a *Access, attempt payments.Attempt) {
	engine := a.Model.Open().Engine
	a.Dialogs.Ask(a.Words.AskErase(attempt), func(string) {
		a.Model.Command(func(ctx context.Context) error { return engine.Erase(ctx, attempt.Reference) })
	})
}

// askReverse asks before a sale or refund is undone, and starts that. back brings what was in
// front again, and linked is what followed it.
func askReverse(a *Access, attempt payments.Attempt, linked []payments.Attempt, back func()) {
	askReverseOf(a, payments.Account{}, attempt, linked, back)
}

// askReverseOf is askReverse for a payment that this till did not take, and that is seen at an account.
func askReverseOf(a *Access, seen payments.Account, attempt payments.Attempt, linked []payments.Attempt, back func()) {
	kind, ok := attempt.Kind.Undo()
	if !ok {
		return
	}
	terminal, needed, ok := a.Model.TerminalToUndo(kind, attempt)
	if !ok {
		return
	}
	requestKey := model.NewRequestKey()
	question := a.Words.AskReverse(present.ReverseInput{Original: present.AsStated(attempt, a.Model.InfoOf(attempt)), Linked: linked, Badge: a.Model.Badge(terminal), ByProvider: !needed})
	a.Dialogs.Ask(question, func(reason string) {
		a.Go.Pay(checkout.Request{
			RequestKey: requestKey, Kind: kind, Terminal: terminal, Original: attempt.Reference, Seen: seen, Reason: reason,
		}, back)
	})
}

// openReceipt shows a copy in the person's browser.
func openReceipt(a *Access, attempt payments.Attempt, kept []checkout.Receipt, wanted checkout.Copy) {
	location, ok := present.ReceiptLocation(attempt, kept, wanted)
	if !ok {
		return
	}
	backend := a.Model.Backend()
	a.Model.Command(func(ctx context.Context) error { return backend.OpenURL(ctx, location) })
}

// openShown shows the copy that a panel shows in the person's browser.
func openShown(a *Access, r *parts.ReceiptPanel) {
	openReceipt(a, r.Attempt, r.Receipts, r.View.Chosen.Copy)
}

// showReceipts opens the receipts of an attempt over the screen.
func showReceipts(a *Access, attempt payments.Attempt) {
	panel := parts.NewReceiptPanel(a.View, a.Words, nil, nil)
	panel.BackRow.Hide() // the dialog has a way back of its own
	closing := widgets.NewButtonWith(parts.Compact(a.Words.CloseWindow()), a.Dialogs.Close)
	open := widgets.NewButtonWith(parts.Compact(panel.View.Open), func() { openShown(a, panel) })
	printer := newPrinter(a, panel, attempt)
	paper := container.New(&widgets.AtLeast{High: 420}, panel.Root)
	a.Dialogs.Dialog = &parts.Dialog{Confirm: closing, Receipts: panel, Print: printer.button, Said: printer.said}
	a.Dialogs.Open(widgets.NewColumn(12, paper, printer.said, widgets.NewActions(12, printer.button, open, closing)), a.Dialogs.Close, a.Dialogs.Close)
	panel.Changed = func() {
		panel.Render()
		open.Set(parts.Compact(panel.View.Open))
		printer.render()
		a.Dialogs.Fit()
	}
	panel.Load(a.Model, attempt)
	panel.Changed()
}
