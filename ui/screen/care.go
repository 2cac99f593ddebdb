package screen

import (
	"context"

	"tillside/payments/checkout"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
	"tillside/ui/work"
)

// Care is the part of the settings about the journal and its backups.
type Care struct {
	access  *Access
	of      *present.Session // whose journal it is about
	In      present.CareInput
	View    present.CareView
	title   *widgets.Paragraph
	body    *widgets.Paragraph
	State   *widgets.Paragraph
	note    *widgets.Paragraph
	Check   *widgets.Button
	Restore *widgets.Button
	Backups *parts.OptionSelect
	Panel   *widgets.Panel
}

func newCare(a *Access) *Care {
	c := &Care{access: a}
	c.title = widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true})
	c.body = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	c.State = widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true})
	c.note = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	c.Check = widgets.NewButton("", func() { c.act(present.ActionCheckJournal) })
	c.Restore = widgets.NewButton("", func() { c.act(present.ActionRestore) })
	c.Backups = parts.NewOptionSelect(func(name string) {
		c.In.Chosen = name
		a.Display.Refresh()
	})
	c.Panel = widgets.NewPanel(widgets.NewColumn(14, c.title, c.body, widgets.NewFlow(10, c.Check), c.State, c.Backups.Root, c.note,
		widgets.NewFlow(10, c.Restore)))
	return c
}

func (c *Care) render() {
	c.View = c.access.Words.Care(c.In)
	v := c.View
	widgets.SetVisible(c.Panel, v.Shown)
	c.title.SetText(v.Title)
	c.body.SetText(v.Body)
	c.Check.Set(parts.Compact(v.Check))
	parts.SetText(c.State, v.State)
	c.State.SetTone(parts.Quiet(v.Tone))
	c.Backups.Set(v.Backups)
	widgets.SetVisible(c.Backups.Root, len(v.Backups.Choices) > 0)
	parts.SetText(c.note, v.Note)
	c.Restore.Set(parts.Compact(v.Restore))
	widgets.SetVisible(c.Restore, len(v.Backups.Choices) > 0)
}

func (c *Care) act(action present.Action) {
	switch {
	case action == present.ActionCheckJournal && c.View.Check.Enabled:
		c.walk()
	case action == present.ActionRestore && c.View.Restore.Enabled:
		c.askRestore()
	}
}

// follow takes over the session that is open, and looks which backups there are.
func (c *Care) follow() {
	open := c.access.Model.Open()
	if open == nil || open.Records == nil {
		c.of, c.In = nil, present.CareInput{}
		return
	}
	if c.of != open {
		c.of, c.In = open, present.CareInput{Possible: true}
	}
	c.In.Listing = true
	work.Run(c.access.Model.Work(), open.Records.Backups, func(list checkout.Backups, err error) {
		if c.of != open {
			return
		}
		c.In.Listing, c.In.Backups, c.In.Listed = false, list, err
		c.access.Display.Refresh()
	})
}

// walk checks the journal, and shows how far it is.
func (c *Care) walk() {
	of := c.of
	c.In.Checking, c.In.Checked, c.In.Stage = true, false, checkout.Stage{Doing: checkout.StageChecking}
	c.access.Display.Refresh()
	show := func(s checkout.Stage) {
		if c.of == of && c.In.Checking {
			c.In.Stage = s
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
		c.In.Checking, c.In.Checked, c.In.Lines, c.In.Misfit = false, true, lines, err
		c.access.Display.Refresh()
	})
}

// askRestore asks before the backup that is chosen takes the place of the journal.
func (c *Care) askRestore() {
	for _, b := range c.In.Backups.Sound {
		if b.Name == c.In.Chosen {
			c.access.Dialogs.Ask(c.access.Words.AskRestore(b), func(string) { c.putBack(b.Name) })
			return
		}
	}
}

// putBack restores a backup and opens the environment again, whatever came of it.
func (c *Care) putBack(name string) {
	a, of := c.access, c.of
	if of == nil || a.Model.Open() != of {
		return // another environment was opened meanwhile
	}
	c.of, c.In = nil, present.CareInput{}
	a.Places.Closed(func(ctx context.Context) error { return of.Records.Restore(ctx, name) })
}
