//go:build !windows && !linux && !netbsd && !openbsd && !(dragonfly && cgo) && !(freebsd && cgo)

package secrets

// Open is always false: every question to a locked Keychain brings a prompt up, so that only
// a person asks again.
func (library) Open() bool { return false }
