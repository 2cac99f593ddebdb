// Package screen has a file for each screen, or a few where it is a large one. A screen gets an
// Access when it is made: the model, the presenter, and what it can have the window do. It does
// not know the window, and reaches another screen only through Navigation.
package screen
