package present

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"tillside/payments"
)

// TerminalsInput is what the terminals screen is drawn from.
type TerminalsInput struct {
	Terminals []TerminalState
	Selected  string
	Problem   error
	KeyGone   bool
	Loading   bool
	Can       payments.Abilities // of the gateway
	Typed     bool               // terminals are typed in: there is no list to be had
	All       []TerminalState    // with those of other tills
	Here      map[string]bool    // those of this till; none where all are
	Sought    string             // a part of a name, a letter or a part of a serial number
	Now       time.Time
}

// TerminalsView is the terminals screen.
type TerminalsView struct {
	Title   string
	Intro   string
	Rows    []TerminalRow
	Nothing *Sentence // instead of the rows
	Retry   Button    // what may bring some; nothing where there is nothing to list again
	Find    string    // what the empty field says in which a terminal is sought; "" for no field
	Note    string    // how many there are beside the rows, and what to do about it
}

// TerminalRow is one terminal with what can be done to it.
type TerminalRow struct {
	Card   TerminalCard
	Name   Field
	Letter Field
	Ping   Button

	Controls Button // nothing where the provider tells its terminals nothing
	Here     Button // whether it is one of this till; nothing where there are few
	IsHere   bool
}

// Terminals is the terminals screen.
func (p *Presenter) Terminals(in TerminalsInput) TerminalsView {
	v := TerminalsView{Title: p.say("terminals.title"), Intro: p.say("terminals.intro")}
	switch {
	case !in.Typed:
		v.Retry = p.button(ActionRetry, "terminals.list_again", "")
	case in.Problem != nil || in.Loading:
		v.Retry = p.button(ActionRetry, "button.try_again", "") // the key was not proven
	case len(in.Terminals) == 0:
		v.Retry = p.OpenSettings() // where they are typed in
	}
	v.Retry.Enabled = v.Retry.Enabled && !in.Loading
	if in.Loading && !in.Typed {
		v.Retry.Hint = p.say("terminals.listing")
	}
	p.terminalRows(&v, in)
	if len(in.Terminals) == 0 && !in.Loading {
		v.Nothing = p.noTerminals(in.Problem, in.KeyGone, in.Typed)
	}
	return v
}

func (p *Presenter) terminalRow(t TerminalState, in TerminalsInput) TerminalRow {
	var ping Button
	if in.Can.Ping {
		ping = p.button(ActionPing, "terminals.ping", "")
	}
	if t.Asking {
		ping.Enabled, ping.Hint = false, p.say("terminals.pinging")
	}
	var controls Button
	if Controllable(in.Can) {
		controls = p.button(ActionControls, "terminals.controls", "")
	}
	return TerminalRow{
		Controls: controls,

		Card:   p.terminalCard(t, in.Selected, in.Now),
		Name:   Field{Label: p.say("terminals.name"), Placeholder: p.say("terminals.name_hint"), Value: t.Badge.Name, Limit: 30},
		Letter: Field{Label: p.say("terminals.letter"), Value: t.Badge.Letter, Hint: p.say("terminals.letter_hint"), Limit: 1},
		Ping:   ping,
	}
}

// fewTerminals is how many are shown without a field to find one in, mostRows how many rows there
// are at most, and mostCards how many cards beside an amount where nobody has chosen those of this
// till.
const (
	fewTerminals = 8
	mostRows     = 20
	mostCards    = 3
)

// terminalRows shows the terminals of this till, or those that are sought among all.
func (p *Presenter) terminalRows(v *TerminalsView, in TerminalsInput) {
	rows, sought := in.Terminals, strings.ToLower(strings.TrimSpace(in.Sought))
	many := len(in.All) > fewTerminals || len(in.Here) > 0
	if many {
		v.Find = p.say("terminals.find")
	}
	if sought != "" && many {
		rows = nil
		for _, t := range in.All {
			if p.fits(t, sought) {
				rows = append(rows, t)
			}
		}
	}
	for _, t := range rows[:min(len(rows), mostRows)] {
		row := p.terminalRow(t, in)
		if row.IsHere = in.Here[t.Terminal.ID()]; many && row.IsHere {
			row.Here = p.button(ActionNotHere, "terminals.not_here", "")
		} else if many {
			row.Here = p.button(ActionHere, "terminals.here", "")
		}
		v.Rows = append(v.Rows, row)
	}
	if many {
		v.Note = p.terminalsNote(in, sought, len(rows), len(in.All)-len(v.Rows))
	}
}

// terminalsNote says how many terminals are not shown, of which found are those that fit.
func (p *Presenter) terminalsNote(in TerminalsInput, sought string, found, hidden int) string {
	switch {
	case sought != "" && found == 0:
		return p.say("terminals.found_none")
	case len(in.Here) == 0:
		return p.say("terminals.choose_here", "Count", strconv.Itoa(len(in.All)))
	case sought == "" && hidden > 0:
		return p.counted("terminals.hidden", hidden)
	case found > mostRows:
		return p.counted("terminals.more", found-mostRows)
	}
	return ""
}

// fits reports whether a terminal is one that is sought.
func (p *Presenter) fits(t TerminalState, sought string) bool {
	b := p.badge(t.Badge, t.Terminal)
	return strings.EqualFold(b.Letter, sought) || len([]rune(sought)) > 1 &&
		(strings.Contains(strings.ToLower(b.Name), sought) || strings.Contains(strings.ToLower(t.Terminal.Serial), sought))
}

// fewer are the terminals that are shown as cards. Where there are many and nobody has chosen those
// of this till, the first few and the chosen one are.
func fewer(all []TerminalState, selected string) []TerminalState {
	if len(all) <= fewTerminals {
		return all
	}
	shown := slices.Clone(all[:mostCards])
	for _, t := range all[mostCards:] {
		if t.Terminal.ID() == selected {
			shown[mostCards-1] = t
		}
	}
	return shown
}

func (p *Presenter) cards(all []TerminalState, selected string, now time.Time) []TerminalCard {
	all = fewer(all, selected)
	cards := make([]TerminalCard, 0, len(all))
	for _, t := range all {
		cards = append(cards, p.terminalCard(t, selected, now))
	}
	return cards
}

func (p *Presenter) terminalCard(t TerminalState, selected string, now time.Time) TerminalCard {
	badge := p.badge(t.Badge, t.Terminal)
	card := TerminalCard{
		ID: t.Terminal.ID(), Badge: badge, Name: badge.Name, Model: dotted(t.Terminal.Type, t.Terminal.Serial),
		Silent: !t.SilentSince.IsZero(), Selected: t.Terminal.ID() == selected && selected != "",
		Battery: p.battery(t.Health.Battery, t.Health.Charging),
	}
	if card.Name == "" {
		card.Name = p.say("terminals.unnamed", "Letter", badge.Letter)
	}
	card.Health = p.health(t, now)
	if t.Open {
		card.Busy = p.say("terminals.open")
	}
	return card
}

// health says when the terminal really answered. It is never a guess: a terminal that
// was not asked has no health.
func (p *Presenter) health(t TerminalState, now time.Time) string {
	at := t.Health.At
	switch {
	case t.Asking:
		return p.say("health.asking")
	case !t.SilentSince.IsZero():
		return p.say("health.silent", "Time", p.moment(t.SilentSince, now))
	case at.IsZero():
		return p.say("health.not_asked")
	}
	age := now.Sub(at)
	switch {
	case age < time.Second:
		return p.say("health.now")
	case age < time.Minute:
		return p.say("health.ago", "Ago", elapsed(age))
	case age < time.Hour:
		return p.say("health.ago", "Ago", strconv.Itoa(int(age/time.Minute))+" min")
	}
	return p.say("health.at", "Time", p.moment(at, now))
}

// battery is the charge as the terminal wrote it, if it wrote a number.
func (p *Presenter) battery(percent string, charging bool) string {
	percent = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(percent), "%"))
	if n, err := strconv.Atoi(percent); err != nil || n < 0 || n > 100 {
		return ""
	}
	if charging {
		return p.say("health.charging", "Percent", percent)
	}
	return p.say("health.battery", "Percent", percent)
}

// Colours is how many badge colours the theme has.
const Colours = 8

// AssignBadges gives every terminal that has none the next free letter and colour.
// Badges that exist never change: a sticker is on the terminal.
func AssignBadges(kept map[string]payments.Badge, terminals []payments.Terminal) map[string]payments.Badge {
	badges := make(map[string]payments.Badge, len(kept)+len(terminals))
	letters, colours := map[string]bool{}, map[int]int{}
	for id, b := range kept {
		badges[id] = b
		letters[b.Letter] = true
		colours[b.Colour]++
	}
	for _, t := range terminals {
		if _, ok := badges[t.ID()]; ok {
			continue
		}
		b := payments.Badge{Letter: freeLetter(letters), Colour: rarest(colours)}
		letters[b.Letter] = true
		colours[b.Colour]++
		badges[t.ID()] = b
	}
	return badges
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// freeLetter is the first capital that is not taken, and after Z the first of AA, AB to ZZ. After
// that it is empty and the screens show the end of the serial number.
func freeLetter(taken map[string]bool) string {
	for _, first := range append([]string{""}, strings.Split(alphabet, "")...) {
		for _, r := range alphabet {
			if letter := first + string(r); !taken[letter] {
				return letter
			}
		}
	}
	return ""
}

func rarest(used map[int]int) int {
	best := 0
	for c := range Colours {
		if used[c] < used[best] {
			best = c
		}
	}
	return best
}
