// Package ui is the window: one file per screen, the navigation between them, the
// keyboard and the dialogs. It shows what package present decides and asks the backend for
// everything else.
//
// One goroutine owns every widget. What may wait (the engine, the journal, the keyring) runs
// in a worker that computes a plain value and posts it back once; see work.go.
package ui
