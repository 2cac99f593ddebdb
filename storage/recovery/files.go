package recovery

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"tillside/storage"
)

// backupFolder is where the backups are, below the data folder.
const backupFolder = "backups"

// stampLayout is how a moment stands in the name of a file: UTC, and in the order of time.
const stampLayout = "20060102T150405Z"

// files are the names that belong to the journal of one environment.
type files struct {
	dir         string // the data folder
	environment string
}

func (f files) stem() string    { return "journal-" + f.environment }
func (f files) journal() string { return filepath.Join(f.dir, f.stem()+".db") }

// open is there from opening to closing: when it is found at the start, the run before did
// not end by itself.
func (f files) open() string    { return filepath.Join(f.dir, f.stem()+".open") }
func (f files) sent() string    { return filepath.Join(f.dir, "intents-"+f.environment+".jsonl") }
func (f files) backups() string { return filepath.Join(f.dir, backupFolder) }

// checked is the note of what was found out about the journal and its backups.
func (f files) checked() string { return filepath.Join(f.dir, f.stem()+".checked") }

// mark leaves the sign that the journal is open.
func (f files) mark() error {
	file, err := os.OpenFile(f.open(), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return storage.Explain("mark the journal as open", err)
	}
	return storage.Explain("mark the journal as open", errors.Join(file.Sync(), file.Close()))
}

// unmark takes the sign away.
func (f files) unmark() error {
	err := os.Remove(f.open())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return storage.Explain("mark the journal as closed", err)
}

// size is that of a file, -1 when it is not there or cannot be looked at.
func size(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return -1
	}
	return info.Size()
}

// setAside gives the journal's file, and what SQLite keeps beside it, another name. It
// returns that name, "" when there was nothing. The log of SQLite goes first: left behind,
// it would be taken for the log of whatever comes in the journal's place.
func (f files) setAside(word string, now time.Time) (name string, err error) {
	name, err = f.freeName(word, now)
	if err != nil {
		return "", err
	}
	moved := false
	for _, end := range []string{"-wal", "-shm", ""} {
		if size(f.journal()+end) < 0 {
			continue
		}
		if err := storage.MoveFile(f.journal()+end, filepath.Join(f.dir, name+end)); err != nil {
			return "", err
		}
		moved = true
	}
	if !moved {
		return "", nil
	}
	return name, nil
}

// keepEarlier puts what a move has kept beside a damaged journal that was set aside: it may hold more than
// any backup, and the next opening of a sound journal would remove it.
func (f files) keepEarlier(name string) error {
	kept := f.journal() + storage.EarlierName
	if name == "" || size(kept) < 0 {
		return nil
	}
	return storage.MoveFile(kept, filepath.Join(f.dir, name+storage.EarlierName))
}

// putBack undoes setAside.
func (f files) putBack(name string) error {
	var all error
	for _, end := range []string{"", "-wal", "-shm"} {
		if size(filepath.Join(f.dir, name+end)) >= 0 {
			all = errors.Join(all, storage.MoveFile(filepath.Join(f.dir, name+end), f.journal()+end))
		}
	}
	return all
}

// freeName is a name with a time stamp that nothing has.
func (f files) freeName(word string, now time.Time) (string, error) {
	for n := 1; n < 1000; n++ {
		name := fmt.Sprintf("%s.%s-%s-%d.db", f.stem(), word, now.UTC().Format(stampLayout), n)
		if n == 1 {
			name = fmt.Sprintf("%s.%s-%s.db", f.stem(), word, now.UTC().Format(stampLayout))
		}
		if size(filepath.Join(f.dir, name)) < 0 && size(filepath.Join(f.dir, name+"-wal")) < 0 {
			return name, nil
		}
	}
	return "", storage.Explain("find a name for the damaged journal", fs.ErrExist)
}
