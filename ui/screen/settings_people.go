package screen

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments/checkout"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// peopleFields are the people at the till: who there is, the fields for another one, and when the
// till locks by itself. Of a shop of one person the fields for the first owner are all there is.
type peopleFields struct {
	*choices
	View      present.PeopleView
	role      checkout.Role
	busy      bool
	title     *widgets.Paragraph
	body      *widgets.Paragraph
	meaning   *widgets.Paragraph
	Rows      []*personRow
	list      *fyne.Container
	Name, PIN *parts.Labelled
	Role      *parts.OptionSelect
	Add       *widgets.Button
	LockAfter *parts.OptionSelect
	Panel     *widgets.Panel
}

// personRow is one of them.
type personRow struct {
	Name           *widgets.Paragraph
	NewPIN, Remove *widgets.Button
	root           *fyne.Container
}

func newPeopleFields(c *choices) *peopleFields {
	a, p := c.access, &peopleFields{choices: c, role: checkout.RoleCashier}
	p.title = widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true})
	p.body = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	p.meaning = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	p.list = widgets.NewColumn(14)
	p.Name = parts.NewLabelled(a.Words, a.Display.Refresh, false, p.add, func(string) { a.Display.Refresh() })
	p.PIN = parts.NewLabelled(a.Words, a.Display.Refresh, true, p.add, func(text string) {
		if text != "" {
			p.PIN.Problem = ""
		}
		a.Display.Refresh()
	})
	p.Role = parts.NewOptionSelect(func(v string) {
		p.role = checkout.Role(v)
		a.Display.Refresh()
	})
	p.Add = widgets.NewButton("", p.add)
	p.LockAfter = parts.NewOptionSelect(func(v string) {
		p.change(func(n *present.Settings) { n.Limits.LockAfter = time.Duration(parts.Atoi(v, 0)) * time.Minute })
	})
	p.Panel = widgets.NewPanel(widgets.NewColumn(14, p.title, p.body, p.list, p.LockAfter.Root, p.Name.Field, p.Role.Root, p.meaning, p.PIN.Field, widgets.NewFlow(10, p.Add)))
	return p
}

// enter starts with empty fields.
func (p *peopleFields) enter() {
	p.PIN.Problem, p.Name.Problem = "", ""
	p.Name.Entry.SetText("")
	p.PIN.Entry.SetText("")
}

func (p *peopleFields) render() {
	m := p.access.Model
	widgets.SetVisible(p.Panel, m.People() != nil)
	p.View = p.access.Words.People(present.PeopleInput{
		People: m.Operators(), Name: p.Name.Entry.Text, PIN: p.PIN.Entry.Text, Role: p.role, LockAfter: m.Settings.Limits.LockAfter,
		Busy: p.busy, Now: m.Now(),
	})
	v := p.View
	p.title.SetText(v.Title)
	p.body.SetText(v.Body)
	for len(p.Rows) < len(v.Rows) {
		p.addRow(len(p.Rows))
	}
	for i, row := range p.Rows {
		widgets.SetVisible(row.root, i < len(v.Rows))
		if i < len(v.Rows) {
			row.Name.SetText(v.Rows[i].Name)
			row.NewPIN.Set(parts.Compact(v.Rows[i].NewPIN))
			row.Remove.Set(parts.Compact(v.Rows[i].Remove))
		}
	}
	widgets.SetVisible(p.list, len(v.Rows) > 0)
	widgets.SetVisible(p.LockAfter.Root, len(v.LockAfter.Choices) > 0)
	p.LockAfter.Set(v.LockAfter)
	p.Name.Set(v.Name)
	p.PIN.Set(v.PIN)
	p.Role.Set(v.Role)
	parts.SetText(p.meaning, v.Meaning)
	p.Add.Set(parts.Compact(v.Add))
}

func (p *peopleFields) addRow(index int) {
	row := &personRow{Name: widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true})}
	row.NewPIN = widgets.NewButton("", func() { p.newPIN(index) })
	row.Remove = widgets.NewButton("", func() { p.remove(index) })
	row.root = widgets.NewColumn(6, row.Name, widgets.NewFlow(10, row.NewPIN, row.Remove))
	p.Rows = append(p.Rows, row)
	p.list.Add(row.root)
}

// add writes the person down that was typed.
func (p *peopleFields) add() {
	if !p.View.Add.Enabled || p.Name.Problem != "" {
		return
	}
	o, pin := checkout.Operator{Name: parts.Trimmed(p.Name.Entry.Text)}, p.PIN.Entry.Text
	for _, c := range p.View.Role.Choices {
		if c.Chosen {
			o.Role = checkout.Role(c.Value)
		}
	}
	people := p.access.Model.People()
	p.run(func(ctx context.Context) error { return people.Make(ctx, o, pin) }, func(err error) {
		if err != nil {
			p.PIN.Problem = p.access.Words.PINRefused(err)
			return
		}
		p.enter()
		p.access.Canvas.Focus(p.Name.Entry)
	})
}

func (p *peopleFields) newPIN(index int) {
	if index >= len(p.View.Rows) {
		return
	}
	o, people := p.View.Rows[index].Operator, p.access.Model.People()
	p.access.Dialogs.Ask(p.access.Words.AskNewPIN(o), func(pin string) {
		p.run(func(ctx context.Context) error { return people.SetPIN(ctx, o.Name, pin) }, p.failed)
	})
}

func (p *peopleFields) remove(index int) {
	if index >= len(p.View.Rows) {
		return
	}
	o, people := p.View.Rows[index].Operator, p.access.Model.People()
	p.access.Dialogs.Ask(p.access.Words.AskRemovePerson(o, len(p.View.Rows) == 1), func(string) {
		p.run(func(ctx context.Context) error { return people.Remove(ctx, o.Name) }, p.failed)
	})
}

func (p *peopleFields) failed(err error) {
	if err != nil {
		p.access.Dialogs.Fail(err)
	}
}

// run does something that may wait, one at a time.
func (p *peopleFields) run(do func(context.Context) error, done func(error)) {
	if p.busy {
		return
	}
	p.busy = true
	p.access.Display.Refresh()
	p.access.Model.Work().Do(do, func(err error) {
		p.busy = false
		done(err)
		p.access.Display.Refresh()
	})
}
