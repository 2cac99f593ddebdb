package recovery

import (
	"context"
	"errors"
	"slices"
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
	manager  *Manager
	files    files
	sent     *sentList
	recovery checkout.Recovery
	life     context.Context // of the watch, and of the backup at the end
	stop     context.CancelFunc
	watch    sync.WaitGroup

	copying sync.Mutex // one backup, packing or look at a part at a time
	state   sync.Mutex // guards what is below
	end     storage.Mark
	day     string // the local day of the newest backup, "" for never
	trouble error  // of the newest try
}

// newJournal takes the parts over and starts the watch, which Close ends.
func newJournal(ctx context.Context, k *Manager, f files, j *storage.Journal, sent *sentList, r checkout.Recovery) *Journal {
	life, stop := context.WithCancel(context.WithoutCancel(ctx))
	opened := &Journal{Journal: j, manager: k, files: f, sent: sent, recovery: r, life: life, stop: stop}
	opened.watch.Go(opened.keepDays)
	return opened
}

// Recovery tells what opening had to mend.
func (j *Journal) Recovery() checkout.Recovery { return j.recovery }

// Record implements checkout.Journal. A decision to send is on the disk twice when it returns:
// in the journal, and as a line of the list. Both are written at the same time, because nothing
// leaves before both are there. After an error nothing leaves at all, and no line says that it
// did, where the disk allows that.
func (j *Journal) Record(ctx context.Context, a payments.Attempt, e checkout.Event, then ...checkout.Step) error {
	leaves := slices.IndexFunc(then, func(s checkout.Step) bool { return s.Event.Kind == checkout.EventSending })
	if leaves < 0 {
		return j.Journal.Record(ctx, a, e, then...)
	}
	var written span
	err := j.RecordBeside(ctx, func() error {
		text, err := encodeLine(then[leaves].Attempt)
		if err == nil {
			written, err = j.sent.add(text)
		}
		return storage.Explain("write down what is sent", err)
	}, a, e, then...)
	if err != nil {
		j.sent.takeBack(written)
	}
	return err
}

// Check walks the whole chain and returns how many lines it has. A *checkout.Misfit names
// the first that does not fit.
func (j *Journal) Check(ctx context.Context) (int64, error) {
	n, err := j.VerifyTelling(ctx, telling(ctx))
	j.doubt(err)
	return n, err
}

// doubt notes that a line does not fit, so that the next start walks the whole chain and
// mends the journal; until then no backup is made of it.
func (j *Journal) doubt(err error) {
	if !errors.Is(err, checkout.ErrTampered) && !errors.Is(err, checkout.ErrJournalBroken) {
		return
	}
	j.manager.o.Log.Error("check journal", "environment", j.files.environment, "error", err.Error())
	j.manager.learnt(j.files, func(c *checked) { c.Doubt = true })
	j.state.Lock()
	defer j.state.Unlock()
	j.trouble = err
}

// Backups lists the sound backups, and tells why the newest could not be made.
func (j *Journal) Backups(ctx context.Context) (checkout.Backups, error) {
	list, err := j.manager.Backups(ctx, j.files.environment)
	j.state.Lock()
	defer j.state.Unlock()
	list.Trouble = j.trouble
	return list, err
}

// BackUp makes a backup now, unless the newest one says the same. It takes the time that a
// day's changes take; where the whole of a large journal has to be copied, that is left to
// the watch.
func (j *Journal) BackUp(ctx context.Context) error {
	j.copying.Lock()
	defer j.copying.Unlock()
	err := j.backUp(ctx, false, func(string) bool { return true })
	if errors.Is(err, errLater) {
		return nil
	}
	return err
}

// WholeCopy makes a backup now and takes the time for a whole copy, should one be due.
func (j *Journal) WholeCopy(ctx context.Context) error {
	j.copying.Lock()
	defer j.copying.Unlock()
	return j.backUp(ctx, true, func(string) bool { return true })
}

// backUp makes a backup if the journal has changed since the newest one and the day of that
// is due. A journal without a line needs none, and one with a line that does not fit must
// not take the place of backups that are sound.
func (j *Journal) backUp(ctx context.Context, time bool, due func(day string) bool) error {
	end, err := j.End(ctx)
	j.state.Lock()
	known, day, trouble := j.end, j.day, j.trouble
	j.state.Unlock()
	switch {
	case err != nil || end.Seq == 0 || end == known || !due(day):
		return err
	case j.manager.noted(j.files).Doubt:
		return trouble
	}
	b, err := j.manager.backUp(ctx, j.files, j.Journal, time)
	j.state.Lock()
	defer j.state.Unlock()
	if errors.Is(err, errLater) {
		return err
	}
	if j.trouble = err; err != nil {
		return err
	}
	j.end, j.day = end, j.manager.day(b.Made)
	return nil
}

// lookForDay is how often the watch looks whether another day has begun. A timer that is
// set for midnight would be late on a computer that was asleep.
const lookForDay = time.Minute

// keepDays makes a backup when the day has changed since the newest one, and does a little
// of the work that has no hour, until the journal is closed.
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
			if !j.eraseOld() {
				j.followErasures()
			}
			j.tidy()
		}
	}
}

// learn finds out what the newest backup holds.
func (j *Journal) learn() {
	j.copying.Lock()
	defer j.copying.Unlock()
	all, err := j.files.list()
	if err != nil {
		return // none: the first change makes one
	}
	for _, b := range all {
		p, err := j.manager.pointOf(j.life, j.files, all, b)
		if err == nil {
			j.state.Lock()
			j.end, j.day = p.To, j.manager.day(p.made)
			j.state.Unlock()
		}
		if err == nil || j.life.Err() != nil {
			return
		}
	}
}

func (j *Journal) keepDay() {
	j.copying.Lock()
	defer j.copying.Unlock()
	today := j.manager.day(j.manager.o.Now())
	err := j.backUp(j.life, true, func(day string) bool { return day != today })
	if err != nil && j.life.Err() == nil {
		j.manager.o.Log.Error("make backup", "environment", j.files.environment, "error", err.Error())
		j.state.Lock()
		j.day = today // the next try is tomorrow's, and the one at the end
		j.state.Unlock()
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
		j.manager.o.Log.Error("make backup", "environment", j.files.environment, "error", err.Error())
	}
	err := errors.Join(j.sent.close(), j.Journal.Close())
	if err != nil {
		return err // without the sign of a clean end
	}
	return j.files.unmark()
}
