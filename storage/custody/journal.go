package custody

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
)

// Journal is a journal that is looked after while it is open. It is what storage.Journal
// is, and beside it writes the list of what is sent and makes the backups.
type Journal struct {
	*storage.Journal
	keeper   *Keeper
	files    files
	sent     *sentList
	recovery checkout.Recovery
	life     context.Context // of the watch, and of the backup at the end
	stop     context.CancelFunc
	watch    sync.WaitGroup

	copying sync.Mutex // one backup at a time; guards what is below
	end     string     // of the chain when it was last backed up, "" for never
	day     string     // the local day of that
	trouble error      // of the newest try
}

// newJournal takes the parts over and starts the watch, which Close ends.
func newJournal(ctx context.Context, k *Keeper, f files, j *storage.Journal, sent *sentList, r checkout.Recovery) *Journal {
	life, stop := context.WithCancel(context.WithoutCancel(ctx))
	opened := &Journal{Journal: j, keeper: k, files: f, sent: sent, recovery: r, life: life, stop: stop}
	opened.watch.Go(opened.keepDays)
	return opened
}

// Recovery tells what opening had to mend.
func (j *Journal) Recovery() checkout.Recovery { return j.recovery }

// Append implements checkout.Journal. The decision to send is on the disk twice when it
// returns: in the journal, and as a line of the list. Both are written at the same time,
// because either alone is harmless: nothing leaves before both are there.
func (j *Journal) Append(ctx context.Context, a payments.Attempt, e checkout.Event) error {
	if e.Kind != checkout.EventSending {
		return j.Journal.Append(ctx, a, e)
	}
	text, err := encodeLine(a)
	if err != nil {
		return storage.Explain("write down what is sent", err)
	}
	written := make(chan error, 1)
	go func() { written <- j.sent.write(text) }() // ends with the write, and is waited for here
	err = j.Journal.Append(ctx, a, e)
	return errors.Join(err, <-written)
}

// Check walks the whole chain and returns how many lines it has. A *checkout.Misfit names
// the first that does not fit.
func (j *Journal) Check(ctx context.Context) (int64, error) {
	return j.VerifyTelling(ctx, telling(ctx))
}

// Backups lists the sound backups, and tells why the newest could not be made.
func (j *Journal) Backups(ctx context.Context) (checkout.Backups, error) {
	list, err := j.keeper.Backups(ctx, j.files.environment)
	j.copying.Lock()
	defer j.copying.Unlock()
	list.Trouble = j.trouble
	return list, err
}

// BackUp makes a backup now, unless the newest one says the same.
func (j *Journal) BackUp(ctx context.Context) error {
	j.copying.Lock()
	defer j.copying.Unlock()
	return j.backUp(ctx, func(string) bool { return true })
}

// backUp makes a backup if the journal has changed since the newest one and the day of that
// is due. A journal without a line needs none.
func (j *Journal) backUp(ctx context.Context, due func(day string) bool) error {
	end, events, err := j.End(ctx)
	if err != nil || events == 0 || end == j.end || !due(j.day) {
		return err
	}
	b, err := j.keeper.backUp(ctx, j.files, j.Journal)
	j.trouble = err
	if err != nil {
		return err
	}
	j.end, j.day = end, j.keeper.day(b.Made)
	return nil
}

// lookForDay is how often the watch looks whether another day has begun. A timer that is
// set for midnight would be late on a computer that was asleep.
const lookForDay = time.Minute

// keepDays makes a backup when the day has changed since the newest one, until the journal
// is closed.
func (j *Journal) keepDays() {
	j.learn()
	ticker := time.NewTicker(lookForDay)
	defer ticker.Stop()
	for {
		select {
		case <-j.life.Done():
			return
		case <-ticker.C:
			j.keepDay()
		}
	}
}

// learn finds out what the newest backup holds.
func (j *Journal) learn() {
	j.copying.Lock()
	defer j.copying.Unlock()
	b, _, err := j.keeper.newest(j.life, j.files)
	if err != nil {
		return // none: the first change makes one
	}
	s, err := j.keeper.inspect(j.life, filepath.Join(j.files.backups(), b.Name))
	if err == nil {
		j.end, j.day = s.End, j.keeper.day(b.Made)
	}
}

func (j *Journal) keepDay() {
	j.copying.Lock()
	defer j.copying.Unlock()
	today := j.keeper.day(j.keeper.o.Now())
	err := j.backUp(j.life, func(day string) bool { return day != today })
	if err != nil && j.life.Err() == nil {
		j.keeper.o.Log.Error("make backup", "environment", j.files.environment, "error", err.Error())
		j.day = today // the next try is tomorrow's, and the one at the end
	}
}

// lastBackup is how long the backup at the end may take.
const lastBackup = 30 * time.Second

// Close makes a backup of what changed and ends all connections.
func (j *Journal) Close() error {
	j.stop()
	j.watch.Wait()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(j.life), lastBackup)
	defer cancel()
	if err := j.BackUp(ctx); err != nil {
		// The journal itself is whole; that there is no backup of today is said by the list.
		j.keeper.o.Log.Error("make backup", "environment", j.files.environment, "error", err.Error())
	}
	err := errors.Join(j.sent.close(), j.Journal.Close())
	if err != nil {
		return err // without the sign of a clean end
	}
	return j.files.unmark()
}
