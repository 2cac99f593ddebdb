package recovery

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"tillside/payments/checkout"
	"tillside/storage"
)

// assemble puts the journal of a point together beside its place, and looks through the
// whole of it: what was sound when it was made may not be so any more. A backup that is
// damaged is checkout.ErrBackupTorn.
func (k *Manager) assemble(ctx context.Context, f files, p point) error {
	if err := f.dropAssembled(); err != nil {
		return err
	}
	first := filepath.Join(f.backups(), p.files[0].name)
	var err error
	if p.files[0].kind == kindPacked {
		err = unpack(ctx, first, f.assembled())
	} else {
		err = storage.PutInPlace(first, f.assembled())
	}
	if err != nil {
		return err
	}
	var changes []string
	for _, b := range p.files[1:] {
		changes = append(changes, filepath.Join(f.backups(), b.name))
	}
	err = storage.Replay(ctx, f.assembled(), changes...)
	var s storage.Summary
	if err == nil {
		s, err = storage.Inspect(ctx, f.assembled(), nil)
	}
	if err == nil && s.End != p.To {
		err = fmt.Errorf("it ends at event %d, not %d: %w", s.End.Seq, p.To.Seq, checkout.ErrJournalBroken)
	}
	if isDamage(err) {
		err = errors.Join(checkout.ErrBackupTorn, err)
	}
	if err != nil {
		return errors.Join(err, f.dropAssembled())
	}
	return nil
}

// isDamage tells a backup that is not what it was from a disk that is full, and the like.
func isDamage(err error) bool {
	return errors.Is(err, checkout.ErrJournalBroken) || errors.Is(err, checkout.ErrTampered) ||
		errors.Is(err, storage.ErrNotContinued)
}

// assembleNewest assembles the newest point that is sound, and counts those that are not.
// checkout.ErrNoBackup when there is none.
func (k *Manager) assembleNewest(ctx context.Context, f files) (b checkout.Backup, torn int, err error) {
	all, err := f.list()
	if err != nil {
		return checkout.Backup{}, 0, err
	}
	for _, one := range all {
		p, err := k.pointOf(ctx, f, all, one)
		if err == nil {
			err = k.assemble(ctx, f, p)
		}
		switch {
		case err == nil:
			return p.describe(), torn, nil
		case ctx.Err() != nil:
			return checkout.Backup{}, torn, ctx.Err()
		case !errors.Is(err, checkout.ErrBackupTorn):
			return checkout.Backup{}, torn, err // a full disk says nothing about the backup
		}
		k.o.Log.Warn("backup is damaged", "environment", f.environment, "error", err.Error())
		for _, b := range p.files { // each is to be looked through again
			k.forget(f, b.name)
		}
		torn++
	}
	return checkout.Backup{}, torn, checkout.ErrNoBackup
}

// assembled is where a journal is put together before it takes its place.
func (f files) assembled() string { return filepath.Join(f.dir, "."+f.stem()+".assembled") }

func (f files) dropAssembled() error {
	var all error
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(f.assembled() + end); !os.IsNotExist(err) {
			all = errors.Join(all, err)
		}
	}
	half, err := namedIn(f.dir, "."+filepath.Base(f.assembled())+".", ".new")
	all = errors.Join(all, err)
	for _, name := range half {
		all = errors.Join(all, os.Remove(name))
	}
	return storage.Explain("remove what was left of a restore", all)
}

// Restore puts a backup in the place of a journal that nobody has open, on a person's word.
// The journal of now is set aside, and payments that were sent since the backup are put
// back when it is opened next. checkout.ErrBackupTorn and checkout.ErrNoBackup refuse it;
// nothing is changed then.
func (k *Manager) Restore(ctx context.Context, environment, name string) error {
	f := k.files(environment)
	checkout.TellStage(ctx, checkout.Stage{Doing: checkout.StageRestoring})
	p, err := k.named(ctx, f, name)
	if err == nil {
		err = k.assemble(ctx, f, p)
	}
	if err != nil {
		return err
	}
	if err := f.mark(); err != nil {
		return errors.Join(err, f.dropAssembled())
	}
	aside, err := f.setAside("set-aside", k.o.Now())
	if err != nil {
		return errors.Join(err, f.dropAssembled())
	}
	if err := storage.MoveFile(f.assembled(), f.journal()); err != nil {
		return errors.Join(err, f.putBack(aside))
	}
	b := p.describe()
	k.mu.Lock()
	k.restored[environment] = checkout.Recovery{Cause: checkout.RecoveryByPerson, SetAside: aside, Restored: &b}
	k.mu.Unlock()
	k.o.Log.Info("backup restored", "environment", environment)
	return nil
}
