package secrets

// System is what a keyring of the tests must offer.
type System = system

// Over makes a Keyring of a system of the test's own.
func Over(s System) *Keyring { return newKeyring(s) }
