package screen

import (
	"context"
	"strings"
	"time"

	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
	"tillside/ui/work"
)

// untilLook is how long after the start the program looks by itself: whoever has just opened it
// wants to charge, and has the network to herself.
const untilLook = time.Minute

// Versions is the part of the settings about newer versions. It looks when a person asks, and
// after the start where the settings say so.
type Versions struct {
	*choices
	In      present.VersionsInput
	View    present.VersionsView
	started bool
	Choice  *parts.OptionSegments
	meaning *widgets.Paragraph
	State   *widgets.Paragraph
	Notes   *widgets.Paragraph
	Look    *widgets.Button
	Page    *widgets.Button
	Panel   *widgets.Panel
}

func newVersions(c *choices) *Versions {
	v := &Versions{choices: c, In: present.VersionsInput{Possible: c.access.Releases != nil, Yours: c.access.Version}}
	v.Choice = parts.NewOptionSegments(2, v.choose)
	v.meaning = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	v.State = widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true})
	v.Notes = widgets.NewParagraph("", widgets.ParagraphStyle{})
	v.Look = widgets.NewButton("", v.look)
	v.Page = widgets.NewButton("", v.visit)
	v.Panel = widgets.NewPanel(widgets.NewColumn(14, v.Choice.Root, v.meaning, widgets.NewFlow(10, v.Look), v.State, v.Notes, widgets.NewFlow(10, v.Page)))
	return v
}

func (v *Versions) render() {
	v.In.On = v.access.Model.Settings.Program.LookForVersion
	v.View = v.access.Words.Versions(v.In)
	shown := v.View
	widgets.SetVisible(v.Choice.Root, len(shown.Choice.Choices) > 0)
	v.Choice.Set(shown.Choice)
	v.meaning.SetText(shown.Meaning)
	widgets.SetVisible(v.Look, v.In.Possible)
	v.Look.Set(parts.Compact(shown.Look))
	parts.SetText(v.State, shown.State)
	v.State.SetTone(parts.Quiet(shown.Tone))
	parts.SetText(v.Notes, strings.Join(shown.Notes, "\n"))
	widgets.SetVisible(v.Page, shown.Page.Enabled)
	v.Page.Set(parts.Compact(shown.Page))
}

// Started is told when the window can be used. Only the first time counts.
func (v *Versions) Started() {
	if v.started || !v.In.Possible || !v.access.Model.Settings.Program.LookForVersion {
		v.started = true
		return
	}
	v.started = true
	v.access.Model.Work().Do(func(ctx context.Context) error {
		select {
		case <-time.After(untilLook):
		case <-ctx.Done():
		}
		return ctx.Err()
	}, func(err error) {
		if err == nil && v.access.Model.Settings.Program.LookForVersion {
			v.look()
		}
	})
}

// choose counts at once. Who wants to be told of newer versions is told of this one's too.
func (v *Versions) choose(value string) {
	on := value == present.VersionsStart
	if on == v.access.Model.Settings.Program.LookForVersion {
		return
	}
	v.change(func(n *present.Settings) { n.Program.LookForVersion = on })
	if on {
		v.look()
	}
}

func (v *Versions) look() {
	if v.In.Looking {
		return
	}
	v.In.Looking = true
	v.access.Display.Refresh()
	work.Run(v.access.Model.Work(), v.access.Releases.Newest, func(found present.Release, err error) {
		v.In.Looking, v.In.Failed, v.In.Found = false, err, &found
		v.access.Display.Refresh()
	})
}

func (v *Versions) visit() {
	page, releases := v.In.Found.Page, v.access.Releases
	v.access.Model.Command(func(ctx context.Context) error { return releases.Visit(ctx, page) })
}
