package custody

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
)

// Options are the choices of a Keeper. The zero value is right for the program.
type Options struct {
	Now  func() time.Time // the wall clock; nil means time.Now
	Zone *time.Location   // decides when a day ends; nil means the computer's
	Log  *slog.Logger     // nil means silence
}

// Keeper opens the journals of a data folder and looks after them. Its methods may be
// called from any goroutine; each journal is opened once at a time.
type Keeper struct {
	dir string
	o   Options

	mu       sync.Mutex
	known    map[string]sound             // backups that were looked through, by path
	restored map[string]checkout.Recovery // by environment, until the journal is opened
}

// New makes the keeper of a data folder, which must exist and be locked by the caller.
func New(dir string, o Options) *Keeper {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Zone == nil {
		o.Zone = time.Local
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Keeper{dir: dir, o: o, known: map[string]sound{}, restored: map[string]checkout.Recovery{}}
}

func (k *Keeper) files(environment string) files { return files{k.dir, environment} }

// Open opens the journal of an environment, making it where there is none and mending it
// where that is needed and possible; Journal.Recovery tells what was done. Its errors are
// those of storage.OpenJournal. A damaged journal of which there is neither a backup nor a
// list of what was sent is left as it is: checkout.ErrJournalBroken and
// checkout.ErrNoBackup.
func (k *Keeper) Open(ctx context.Context, environment string) (*Journal, error) {
	f := k.files(environment)
	unclean := size(f.open()) >= 0
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
func (k *Keeper) openSound(ctx context.Context, f files, unclean bool, r *checkout.Recovery) (*storage.Journal, error) {
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
func (k *Keeper) lost(f files) checkout.RecoveryCause {
	if size(f.journal()) >= 0 {
		return checkout.RecoveryNone
	}
	names, err := f.names()
	if err == nil && len(names) > 0 || size(f.sent()) > 0 || size(f.open()) >= 0 && size(f.journal()+"-wal") > 0 {
		return checkout.RecoveryMissing
	}
	return checkout.RecoveryNone
}

// verifyBelow is the size up to which the chain is walked at every start.
const verifyBelow = 2 << 20

// openPlain opens the journal as it lies there. After an unclean end, and where that is too
// quick to be felt, its chain is walked.
func (k *Keeper) openPlain(ctx context.Context, f files, unclean bool) (*storage.Journal, *checkout.Misfit, error) {
	before := size(f.journal())
	if unclean {
		checkout.TellStage(ctx, checkout.Stage{Doing: checkout.StageChecking})
	}
	j, err := storage.OpenJournal(ctx, f.journal(), storage.Options{Suspect: unclean})
	if err != nil || !unclean && before > verifyBelow {
		return j, nil, err
	}
	_, err = j.VerifyTelling(ctx, telling(ctx))
	var misfit *checkout.Misfit
	switch {
	case err == nil:
		return j, nil, nil
	case errors.As(err, &misfit):
		return j, misfit, nil
	}
	return nil, nil, errors.Join(err, j.Close())
}

func telling(ctx context.Context) func(done, all int64) {
	return func(done, all int64) {
		checkout.TellStage(ctx, checkout.Stage{Doing: checkout.StageChecking, Done: done, All: all})
	}
}

// replaceChanged puts a backup in the place of a journal that can be read but has a line
// that does not fit. Without a backup it is better than nothing and stays.
func (k *Keeper) replaceChanged(ctx context.Context, f files, j *storage.Journal, misfit *checkout.Misfit,
	r *checkout.Recovery) (*storage.Journal, error) {
	r.Cause, r.Misfit = checkout.RecoveryChanged, misfit
	_, torn, err := k.newest(ctx, f)
	switch {
	case errors.Is(err, checkout.ErrNoBackup):
		r.Torn = torn
		return j, nil
	case err != nil:
		return nil, errors.Join(err, j.Close())
	}
	if err := j.Close(); err != nil {
		return nil, err
	}
	return k.replace(ctx, f, nil, r)
}

// replace sets the journal's file aside and opens the newest sound backup in its place, or
// a new journal where a list of what was sent can fill it.
func (k *Keeper) replace(ctx context.Context, f files, broken error, r *checkout.Recovery) (*storage.Journal, error) {
	checkout.TellStage(ctx, checkout.Stage{Doing: checkout.StageRestoring})
	b, torn, err := k.newest(ctx, f)
	r.Torn += torn
	switch {
	case errors.Is(err, checkout.ErrNoBackup) && size(f.sent()) > 0:
		// The list alone has to do.
	case err != nil:
		return nil, errors.Join(broken, err)
	default:
		r.Restored = &b
	}
	// From here on a crash must not look like a clean end.
	if err := f.mark(); err != nil {
		return nil, err
	}
	if r.SetAside, err = f.setAside("damaged", k.o.Now()); err != nil {
		return nil, err
	}
	if r.Restored != nil {
		if err := storage.PutInPlace(filepath.Join(f.backups(), b.Name), f.journal()); err != nil {
			return nil, err
		}
	}
	return storage.OpenJournal(ctx, f.journal(), storage.Options{Suspect: true})
}

// take puts back what the journal does not know of, opens the list, and hands the journal
// over.
func (k *Keeper) take(ctx context.Context, f files, j *storage.Journal, unclean bool, r *checkout.Recovery) (*Journal, error) {
	if err := f.mark(); err != nil {
		return nil, err
	}
	if err := k.rebuild(ctx, f, j, unclean, r); err != nil {
		return nil, err
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
func (k *Keeper) rebuild(ctx context.Context, f files, j *storage.Journal, whole bool, r *checkout.Recovery) error {
	var from int64
	if !whole {
		from = max(size(f.sent())-nearEnd, 0)
	}
	absent, torn, err := missing(ctx, f, j, from)
	if err == nil && from > 0 && len(absent) > 0 {
		absent, torn, err = missing(ctx, f, j, 0)
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

func missing(ctx context.Context, f files, j *storage.Journal, from int64) (absent []payments.Attempt, torn int, err error) {
	var read int64
	torn, err = readSent(f.sent(), from, func(sent []payments.Attempt) error {
		read += int64(len(sent))
		if from == 0 {
			checkout.TellStage(ctx, checkout.Stage{Doing: checkout.StageRebuilding, Done: read})
		}
		part, err := j.Absent(ctx, sent)
		absent = append(absent, part...)
		return err
	})
	return absent, torn, err
}

// Restore puts a backup in the place of a journal that nobody has open, on a person's word.
// The journal of now is set aside, and payments that were sent since the backup are put
// back when it is opened next. checkout.ErrBackupTorn and checkout.ErrNoBackup refuse it;
// nothing is changed then.
func (k *Keeper) Restore(ctx context.Context, environment, name string) error {
	f := k.files(environment)
	checkout.TellStage(ctx, checkout.Stage{Doing: checkout.StageRestoring})
	b, err := k.backup(ctx, f, name)
	if err != nil {
		return err
	}
	if err := f.mark(); err != nil {
		return err
	}
	aside, err := f.setAside("set-aside", k.o.Now())
	if err != nil {
		return err
	}
	if err := storage.PutInPlace(filepath.Join(f.backups(), name), f.journal()); err != nil {
		return errors.Join(err, f.putBack(aside))
	}
	k.mu.Lock()
	k.restored[environment] = checkout.Recovery{Cause: checkout.RecoveryByPerson, SetAside: aside, Restored: &b}
	k.mu.Unlock()
	k.o.Log.Info("backup restored", "environment", environment)
	return nil
}
