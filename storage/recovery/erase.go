package recovery

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"tillside/payments"
	"tillside/storage"
)

// What was erased in the journal still stands in the list of what was sent and in the backups from
// before. The list follows at the next look of the watch: the line of a payment keeps its place and
// its length. Of the backups a new whole copy takes the place, once it was found sound.

// erasingFor is how long one look of the watch erases what is too old.
const erasingFor = 2 * time.Second

// retention is how far the erasing of what is too old has come.
type retention struct {
	Before time.Time       `json:"before"` // what was asked for before
	At     storage.Erasing `json:"at"`
	Done   bool            `json:"done,omitempty"`
}

// eraseOld erases for a moment what the owner's time has ended for, and reports whether there is
// more. That time goes on month by month: with each end of it the backups begin anew.
func (j *Journal) eraseOld() (more bool) {
	k, f := j.manager, j.files
	if k.o.Keep == nil || k.noted(f).Doubt {
		return false
	}
	months := k.o.Keep(j.life)
	if months <= 0 {
		return false
	}
	y, m, _ := k.o.Now().In(k.o.Zone).Date()
	before := time.Date(y, m-time.Month(months), 1, 0, 0, 0, 0, k.o.Zone)
	at := k.noted(f).Retention
	if !at.Before.Equal(before) {
		at = retention{Before: before}
	}
	if at.Done {
		return false
	}
	rest := k.restful(j.life)
	for began := time.Now(); !at.Done && time.Since(began) < erasingFor && rest() == nil; {
		n, next, done, err := j.EraseBefore(j.life, at.At, before, k.o.Now())
		if err != nil {
			if j.life.Err() == nil {
				k.o.Log.Error("erase what is old", "environment", f.environment, "error", err.Error())
			}
			return false
		}
		at.At, at.Done = next, done
		if n > 0 {
			k.o.Log.Info("erased", "environment", f.environment, "count", n)
		}
	}
	k.learnt(f, func(c *checked) { c.Retention = at })
	return !at.Done
}

// followErasures has the words, the list of what was sent and the backups follow what was erased
// since they did so last.
func (j *Journal) followErasures() {
	j.copying.Lock()
	defer j.copying.Unlock()
	k, f := j.manager, j.files
	last, err := j.LastErasure(j.life)
	if err == nil && last > 0 && last != k.noted(f).Erased && !k.noted(f).Doubt {
		err = j.follow(last)
	}
	if err != nil && j.life.Err() == nil {
		k.o.Log.Error("follow what was erased", "environment", f.environment, "error", err.Error())
		j.state.Lock()
		j.trouble = err
		j.state.Unlock()
	}
}

func (j *Journal) follow(last int64) error {
	k, f := j.manager, j.files
	if err := errors.Join(j.Overwrite(j.life), j.eraseSent()); err != nil {
		return err
	}
	before, err := f.list()
	if err != nil {
		return err
	}
	if err := storage.EnsureDir(f.backups()); err != nil {
		return err
	}
	k.sweep(f)
	made, err := k.copyWhole(j.life, f, j.Journal, before, k.restful(j.life))
	if err != nil {
		k.sweep(f)
		return err
	}
	for _, b := range before {
		k.remove(filepath.Join(f.backups(), b.name))
		k.forget(f, b.name)
	}
	k.learnt(f, func(c *checked) { c.Erased = last })
	s, _ := k.soundOf(f, made.name)
	j.state.Lock()
	j.end, j.day, j.trouble = s.To, k.day(made.made), nil
	j.state.Unlock()
	k.o.Log.Info("backup made", "environment", f.environment, "count", s.Payments)
	return nil
}

// eraseSent takes what was erased out of the list and its older parts.
func (j *Journal) eraseSent() error {
	erased := func(a payments.Attempt) (bool, error) {
		if a.Note == "" && a.Reason == "" && a.Fields == (payments.Fields{}) {
			return false, nil
		}
		return j.Erased(j.life, a.Reference)
	}
	for _, name := range j.files.rotated() {
		if err := erasePart(j.life, filepath.Join(j.files.dir, sentFolder), name, erased); err != nil {
			return storage.Explain("erase in the list of what was sent", err)
		}
	}
	due := map[string]bool{}
	_, err := readSent(j.files.sent(), 0, func(sent []payments.Attempt) error {
		for _, a := range sent {
			yes, err := erased(a)
			if err != nil {
				return err
			}
			if yes {
				due[a.Reference] = true
			}
		}
		return nil
	})
	if err != nil || len(due) == 0 {
		return err
	}
	return storage.Explain("erase in the list of what was sent", j.sent.erase(due))
}

// erase writes the lines of some attempts again without what is erased, each in its place and as
// long as it was, so that no other byte of the list moves.
func (s *sentList) erase(due map[string]bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lost {
		if err := s.find(); err != nil {
			return err
		}
	}
	r := bufio.NewReaderSize(io.NewSectionReader(s.file, 0, s.end), 64<<10)
	for at := int64(0); ; {
		text, err := nextLine(r)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if less, ok := erasedLine(text, func(a payments.Attempt) bool { return due[a.Reference] }); ok {
			if _, err := s.file.WriteAt(less, at); err != nil {
				return err
			}
		}
		if at += int64(len(text)); err != nil {
			return s.file.Sync()
		}
	}
}

// erasedLine is a line without what is erased, and with blanks for it; ok is false for one that
// stays as it is.
func erasedLine(text []byte, erased func(payments.Attempt) bool) (less []byte, ok bool) {
	line := bytes.TrimRight(text, "\n")
	a, err := decodeLine(line)
	if err != nil || !erased(a) {
		return nil, false
	}
	less, err = encodeLine(a.Erase())
	less = bytes.TrimRight(less, "\n")
	if err != nil || len(less) > len(line) {
		return nil, false
	}
	less = append(less, bytes.Repeat([]byte(" "), len(line)-len(less))...)
	return append(less, text[len(line):]...), !bytes.Equal(less, line)
}

// witness reads a file and knows why it could not.
type witness struct {
	from io.Reader
	err  error
}

func (w *witness) Read(b []byte) (int, error) {
	n, err := w.from.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	return n, err
}

// erasePart writes an older part of the list again, where anything in it was erased. What is torn in it
// says nothing and is left out; while the disk cannot read it, it stays as it is.
func erasePart(ctx context.Context, folder, name string, erased func(payments.Attempt) (bool, error)) error {
	fresh, changed := filepath.Join(folder, unfinished+name), false
	if err := os.Remove(fresh); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	err := transfer(fresh, func(w io.Writer) (err error) {
		in, err := os.Open(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, in.Close()) }()
		changed, err = eraseIn(ctx, in, w, erased)
		return err
	})
	if err != nil {
		return err
	}
	if !changed {
		return os.Remove(fresh)
	}
	return os.Rename(fresh, filepath.Join(folder, name))
}

// eraseIn copies a packed part, see eraseLines.
func eraseIn(ctx context.Context, in io.Reader, to io.Writer, erased func(payments.Attempt) (bool, error)) (changed bool, err error) {
	packed, seen := gzip.NewWriter(to), &witness{from: in}
	if plain, torn := gzip.NewReader(seen); torn == nil {
		changed, err = eraseLines(ctx, bufio.NewReaderSize(untorn{plain}, 64<<10), packed, erased)
	}
	return changed, errors.Join(err, seen.err, packed.Close())
}

// eraseLines copies lines, those that are erased without what is, and reports whether there is one.
func eraseLines(ctx context.Context, lines *bufio.Reader, to io.Writer, erased func(payments.Attempt) (bool, error)) (changed bool, err error) {
	for end := false; !end; {
		text, err := nextLine(lines)
		if end = errors.Is(err, io.EOF); end {
			err = nil
		}
		less, ok := erasedLine(text, func(a payments.Attempt) (yes bool) {
			var wrong error
			yes, wrong = erased(a)
			err = errors.Join(err, wrong)
			return yes
		})
		if ok {
			text, changed = less, true
		}
		if err := errors.Join(err, ctx.Err()); err != nil {
			return changed, err
		}
		if _, err := to.Write(text); err != nil {
			return changed, err
		}
	}
	return changed, nil
}
