package recovery

import (
	"errors"
	"os"
	"path/filepath"
	"time"
)

// Line is the line of an attempt in the list.
var Line = encodeLine

// CloseList takes the list away while the journal is open.
func (j *Journal) CloseList() error { return j.sent.close() }

// SwapList makes the list another file.
func (j *Journal) SwapList(file *os.File) error {
	err := j.sent.file.Close()
	j.sent.file = file
	return err
}

// AddLine writes a line as beside a commit, and takeBack is what a commit that failed does with it.
func (j *Journal) AddLine(text string) (takeBack func(), err error) {
	line, err := j.sent.add([]byte(text))
	return func() { j.sent.takeBack(line) }, err
}

// CloseStorage takes the database away while the journal is open.
func (j *Journal) CloseStorage() error { return j.Journal.Close() }

// KeepDay is what the watch does every minute.
func (j *Journal) KeepDay() { j.keepDay() }

// Unreadable makes a backup that was found sound impossible to read, without its size or
// time telling.
func (k *Manager) Unreadable(environment, name string) error {
	f := k.files(environment)
	path := filepath.Join(f.backups(), name)
	if err := errors.Join(os.Remove(path), os.Mkdir(path, 0o700)); err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	k.learnt(f, func(c *checked) {
		known := c.Backups[name]
		known.Size, known.Changed = info.Size(), info.ModTime()
		c.Backups[name] = known
	})
	return nil
}

// EraseOld erases for a moment what is too old, and has all else follow once that is done.
func (j *Journal) EraseOld() (more bool) {
	if more = j.eraseOld(); !more {
		j.followErasures()
	}
	return more
}

// Tidy is what the watch does every minute beside.
func (j *Journal) Tidy() { j.tidy() }

// Calendar decides about one backup after the other, newest first.
func (k *Manager) Calendar() func(time.Time) bool { return k.calendar() }
