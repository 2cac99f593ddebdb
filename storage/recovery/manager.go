package recovery

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"tillside/payments/checkout"
	"tillside/storage"
)

// Options are the choices of a Manager. The zero value is right for the program.
type Options struct {
	Now  func() time.Time // the wall clock; nil means time.Now
	Zone *time.Location   // decides when a day ends; nil means the computer's
	Log  *slog.Logger     // nil means silence
	// Whole is the size up to which a journal is copied and looked through whole whenever
	// that is due, in bytes; 0 means 4 MiB.
	Whole int64
	// Rotate is the size above which the list of what was sent is shortened, in bytes; 0
	// means 1 MiB.
	Rotate int64
	// Keep tells for how many months notes, receipts and card digits are kept; 0, and nil, for ever.
	Keep func(context.Context) int
}

// Manager opens the journals of a data folder and looks after them. Its methods may be
// called from any goroutine; each journal is opened once at a time.
type Manager struct {
	dir string
	o   Options

	mu       sync.Mutex
	known    map[string]*checked          // what was found out, by environment
	restored map[string]checkout.Recovery // by environment, until the journal is opened
}

// New makes the manager of a data folder, which must exist and be locked by the caller.
func New(dir string, o Options) *Manager {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Zone == nil {
		o.Zone = time.Local
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Whole == 0 {
		o.Whole = wholeBelow
	}
	if o.Rotate == 0 {
		o.Rotate = rotateAbove
	}
	return &Manager{dir: dir, o: o, known: map[string]*checked{}, restored: map[string]checkout.Recovery{}}
}

func (k *Manager) files(environment string) files { return files{k.dir, environment} }

// Open opens the journal of an environment, making it where there is none and mending it
// where that is needed and possible; Journal.Recovery tells what was done. Its errors are
// those of storage.OpenJournal. A damaged journal of which there is neither a backup nor a
// list of what was sent is left as it is: checkout.ErrJournalBroken and
// checkout.ErrNoBackup.
func (k *Manager) Open(ctx context.Context, environment string) (*Journal, error) {
	f := k.files(environment)
	unclean := size(f.open()) >= 0
	if err := f.dropAssembled(); err != nil {
		k.o.Log.Warn("clean up", "environment", environment, "error", err.Error()) // it takes room and nothing else
	}
	k.mu.Lock()
	r := k.restored[environment]
	delete(k.restored, environment)
	k.mu.Unlock()
	j, err := k.openSound(ctx, f, unclean, &r)
	if err != nil {
		return nil, err
	}
	if r.Cause != checkout.RecoveryNone {
		unclean = true
	}
	opened, err := k.take(ctx, f, j, unclean, &r)
	if err != nil {
		return nil, errors.Join(err, j.Close())
	}
	if r.Cause != checkout.RecoveryNone {
		k.o.Log.Warn("journal mended", "environment", environment, "reason", string(r.Cause), "count", r.Asked)
	}
	return opened, nil
}

// openSound opens the journal's file, or what has to take its place.
func (k *Manager) openSound(ctx context.Context, f files, unclean bool, r *checkout.Recovery) (*storage.Journal, error) {
	cause := k.lost(f)
	var broken error
	if cause == checkout.RecoveryNone {
		j, misfit, err := k.openPlain(ctx, f, unclean)
		switch {
		case err == nil && misfit == nil:
			return j, nil
		case err == nil:
			return k.replaceChanged(ctx, f, j, misfit, r)
		case !errors.Is(err, checkout.ErrJournalBroken):
			return nil, err
		}
		broken, cause = err, checkout.RecoveryDamaged
		if size(f.journal()) == 0 {
			cause = checkout.RecoveryEmpty
		}
	}
	r.Cause = cause
	return k.replace(ctx, f, broken, r)
}

// lost reports whether the journal's file is gone although there was one.
func (k *Manager) lost(f files) checkout.RecoveryCause {
	if size(f.journal()) >= 0 {
		return checkout.RecoveryNone
	}
	all, err := f.list()
	if err == nil && len(all) > 0 || size(f.sent()) > 0 || len(f.rotated()) > 0 || size(f.open()) >= 0 && size(f.journal()+"-wal") > 0 {
		return checkout.RecoveryMissing
	}
	return checkout.RecoveryNone
}

// openPlain opens the journal as it lies there and walks what of its chain is due.
func (k *Manager) openPlain(ctx context.Context, f files, unclean bool) (*storage.Journal, *checkout.Misfit, error) {
	if unclean {
		checkout.TellStage(ctx, checkout.Stage{Doing: checkout.StageChecking})
	}
	j, err := storage.OpenJournal(ctx, f.journal(), storage.Options{Suspect: unclean})
	if err != nil {
		return nil, nil, err
	}
	err = k.walk(ctx, f, j, unclean)
	var misfit *checkout.Misfit
	switch {
	case err == nil:
		return j, nil, nil
	case errors.As(err, &misfit):
		return j, misfit, nil
	}
	return nil, nil, errors.Join(err, j.Close())
}

// walk walks the chain: what was added since it was found sound to a mark, and the whole of
// it where that is too quick to be felt, where something did not fit before, and after an
// unclean end of a journal that was never walked. Old lines of a large journal are looked at
// while it is open, a part every minute.
func (k *Manager) walk(ctx context.Context, f files, j *storage.Journal, unclean bool) error {
	known := k.noted(f)
	since := known.Walked
	whole := size(f.journal()) <= k.o.Whole || known.Doubt || unclean && since == (storage.Mark{})
	if !whole && since == (storage.Mark{}) {
		return k.walkedTo(ctx, f, j) // from here on; the slow walk sees to what was before
	}
	if !whole {
		_, err := j.VerifyAfter(ctx, since)
		if err == nil {
			return k.walkedTo(ctx, f, j)
		}
		if !errors.Is(err, storage.ErrNotContinued) {
			return err
		}
	}
	if _, err := j.VerifyTelling(ctx, telling(ctx)); err != nil {
		return err
	}
	return k.walkedTo(ctx, f, j)
}

// walkedTo notes that the chain is sound to its end. Nobody writes yet.
func (k *Manager) walkedTo(ctx context.Context, f files, j *storage.Journal) error {
	end, err := j.End(ctx)
	if err == nil && end.Seq > 0 && end != k.noted(f).Walked {
		k.learnt(f, func(c *checked) { c.Walked, c.Doubt = end, false })
	}
	return err
}

func telling(ctx context.Context) func(done, all int64) {
	return func(done, all int64) {
		checkout.TellStage(ctx, checkout.Stage{Doing: checkout.StageChecking, Done: done, All: all})
	}
}

// replaceChanged puts a backup in the place of a journal that can be read but has a line
// that does not fit. Without a backup it is better than nothing and stays.
func (k *Manager) replaceChanged(ctx context.Context, f files, j *storage.Journal, misfit *checkout.Misfit,
	r *checkout.Recovery) (*storage.Journal, error) {
	r.Cause, r.Misfit = checkout.RecoveryChanged, misfit
	checkout.TellStage(ctx, checkout.Stage{Doing: checkout.StageRestoring})
	b, torn, err := k.assembleNewest(ctx, f)
	r.Torn = torn
	switch {
	case errors.Is(err, checkout.ErrNoBackup):
		return j, nil
	case err != nil:
		return nil, errors.Join(err, j.Close())
	}
	if err := j.Close(); err != nil {
		return nil, err
	}
	r.Restored = &b
	return k.swap(ctx, f, r)
}

// replace sets the journal's file aside and opens the newest sound backup in its place, or
// a new journal where a list of what was sent can fill it.
func (k *Manager) replace(ctx context.Context, f files, broken error, r *checkout.Recovery) (*storage.Journal, error) {
	checkout.TellStage(ctx, checkout.Stage{Doing: checkout.StageRestoring})
	b, torn, err := k.assembleNewest(ctx, f)
	r.Torn += torn
	switch {
	case errors.Is(err, checkout.ErrNoBackup) && (size(f.sent()) > 0 || len(f.rotated()) > 0):
		// The list alone has to do.
	case err != nil:
		return nil, errors.Join(broken, err)
	default:
		r.Restored = &b
	}
	return k.swap(ctx, f, r)
}

// swap sets the journal's file aside and puts what was assembled in its place, if anything.
func (k *Manager) swap(ctx context.Context, f files, r *checkout.Recovery) (j *storage.Journal, err error) {
	// From here on a crash must not look like a clean end.
	if err := f.mark(); err != nil {
		return nil, err
	}
	if r.SetAside, err = f.setAside("damaged", k.o.Now()); err != nil {
		return nil, err
	}
	if err := f.keepEarlier(r.SetAside); err != nil {
		return nil, err
	}
	if r.Restored != nil {
		if err := storage.MoveFile(f.assembled(), f.journal()); err != nil {
			return nil, err
		}
	}
	if j, err = storage.OpenJournal(ctx, f.journal(), storage.Options{Suspect: true}); err != nil {
		return nil, err
	}
	k.learnt(f, func(c *checked) { c.Slow, c.Doubt = storage.Part{}, false })
	if err := k.walkedTo(ctx, f, j); err != nil {
		return nil, errors.Join(err, j.Close())
	}
	return j, nil
}

// take puts back what the journal does not know of, opens the list, and hands the journal
// over.
func (k *Manager) take(ctx context.Context, f files, j *storage.Journal, unclean bool, r *checkout.Recovery) (*Journal, error) {
	if err := f.mark(); err != nil {
		return nil, err
	}
	if err := k.rebuild(ctx, f, j, unclean, r); err != nil {
		return nil, err
	}
	if err := k.rotate(ctx, f, j); err != nil {
		// A list that stays long costs time and nothing else.
		k.o.Log.Warn("shorten list", "environment", f.environment, "error", err.Error())
	}
	sent, err := openSent(f.sent())
	if err != nil {
		return nil, err
	}
	return newJournal(ctx, k, f, j, sent, *r), nil
}

// nearEnd is how much of the list is compared at a usual start. Should a payment be missing
// there, the whole list is.
const nearEnd = 256 << 10

// rebuild compares the journal with the list of what was sent.
func (k *Manager) rebuild(ctx context.Context, f files, j *storage.Journal, whole bool, r *checkout.Recovery) error {
	var from int64
	if !whole {
		from = max(size(f.sent())-nearEnd, 0)
	}
	replaced := r.Cause != checkout.RecoveryNone
	absent, torn, err := missing(ctx, f, j, from, replaced)
	if err == nil && from > 0 && len(absent) > 0 {
		absent, torn, err = missing(ctx, f, j, 0, replaced)
	}
	if err != nil {
		return err
	}
	r.Torn += torn
	if torn > 0 {
		k.o.Log.Warn("lines of the list cannot be read", "environment", f.environment, "count", torn)
	}
	if len(absent) == 0 {
		return nil
	}
	checkout.TellStage(ctx, checkout.Stage{Doing: checkout.StageRebuilding, Done: int64(len(absent)), All: int64(len(absent))})
	if r.Asked, err = j.Rebuild(ctx, absent, k.o.Now()); err != nil {
		return err
	}
	if r.Cause == checkout.RecoveryNone && r.Asked > 0 {
		r.Cause = checkout.RecoveryBehind
	}
	return nil
}
