// Package work runs what may wait for a disk or the network away from the goroutine that owns
// the window, and brings finished values back to it. It knows no window: it is handed a
// function that posts.
package work
