package model

import (
	"context"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
	"tillside/ui/work"
)

// mostTips is how many tips of one sale are looked through.
const mostTips = 1000

// ReadTips reads which tips were put on a sale afterwards, newest first.
func ReadTips(ctx context.Context, r checkout.Reader, sale payments.Attempt) ([]checkout.CommandStep, error) {
	log, ok := r.(checkout.CommandReader)
	if !ok || sale.Kind != payments.KindSale || sale.Reference == "" {
		return nil, nil
	}
	return log.Commands(ctx, checkout.CommandQuery{Kind: payments.CommandTip, Receipt: sale.Reference, Limit: mostTips})
}

// ReadTipsSince reads all that were asked for since a time, newest first.
func ReadTipsSince(ctx context.Context, r checkout.Reader, since time.Time) ([]checkout.CommandStep, error) {
	log, ok := r.(checkout.CommandReader)
	if !ok {
		return nil, nil
	}
	return log.Commands(ctx, checkout.CommandQuery{Kind: payments.CommandTip, Since: since, Limit: -1})
}

// DistrustTips takes back how a profile's provider reads adjusted tips, once it has read one otherwise: a
// person has to settle it anew. Who has done so since is not overruled by the same tip.
func (m *Model) DistrustTips(sale payments.Attempt, steps []checkout.CommandStep) {
	of := m.Terminals.gatewayOf(sale).Profile
	for _, s := range steps {
		began := s.Command.Created.UTC().Format(sortedTime)
		if s.State != payments.CommandMisread || began <= m.Settings.Choices[of.Key][present.ChoiceTipMisread] {
			continue
		}
		of.Info.Can.Commands &^= payments.SetOf(payments.CommandTip)
		m.Keep(m.Settings.WithChoice(of.Key, payments.ChoiceTips, payments.UnitsOff).WithChoice(of.Key, present.ChoiceTipMisread, began), nil)
	}
}

// recallTips takes back what was read otherwise before the program ended, and nobody has settled since.
func (m *Model) recallTips(reader checkout.Reader) {
	opened := m.opened
	work.Run(m.p.Work, func(ctx context.Context) ([]checkout.CommandStep, error) {
		return ReadTipsSince(ctx, reader, time.Time{})
	}, func(all []checkout.CommandStep, err error) {
		if m.opened != opened || err != nil {
			return
		}
		for _, s := range all {
			m.DistrustTips(payments.Attempt{Intent: payments.Intent{Account: s.Command.Account}}, []checkout.CommandStep{s})
		}
	})
}

// sortedTime is a form of times whose order is that of the texts.
const sortedTime = "2006-01-02T15:04:05.000Z"
