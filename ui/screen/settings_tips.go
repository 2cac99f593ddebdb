package screen

import (
	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// tipFields are what the terminals of a profile ask for beside a sale.
type tipFields struct {
	*choices
	Choice, Own, Skip     *parts.OptionSegments
	Percent, Heading, Tax *parts.Labelled
	Details               fyne.CanvasObject
	Panel                 fyne.CanvasObject // not shown where no terminal asks
}

func newTipFields(c *choices) *tipFields {
	t := &tipFields{choices: c}
	choice := func(set func(*present.TipSettings, bool)) *parts.OptionSegments {
		return parts.NewOptionSegments(2, func(v string) {
			t.edit(func(n *present.TipSettings) { set(n, v == present.TipsOn) })
			t.enter()
		})
	}
	field := func(keep func(string)) *parts.Labelled {
		return parts.NewLabelled(c.access.Words, c.access.Display.Refresh, false, nil, keep)
	}
	t.Choice = choice(func(n *present.TipSettings, on bool) { n.On = on })
	t.Own = choice(func(n *present.TipSettings, on bool) { n.Own = on })
	t.Skip = choice(func(n *present.TipSettings, on bool) { n.Skip = on })
	t.Percent, t.Tax = field(t.keepPercent), field(t.keepTax)
	t.Heading = field(func(v string) {
		if v = parts.Trimmed(v); v != t.kept().Heading {
			t.edit(func(n *present.TipSettings) { n.Heading = v })
		}
	})
	t.Details = widgets.NewColumn(14, t.Percent.Field, t.Own.Root, t.Skip.Root, t.Heading.Field, t.Tax.Field)
	t.Panel = widgets.NewPanel(widgets.NewColumn(14, t.Choice.Root, t.Details))
	return t
}

func (t *tipFields) kept() present.TipSettings {
	m := t.access.Model
	return m.Settings.TipsOf(m.Edited())
}

func (t *tipFields) edit(edit func(*present.TipSettings)) {
	key, next := t.access.Model.Edited(), t.kept()
	edit(&next)
	t.change(func(n *present.Settings) { *n = n.WithTips(key, next) })
}

// enter starts with what is kept.
func (t *tipFields) enter() {
	v := t.access.Words.Tips(t.kept())
	t.Percent.Problem, t.Tax.Problem = "", ""
	t.Percent.Entry.SetText(v.Percent.Value)
	t.Heading.Entry.SetText(v.Heading.Value)
	t.Tax.Entry.SetText(v.Tax.Value)
}

func (t *tipFields) render(info payments.Info) {
	v := t.access.Words.Tips(t.kept())
	on := v.Percent.Label != ""
	widgets.SetVisible(t.Panel, info.Traits.AsksTips)
	widgets.SetVisible(t.Details, on)
	t.Choice.Set(v.Choice)
	if on {
		t.Own.Set(v.Own)
		t.Skip.Set(v.Skip)
		t.Percent.Set(v.Percent)
		t.Heading.Set(v.Heading)
		t.Tax.Set(v.Tax)
	}
}

// keepPercent keeps the percentages on offer. What is none is not kept, and the line below says so.
func (t *tipFields) keepPercent(text string) {
	list, ok := present.ReadPercentages(text)
	t.say(t.Percent, ok, false)
	if kept := t.kept(); ok && t.access.Words.Tips(kept).Percent.Value != parts.Trimmed(text) {
		t.edit(func(n *present.TipSettings) { n.Percent = list })
	}
}

// keepTax keeps the tax that the tip is counted without.
func (t *tipFields) keepTax(text string) {
	tax, ok := present.ReadTax(text)
	t.say(t.Tax, ok, true)
	if ok && tax != t.kept().Tax {
		t.edit(func(n *present.TipSettings) { n.Tax = tax })
	}
}

func (t *tipFields) say(field *parts.Labelled, ok, tax bool) {
	wrong := ""
	if !ok {
		wrong = t.access.Words.TipsWrong(tax)
	}
	if field.Problem != wrong {
		field.Problem = wrong
		t.access.Display.Refresh()
	}
}
