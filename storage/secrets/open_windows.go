package secrets

// Open is always true: the Credential Manager is open while its person is logged in.
func (library) Open() bool { return true }
