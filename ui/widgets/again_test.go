package widgets_test

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"tillside/ui/widgets"
)

// Fyne throws the drawing of a widget away that was not seen for a minute. The new one must
// show what the old one showed, in the same places, without anybody laying it out again.
func TestAWidgetThatWasLongUnseenShowsTheSame(t *testing.T) {
	for _, s := range scenes() {
		t.Run(s.name, func(t *testing.T) {
			useTheme(t, widgets.ModeLight, 1)
			content := s.build()
			w := test.NewTempWindow(t, content)
			w.Resize(fyne.NewSize(s.width, s.height))
			seen := 0
			walk(content, fyne.Position{}, func(o fyne.CanvasObject, _ fyne.Position) {
				widget, ok := o.(fyne.Widget)
				_, scrolls := o.(*container.Scroll) // Fyne's own; what is in it keeps its place
				if !ok || scrolls || !o.Visible() {
					return
				}
				seen++
				before := described(test.WidgetRenderer(widget).Objects())
				if after := described(widget.CreateRenderer().Objects()); after != before {
					t.Errorf("%T is drawn anew as\n%s\nand was\n%s", widget, after, before)
				}
			})
			if seen == 0 {
				t.Error("no widget in the scene")
			}
		})
	}
}

// described is what is drawn where.
func described(objects []fyne.CanvasObject) string {
	all := ""
	for _, o := range objects {
		text := ""
		if t, ok := o.(*canvas.Text); ok {
			text = t.Text
		}
		all += fmt.Sprintf("%T %q at %v, %v\n", o, text, o.Position(), o.Size())
	}
	return all
}
