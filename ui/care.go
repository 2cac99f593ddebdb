package ui

import (
	"context"

	"tillside/payments/checkout"
	"tillside/ui/present"
	"tillside/ui/widgets"
	"tillside/ui/work"
)

// care is the part of the settings about the journal and its backups.
type care struct {
	access  *Access
	of      *present.Session // whose journal it is about
	in      present.CareInput
	view    present.CareView
	title   *widgets.Paragraph
	body    *widgets.Paragraph
	state   *widgets.Paragraph
	note    *widgets.Paragraph
	check   *widgets.Button
	restore *widgets.Button
	backups *optionSelect
	panel   *widgets.Panel
}

func newCare(a *Access) *care {
	c := &care{access: a}
	c.title = widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true})
	c.body = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	c.state = widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true})
	c.note = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	c.check = widgets.NewButton("", func() { c.act(present.ActionCheckJournal) })
	c.restore = widgets.NewButton("", func() { c.act(present.ActionRestore) })
	c.backups = newOptionSelect(func(name string) {
		c.in.Chosen = name
		a.Display.Refresh()
	})
	c.panel = widgets.NewPanel(widgets.NewColumn(14, c.title, c.body, widgets.NewFlow(10, c.check), c.state, c.backups.root, c.note,
		widgets.NewFlow(10, c.restore)))
	return c
}

func (c *care) render() {
	c.view = c.access.Words.Care(c.in)
	v := c.view
	setVisible(c.panel, v.Shown)
	c.title.SetText(v.Title)
	c.body.SetText(v.Body)
	c.check.Set(compact(v.Check))
	setText(c.state, v.State)
	c.state.SetTone(quiet(v.Tone))
	c.backups.set(v.Backups)
	setVisible(c.backups.root, len(v.Backups.Choices) > 0)
	setText(c.note, v.Note)
	c.restore.Set(compact(v.Restore))
	setVisible(c.restore, len(v.Backups.Choices) > 0)
}

func (c *care) act(action present.Action) {
	switch {
	case action == present.ActionCheckJournal && c.view.Check.Enabled:
		c.walk()
	case action == present.ActionRestore && c.view.Restore.Enabled:
		c.askRestore()
	}
}

// follow takes over the session that is open, and looks which backups there are.
func (c *care) follow() {
	open := c.access.Model.Open()
	if open == nil || open.Records == nil {
		c.of, c.in = nil, present.CareInput{}
		return
	}
	if c.of != open {
		c.of, c.in = open, present.CareInput{Possible: true}
	}
	c.in.Listing = true
	work.Run(c.access.Model.Work(), open.Records.Backups, func(list checkout.Backups, err error) {
		if c.of != open {
			return
		}
		c.in.Listing, c.in.Backups, c.in.Listed = false, list, err
		c.access.Display.Refresh()
	})
}

// walk checks the journal, and shows how far it is.
func (c *care) walk() {
	of := c.of
	c.in.Checking, c.in.Checked, c.in.Stage = true, false, checkout.Stage{Doing: checkout.StageChecking}
	c.access.Display.Refresh()
	show := func(s checkout.Stage) {
		if c.of == of && c.in.Checking {
			c.in.Stage = s
			c.access.Display.Refresh()
		}
	}
	post := c.access.Model.Work().Post
	work.Run(c.access.Model.Work(), func(ctx context.Context) (int64, error) {
		return of.Records.Check(checkout.WithStages(ctx, func(s checkout.Stage) { post(func() { show(s) }) }))
	}, func(lines int64, err error) {
		if c.of != of {
			return
		}
		c.in.Checking, c.in.Checked, c.in.Lines, c.in.Misfit = false, true, lines, err
		c.access.Display.Refresh()
	})
}

// askRestore asks before the backup that is chosen takes the place of the journal.
func (c *care) askRestore() {
	for _, b := range c.in.Backups.Sound {
		if b.Name == c.in.Chosen {
			c.access.Dialogs.Ask(c.access.Words.AskRestore(b), func(string) { c.putBack(b.Name) })
			return
		}
	}
}

// putBack restores a backup and opens the environment again, whatever came of it.
func (c *care) putBack(name string) {
	a, of := c.access, c.of
	if of == nil || a.Model.Open() != of {
		return // another environment was opened meanwhile
	}
	c.of, c.in = nil, present.CareInput{}
	a.Places.Closed(func(ctx context.Context) error { return of.Records.Restore(ctx, name) })
}
