package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// filterPanel is what of the journal is wanted. It is folded away until somebody asks for it.
type filterPanel struct {
	access                        *Access
	changed                       func() // another choice, or a text that was typed
	Chosen                        present.JournalFilter
	shown                         bool
	View                          present.FilterView
	Toggle                        *widgets.Chip
	Period, State, Kind, Terminal *parts.OptionSelect
	Operator                      *parts.OptionSelect // hidden where the shop has named nobody
	Texts                         filterTexts
	Everything                    *widgets.Chip // takes the filter away
	Root                          fyne.CanvasObject
	Alone                         filterAlone
}

// filterAlone is for a window that has no room for the fields and the list as well: it shows the
// fields, and the list when they are done with.
type filterAlone struct {
	list fyne.CanvasObject
	ways []fyne.CanvasObject // to other things, beside the switch of the filter
	Done *widgets.Button
}

// filterHigh is how tall the fields may be together; larger ones scroll, so that the list stays
// to be seen.
const filterHigh = 300

// filterTexts are what is typed.
type filterTexts struct{ From, Until, Least, Most *parts.Labelled }

func newFilterPanel(a *Access, changed func()) *filterPanel {
	f := &filterPanel{access: a, changed: changed}
	choose := func(into *string) *parts.OptionSelect {
		return parts.NewOptionSelect(func(value string) { f.set(into, value) })
	}
	typed := func(into *string) *parts.Labelled {
		return parts.NewLabelled(a.Words, a.Display.Refresh, false, nil, func(text string) { f.set(into, text) })
	}
	c := &f.Chosen
	f.Period, f.State, f.Kind, f.Terminal = choose(&c.Period), choose(&c.State), choose(&c.Kind), choose(&c.Terminal)
	f.Operator = choose(&c.Operator)
	f.Texts.From, f.Texts.Until, f.Texts.Least, f.Texts.Most = typed(&c.From), typed(&c.Until), typed(&c.AtLeast), typed(&c.AtMost)
	f.Toggle = widgets.NewChip("", func() { a.Display.Act(present.ActionFilter) })
	f.Everything = widgets.NewChip("", func() { a.Display.Act(present.ActionClearFilter) })
	f.Alone.Done = widgets.NewButton("", func() { a.Display.Act(present.ActionFilter) })
	f.Root = widgets.AtMost(filterHigh, parts.ListPad, widgets.NewColumn(10,
		widgets.NewFieldGrid(a.View, 10, f.Period.Root, f.State.Root, f.Kind.Root, f.Terminal.Root, f.Operator.Root),
		widgets.NewFieldGrid(a.View, 10, f.Texts.From.Field, f.Texts.Until.Field, f.Texts.Least.Field, f.Texts.Most.Field), f.Alone.Done))
	f.Root.Hide()
	return f
}

// alone reports whether the fields have the place of the list.
func (f *filterPanel) alone() bool { return f.shown && f.access.View.Crowded() }

// beside takes in what stands beside the switch of the filter.
func (f *filterPanel) beside(ways ...fyne.CanvasObject) []fyne.CanvasObject {
	f.Alone.ways = ways
	return ways
}

// gutter is the margin around what stands above the list.
func (f *filterPanel) gutter(o fyne.CanvasObject) fyne.CanvasObject {
	return container.New(&widgets.Gutter{View: f.access.View, Wide: parts.ListPad, High: 16, Low: parts.ListPad}, o)
}

// above sets the fields above the list.
func (f *filterPanel) above(list fyne.CanvasObject) fyne.CanvasObject {
	f.Alone.list = list
	return container.New(widgets.Above{Gap: parts.ListPad}, f.Root, list)
}

func (f *filterPanel) set(into *string, value string) {
	if *into == value {
		return
	}
	*into = value
	f.changed()
	f.access.Display.Refresh()
}

// on tells whether anything is left out.
func (f *filterPanel) on() bool { return f.Chosen != (present.JournalFilter{}) }

// clear leaves nothing out, and asks nobody to read.
func (f *filterPanel) clear() {
	f.Chosen, f.shown = present.JournalFilter{}, false
	for _, field := range []*parts.Labelled{f.Texts.From, f.Texts.Until, f.Texts.Least, f.Texts.Most} {
		field.Entry.SetText("")
	}
}

// Clear shows everything again.
func (f *filterPanel) Clear() {
	shown := f.shown
	f.clear()
	f.shown = shown
	f.changed()
}

func (f *filterPanel) input() present.FilterInput {
	m := f.access.Model
	return present.FilterInput{Filter: f.Chosen, Badges: m.Badges(), Currency: m.Currency(), People: m.Operators(), Now: m.Now()}
}

func (f *filterPanel) render() {
	v := f.access.Words.Filter(f.input())
	f.View = v
	f.Toggle.Set(widgets.ChipState{Text: v.Toggle, Selected: f.shown || f.on()})
	f.Everything.Set(widgets.ChipState{Text: v.Clear})
	widgets.SetVisible(f.Everything, f.on())
	widgets.SetVisible(f.Root, f.shown)
	for _, o := range append(f.Alone.ways, f.Alone.list) {
		widgets.SetVisible(o, !f.alone())
	}
	widgets.SetVisible(f.Alone.Done, f.alone())
	f.Alone.Done.Set(parts.Compact(f.access.Words.FilterDone()))
	if !f.shown {
		return
	}
	f.Period.Set(v.Period)
	f.State.Set(v.State)
	f.Kind.Set(v.Kind)
	f.Terminal.Set(v.Terminal)
	f.Operator.Set(v.Operator)
	widgets.SetVisible(f.Operator.Root, len(v.Operator.Choices) > 0)
	for _, one := range []struct {
		field *parts.Labelled
		view  present.Field
		wrong string
	}{{f.Texts.From, v.From, v.FromWrong}, {f.Texts.Until, v.Until, v.UntilWrong}, {f.Texts.Least, v.AtLeast, v.LeastWrong}, {f.Texts.Most, v.AtMost, v.Wrong}} {
		one.field.Set(one.view)
		if one.wrong != "" {
			one.field.Field.SetError(one.wrong)
		}
	}
}

// act does what a button of the filter says, and tells whether it is one.
func (f *filterPanel) act(action present.Action) bool {
	switch action {
	case present.ActionFilter:
		f.shown = !f.shown
	case present.ActionClearFilter:
		f.Clear()
	default:
		return false
	}
	f.access.Display.Refresh()
	return true
}
