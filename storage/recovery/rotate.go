package recovery

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
)

// sentFolder is where the older parts of the lists of what was sent are.
const sentFolder = "sent"

// rotateAbove is how long the list grows before what nobody needs at a usual start is taken
// out of it: some days of a busy shop.
const rotateAbove = 1 << 20

// keptSent is how long the older parts are kept. Each line of them is in a backup as well.
const keptSent = 400 * 24 * time.Hour

func (f files) sentStem() string { return "intents-" + f.environment }

// rotated lists the older parts of the list, oldest first.
func (f files) rotated() []string {
	entries, err := os.ReadDir(filepath.Join(f.dir, sentFolder))
	if err != nil {
		return nil // there are none; a folder that cannot be read is one that takes none either
	}
	var names []string
	for _, e := range entries {
		if _, ours := f.rotatedAt(e.Name()); ours {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names
}

func (f files) rotatedAt(name string) (time.Time, bool) {
	stamp, ours := strings.CutPrefix(name, f.sentStem()+".")
	stamp, whole := strings.CutSuffix(stamp, ".jsonl.gz")
	at, err := time.Parse(stampLayout, stamp)
	return at, ours && whole && err == nil
}

// rotate takes the lines out of a long list whose attempts are final in a backup, and puts
// them into a compressed file of their own. Nobody has the list open yet. Killed in between,
// a line is in both, which does no harm.
func (k *Manager) rotate(ctx context.Context, f files, j *storage.Journal) error {
	if size(f.sent()) <= k.o.Rotate {
		return nil
	}
	upTo, err := k.backedUpTo(ctx, f, j)
	if err != nil || upTo == 0 {
		return err
	}
	folder := filepath.Join(f.dir, sentFolder)
	if err := storage.EnsureDir(folder); err != nil {
		return err
	}
	old, fresh := filepath.Join(folder, unfinished+f.sentStem()), f.sent()+".new"
	for _, left := range []string{old, fresh} {
		k.remove(left)
	}
	moved, err := split(ctx, f, j, upTo, old, fresh)
	if err != nil || moved == 0 {
		k.remove(old)
		k.remove(fresh)
		return storage.Explain("shorten the list of what was sent", err)
	}
	if err := storage.MoveFile(old, filepath.Join(folder, k.nextRotated(f))); err != nil {
		return err
	}
	if err := os.Rename(fresh, f.sent()); err != nil {
		return storage.Explain("shorten the list of what was sent", err)
	}
	k.o.Log.Info("list shortened", "environment", f.environment, "count", moved)
	k.dropOld(f)
	return nil
}

// backedUpTo is the number of the newest event that is in a sound backup, 0 for none.
func (k *Manager) backedUpTo(ctx context.Context, f files, j *storage.Journal) (int64, error) {
	all, err := f.list()
	if err != nil {
		return 0, err
	}
	for _, b := range all {
		p, err := k.pointOf(ctx, f, all, b)
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		if err != nil {
			continue
		}
		if has, err := j.Has(ctx, p.To); err != nil || has {
			return p.To.Seq, err
		}
	}
	return 0, nil
}

// split writes the lines that are needed no more to one file, compressed, and the others to
// another. A line that cannot be read goes with the former.
func split(ctx context.Context, f files, j *storage.Journal, upTo int64, old, fresh string) (moved int, err error) {
	in, err := os.Open(f.sent())
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	err = transfer(old, func(oldFile io.Writer) error {
		packed := gzip.NewWriter(oldFile)
		err := transfer(fresh, func(freshFile io.Writer) (err error) {
			kept := bufio.NewWriter(freshFile)
			moved, err = sortLines(ctx, j, upTo, bufio.NewReaderSize(in, 64<<10), packed, kept)
			return errors.Join(err, kept.Flush())
		})
		return errors.Join(err, packed.Close())
	})
	return moved, err
}

func sortLines(ctx context.Context, j *storage.Journal, upTo int64, in *bufio.Reader, old, fresh io.Writer) (moved int, err error) {
	for {
		text, err := nextLine(in)
		end := errors.Is(err, io.EOF)
		if err != nil && !end {
			return moved, err
		}
		if text = []byte(strings.Trim(string(text), "\n")); len(text) > 0 {
			to := fresh
			settled, err := isSettled(ctx, j, upTo, text)
			if err != nil {
				return moved, err
			}
			if settled {
				to = old
				moved++
			}
			if _, err := to.Write(append(text, '\n')); err != nil {
				return moved, err
			}
		}
		if end {
			return moved, nil
		}
	}
}

func isSettled(ctx context.Context, j *storage.Journal, upTo int64, text []byte) (bool, error) {
	a, err := decodeLine(text)
	if err != nil {
		return true, nil //nolint:nilerr // a line nobody can read asks for nothing more: it goes to the old part
	}
	return j.Settled(ctx, a.Reference, upTo)
}

// nextRotated is the name of a part that is made now, after every other.
func (k *Manager) nextRotated(f files) string {
	at := k.o.Now().UTC().Truncate(time.Second)
	if all := f.rotated(); len(all) > 0 {
		if newest, _ := f.rotatedAt(all[len(all)-1]); !at.After(newest) {
			at = newest.Add(time.Second)
		}
	}
	return f.sentStem() + "." + at.Format(stampLayout) + ".jsonl.gz"
}

// dropOld removes the parts that are too old to ask anybody about.
func (k *Manager) dropOld(f files) {
	for _, name := range f.rotated() {
		if at, _ := f.rotatedAt(name); k.o.Now().Sub(at) > keptSent {
			k.remove(filepath.Join(f.dir, sentFolder, name))
		}
	}
}

// readRotated reads the lines of the older parts, in portions. It returns how many lines and
// parts could not be read.
func readRotated(f files, take func([]payments.Attempt) error) (torn int, err error) {
	for _, name := range f.rotated() {
		n, err := readPart(filepath.Join(f.dir, sentFolder, name), take)
		if torn += n; err != nil {
			return torn, err
		}
	}
	return torn, nil
}

func readPart(path string, take func([]payments.Attempt) error) (torn int, err error) {
	in, err := os.Open(path)
	if err != nil {
		return 0, storage.Explain("read the list of what was sent", err)
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	plain, err := gzip.NewReader(in)
	if err != nil {
		return 1, nil // what is left of it says nothing
	}
	return portions(bufio.NewReaderSize(untorn{plain}, 64<<10), take)
}

// untorn is a packed part that ends where it cannot be read any more: what was read counts,
// and the line that was torn is found out by its sum.
type untorn struct{ from *gzip.Reader }

func (u untorn) Read(b []byte) (int, error) {
	n, err := u.from.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		err = io.EOF
	}
	return n, err
}

// missing picks the attempts that were sent and that the journal does not hold, from an
// offset of the list on; from the older parts as well where the journal is another one now.
func missing(ctx context.Context, f files, j *storage.Journal, from int64, older bool) (absent []payments.Attempt, torn int, err error) {
	var read int64
	take := func(sent []payments.Attempt) error {
		if read += int64(len(sent)); from == 0 {
			checkout.TellStage(ctx, checkout.Stage{Doing: checkout.StageRebuilding, Done: read})
		}
		part, err := j.Absent(ctx, sent)
		absent = append(absent, part...)
		return err
	}
	if older {
		if torn, err = readRotated(f, take); err != nil {
			return nil, torn, err
		}
	}
	n, err := readSent(f.sent(), from, take)
	return absent, torn + n, err
}
