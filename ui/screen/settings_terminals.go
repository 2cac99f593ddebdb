package screen

import (
	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// typedFields are the terminals that are typed in, because their provider lists none: which there
// are, whether each was proven, and the fields for another one.
type typedFields struct {
	*choices
	View   present.TypedView
	title  *widgets.Paragraph
	body   *widgets.Paragraph
	Rows   []*typedRow
	list   *fyne.Container
	Serial *parts.Labelled
	Name   *parts.Labelled
	Add    *widgets.Button
	Panel  *widgets.Panel
}

// typedRow is one of them.
type typedRow struct {
	name, State *widgets.Paragraph
	Remove      *widgets.Button
	root        *fyne.Container
}

func newTypedFields(c *choices) *typedFields {
	a, p := c.access, &typedFields{choices: c}
	p.title = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextLarge, Bold: true})
	p.body = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	p.list = widgets.NewColumn(14)
	p.Serial = parts.NewLabelled(a.Words, a.Display.Refresh, false, p.add, func(string) { p.Serial.Problem = ""; a.Display.Refresh() })
	p.Name = parts.NewLabelled(a.Words, a.Display.Refresh, false, p.add, nil)
	p.Add = widgets.NewButton("", p.add)
	p.Panel = widgets.NewPanel(widgets.NewColumn(14, p.title, p.body, p.list, p.Serial.Field, p.Name.Field, widgets.NewFlow(10, p.Add)))
	return p
}

// enter starts with empty fields.
func (p *typedFields) enter() {
	p.Serial.Problem = ""
	p.Serial.Entry.SetText("")
	p.Name.Entry.SetText("")
}

// typed are the terminals of the profile that the settings are about.
func (p *typedFields) typed() []payments.Terminal {
	m := p.access.Model
	return payments.Marked(m.Settings.Terminals.Typed[m.Edited()], m.Providers().Mark(m.Edited()))
}

func (p *typedFields) render() {
	m := p.access.Model
	p.View = p.access.Words.TypedTerminals(present.TypedInput{
		Place: m.EditedPlace(), Typed: p.typed(), Listed: m.ListedOf(m.Edited()), Badges: m.Settings.Badges, Serial: p.Serial.Entry.Text,
	})
	v := p.View
	widgets.SetVisible(p.Panel, v.Title != "")
	parts.SetText(p.title, v.Title)
	parts.SetText(p.body, v.Body)
	for len(p.Rows) < len(v.Rows) {
		p.addRow(len(p.Rows))
	}
	for i, row := range p.Rows {
		widgets.SetVisible(row.root, i < len(v.Rows))
		if i < len(v.Rows) {
			parts.SetText(row.name, v.Rows[i].Name)
			parts.SetText(row.State, v.Rows[i].State)
			row.State.SetTone(parts.Quiet(v.Rows[i].Tone))
			row.Remove.Set(parts.Compact(v.Rows[i].Remove))
		}
	}
	p.Serial.Set(v.Serial)
	p.Name.Set(v.Name)
	p.Add.Set(parts.Compact(v.Add))
}

// addRow builds the widgets of one more terminal.
func (p *typedFields) addRow(index int) {
	row := &typedRow{name: widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true}), State: widgets.NewParagraph("", widgets.ParagraphStyle{})}
	row.Remove = widgets.NewButton("", func() { p.remove(index) })
	row.root = widgets.NewColumn(6, row.name, row.State, widgets.NewFlow(10, row.Remove))
	p.Rows = append(p.Rows, row)
	p.list.Add(row.root)
}

// add takes in the terminal that was typed, and asks the provider about it by opening the profile
// with it.
func (p *typedFields) add() {
	a, m := p.access, p.access.Model
	serial, name := parts.Trimmed(p.Serial.Entry.Text), parts.Trimmed(p.Name.Entry.Text)
	if serial == "" || p.Name.Problem != "" {
		return
	}
	profile := m.Edited()
	p.Serial.Problem = a.Words.CheckTerminal(m.EditedPlace(), serial, p.typed())
	if p.Serial.Problem != "" {
		a.Display.Refresh()
		return
	}
	p.change(func(n *present.Settings) { *n = n.WithTerminal(profile, m.Providers().Mark(profile), serial, name) })
	p.enter()
	p.reopen()
	a.Canvas.Focus(p.Serial.Entry)
}

// remove asks, and takes a terminal out.
func (p *typedFields) remove(index int) {
	a, m := p.access, p.access.Model
	if index >= len(p.View.Rows) {
		return
	}
	row, profile := p.View.Rows[index], m.Edited()
	a.Dialogs.Ask(a.Words.AskRemoveTerminal(row), func(string) {
		p.change(func(n *present.Settings) { *n = n.WithoutTerminal(profile, row.Terminal.Serial) })
		p.reopen()
	})
}
