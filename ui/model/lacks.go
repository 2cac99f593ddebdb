package model

import (
	"cmp"
	"time"

	"tillside/payments"
	"tillside/ui/present"
)

// learn hides what a payment needs that its merchant does not have, by the provider's own word. Nothing
// that follows a payment is hidden, see payments.Feature.
func (m *Model) learn(a payments.Attempt) {
	if a.Outcome.Reason != payments.ReasonLacking || !a.State.Final() || a.State.Info().Charged != payments.ChargedNo {
		return
	}
	m.lack(m.Terminals.gatewayOf(a).Profile, a.Feature(), a.Created, cmp.Or(a.Outcome.Answer.Detail, a.Outcome.Message, a.Outcome.Answer.Code))
}

// Lack hides a feature of the profile of a terminal or of a payment, in the provider's words.
func (m *Model) Lack(a payments.Attempt, f payments.Feature, said string) {
	m.lack(m.Terminals.gatewayOf(a).Profile, f, m.Now(), said)
}

func (m *Model) lack(of *present.Profile, f payments.Feature, at time.Time, said string) {
	next := m.Settings.WithLack(f, of.Key, at, said)
	if next.LacksOf(of.Key) == m.Settings.LacksOf(of.Key) {
		return
	}
	m.p.Log.Info("feature hidden", "kind", string(f))
	m.Keep(next, nil)
}

// ShowAgain shows a hidden feature of a profile.
func (m *Model) ShowAgain(f payments.Feature, profile string) {
	m.Keep(m.Settings.WithoutLack(f, profile, m.Now()), nil)
	m.p.Changed()
}

// Profile is the key of the profile that the next payment is made at.
func (m *Model) Profile() string { return m.Terminals.of(m.Settings.Program.LastTerminal).Profile.Key }

// HiddenAt are the features that are hidden at a profile.
func (m *Model) HiddenAt(profile string, words *present.Presenter) []present.HiddenFeature {
	return words.HiddenFeatures(m.Settings, profile, m.Now())
}
