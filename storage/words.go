package storage

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"tillside/payments/checkout"
)

// words is a file beside the journal that makes parts of texts quick to find. It says nothing
// that the journal does not say: it may be deleted at any time and is made anew, no backup
// holds it, and no payment ever waits for it. What a payment can be looked for by is filed when it is
// final, under the number of its first event, which a restored journal keeps.
type words struct {
	path string
	read *sql.DB // the journal's
	life context.Context
	stop context.CancelFunc
	work sync.WaitGroup

	mu    sync.Mutex // guards what is below
	db    *sql.DB    // nil until somebody searches
	at    Mark       // the journal was read up to here
	busy  bool       // somebody brings the file up to date
	quiet bool       // the file cannot be used; searches do without
}

const (
	wordsForm = 2 // PRAGMA user_version; a file that says otherwise is made anew

	wordEvents = 4000 // how many events are taken in at a time
)

func newWords(ctx context.Context, journal string, read *sql.DB) *words {
	life, stop := context.WithCancel(context.WithoutCancel(ctx))
	return &words{path: strings.TrimSuffix(journal, ".db") + ".words", read: read, life: life, stop: stop}
}

// close ends the work and the connection.
func (w *words) close() error {
	w.stop()
	w.work.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.quiet = true
	return w.shut()
}

func (w *words) shut() error {
	if w.db == nil {
		return nil
	}
	db := w.db
	w.db = nil
	return db.Close()
}

// ready reports whether the file holds all that the journal holds. Where much is missing, it
// is brought up to date by a goroutine, which ends when that is done or the journal is closed.
// A search that is given up does not stop this: what was begun is worth as much to the next one.
func (w *words) ready() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.quiet || w.busy {
		return false
	}
	more, err := w.takeIn(w.life)
	if err != nil {
		if w.life.Err() == nil {
			w.forget()
		}
		return false
	}
	if more {
		w.busy = true
		w.work.Go(w.catchUp)
	}
	return !more
}

// catchUp takes everything in, and rests as long as it works.
func (w *words) catchUp() {
	for more := true; more && w.life.Err() == nil; {
		began := time.Now()
		w.mu.Lock()
		var err error
		if more, err = w.takeIn(w.life); err != nil && w.life.Err() == nil {
			w.forget()
			more = false
		}
		w.mu.Unlock()
		select {
		case <-w.life.Done():
		case <-time.After(time.Since(began)):
		}
	}
	w.mu.Lock()
	w.busy = false
	w.mu.Unlock()
}

// forget removes a file that cannot be used. A second one is not tried before the next start:
// searches find the same without it, and take longer. Nobody is told of its errors, for nothing
// is lost.
func (w *words) forget() {
	_ = w.shut()
	for _, end := range []string{"", "-wal", "-shm"} {
		_ = os.Remove(w.path + end)
	}
	w.quiet = true
}

// again has the file made anew: what it was made of is not in the journal any more, and its table
// cannot forget a part.
func (w *words) again() {
	w.mu.Lock()
	defer w.mu.Unlock()
	quiet := w.quiet
	w.forget()
	w.quiet = quiet
}

// takeIn opens the file where that is needed and takes the next events in.
func (w *words) takeIn(ctx context.Context) (more bool, err error) {
	if w.db == nil {
		if err := w.open(ctx); err != nil {
			return false, err
		}
	}
	at, err := linkAt(ctx, w.read, w.at)
	if errors.Is(err, ErrNotContinued) { // another journal, or an older copy of it
		if err := w.begin(ctx); err != nil {
			return false, err
		}
		at, err = linkAt(ctx, w.read, w.at)
	}
	if err != nil {
		return false, err
	}
	rows, next, err := w.events(ctx, at)
	if err != nil || next.seq == at.seq {
		return false, err
	}
	if err := w.put(ctx, rows, next.mark()); err != nil {
		return false, err
	}
	w.at = next.mark()
	return next.seq-at.seq >= wordEvents, nil
}

// open opens the file, or begins a new one.
func (w *words) open(ctx context.Context) error {
	file, err := os.OpenFile(w.path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(file.Close(), restrict(w.path)); err != nil {
		return err
	}
	path, err := filepath.Abs(w.path)
	if err != nil {
		return err
	}
	w.db, w.at = connect(path, false, busyTimeout), Mark{}
	// What a power cut takes of it is taken in again.
	if _, err := w.db.ExecContext(ctx, "PRAGMA synchronous = NORMAL"); err != nil {
		return err
	}
	var form int
	if err := w.db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&form); err != nil {
		return err
	}
	if form != wordsForm {
		return w.begin(ctx)
	}
	return w.db.QueryRowContext(ctx, "SELECT seq, hash FROM mark").Scan(&w.at.Seq, &w.at.Hash)
}

// begin empties the file.
func (w *words) begin(ctx context.Context) error {
	genesis, err := readGenesis(ctx, w.read)
	if err != nil {
		return err
	}
	at := Mark{Hash: hex.EncodeToString(genesis)}
	err = w.inTransaction(ctx, func(tx *sql.Tx) error {
		for _, text := range []string{
			"DROP TABLE IF EXISTS words", "DROP TABLE IF EXISTS mark",
			`CREATE VIRTUAL TABLE words USING fts4(content="", order=DESC, matchinfo=fts3, text)`,
			"CREATE TABLE mark (seq INTEGER NOT NULL, hash TEXT NOT NULL) STRICT",
			fmt.Sprintf("PRAGMA user_version = %d", wordsForm),
		} {
			if _, err := tx.ExecContext(ctx, text); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO mark VALUES (?, ?)", at.Seq, at.Hash)
		return err
	})
	if err == nil {
		w.at = at
	}
	return err
}

func (w *words) inTransaction(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := w.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// put files payments and says up to where the journal was read. It is done in the order of their numbers,
// because FTS4 begins a new part of its index for each that is lower than the one before.
func (w *words) put(ctx context.Context, rows []wordRow, to Mark) error {
	rows = slices.DeleteFunc(rows, func(r wordRow) bool { return r.first == 0 })
	slices.SortFunc(rows, func(a, b wordRow) int { return cmp.Compare(a.first, b.first) })
	return w.inTransaction(ctx, func(tx *sql.Tx) error {
		for _, r := range rows {
			if _, err := tx.ExecContext(ctx, "INSERT INTO words (docid, text) VALUES (?, ?)", r.first, r.text()); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, "UPDATE mark SET seq = ?, hash = ?", to.Seq, to.Hash)
		return err
	})
}

// filed are the events under which what was looked for is filed, newest first. more tells that there
// may be others.
type filed struct {
	events []int64
	more   bool
}

// newest looks an expression up: so many at most that are no newer than a place, and before them
// those that may be, for the order is not quite that of the clock.
func (w *words) newest(ctx context.Context, expression string, place int64, most int) (f filed, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.db == nil {
		return f, checkout.ErrJournal
	}
	const query = "SELECT docid FROM words WHERE text MATCH ? AND docid < ? ORDER BY docid DESC"
	rows, err := w.db.QueryContext(ctx, query, expression, min(place, noEvent-looseOrder)+looseOrder)
	if err != nil {
		return f, err
	}
	defer rows.Close()
	for most > 0 && rows.Next() {
		var seq int64
		if err := rows.Scan(&seq); err != nil {
			return f, err
		}
		if f.events = append(f.events, seq); seq <= place {
			most--
		}
	}
	f.more = most == 0
	return f, rows.Err()
}
