package recovery_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tillside/storage/recovery"
)

// What closing a journal of many years takes is measured with a data folder that "make journal" has
// filled, to which a payment and a copy are added:
//
//	go test ./storage/recovery -run TestClosingWhileAWholeCopyIsDue -v -timeout 1h -args -large folder
var largeFolder = flag.String("large", "", "a data folder with a large journal for training")

// longestClosing is what somebody waits at the end.
const longestClosing = 2 * time.Second

// Where a whole copy of a large journal is due, or is being made, the program does not stay for it.
func TestClosingWhileAWholeCopyIsDue(t *testing.T) {
	dir, environment := *largeFolder, "training"
	h := newLarge(t)
	if dir == "" {
		dir, environment = h.dir, shop
		j := h.open()
		for i := range 50 {
			approved(t, j, sale(i+1))
		}
		must(t, j.Close())
		h.large()
	}
	manager := recovery.New(dir, recovery.Options{Whole: 1, Now: func() time.Time { return h.now }, Zone: time.UTC})
	must(t, os.RemoveAll(filepath.Join(dir, "backups")))
	open := func(n int) *recovery.Journal {
		began := time.Now()
		j, err := manager.Open(t.Context(), environment)
		must(t, err)
		approved(t, j, sale(n))
		t.Logf("open and one payment: %s", time.Since(began))
		return j
	}
	closes := func(name string, j *recovery.Journal) {
		began := time.Now()
		must(t, j.Close())
		took := time.Since(began)
		if t.Logf("%s: %s", name, took); took > longestClosing {
			t.Errorf("%s: closing took %s", name, took)
		}
	}
	n := 1000 + int(time.Now().Unix()%1_000_000) // each run adds payments of its own
	closes("due", open(n))

	j := open(n + 1)
	h.now = h.now.Add(24 * time.Hour)
	made := make(chan struct{})
	go func() {
		defer close(made)
		j.KeepDay()
	}()
	for unfinished(t, dir) == "" {
		select {
		case <-made:
			if *largeFolder != "" {
				t.Fatal("the copy was made before anybody could close")
			}
			closes("made", j)
			return
		case <-time.After(time.Millisecond):
		}
	}
	if *largeFolder != "" {
		time.Sleep(2 * time.Second) // in the middle of it
	}
	closes("being made", j)
	<-made
}

// unfinished names the backup that is being made.
func unfinished(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(dir, "backups"))
	if err != nil {
		return ""
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".unfinished-") {
			return e.Name()
		}
	}
	return ""
}
