package recovery

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"syscall"
	"time"

	"tillside/payments/checkout"
	"tillside/storage"
)

// kind is what a backup's file is, by the end of its name.
type kind string

// The kinds. A copy is a whole journal; changes are what came since another backup.
const (
	kindCopy    kind = ".db"
	kindPacked  kind = ".db.gz" // a copy, compressed
	kindChanges kind = ".changes"
)

// file is a backup's file, whatever its state.
type file struct {
	name string
	made time.Time
	kind kind
}

// parseName reads the name of a backup's file; ok is false for any other name.
func (f files) parseName(name string) (b file, ok bool) {
	rest, ours := strings.CutPrefix(name, f.stem()+".")
	for _, kind := range []kind{kindCopy, kindPacked, kindChanges} {
		stamp, whole := strings.CutSuffix(rest, string(kind))
		at, err := time.Parse(stampLayout, stamp)
		if ours && whole && err == nil {
			return file{name, at, kind}, true
		}
	}
	return file{}, false
}

// list lists the backups' files of a journal, newest first. Of a copy that is there twice,
// because the program ended while it was packed, the plain one counts.
func (f files) list() ([]file, error) {
	// Asked for what is in a file, Windows says that no folder of its name is there. That is
	// not the same as no backups.
	info, err := os.Stat(f.backups())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err == nil && !info.IsDir():
		err = &fs.PathError{Op: "read", Path: f.backups(), Err: syscall.ENOTDIR}
	}
	var entries []fs.DirEntry
	if err == nil {
		entries, err = os.ReadDir(f.backups())
	}
	if err != nil {
		return nil, storage.Explain("list the backups", err)
	}
	var all []file
	for _, e := range entries {
		if b, ours := f.parseName(e.Name()); ours {
			all = append(all, b)
		}
	}
	sort.Slice(all, func(i, j int) bool {
		return cmp.Or(all[j].made.Compare(all[i].made), cmp.Compare(all[i].name, all[j].name)) < 0
	})
	return slices.CompactFunc(all, func(a, b file) bool {
		return a.made.Equal(b.made) && a.kind == kindCopy && b.kind == kindPacked
	}), nil
}

// inspect looks through a backup's file, once for each state of it.
func (k *Manager) inspect(ctx context.Context, f files, b file) (sound, error) {
	path := filepath.Join(f.backups(), b.name)
	info, err := os.Stat(path)
	if err != nil {
		return sound{}, storage.Explain("look at the backup", err)
	}
	if s, ok := k.soundOf(f, b.name); ok && s.is(info) {
		if s.Torn {
			return s, checkout.ErrJournalBroken
		}
		return s, nil
	}
	s, err := k.look(ctx, f, b, nil)
	if err != nil {
		return sound{}, err
	}
	s.Size, s.Changed = info.Size(), info.ModTime()
	k.learnt(f, func(c *checked) { c.Backups[b.name] = s })
	return s, nil
}

// look looks through a backup's file, whatever is known of it.
func (k *Manager) look(ctx context.Context, f files, b file, tell func(done, all int64)) (sound, error) {
	path := filepath.Join(f.backups(), b.name)
	switch b.kind {
	case kindChanges:
		c, err := storage.InspectChanges(ctx, path)
		return sound{Looked: k.o.Now(), From: c.From, To: c.To, Schema: c.Schema, Payments: c.Attempts}, err
	case kindPacked:
		plain := filepath.Join(f.backups(), unfinished+f.stem()+".unpacked.db")
		defer k.remove(plain)
		if err := unpack(ctx, path, plain); err != nil {
			return sound{}, err
		}
		path = plain
	}
	s, err := storage.Inspect(ctx, path, tell)
	return sound{Looked: k.o.Now(), To: s.End, Schema: s.Schema, Payments: s.Attempts}, err
}

// point is a state of the journal that can be put back: a copy, and the changes that came
// onto it one after the other.
type point struct {
	file
	sound
	files []file // the copy first, this one last
}

func (p point) describe() checkout.Backup {
	return checkout.Backup{Name: p.name, Made: p.made, Size: p.Size, Payments: p.Payments}
}

// pointOf finds what a backup goes on from. Where any of it is damaged or gone, the error
// is checkout.ErrBackupTorn.
func (k *Manager) pointOf(ctx context.Context, f files, all []file, b file) (point, error) {
	s, err := k.inspect(ctx, f, b)
	if err != nil {
		return point{}, errors.Join(checkout.ErrBackupTorn, err)
	}
	p := point{file: b, sound: s, files: []file{b}}
	for need := s; p.files[0].kind == kindChanges; {
		before, s, err := k.before(ctx, f, all, p.files[0], need)
		if err != nil {
			return point{}, err
		}
		p.files, need = append([]file{before}, p.files...), s
	}
	return p, nil
}

// before finds the newest sound backup that changes go on from.
func (k *Manager) before(ctx context.Context, f files, all []file, b file, changes sound) (file, sound, error) {
	for _, older := range all {
		if !older.made.Before(b.made) {
			continue
		}
		s, err := k.inspect(ctx, f, older)
		if ctx.Err() != nil {
			return file{}, sound{}, ctx.Err()
		}
		if err == nil && s.To == changes.From && s.Schema == changes.Schema {
			return older, s, nil
		}
	}
	return file{}, sound{}, errors.Join(checkout.ErrBackupTorn, errors.New("what the changes go on from is gone"))
}

// named finds the point of a name. A copy that was packed since keeps the name it had.
func (k *Manager) named(ctx context.Context, f files, name string) (point, error) {
	wanted, ours := f.parseName(name)
	if !ours {
		return point{}, errors.Join(checkout.ErrNoBackup, fs.ErrNotExist)
	}
	all, err := f.list()
	if err != nil {
		return point{}, err
	}
	for _, b := range all {
		if b.made.Equal(wanted.made) && (b.kind == kindChanges) == (wanted.kind == kindChanges) {
			return k.pointOf(ctx, f, all, b)
		}
	}
	return point{}, errors.Join(checkout.ErrNoBackup, fs.ErrNotExist)
}

// Backups lists the sound backups of a journal, newest first, and counts those that are
// damaged.
func (k *Manager) Backups(ctx context.Context, environment string) (checkout.Backups, error) {
	f := k.files(environment)
	points, torn, err := k.points(ctx, f)
	list := checkout.Backups{Torn: torn}
	for _, p := range points {
		list.Sound = append(list.Sound, p.describe())
	}
	return list, err
}

// points lists what can be put back, newest first, and counts the files that are damaged.
func (k *Manager) points(ctx context.Context, f files) (points []point, torn int, err error) {
	all, err := f.list()
	if err != nil {
		return nil, 0, err
	}
	for i, b := range all {
		checkout.TellStage(ctx, checkout.Stage{Doing: checkout.StageChecking, Done: int64(i), All: int64(len(all))})
		p, err := k.pointOf(ctx, f, all, b)
		switch {
		case ctx.Err() != nil:
			return nil, 0, ctx.Err()
		case err != nil:
			k.o.Log.Warn("backup is damaged", "environment", f.environment, "error", err.Error())
			torn++
		default:
			points = append(points, p)
		}
	}
	return points, torn, nil
}
