package custody

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tillside/payments/checkout"
	"tillside/storage"
)

// keptBackups is how many days have a backup. Of each day the newest is kept.
const keptBackups = 14

// unfinished is how the name of a backup begins while it is being made.
const unfinished = ".unfinished-"

// sound is what was found out about a backup, good as long as the file is the same.
type sound struct {
	size    int64
	changed time.Time
	summary storage.Summary
	err     error
}

// inspect looks through a backup, once for each state of the file.
func (k *Keeper) inspect(ctx context.Context, path string) (storage.Summary, error) {
	info, err := os.Stat(path)
	if err != nil {
		return storage.Summary{}, storage.Explain("look at the backup", err)
	}
	k.mu.Lock()
	known, ok := k.known[path]
	k.mu.Unlock()
	if ok && known.size == info.Size() && known.changed.Equal(info.ModTime()) {
		return known.summary, known.err
	}
	s, err := storage.Inspect(ctx, path, nil)
	if ctx.Err() == nil {
		k.mu.Lock()
		k.known[path] = sound{info.Size(), info.ModTime(), s, err}
		k.mu.Unlock()
	}
	return s, err
}

// names lists the backups of a journal, newest first, whatever their state.
func (f files) names() ([]string, error) {
	entries, err := os.ReadDir(f.backups())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, storage.Explain("list the backups", err)
	}
	var names []string
	for _, e := range entries {
		if _, ours := f.madeAt(e.Name()); ours {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	slices.Reverse(names)
	return names, nil
}

// Backups lists the sound backups of a journal, newest first, and counts those that are
// damaged.
func (k *Keeper) Backups(ctx context.Context, environment string) (checkout.Backups, error) {
	f := k.files(environment)
	names, err := f.names()
	if err != nil {
		return checkout.Backups{}, err
	}
	var list checkout.Backups
	for i, name := range names {
		checkout.TellStage(ctx, checkout.Stage{Doing: checkout.StageChecking, Done: int64(i), All: int64(len(names))})
		b, err := k.backup(ctx, f, name)
		switch {
		case ctx.Err() != nil:
			return checkout.Backups{}, ctx.Err()
		case err != nil:
			k.o.Log.Warn("backup is damaged", "environment", environment, "error", err.Error())
			list.Torn++
		default:
			list.Sound = append(list.Sound, b)
		}
	}
	return list, nil
}

// backup describes a backup that is sound. Any other is checkout.ErrBackupTorn.
func (k *Keeper) backup(ctx context.Context, f files, name string) (checkout.Backup, error) {
	made, ours := f.madeAt(name)
	if !ours {
		return checkout.Backup{}, errors.Join(checkout.ErrNoBackup, fs.ErrNotExist)
	}
	s, err := k.inspect(ctx, filepath.Join(f.backups(), name))
	if err != nil {
		return checkout.Backup{}, errors.Join(checkout.ErrBackupTorn, err)
	}
	return checkout.Backup{Name: name, Made: made, Size: s.Size, Payments: s.Attempts}, nil
}

// newest finds the newest sound backup, and counts the damaged ones before it.
// checkout.ErrNoBackup when there is none.
func (k *Keeper) newest(ctx context.Context, f files) (b checkout.Backup, torn int, err error) {
	names, err := f.names()
	if err != nil {
		return checkout.Backup{}, 0, err
	}
	for _, name := range names {
		b, err := k.backup(ctx, f, name)
		switch {
		case err == nil:
			return b, torn, nil
		case ctx.Err() != nil:
			return checkout.Backup{}, torn, ctx.Err()
		}
		torn++
	}
	return checkout.Backup{}, torn, checkout.ErrNoBackup
}

// backUp makes a backup of an open journal: under a name that nobody takes for one, looked
// through, and only then under its own. Older ones of the same day, and of days too long
// ago, go.
func (k *Keeper) backUp(ctx context.Context, f files, j *storage.Journal) (checkout.Backup, error) {
	checkout.TellStage(ctx, checkout.Stage{Doing: checkout.StageCopying})
	if err := storage.EnsureDir(f.backups()); err != nil {
		return checkout.Backup{}, err
	}
	k.sweep(f)
	name, err := k.nextName(f)
	if err != nil {
		return checkout.Backup{}, err
	}
	made, final := filepath.Join(f.backups(), unfinished+name), filepath.Join(f.backups(), name)
	err = j.CopyTo(ctx, made)
	if err == nil {
		_, err = storage.Inspect(ctx, made, nil)
	}
	if err == nil {
		err = storage.MoveFile(made, final)
	}
	if err != nil {
		k.sweep(f)
		return checkout.Backup{}, err
	}
	b, err := k.backup(ctx, f, name)
	if err != nil {
		return checkout.Backup{}, err
	}
	k.prune(f)
	k.o.Log.Info("backup made", "environment", f.environment, "count", b.Payments)
	return b, nil
}

// nextName is the name of a backup that is made now. It comes after every other, even in
// the same second or when the clock was set back: the order of names is that of making.
func (k *Keeper) nextName(f files) (string, error) {
	names, err := f.names()
	if err != nil {
		return "", err
	}
	at := k.o.Now().Truncate(time.Second)
	if len(names) > 0 {
		if newest, _ := f.madeAt(names[0]); !at.After(newest) {
			at = newest.Add(time.Second)
		}
	}
	return f.backup(at), nil
}

// sweep removes what a backup that was not finished has left.
func (k *Keeper) sweep(f files) {
	entries, err := os.ReadDir(f.backups())
	if err != nil {
		return // the backup itself will say why
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), unfinished+f.stem()+".") {
			k.remove(filepath.Join(f.backups(), e.Name()))
		}
	}
}

// prune keeps the newest backup of each of the newest days. It runs after a new one was
// found sound.
func (k *Keeper) prune(f files) {
	names, err := f.names()
	if err != nil {
		return // the next backup prunes
	}
	days := map[string]bool{}
	for _, name := range names {
		made, _ := f.madeAt(name)
		day := k.day(made)
		if days[day] || len(days) == keptBackups {
			k.remove(filepath.Join(f.backups(), name))
			continue
		}
		days[day] = true
	}
}

// remove is best effort: a backup too many does no harm.
func (k *Keeper) remove(path string) {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		k.o.Log.Warn("remove backup", "error", err.Error())
	}
}

// day names the local day of a moment.
func (k *Keeper) day(at time.Time) string { return at.In(k.o.Zone).Format(time.DateOnly) }
