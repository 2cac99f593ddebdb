package ui

import (
	"flag"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

var update = flag.Bool("update", false, "write the golden files anew")

// seen is one thing that a person can see in the window.
type seen struct {
	object fyne.CanvasObject
	at     fyne.Position
}

// look walks what is visible in the window, a dialog last.
func (r *rig) look(visit func(seen)) {
	window := r.app.window.Canvas()
	all := append([]fyne.CanvasObject{window.Content()}, window.Overlays().List()...)
	for _, o := range all {
		walk(seen{object: o, at: o.Position()}, visit)
	}
}

func walk(s seen, visit func(seen)) {
	if !s.object.Visible() {
		return
	}
	visit(s)
	var children []fyne.CanvasObject
	switch o := s.object.(type) {
	case *fyne.Container:
		children = o.Objects
	case fyne.Widget:
		children = test.WidgetRenderer(o).Objects()
	}
	for _, child := range children {
		walk(seen{object: child, at: s.at.Add(child.Position())}, visit)
	}
}

// texts are the words of the window in the order in which they were put there, one line
// each. Places and sizes are left to tidy, so that a golden file says what is said.
func (r *rig) texts() string {
	var lines strings.Builder
	r.look(func(s seen) {
		if t, ok := s.object.(*canvas.Text); ok && strings.TrimSpace(t.Text) != "" {
			lines.WriteString(strings.TrimSpace(t.Text) + "\n")
		}
	})
	return lines.String()
}

// tidy fails the test where text leaves the window or the thing it stands in, and where
// something that can be pressed is smaller than a finger.
func (r *rig) tidy() {
	r.Helper()
	width := r.app.window.Canvas().Size().Width
	r.look(func(s seen) {
		size := s.object.Size()
		if t, ok := s.object.(*canvas.Text); ok && t.Text != "" {
			wide := fyne.MeasureText(t.Text, t.TextSize, t.TextStyle).Width
			if s.at.X < -1 || s.at.X+min(wide, size.Width) > width+1 {
				r.Errorf("text %q leaves the window: from %.0f to %.0f of %.0f", t.Text, s.at.X, s.at.X+wide, width)
			}
			if wide > size.Width+2 && t.Alignment == fyne.TextAlignLeading {
				r.Errorf("text %q is %.0f wide and has %.0f", t.Text, wide, size.Width)
			}
		}
		_, pressable := s.object.(fyne.Tappable)
		_, focusable := s.object.(fyne.Focusable)
		if disableable, ok := s.object.(fyne.Disableable); pressable && focusable && ok && !disableable.Disabled() {
			if size.Height < 43.5 || size.Width < 43.5 {
				r.Errorf("%T can be pressed and is %.0f by %.0f", s.object, size.Width, size.Height)
			}
		}
	})
}

// golden compares a text with a file of testdata.
func (r *rig) golden(name, got string) {
	r.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			r.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			r.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		r.Fatal(err)
	}
	if got != string(want) {
		r.Errorf("%s reads\n%s\nwant\n%s\nrun with -update after reading the difference", name, got, want)
	}
}

// textOf is the text of an object that is one.
func textOf(o fyne.CanvasObject) (string, bool) {
	t, ok := o.(*canvas.Text)
	if !ok {
		return "", false
	}
	return strings.TrimSpace(t.Text), true
}
