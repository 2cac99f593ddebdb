//go:build !windows

package main

// takeConsole has nothing to do where every program has the console it was started from.
func takeConsole() {}

// tell shows nothing: whoever started the program reads what it printed, and a desktop keeps
// that in its log.
func tell(string) {}
