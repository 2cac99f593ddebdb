package recovery

import (
	"encoding/json"
	"os"
	"time"

	"tillside/storage"
)

// checked is what was found out about a journal and its backups and need not be found out
// again: it makes the work of a day follow the day. It is a note, not evidence: a mark
// counts only where the journal still has it, and what is known of a backup only as long as
// its file is the same. Without the note everything is looked at anew.
type checked struct {
	// Walked is how far the chain was found sound at a start.
	Walked storage.Mark `json:"walked"`
	// Slow is how far the walk through the whole journal is that goes on while it is open.
	Slow storage.Part `json:"slow"`
	// Doubt is set when something did not fit: at the next start the whole chain is walked.
	Doubt bool `json:"doubt,omitempty"`
	// Erased is the newest erasure that the list of what was sent and the backups have followed.
	Erased    int64     `json:"erased,omitempty"`
	Retention retention `json:"retention,omitzero"`
	// Backups are the files that were looked through, by name.
	Backups map[string]sound `json:"backups,omitempty"`
}

// sound is what a backup's file holds, good as long as the file is the same.
type sound struct {
	Size     int64        `json:"size"`
	Changed  time.Time    `json:"changed"`
	Looked   time.Time    `json:"looked"`
	From     storage.Mark `json:"from,omitzero"` // of changes
	To       storage.Mark `json:"to"`
	Schema   int64        `json:"schema"`
	Payments int          `json:"payments"`
	Torn     bool         `json:"torn,omitempty"` // it was sound, and is not any more
}

// is reports whether a file is still the one that was looked through.
func (s sound) is(info os.FileInfo) bool {
	return s.Size == info.Size() && s.Changed.Equal(info.ModTime())
}

// note reads what is known; nothing where that cannot be read.
func (k *Manager) note(f files) *checked {
	k.mu.Lock()
	defer k.mu.Unlock()
	if known := k.known[f.environment]; known != nil {
		return known
	}
	known := &checked{}
	if text, err := os.ReadFile(f.checked()); err != nil || json.Unmarshal(text, known) != nil {
		known = &checked{}
	}
	if known.Backups == nil {
		known.Backups = map[string]sound{}
	}
	k.known[f.environment] = known
	return known
}

// noted is what is known at this moment.
func (k *Manager) noted(f files) checked {
	known := k.note(f)
	k.mu.Lock()
	defer k.mu.Unlock()
	return *known
}

// learnt changes what is known, and writes it down. That is best effort: what is lost is
// looked at again.
func (k *Manager) learnt(f files, change func(*checked)) {
	known := k.note(f)
	k.mu.Lock()
	defer k.mu.Unlock()
	change(known)
	text, err := json.MarshalIndent(known, "", " ")
	fresh := f.checked() + ".new"
	if err == nil {
		err = os.WriteFile(fresh, text, 0o600)
	}
	if err == nil {
		err = os.Rename(fresh, f.checked())
	}
	if err != nil {
		k.o.Log.Warn("note what was checked", "environment", f.environment, "error", err.Error())
	}
}

// soundOf is what is known of a backup's file.
func (k *Manager) soundOf(f files, name string) (sound, bool) {
	known := k.note(f)
	k.mu.Lock()
	defer k.mu.Unlock()
	s, ok := known.Backups[name]
	return s, ok
}
