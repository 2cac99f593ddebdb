package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

var (
	_ fyne.Tappable     = (*padKey)(nil)
	_ fyne.Accessible   = (*padKey)(nil)
	_ desktop.Hoverable = (*padKey)(nil)
	_ desktop.Mouseable = (*padKey)(nil)
)

// Tapped implements fyne.Tappable.
func (k *padKey) Tapped(*fyne.PointEvent) {
	if !k.Disabled() {
		k.tapped()
	}
}

// AccessibilityLabel implements fyne.Accessible.
func (k *padKey) AccessibilityLabel() string { return k.label }

// AccessibilityRole implements fyne.Accessible.
func (k *padKey) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// MouseIn implements desktop.Hoverable.
func (k *padKey) MouseIn(*desktop.MouseEvent) { k.turn(&k.hovered, true) }

// MouseMoved implements desktop.Hoverable.
func (k *padKey) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (k *padKey) MouseOut() {
	k.turn(&k.pressed, false)
	k.turn(&k.hovered, false)
}

// MouseDown implements desktop.Mouseable.
func (k *padKey) MouseDown(*desktop.MouseEvent) { k.turn(&k.pressed, true) }

// MouseUp implements desktop.Mouseable.
func (k *padKey) MouseUp(*desktop.MouseEvent) { k.turn(&k.pressed, false) }

func (k *padKey) turn(state *bool, on bool) {
	if *state != on {
		*state = on
		k.Refresh()
	}
}
