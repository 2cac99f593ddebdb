package storage_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
)

// What tells of a person in the payment below.
var personal = []string{"García at table 7", "wrong size for García", "4711", "<p>García</p>", "https://r.example.com/1", "Zacarías in room 9", string(storage.Packed(`{"minor":1875`)[1:])}

// refunded is a refund, two hours after noon, that says much about a person.
func refunded(t *testing.T, j *storage.Journal, n int) payments.Attempt {
	t.Helper()
	a := refund(n, sale(n+1000))
	a.Note, a.Reason = "García at table 7", "wrong size for García"
	a.Fields = payments.Fields{{Name: "Guest", Value: "Zacarías in room 9"}}
	a = waiting(t, j, a)
	a.Outcome.State, a.Outcome.Amounts.Charged = payments.StateApproved, a.Amount
	a.Outcome.Card = payments.Card{Scheme: "VISA", Masked: "************4711", Entry: payments.EntryContactless}
	a.Outcome.IDs.Transaction = "tx-" + a.Reference
	a.Outcome.Receipts.Customer, a.Outcome.Amounts.Balance = "https://r.example.com/1", payments.MustMoney(1875, "EUR")
	a = move(t, j, a, payments.StateApproved, checkout.EventResult, 9)
	for _, c := range []checkout.Copy{checkout.CopyCustomer, checkout.CopyMerchant} {
		a.Version++
		page := checkout.Receipt{Copy: c, Location: "https://r.example.com/1", Type: "text/html", Body: []byte("<p>García</p>")}
		must(t, j.KeepReceipt(t.Context(), a, page, at(a, checkout.EventReceipt, 9)))
	}
	return a
}

var later = noon.Add(72 * time.Hour)

func TestErasingLeavesTheMoneyAndTheChain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openAt(t, path)
	a, other := refunded(t, j, 1), refunded(t, j, 2)
	for _, tell := range personal {
		if !inFiles(t, filepath.Dir(path), tell) {
			t.Errorf("%q was never there", tell)
		}
	}
	got, ev, err := j.Erase(t.Context(), a.Reference, "Ana", later)
	must(t, err)
	want := a.Erase()
	want.Version, want.Updated = a.Version+2, later.UTC()
	want.Deeds = []payments.Deed{{Version: a.Version + 1, Operator: "Ana"}, {Version: a.Version + 2, Operator: "Ana"}}
	if stored, err := j.Attempt(t.Context(), a.Reference); err != nil || !reflect.DeepEqual(stored, want) || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v, %v", stored, want, err)
	}
	if want.Amount != a.Amount || want.Outcome.Card.Scheme != "VISA" || want.Outcome.IDs != a.Outcome.IDs || want.Note+want.Reason+want.Outcome.Card.Masked != "" {
		t.Errorf("left is %+v", want)
	}
	events, err := j.Timeline(t.Context(), a.Reference)
	must(t, err)
	if last := events[len(events)-1]; last.Kind != checkout.EventErased || last != ev || len(events) != int(want.Version) {
		t.Errorf("the story ends with %+v of %d events", last, len(events))
	}
	kept, err := j.Receipts(t.Context(), a.Reference)
	must(t, err)
	for _, r := range kept {
		if r.Body != nil || r.Location != "" {
			t.Errorf("kept is %+v", r)
		}
	}
	if _, err := j.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	if seq, err := j.LastErasure(t.Context()); err != nil || seq != ev.Seq {
		t.Errorf("the newest is %d, %v, want %d", seq, err, ev.Seq)
	}
	if _, _, err := j.Erase(t.Context(), a.Reference, "Ana", later); !errors.Is(err, checkout.ErrNotErasable) {
		t.Errorf("a second time: %v", err)
	}
	// Of the other nothing is gone.
	if stored, err := j.Attempt(t.Context(), other.Reference); err != nil || !reflect.DeepEqual(stored, other) {
		t.Errorf("the other is %+v, %v", stored, err)
	}
	_, _, err = j.Erase(t.Context(), other.Reference, "", later)
	must(t, err)
	for _, tell := range personal {
		if inFiles(t, filepath.Dir(path), tell) {
			t.Errorf("%q is still in a file", tell)
		}
	}
}

// inFiles reports whether any file of a folder holds a text.
func inFiles(t *testing.T, dir, text string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	must(t, err)
	for _, f := range files {
		content, err := os.ReadFile(f)
		must(t, err)
		if bytes.Contains(content, []byte(text)) {
			return true
		}
	}
	return false
}

func TestWhatIsNotOverIsNotErased(t *testing.T) {
	j := journal(t)
	open, done := waiting(t, j, sale(1)), refunded(t, j, 2)
	for name, tt := range map[string]struct {
		reference string
		now       time.Time
		want      error
	}{
		"open":        {open.Reference, later, checkout.ErrNotErasable},
		"a day old":   {done.Reference, done.Updated.Add(payments.EraseAfter - time.Second), checkout.ErrNotErasable},
		"never there": {"nowhere", later, checkout.ErrNoAttempt},
	} {
		if _, _, err := j.Erase(t.Context(), tt.reference, "", tt.now); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if seq, err := j.LastErasure(t.Context()); err != nil || seq != 0 {
		t.Errorf("erased: %d, %v", seq, err)
	}
}

// Notes that were erased are found by nobody, and what is left is.
func TestTheSearchForgetsWhatIsErased(t *testing.T) {
	j := journal(t)
	a := refunded(t, j, 1)
	j.CatchUp(t.Context())
	look := func(text string) int {
		found, err := j.Search(t.Context(), checkout.Query{Text: text})
		must(t, err)
		return len(found.Attempts)
	}
	if look("García") != 1 || look("4711") != 1 || look("Zacarías") != 1 {
		t.Fatal("not found before")
	}
	_, _, err := j.Erase(t.Context(), a.Reference, "", later)
	must(t, err)
	j.CatchUp(t.Context())
	if look("García") != 0 || look("4711") != 0 || look("Zacarías") != 0 || look(a.Reference) != 1 {
		t.Errorf("note %d, card %d, reference %d", look("García"), look("4711"), look(a.Reference))
	}
}

func TestWhatIsOldIsErasedInPortions(t *testing.T) {
	j := journal(t)
	for n := range 30 {
		refunded(t, j, n+1)
	}
	bare := sale(500)
	bare.Note = "" // nothing is in it
	finished(t, j, bare, payments.StateDeclined, 3)
	young := refunded(t, j, 600)
	before := young.Created
	var at storage.Erasing
	var all, rounds int
	for done := false; !done; rounds++ {
		n, next, end, err := j.EraseBefore(t.Context(), at, before, later)
		must(t, err)
		all, at, done = all+n, next, end
	}
	if all != 30 || rounds != 2 {
		t.Errorf("%d erased in %d rounds", all, rounds)
	}
	if n, _, done, err := j.EraseBefore(t.Context(), storage.Erasing{}, before, later); err != nil || n != 0 || !done {
		t.Errorf("once more: %d, %v, %v", n, done, err)
	}
	if erased, err := j.Erased(t.Context(), young.Reference); err != nil || erased {
		t.Errorf("the young one: %v, %v", erased, err)
	}
	if _, err := j.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// A payment of every released schema can be erased: the form that it was written in is the one
// that the database compares with.
func TestPaymentsOfEveryVersionCanBeErased(t *testing.T) {
	dumps, err := filepath.Glob("testdata/journal-*.sql")
	must(t, err)
	for _, dump := range dumps {
		path := filepath.Join(t.TempDir(), "journal.db")
		must(t, os.WriteFile(path, nil, 0o600))
		restore(t, path, dump)
		j := openAt(t, path)
		open, err := j.Open(t.Context())
		must(t, err)
		open[0].Outcome.State = payments.StateApproved
		done := move(t, j, open[0], payments.StateApproved, checkout.EventResult, 60)
		if done.Reason == "" {
			t.Fatal("no reason to be erased")
		}
		for _, a := range []string{done.Reference, done.Original.Reference} {
			if _, _, err := j.Erase(t.Context(), a, "", later); err != nil {
				t.Errorf("%s: %s: %v", dump, a, err)
			}
		}
		if _, err := j.Verify(t.Context()); err != nil {
			t.Errorf("%s: %v", dump, err)
		}
	}
}

// An outsider cannot empty a receipt or a note as if it had been erased.
func TestTheDatabaseErasesOnlyWhatIsErased(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openAt(t, path)
	refunded(t, j, 1)
	db := outsider(t, path)
	for _, statement := range []string{
		"UPDATE attempts SET note = '', version = version + 1",
		"UPDATE attempts SET note = 'x', version = version + 1, erased = 1",
		"UPDATE attempts SET intent = '{}', note = '', version = version + 1, erased = 1",
		"UPDATE attempts SET merchant = 'another', note = '', version = version + 1, erased = 1",
		"UPDATE receipts SET body = NULL, location = '', type = ''",
	} {
		if _, err := db.Exec(statement); err == nil {
			t.Errorf("not refused: %s", statement)
		}
	}
}

// Changes that erase are put into a copy in which it all still stands.
func TestChangesEraseInACopy(t *testing.T) {
	dir := t.TempDir()
	j := openAt(t, filepath.Join(dir, "journal.db"))
	a := refunded(t, j, 1)
	whole, file := filepath.Join(dir, "whole.db"), filepath.Join(dir, "a.changes")
	must(t, j.CopyTo(t.Context(), whole))
	since := endOf(t, j)
	_, _, err := j.Erase(t.Context(), a.Reference, "", later)
	must(t, err)
	must(t, j.SaveChanges(t.Context(), since, file))
	must(t, storage.Replay(t.Context(), whole, file))
	if _, err := storage.Inspect(t.Context(), whole, nil); err != nil {
		t.Error(err)
	}
	if want, got := dump(t, filepath.Join(dir, "journal.db")), dump(t, whole); !bytes.Equal(want, got) {
		t.Errorf("want\n%s\ngot\n%s", want, got)
	}
	if strings.Contains(string(dump(t, whole)), "García") {
		t.Error("the note is in the copy")
	}
}
