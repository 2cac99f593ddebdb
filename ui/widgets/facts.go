package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// KeyValue is one fact with its name.
type KeyValue struct {
	Key   string
	Value string
	Bold  bool
}

// KeyValues shows facts in rows: names at the left, values at the right.
type KeyValues struct {
	widget.BaseWidget
	facts  []KeyValue
	body   *pairs
	column float32 // of the names, when the values stand in a column of their own
}

// NewDefinitions makes a list with the names in a column of a width, and the values in one
// beside it.
func NewDefinitions(column float32, facts ...KeyValue) *KeyValues {
	k := &KeyValues{body: newPairs(sizeBody, gapSmall), column: column}
	k.ExtendBaseWidget(k)
	k.Set(facts...)
	return k
}

// NewKeyValues makes a list of facts.
func NewKeyValues(facts ...KeyValue) *KeyValues {
	k := &KeyValues{body: newPairs(sizeBody, gapSmall)}
	k.ExtendBaseWidget(k)
	k.Set(facts...)
	return k
}

// Set changes the facts.
func (k *KeyValues) Set(facts ...KeyValue) {
	if slices.Equal(k.facts, facts) {
		return
	}
	k.facts = slices.Clone(facts)
	rows := make([]pair, len(facts))
	for i, f := range facts {
		rows[i] = pair{left: f.Key, right: f.Value, heavy: f.Bold, muted: true, fixed: k.column}
	}
	k.body.set(rows)
}

// Facts are the facts shown now.
func (k *KeyValues) Facts() []KeyValue { return k.facts }

// HeightFor implements WidthAware.
func (k *KeyValues) HeightFor(width float32) float32 { return k.body.HeightFor(width) }

// CreateRenderer implements fyne.Widget.
func (k *KeyValues) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(k.body) }

// TimelineEntry is one thing that happened.
type TimelineEntry struct {
	Time string
	Text string
	Tone Tone // of the text; empty is plain
}

// Timeline shows what happened, oldest first.
type Timeline struct {
	widget.BaseWidget
	entries []TimelineEntry
	body    *pairs
}

// NewTimeline makes an empty timeline.
func NewTimeline() *Timeline {
	t := &Timeline{body: newPairs(14, 9)}
	t.ExtendBaseWidget(t)
	return t
}

// Set changes the entries.
func (t *Timeline) Set(entries []TimelineEntry) {
	if slices.Equal(t.entries, entries) {
		return
	}
	t.entries = slices.Clone(entries)
	rows := make([]pair, len(entries))
	for i, e := range entries {
		rows[i] = pair{left: e.Time, right: e.Text, muted: true, tone: e.Tone, fixed: 76}
	}
	t.body.set(rows)
}

// Entries are the entries shown now.
func (t *Timeline) Entries() []TimelineEntry { return t.entries }

// HeightFor implements WidthAware.
func (t *Timeline) HeightFor(width float32) float32 { return t.body.HeightFor(width) }

// CreateRenderer implements fyne.Widget.
func (t *Timeline) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(t.body) }

// BalanceRow is an operation and what it moved.
type BalanceRow struct {
	Text   string
	Amount string
	Child  bool    // a refund below its sale
	Share  float32 // the length of a bar below it, less than 0 for a pale one; 0 for none
}

// BalanceState is a sale with its refunds and what can still be refunded.
type BalanceState struct {
	Rows      []BalanceRow
	RestLabel string // "Can still be refunded"; nothing when empty
	Rest      string
}

// Balance shows a sale as a small tree with its rest, in a panel.
type Balance struct {
	widget.BaseWidget
	state BalanceState
	body  *pairs
	panel *Panel
}

// NewBalance makes an empty balance.
func NewBalance() *Balance {
	b := &Balance{body: newPairs(sizeBody, 1)}
	b.panel = NewPanel(b.body)
	b.panel.pad = 12
	b.ExtendBaseWidget(b)
	return b
}

// Set changes the balance.
func (b *Balance) Set(s BalanceState) {
	if slices.Equal(b.state.Rows, s.Rows) && b.state.RestLabel == s.RestLabel && b.state.Rest == s.Rest {
		return
	}
	s.Rows = slices.Clone(s.Rows)
	b.state = s
	rows := make([]pair, 0, len(s.Rows)+1)
	for _, r := range s.Rows {
		p := pair{left: r.Text, right: r.Amount, heavy: true, share: r.Share}
		if r.Child {
			p.left, p.indent = "└ "+r.Text, 4
		}
		rows = append(rows, p)
	}
	if s.RestLabel != "" {
		rows = append(rows, pair{left: s.RestLabel, right: s.Rest, heavy: true, above: len(rows) > 0})
	}
	b.body.set(rows)
}

// State is what is shown now.
func (b *Balance) State() BalanceState { return b.state }

// HeightFor implements WidthAware.
func (b *Balance) HeightFor(width float32) float32 { return b.panel.HeightFor(width) }

// CreateRenderer implements fyne.Widget.
func (b *Balance) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(b.panel) }
