package recovery_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments/checkout"
	"tillside/storage"
	"tillside/storage/recovery"
)

func TestABackupAtTheEndOfTheDay(t *testing.T) {
	h := newHouse(t)
	h.day(1, 2)
	names := h.backups()
	if len(names) != 1 || names[0] != "journal-production.20261120T120000Z.db" {
		t.Fatalf("backups %v", names)
	}
	s, err := storage.Inspect(t.Context(), h.path("backups/"+names[0]), nil)
	must(t, err)
	if s.Attempts != 2 || s.Events != 6 {
		t.Errorf("%+v", s)
	}
	info, err := os.Stat(h.path("backups/" + names[0]))
	must(t, err)
	if !private(info) {
		t.Errorf("mode %o", info.Mode())
	}

	h.now = h.now.Add(time.Hour)
	h.day(3, 0) // nothing happened
	if again := h.backups(); len(again) != 1 || again[0] != names[0] {
		t.Errorf("a journal that has not changed was copied again: %v", again)
	}
	h.day(3, 1)
	if later := h.backups(); len(later) != 1 || later[0] != "journal-production.20261120T130000Z.db" {
		t.Errorf("of one day there are %v", later)
	}
}

func TestOldBackupsAreThinnedOut(t *testing.T) {
	h := newHouse(t)
	must(t, os.Mkdir(h.path("backups"), 0o700))
	for _, stranger := range []string{"notes.txt", "journal-training.20261120T120000Z.db"} {
		must(t, os.WriteFile(h.path("backups/"+stranger), nil, 0o600))
	}
	must(t, os.WriteFile(h.path("backups/.unfinished-journal-production.20261101T120000Z.db"), []byte("half"), 0o600))
	for i := range 17 {
		h.day(i+1, 1)
		h.now = h.now.Add(24 * time.Hour)
	}
	names := strings.Join(h.backups(), " ")
	if strings.Count(names, "production") != 15 || !strings.Contains(names, "production.20261123T120000Z") ||
		strings.Contains(names, "20261121") || !strings.Contains(names, "production.20261206T120000Z") {
		t.Errorf("kept %s", names)
	}
	if !strings.Contains(names, "notes.txt") || !strings.Contains(names, "training") || strings.Contains(names, "unfinished") {
		t.Errorf("kept %s", names)
	}
}

// All of fourteen days are kept, then one of each of eight weeks, then one of each of
// twelve months.
func TestWhichBackupsAreKept(t *testing.T) {
	keep := newHouse(t).manager.Calendar()
	var got []string
	for day := range 1000 {
		if at := time.Date(2027, 5, 18-day, 20, 0, 0, 0, time.UTC); keep(at) {
			got = append(got, at.Format("20060102"))
		}
	}
	want := []string{ // the last day is a Tuesday
		"20270518", "20270517", "20270516", "20270515", "20270514", "20270513", "20270512", "20270511", "20270510", "20270509",
		"20270508", "20270507", "20270506", "20270505", // the days
		"20270504", "20270502", "20270425", "20270418", "20270411", "20270404", "20270328", "20270321", // Sundays
		"20270314", "20270228", "20270131", "20261231", "20261130", "20261031", // the ends of months
		"20260930", "20260831", "20260731", "20260630", "20260531", "20260430",
	}
	if !slices.Equal(got, want) {
		t.Errorf("kept %v", got)
	}
}

// While the program runs over midnight, the day is backed up as soon as it is over.
func TestABackupWhenTheDayChanges(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		h := &house{t: t, dir: dir, now: begin}
		h.manager = recovery.New(dir, recovery.Options{Zone: time.UTC}) // the clock of the bubble: midnight, 2000-01-01
		j := h.open()
		approved(t, j, sale(1))
		time.Sleep(61 * time.Second)
		synctest.Wait()
		if got := h.backups(); len(got) != 1 {
			t.Errorf("the first payment is backed up: %v", got)
		}
		approved(t, j, sale(2))
		time.Sleep(23 * time.Hour)
		synctest.Wait()
		if got := h.backups(); len(got) != 1 || !strings.Contains(got[0], "20000101T0001") {
			t.Errorf("on the same day: %v", got)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if got := h.backups(); len(got) != 2 || !strings.Contains(got[1], "20000102T0000") {
			t.Errorf("on the next day: %v", got)
		}
		must(t, j.Close())
		if got := h.backups(); len(got) != 2 {
			t.Errorf("at the end: %v", got)
		}
	})
}

// A journal that does not fit is not copied over good backups, and somebody is told.
func TestAnEditedJournalIsNotBackedUp(t *testing.T) {
	h := newHouse(t)
	j := h.open()
	approved(t, j, sale(1))
	must(t, j.BackUp(t.Context()))
	approved(t, j, sale(2))
	edit(t, h, "UPDATE attempts SET amount = 1 WHERE note = 'order 1'")
	h.now = h.now.Add(24 * time.Hour)
	if err := j.BackUp(t.Context()); !errors.Is(err, checkout.ErrTampered) {
		t.Errorf("got %v", err)
	}
	list, err := j.Backups(t.Context())
	must(t, err)
	if len(list.Sound) != 1 || !errors.Is(list.Trouble, checkout.ErrTampered) {
		t.Errorf("%+v", list)
	}
	j.KeepDay()
	if names := h.backups(); len(names) != 1 {
		t.Errorf("backups %v", names)
	}
	must(t, j.Close())
}

// A disk that cannot take the backup leaves no half of one, and the old ones.
func TestABackupThatFailsLeavesNothing(t *testing.T) {
	h := newHouse(t)
	j := h.open()
	approved(t, j, sale(1))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := j.BackUp(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	must(t, erase(h.path("backups")))
	must(t, os.WriteFile(h.path("backups"), nil, 0o600))
	h.now = h.now.Add(24 * time.Hour)
	j.KeepDay()
	if err := j.BackUp(t.Context()); err == nil {
		t.Error("a backup into a file that is no folder")
	}
	if _, err := j.Backups(t.Context()); err == nil {
		t.Error("listed a folder that is none")
	}
	must(t, j.Close())
}

// The writer goes on while a backup is made.
func TestABackupHoldsUpNobody(t *testing.T) {
	h := newHouse(t)
	j := h.open()
	for i := 1; i <= 20; i++ {
		approved(t, j, sale(i))
	}
	done := make(chan error, 1)
	go func() { done <- j.BackUp(t.Context()) }()
	for i := 21; i <= 40; i++ {
		approved(t, j, sale(i))
	}
	must(t, <-done)
	b, err := j.Backups(t.Context())
	must(t, err)
	if len(b.Sound) != 1 || b.Sound[0].Payments < 20 {
		t.Errorf("%+v", b)
	}
	must(t, j.Close())
}

func TestStagesAreTold(t *testing.T) {
	h := newHouse(t)
	h.day(1, 2)
	sent := h.open()
	sending(t, sent, sale(3))
	late := h.killed()
	must(t, sent.Close())
	must(t, os.Truncate(late.journal(), 0))
	told := map[checkout.StageKind]bool{}
	ctx := checkout.WithStages(t.Context(), func(s checkout.Stage) { told[s.Doing] = true })
	j, err := late.manager.Open(ctx, shop)
	must(t, err)
	must(t, j.Close())
	for _, kind := range checkout.StageKinds() {
		if !told[kind] && kind != checkout.StageCopying && kind != checkout.StageMoving { // see TestMovingIsTold of storage
			t.Errorf("%s was not told", kind)
		}
	}
}

// What is logged names no payment and no secret.
func TestTheLogIsShort(t *testing.T) {
	var text bytes.Buffer
	h := newHouse(t)
	h.manager = recovery.New(h.dir, recovery.Options{Log: logTo(&text), Now: func() time.Time { return h.now }})
	h.day(1, 1)
	must(t, os.Truncate(h.journal(), 0))
	must(t, h.open().Close())
	if got := text.String(); !strings.Contains(got, "journal mended") || !strings.Contains(got, "backup made") || strings.Contains(got, "order 1") {
		t.Errorf("%s", got)
	}
}

// Two backups of one second are two files, and the newer one has all there is.
func TestTwoBackupsWithinASecond(t *testing.T) {
	h := newHouse(t)
	j := h.open()
	for i := 1; i <= 3; i++ {
		approved(t, j, sale(i))
		must(t, j.BackUp(t.Context()))
		must(t, j.BackUp(t.Context())) // nothing changed: nothing to do
		list, err := j.Backups(t.Context())
		must(t, err)
		if len(list.Sound) != 1 || list.Sound[0].Payments != i || !list.Sound[0].Made.Equal(noon.Add(time.Duration(i-1)*time.Second)) {
			t.Errorf("after %d: %+v", i, list)
		}
	}
	h.now = h.now.AddDate(-1, 0, 0) // the clock is set back
	approved(t, j, sale(4))
	must(t, j.Close())
	list, err := h.manager.Backups(t.Context(), shop)
	must(t, err)
	if len(list.Sound) != 1 || list.Sound[0].Payments != 4 {
		t.Errorf("after the clock was set back: %+v", list)
	}
}

// What was found out about a backup is good only as long as the file is the same.
func TestABackupThatChangesIsLookedThroughAgain(t *testing.T) {
	h := newHouse(t)
	h.day(1, 1)
	look := func() checkout.Backups {
		list, err := h.manager.Backups(t.Context(), shop)
		must(t, err)
		return list
	}
	if list := look(); len(list.Sound) != 1 {
		t.Fatalf("%+v", list)
	}
	path := h.path("backups/" + h.backups()[0])
	text, err := os.ReadFile(path)
	must(t, err)
	copy(text[5000:], strings.Repeat("garbage", 1000))
	must(t, os.WriteFile(path, text, 0o600))
	must(t, os.Chtimes(path, noon, noon))
	if list := look(); len(list.Sound) != 0 || list.Torn != 1 {
		t.Errorf("%+v", list)
	}
}
