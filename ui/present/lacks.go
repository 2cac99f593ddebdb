package present

import (
	"maps"
	"strings"
	"time"

	"tillside/payments"
)

// Lack is what a provider has said of a feature that a merchant does not have. It is hidden from then on,
// until somebody shows it again.
type Lack struct {
	At    time.Time // when it was asked for, or shown again
	Said  string    // in the provider's words; nothing of a card
	Shown bool      // somebody has shown it again since
}

// Lacks are those of all profiles, by the feature, a colon and the profile.
type Lacks map[string]Lack

// wordLack is the word under which one is kept, with its key behind it.
const wordLack = "lacks:"

// longestSaid is how much of the provider's words is kept.
const longestSaid = 160

// lackTime is precise enough to tell two presses apart.
const lackTime = "2006-01-02T15:04:05.000Z"

func (l Lack) word() string {
	state := "hidden"
	if l.Shown {
		state = "shown"
	}
	return strings.Join([]string{state, l.At.UTC().Format(lackTime), l.Said}, ";")
}

// parseLack reads a word; ok is false for one that is none.
func parseLack(word string) (l Lack, ok bool) {
	parts := strings.SplitN(word, ";", 3)
	if len(parts) != 3 || parts[0] != "hidden" && parts[0] != "shown" {
		return Lack{}, false
	}
	at, err := time.Parse(lackTime, parts[1])
	return Lack{At: at, Said: oneLine(parts[2], longestSaid), Shown: parts[0] == "shown"}, err == nil
}

func lackKey(f payments.Feature, profile string) string { return string(f) + ":" + profile }

// parse reads the word of a lack: "lacks:holds:acme/production".
func (l Lacks) parse(key, value string) {
	named, ok := strings.CutPrefix(key, wordLack)
	feature, profile, both := strings.Cut(named, ":")
	if lack, fits := parseLack(value); ok && both && fits && payments.FeatureSet(0).With(payments.Feature(feature)) != 0 && payments.IsProfileKey(profile) {
		l[named] = lack
	}
}

// LackOf is what is known of a feature of a profile; ok is true while it is hidden.
func (s Settings) LackOf(f payments.Feature, profile string) (l Lack, ok bool) {
	l, ok = s.Program.Lacks[lackKey(f, profile)]
	return l, ok && !l.Shown
}

// LacksOf are the features that are hidden at a profile.
func (s Settings) LacksOf(profile string) payments.FeatureSet {
	var set payments.FeatureSet
	for _, f := range payments.Features() {
		if _, hidden := s.LackOf(f, profile); hidden {
			set = set.With(f)
		}
	}
	return set
}

// WithLack is a copy in which a feature is hidden, because of something that was asked for at a time. What
// was asked for before somebody has shown it again hides nothing.
func (s Settings) WithLack(f payments.Feature, profile string, at time.Time, said string) Settings {
	at = at.UTC().Truncate(time.Millisecond)
	if before, known := s.Program.Lacks[lackKey(f, profile)]; f == "" || profile == "" || known && !before.At.Before(at) {
		return s
	}
	return s.withLack(f, profile, Lack{At: at, Said: oneLine(said, longestSaid)})
}

// WithoutLack is a copy in which a feature is shown again, at a time.
func (s Settings) WithoutLack(f payments.Feature, profile string, at time.Time) Settings {
	if _, hidden := s.LackOf(f, profile); !hidden {
		return s
	}
	return s.withLack(f, profile, Lack{At: at.UTC().Truncate(time.Millisecond), Shown: true})
}

func (s Settings) withLack(f payments.Feature, profile string, l Lack) Settings {
	s.Program.Lacks = maps.Clone(s.Program.Lacks)
	if s.Program.Lacks == nil {
		s.Program.Lacks = Lacks{}
	}
	s.Program.Lacks[lackKey(f, profile)] = l
	return s
}

// without is a copy without those of a profile.
func (l Lacks) without(profile string) Lacks {
	l = maps.Clone(l)
	maps.DeleteFunc(l, func(key string, _ Lack) bool { return strings.HasSuffix(key, ":"+profile) })
	return l
}

// HiddenFeature is a line about a feature that is hidden, with the button that shows it again.
type HiddenFeature struct {
	Feature payments.Feature
	Title   string // what is hidden
	Body    string // why, in the provider's words
	Show    Button
}

// Line is all of it in one text.
func (h HiddenFeature) Line() string { return joinSentences(h.Title+".", h.Body) }

// HiddenFeatures are those of a profile.
func (p *Presenter) HiddenFeatures(s Settings, profile string, now time.Time) []HiddenFeature {
	var all []HiddenFeature
	for _, f := range payments.Features() {
		if l, hidden := s.LackOf(f, profile); hidden {
			all = append(all, p.hiddenFeature(f, l, now))
		}
	}
	return all
}

func (p *Presenter) hiddenFeature(f payments.Feature, l Lack, now time.Time) HiddenFeature {
	v := HiddenFeature{Feature: f, Title: p.say("lacks." + string(f)), Show: p.button(ActionShowAgain, "lacks.show", "")}
	v.Body = p.say("lacks.body", "Time", p.moment(l.At, now), "Said", l.Said)
	if l.Said == "" {
		v.Body = p.say("lacks.body_silent", "Time", p.moment(l.At, now))
	}
	return v
}

// hiddenButton stands where the button of a feature was that is hidden.
func (p *Presenter) hiddenButton(f payments.Feature, action Action, key string) Button {
	return p.button(action, "lacks."+string(f), key)
}

// AskShowAgain says why a feature is hidden and asks whether it is to be shown again.
func (p *Presenter) AskShowAgain(f payments.Feature, l Lack, now time.Time) Question {
	v := p.hiddenFeature(f, l, now)
	v.Show.Key = "Enter"
	return Question{Title: v.Title, Body: v.Body, Confirm: v.Show, Keep: p.button(ActionKeep, "lacks.keep", "Esc")}
}
