package present

import (
	"strconv"
)

// DataFolder is the folder of the journal, as far as a screen has to do with it.
type DataFolder struct {
	Notice FolderNotice
}

// FolderKind says what is unusual about the data folder.
type FolderKind string

// The kinds.
const (
	FolderUsual  FolderKind = ""
	FolderOpen   FolderKind = "open"   // it was there before, and others have rights in it
	FolderShared FolderKind = "shared" // the system around this one lends it
)

// FolderKinds lists every kind but the usual, for the test that each has its sentence.
func FolderKinds() []FolderKind { return []FolderKind{FolderOpen, FolderShared} }

// FolderNotice is what there is to say about the data folder at the start.
type FolderNotice struct {
	Kind   FolderKind
	Path   string
	System string // the type of its file system, where that is what is unusual
}

// Plain is the same for the terminal and the log, "" when there is nothing to say.
func (n FolderNotice) Plain() string {
	switch n.Kind {
	case FolderOpen:
		return n.Path + " was there before, and other people of this computer have rights in it; they are left as they are"
	case FolderShared:
		return n.Path + " is lent by another system (" + n.System + "); the journal's locks and newest lines may not be safe there"
	}
	return ""
}

// Folder is the notice in the language of the screen, nil when there is nothing to say.
func (p *Presenter) Folder(n FolderNotice) *Sentence {
	for _, kind := range FolderKinds() {
		if n.Kind == kind {
			stem := "folder." + string(kind)
			return &Sentence{
				Title: p.say(stem + ".title"), Body: p.say(stem + ".body"),
				Next: p.say(stem+".next", "Folder", oneLine(n.Path, 120)),
			}
		}
	}
	return nil
}

// roundedUp is a number of bytes in whole megabytes, never less than it is.
func roundedUp(n int64) string {
	const mb = 1 << 20
	return strconv.FormatInt((n+mb-1)/mb, 10) + " MB"
}
