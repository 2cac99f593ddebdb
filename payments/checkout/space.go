package checkout

import "fmt"

// NoSpace says how much is free on the disk of the journal, and how much would do. It is
// ErrJournalFull to errors.Is.
type NoSpace struct {
	Folder       string
	Free, Needed int64 // bytes
}

func (n *NoSpace) Error() string {
	return fmt.Sprintf("%s: %d bytes free on the disk of %s, %d needed", ErrJournalFull, n.Free, n.Folder, n.Needed)
}

// Is makes every NoSpace an ErrJournalFull.
func (n *NoSpace) Is(target error) bool { return target == ErrJournalFull }

// Missing is how much has to be freed, in bytes.
func (n *NoSpace) Missing() int64 { return max(n.Needed-n.Free, 0) }
