// Package ui is the window: it opens and closes, leads from one screen to another, and gives
// keys to the dialog, the program or the screen in front. The screens are in package screen, what
// is known in package model.
//
// One goroutine owns every widget and the model. What may wait (the engine, the journal, the
// keyring) runs in a worker that computes a plain value and posts it back once; see package work.
package ui
