package proof

import (
	"cmp"
	"context"
	"math/rand/v2"
	"path/filepath"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/payments/handpoint"
	"tillside/payments/simulator"
)

// begin starts the program on the till's journal.
func (t *till) begin() {
	journal, err := t.openJournal()
	if err != nil {
		t.w.violated("till %d cannot open its journal: %v", t.index, err)
		return
	}
	life := &life{journal: journal, done: make(chan struct{})}
	ctx, end := context.WithCancel(t.w.ending)
	life.end = end
	wire := &cable{next: t.w.network.Transport(), t: t, life: ctx}
	key := payments.NewSecret(cmp.Or(t.key, simulator.DefaultKey))
	life.gateway, err = handpoint.New(handpoint.Config{Environment: handpoint.Custom, Phone: true, Cards: true, Units: t.settled(), TipUnits: cmp.Or(t.w.p.tipUnits, payments.UnitsMajor), CloudURL: "http://127.0.0.1:8001",
		StatusURL: "http://127.0.0.1:8002", Key: key, Transport: wire})
	if err != nil {
		t.w.violated("till %d has no gateway: %v", t.index, err)
		return
	}
	life.engine, err = checkout.New(checkout.Params{Journal: life.journal, Gateway: life.gateway, Space: t.w.p.space, Now: t.now,
		Account: payments.Account{Provider: "handpoint", Environment: handpoint.Custom, Profile: "default", KeyFingerprint: key.Fingerprint()},
		Notify:  func(u checkout.Update) { t.w.told(t, u) }, CallbackURL: t.callbackURL(), Receipts: t.fetcher(wire), RefundLimits: t.w.p.limits()})
	if err != nil {
		t.w.violated("till %d has no engine: %v", t.index, err)
		return
	}
	t.opens(life)
	t.mu.Lock()
	t.life = life
	t.lives++
	t.since = time.Now()
	t.mu.Unlock()
	t.w.tell(t, "starts")
	go func() {
		defer close(life.done)
		if err := life.engine.Run(ctx); err != nil {
			t.w.violated("till %d: run: %v", t.index, err)
		}
	}()
}

// settled is how the till writes amounts without a terminal.
func (t *till) settled() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return cmp.Or(t.units, t.w.p.units, payments.UnitsMajor)
}

// born is when the till was started for the last time.
func (t *till) born() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.since
}

func (t *till) alive() *life {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.life
}

// power says whether the process died because the computer lost its power. It is drawn
// apart from all else, because a journal that syncs what it should loses nothing by it.
func (t *till) power() bool {
	return rand.New(rand.NewPCG(t.w.p.seed, uint64(t.index*64+t.lives))).IntN(2) == 0
}

// losePower takes what was not synced out of a journal's copy.
func (t *till) losePower(from, to string) error {
	for _, suffix := range []string{"", "-wal"} {
		lost, err := t.w.disks[t.index].PowerLoss(from+suffix, to+suffix)
		if err != nil {
			return err
		}
		if lost > 0 {
			t.w.tell(t, "loses %d writes to %s with its power", lost, filepath.Base(from+suffix))
		}
	}
	t.w.went("power lost", true)
	return nil
}

func (w *world) mendDisks() {
	for _, d := range w.disks {
		d.mend()
	}
}

// reap ends what is left of a dead process and starts it anew after a while. The journal
// is copied as the dead process left it, write-ahead log and all, before SQLite may tidy.
func (t *till) reap(away time.Duration) {
	t.mu.Lock()
	l := t.life
	if l == nil {
		t.mu.Unlock()
		return
	}
	t.life = nil
	t.w.touchTill(t.index, "death")
	old := t.path
	t.path = t.w.journalOf(t.index, t.lives)
	next := t.path
	t.mu.Unlock()
	l.journal.mu.Lock() // no write is half way
	err := t.copyJournal(old, next)
	if err == nil {
		err = t.keepOlder(old)
	}
	if err == nil && t.power() {
		err = t.losePower(old, next)
	}
	l.journal.mu.Unlock()
	if err == nil {
		err = t.harm()
	}
	if err == nil {
		err = t.restoreOlder(next)
	}
	if err != nil {
		t.w.violated("copy journal: %v", err)
	}
	l.close(t.w)
	time.Sleep(away)
	t.begin()
}

func (l *life) close(w *world) {
	l.end()
	<-l.done
	l.gateway.Close()
	if err := l.journal.disk.Close(); err != nil {
		w.violated("close journal: %v", err)
	}
}
