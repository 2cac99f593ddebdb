package screen

import (
	"context"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/model"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
	"tillside/ui/work"
)

// printLooks is how often, a second apart, a print is asked about before it stays what it is.
const printLooks = 45

// printer has a terminal print the receipt that is shown.
type printer struct {
	access *Access
	panel  *parts.ReceiptPanel
	on     payments.Terminal // none where no terminal does
	asking bool
	view   present.Button
	button *widgets.Button
	said   *widgets.Paragraph
}

// newPrinter makes one. There is none where the provider prints nothing for others, or no terminal is
// left.
func newPrinter(a *Access, panel *parts.ReceiptPanel, attempt payments.Attempt) *printer {
	p := &printer{access: a, panel: panel, said: widgets.NewParagraph("", widgets.ParagraphStyle{})}
	p.button = widgets.NewButton("", p.press)
	if t, ok := a.Model.TerminalFor(attempt); ok && a.Model.InfoOf(attempt).Can.Commands.Has(payments.CommandPrint) {
		p.on = t
	}
	return p
}

func (p *printer) render() {
	p.view = p.access.Words.PrintReceipt(p.panel.View, p.on, p.access.Model.Badge(p.on), p.asking)
	widgets.SetVisible(p.button, p.view.Label != "")
	p.button.Set(parts.Compact(p.view))
}

// press asks the terminal once. That it was asked is not that it was printed.
func (p *printer) press() {
	a, panel := p.access, p.panel
	if a.Model.Open() == nil || !p.view.Enabled {
		return
	}
	engine := a.Model.Open().Engine
	r := checkout.CommandRequest{RequestKey: model.NewRequestKey(), Kind: payments.CommandPrint, Terminal: p.on, Paper: panel.View.Paper()}
	r.Settings.Receipt = panel.Attempt.Reference
	p.asking = true
	panel.Changed()
	work.Run(a.Model.Work(), func(ctx context.Context) (checkout.CommandStep, error) {
		return engine.Command(ctx, r)
	}, func(step checkout.CommandStep, err error) {
		p.asking = false
		if err != nil {
			a.Dialogs.Fail(err)
			return
		}
		p.says(step)
		p.follow(step)
	})
}

// says tells how far it has come. Whether the dialog is still there does not matter.
func (p *printer) says(step checkout.CommandStep) {
	parts.SetText(p.said, p.access.Words.Command(step, p.access.Model.Now()))
	p.panel.Changed()
}

// follow looks until the terminal has said what became of it.
func (p *printer) follow(step checkout.CommandStep) {
	reader, ok := p.access.Model.Open().Reader.(checkout.CommandReader)
	if !ok || step.State != payments.CommandTaken {
		return
	}
	work.Run(p.access.Model.Work(), func(ctx context.Context) (checkout.CommandStep, error) {
		return printed(ctx, reader, step)
	}, func(newest checkout.CommandStep, err error) {
		if err == nil && newest.State != payments.CommandTaken {
			p.says(newest)
		}
	})
}

// printed is the command as it stands once its terminal has said something, or has not for long.
func printed(ctx context.Context, reader checkout.CommandReader, step checkout.CommandStep) (checkout.CommandStep, error) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for range printLooks {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return step, nil
		}
		all, err := reader.Commands(ctx, checkout.CommandQuery{Terminal: step.Command.Terminal.ID(), Kind: payments.CommandPrint})
		if err != nil {
			return step, err
		}
		for _, s := range all {
			if s.Command.Reference == step.Command.Reference && s.State != payments.CommandTaken {
				return s, nil
			}
		}
	}
	return step, nil
}
