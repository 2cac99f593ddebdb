//go:build (dragonfly && cgo) || (freebsd && cgo) || linux || netbsd || openbsd

package secrets

import ss "github.com/zalando/go-keyring/secret_service"

// Open reads a property of the collection in which keys are kept. Unlike reading a key it
// never brings a prompt up. Where there is no such collection yet, or no service, the keyring
// is not open.
func (library) Open() bool {
	service, err := ss.NewSecretService()
	if err != nil {
		return false
	}
	locked, err := service.GetLoginCollection().GetProperty("org.freedesktop.Secret.Collection.Locked")
	if err != nil {
		return false
	}
	closed, known := locked.Value().(bool)
	return known && !closed
}
