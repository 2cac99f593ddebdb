// Package e2e holds the tests that start the real program in a real window: Xvfb for a
// screen, xdotool for a person at the keyboard, gnome-keyring for the system's keyring and
// the training cloud as a process of its own.
//
// They need the build tag e2e and the name of the program in TILLSIDE_BINARY; "make test"
// gives both. With TILLSIDE_SHOTS set to a folder they leave pictures of what a person
// would have seen.
package e2e
