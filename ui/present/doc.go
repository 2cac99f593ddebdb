// Package present decides what a screen shows and allows. A presenter takes the state of
// the domain and gives a view-state: finished texts, what is enabled, which tone. It knows
// no window, so every screen can be tested as plain values.
package present
