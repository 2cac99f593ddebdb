package recovery

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tillside/payments/checkout"
	"tillside/storage"
)

// wholeBelow is the size up to which a journal is copied whole and looked through whole
// whenever that is due: it takes less time than anybody feels. A larger one is copied as
// what changed since the backup before.
const wholeBelow = 4 << 20

// A new whole copy of a large journal is made when it has grown by half since the newest
// one, or when so many changes follow that one that putting them back takes long.
const longestChain = 200

// unfinished is how the name of a backup begins while it is being made.
const unfinished = ".unfinished-"

// errLater means that a backup has to wait until there is time for a whole copy.
var errLater = errors.New("a whole copy of the journal is made while the program is open")

// backUp makes a backup of an open journal: under a name that nobody takes for one, looked
// through, and only then under its own. It costs what came since the backup before; the
// whole copy that a large journal needs now and then is made only where there is time for
// it, else errLater. Afterwards older ones are thinned out.
func (k *Manager) backUp(ctx context.Context, f files, j *storage.Journal, time bool) (checkout.Backup, error) {
	checkout.TellStage(ctx, checkout.Stage{Doing: checkout.StageCopying})
	if err := storage.EnsureDir(f.backups()); err != nil {
		return checkout.Backup{}, err
	}
	k.sweep(f)
	all, err := f.list()
	if err != nil {
		return checkout.Backup{}, err
	}
	var made file
	if size(f.journal()) <= k.o.Whole {
		made, err = k.copyWhole(ctx, f, j, all, nil)
	} else {
		made, err = k.copyChanges(ctx, f, j, all, time)
	}
	if err != nil {
		k.sweep(f)
		return checkout.Backup{}, err
	}
	if all, err = f.list(); err != nil {
		return checkout.Backup{}, err
	}
	p, err := k.pointOf(ctx, f, all, made)
	if err != nil {
		return checkout.Backup{}, err
	}
	k.thin(ctx, f)
	k.o.Log.Info("backup made", "environment", f.environment, "count", p.Payments)
	return p.describe(), nil
}

// copyWhole makes a copy of the whole journal, slowly where there is a rest.
func (k *Manager) copyWhole(ctx context.Context, f files, j *storage.Journal, all []file, rest func() error) (file, error) {
	b := k.next(f, all, kindCopy)
	made := filepath.Join(f.backups(), unfinished+b.name)
	var err error
	if rest == nil {
		err = j.CopyTo(ctx, made)
	} else {
		err = j.CopySlowly(ctx, made, rest)
	}
	if err != nil {
		return file{}, err
	}
	s, err := storage.Inspect(ctx, made, func(int64, int64) {
		if rest != nil {
			_ = rest() // its error is that of ctx, and ends the walk itself
		}
	})
	if err != nil {
		return file{}, err
	}
	return b, k.settle(f, b, sound{Looked: k.o.Now(), To: s.End, Schema: s.Schema, Payments: s.Attempts})
}

// copyChanges saves what came since the newest backup that the journal goes on from. Those
// of the same day are left out: the new one takes their place.
func (k *Manager) copyChanges(ctx context.Context, f files, j *storage.Journal, all []file, time bool) (file, error) {
	before, found, err := k.newestBefore(ctx, f, j, all)
	if err != nil {
		return file{}, err
	}
	if !found || time && k.outgrown(ctx, f, before) {
		if !time {
			return file{}, errLater
		}
		return k.copyWhole(ctx, f, j, all, k.restful(ctx))
	}
	b := k.next(f, all, kindChanges)
	made := filepath.Join(f.backups(), unfinished+b.name)
	if err := j.SaveChanges(ctx, before.To, made); err != nil {
		return file{}, err
	}
	c, err := storage.InspectChanges(ctx, made)
	if err != nil {
		return file{}, err
	}
	return b, k.settle(f, b, sound{Looked: k.o.Now(), From: c.From, To: c.To, Schema: c.Schema, Payments: c.Attempts})
}

// newestBefore finds the newest point that the journal goes on from, without the changes
// of today.
func (k *Manager) newestBefore(ctx context.Context, f files, j *storage.Journal, all []file) (point, bool, error) {
	schema, err := j.Schema(ctx)
	if err != nil {
		return point{}, false, err
	}
	today := k.day(k.o.Now())
	for _, b := range all {
		if b.kind == kindChanges && k.day(b.made) == today {
			continue
		}
		p, err := k.pointOf(ctx, f, all, b)
		switch {
		case ctx.Err() != nil:
			return point{}, false, ctx.Err()
		case err != nil || p.Schema != schema:
			continue
		}
		has, err := j.Has(ctx, p.To)
		if err != nil || has {
			return p, has, err
		}
	}
	return point{}, false, nil
}

// outgrown reports whether it is time for a new whole copy.
func (k *Manager) outgrown(ctx context.Context, f files, p point) bool {
	first, err := k.inspect(ctx, f, p.files[0])
	return err != nil || len(p.files) > longestChain || p.Payments > first.Payments+first.Payments/2
}

// settle gives a backup that was found sound its name.
func (k *Manager) settle(f files, b file, s sound) error {
	final := filepath.Join(f.backups(), b.name)
	if err := storage.MoveFile(filepath.Join(f.backups(), unfinished+b.name), final); err != nil {
		return err
	}
	info, err := os.Stat(final)
	if err != nil {
		return storage.Explain("look at the backup", err)
	}
	s.Size, s.Changed = info.Size(), info.ModTime()
	k.learnt(f, func(c *checked) { c.Backups[b.name] = s })
	return nil
}

// next is the file of a backup that is made now. It comes after every other, even in the
// same second or when the clock was set back: the order of names is that of making.
func (k *Manager) next(f files, all []file, kind kind) file {
	at := k.o.Now().UTC().Truncate(time.Second)
	if len(all) > 0 && !at.After(all[0].made) {
		at = all[0].made.Add(time.Second)
	}
	return file{f.stem() + "." + at.Format(stampLayout) + string(kind), at, kind}
}

// restful makes what heavy work in the background does between its portions: it rests as
// long as the portion took, so that half of the computer is left to the payments.
func (k *Manager) restful(ctx context.Context) func() error {
	began := time.Now()
	return func() error {
		timer := time.NewTimer(min(max(time.Since(began), 5*time.Millisecond), time.Second))
		defer timer.Stop()
		defer func() { began = time.Now() }()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-timer.C:
			return nil
		}
	}
}

// sweep removes what a backup that was not finished has left.
func (k *Manager) sweep(f files) {
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

// remove is best effort: a backup too many does no harm.
func (k *Manager) remove(path string) {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		k.o.Log.Warn("remove backup", "error", err.Error())
	}
}

// forget takes a file that is gone out of what is known.
func (k *Manager) forget(f files, name string) {
	k.learnt(f, func(c *checked) { delete(c.Backups, name) })
}

// day names the local day of a moment.
func (k *Manager) day(at time.Time) string { return at.In(k.o.Zone).Format(time.DateOnly) }
