package storage_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
)

// command is the first line about the n-th command of a test.
func command(n int) checkout.CommandStep {
	created := noon.Add(time.Duration(n) * time.Minute)
	return checkout.CommandStep{
		State: payments.CommandAsked, At: created,
		Command: payments.Command{
			Reference: fmt.Sprintf("00000000-0000-4000-9000-%012d", n), RequestKey: fmt.Sprintf("press-%d", n), Kind: payments.CommandBatchDetail,
			Terminal: sale(1).Terminal, Account: sale(1).Account, Operator: "Ana", Created: created,
			Settings: payments.CommandSettings{
				On: true, Locale: "en_CA", Darkest: 20, Brightest: 90, Hour: 4, Force: true, Batch: "1", RetrievalNumber: "RRN1", Receipt: "a-sale",
			},
		},
	}
}

// answered is the line after it.
func answered(s checkout.CommandStep) checkout.CommandStep {
	s.State, s.At, s.Handle = payments.CommandDone, s.At.Add(time.Second), "1-2"
	s.Answer = payments.Answer{Error: payments.ErrorBusy, Code: "1001", Status: 400, Detail: "busy", Refusal: payments.ReasonBusy}
	s.Batch = payments.Batch{Number: "1", Status: "CLOSED", Count: 2, Net: "150.00", Lines: []payments.BatchLine{{Kind: "SALE", Amount: "100.00", RetrievalNumber: "RRN1"}, {Kind: "SALE", Amount: "50.00"}}}
	return s
}

func TestCommandsAreKept(t *testing.T) {
	j := journal(t)
	first, second := command(1), command(2)
	second.Command.Kind, second.Command.Terminal.Serial = payments.CommandReboot, "other"
	for _, s := range []checkout.CommandStep{first, second, answered(first)} {
		must(t, j.AppendCommand(t.Context(), s))
	}
	want := answered(first)
	want.Seq = 3
	second.Seq = 2
	for name, tt := range map[string]struct {
		q    checkout.CommandQuery
		want []checkout.CommandStep
	}{
		"all, newest first": {checkout.CommandQuery{}, []checkout.CommandStep{second, want}},
		"of a terminal":     {checkout.CommandQuery{Terminal: first.Command.Terminal.ID()}, []checkout.CommandStep{want}},
		"of a kind":         {checkout.CommandQuery{Kind: payments.CommandReboot}, []checkout.CommandStep{second}},
		"one":               {checkout.CommandQuery{Limit: 1}, []checkout.CommandStep{second}},
	} {
		got, err := j.Commands(t.Context(), tt.q)
		must(t, err)
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: got %+v, want %+v", name, got, tt.want)
		}
	}
	steps, err := j.CommandSteps(t.Context(), first.Command.Reference)
	must(t, err)
	if len(steps) != 2 || steps[0].State != payments.CommandAsked || steps[1].State != payments.CommandDone {
		t.Errorf("got %+v", steps)
	}
	if _, err := j.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// What was asked for of a tip, and what was stated of it, is read as it was written, for the payment that it
// is about.
func TestTipsAreKept(t *testing.T) {
	j := journal(t)
	asked := command(1)
	asked.Command.Kind, asked.Command.Terminal = payments.CommandTip, payments.Terminal{}
	asked.Command.Settings = payments.CommandSettings{Receipt: "a-sale", Tip: payments.TipChange{
		Tip: payments.MustMoney(525, "USD"), Of: payments.MustMoney(5000, "USD"), Transaction: "guid", FiledUnder: "ours",
	}}
	stated := asked
	stated.State, stated.Stated = payments.CommandMisread, payments.Stated{Tip: payments.MustMoney(5, "USD"), Total: payments.MustMoney(5005, "USD")}
	for _, s := range []checkout.CommandStep{command(2), asked, stated} {
		must(t, j.AppendCommand(t.Context(), s))
	}
	stated.Seq = 3
	for receipt, want := range map[string][]checkout.CommandStep{"a-sale": {stated}, "another": {}} {
		got, err := j.Commands(t.Context(), checkout.CommandQuery{Kind: payments.CommandTip, Receipt: receipt})
		must(t, err)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("of %s: %+v", receipt, got)
		}
	}
	for since, want := range map[time.Duration]int{0: 1, time.Nanosecond: 0, -time.Hour: 1} {
		got, err := j.Commands(t.Context(), checkout.CommandQuery{Kind: payments.CommandTip, Since: asked.Command.Created.Add(since), Limit: -1})
		must(t, err)
		if len(got) != want {
			t.Errorf("since %s: %+v", since, got)
		}
	}
	sold := sale(1)
	record(t, j, sold)
	late := command(3)
	late.Command.Kind, late.Command.Terminal, late.Command.Settings = payments.CommandTip, payments.Terminal{}, asked.Command.Settings
	late.Command.Settings.Receipt = sold.Reference
	must(t, j.AppendCommand(t.Context(), late))
	must(t, j.Lines(t.Context(), checkout.Query{}, func(l checkout.Line) error {
		if len(l.Tips) != 1 || l.Tips[0].Command.Settings.Tip != late.Command.Settings.Tip {
			t.Errorf("a line of an export has %+v", l.Tips)
		}
		return nil
	}))
	if _, err := j.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestAPressIsOneCommand(t *testing.T) {
	j := journal(t)
	must(t, j.AppendCommand(t.Context(), command(1)))
	again := command(2)
	again.Command.RequestKey = command(1).Command.RequestKey
	if err := j.AppendCommand(t.Context(), again); !errors.Is(err, checkout.ErrNonceTaken) {
		t.Errorf("got %v", err)
	}
	for name, change := range map[string]func(*checkout.CommandStep){
		"no reference": func(s *checkout.CommandStep) { s.Command.Reference = "" },
		"no press":     func(s *checkout.CommandStep) { s.Command.RequestKey = "" },
		"no state":     func(s *checkout.CommandStep) { s.State = "thought" },
	} {
		s := command(3)
		change(&s)
		if err := j.AppendCommand(t.Context(), s); !errors.Is(err, storage.ErrEvent) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// Whoever changes a line about a command, or takes one out, is found.
func TestChangedCommandsAreFound(t *testing.T) {
	for name, statements := range map[string][]string{
		"content": {"DROP TRIGGER commands_never_updated", "UPDATE commands SET state = 'done' WHERE seq = 1"},
		"place":   {"DROP TRIGGER commands_never_updated", "UPDATE commands SET after = 7 WHERE seq = 2"},
		"middle":  {"DROP TRIGGER commands_never_deleted", "DELETE FROM commands WHERE seq = 1"},
		"end":     {"DROP TRIGGER commands_never_deleted", "DELETE FROM commands WHERE seq = 2"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "journal.db")
			j := openAt(t, path)
			record(t, j, sale(1))
			must(t, j.AppendCommand(t.Context(), command(1)))
			must(t, j.AppendCommand(t.Context(), answered(command(1))))
			db := raw(t, path)
			if _, err := db.Exec(statements[1]); err == nil {
				t.Fatal("the database let it happen")
			}
			for _, s := range statements {
				_, err := db.Exec(s)
				must(t, err)
			}
			var found *storage.Tampering
			if _, err := j.Verify(t.Context()); !errors.As(err, &found) || found.Kind != checkout.MisfitCommand {
				t.Errorf("whole: got %v", err)
			}
			part, err := j.VerifyPart(t.Context(), storage.Part{})
			must(t, err)
			since := part.Event
			if since.Seq != 1 {
				t.Fatalf("the part ends at %+v", since)
			}
			if _, err := j.VerifyAfter(t.Context(), since); !errors.As(err, &found) {
				t.Errorf("the end: got %v", err)
			}
			if _, err := j.VerifyPart(t.Context(), part); !errors.As(err, &found) {
				t.Errorf("in parts: got %v", err)
			}
		})
	}
}

// A backup of changes holds the commands that came with the events and between them.
func TestChangesHoldTheCommands(t *testing.T) {
	dir := t.TempDir()
	j := openAt(t, filepath.Join(dir, "journal.db"))
	record(t, j, sale(1))
	must(t, j.AppendCommand(t.Context(), command(1)))
	whole := filepath.Join(dir, "whole.db")
	must(t, j.CopyTo(t.Context(), whole))
	since, err := j.End(t.Context())
	must(t, err)
	must(t, j.AppendCommand(t.Context(), answered(command(1))))
	record(t, j, sale(2))
	must(t, j.AppendCommand(t.Context(), command(2)))
	more := filepath.Join(dir, "more.changes")
	must(t, j.SaveChanges(t.Context(), since, more))
	must(t, storage.Replay(t.Context(), whole, more))

	copied := openAt(t, whole)
	if _, err := copied.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	want, err := j.Commands(t.Context(), checkout.CommandQuery{})
	must(t, err)
	got, err := copied.Commands(t.Context(), checkout.CommandQuery{})
	must(t, err)
	if len(got) != 2 || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// A list can be of one kind, and of what is not too old.
func TestAListOfOneKind(t *testing.T) {
	j := journal(t)
	finished(t, j, sale(1), payments.StateApproved, 1)
	for n := 2; n <= 3; n++ {
		hold := sale(n)
		hold.Kind = payments.KindHold
		finished(t, j, hold, payments.StateApproved, 1)
	}
	for name, tt := range map[string]struct {
		q    checkout.Query
		want []string
	}{
		"of a kind":            {checkout.Query{Kind: payments.KindHold}, []string{sale(3).Reference, sale(2).Reference}},
		"of a kind, not older": {checkout.Query{Kind: payments.KindHold, After: sale(3).Created}, []string{sale(3).Reference}},
		"not older":            {checkout.Query{After: sale(4).Created}, []string{}},
	} {
		got, err := j.List(t.Context(), tt.q)
		must(t, err)
		if !reflect.DeepEqual(references(got), tt.want) {
			t.Errorf("%s: got %v, want %v", name, references(got), tt.want)
		}
	}
}

// A look-up keeps what the provider listed, and nothing of a card; the other commands stay readable
// by a program that knows of none.
func TestALookUpIsKept(t *testing.T) {
	j := journal(t)
	first := command(1)
	first.Command.Kind, first.Command.Terminal = payments.CommandLookUp, payments.Terminal{}
	first.Command.Settings = payments.CommandSettings{Reference: "7c0b2a54-9f0e-4c0d-8f5e-3d1c1a2b4e60"}
	done := first
	done.State = payments.CommandDone
	var listed payments.Listed
	listed.Kind, listed.State, listed.Amounts.Charged, listed.At = payments.KindSale, payments.StateApproved, payments.MustMoney(3990, "EUR"), noon
	listed.IDs = payments.IDs{Reference: first.Command.Settings.Reference, Transaction: "guid", Original: "other"}
	done.Listed = []payments.Listed{listed, {Outcome: payments.Outcome{State: payments.StateWaiting}}}
	carded := done
	carded.Listed = []payments.Listed{listed, done.Listed[1]}
	carded.Listed[0].Card = payments.Card{Scheme: "Visa", Masked: "************0936"}
	must(t, j.AppendCommand(t.Context(), first))
	must(t, j.AppendCommand(t.Context(), carded))
	got, err := j.CommandSteps(t.Context(), first.Command.Reference)
	must(t, err)
	done.Seq = 2
	if len(got) != 2 || !reflect.DeepEqual(got[1], done) {
		t.Errorf("got %+v\nwant %+v", got, done)
	}
	_, err = j.Verify(t.Context())
	must(t, err)
	if file := text(t, j); strings.Contains(file, "0936") || strings.Contains(file, "Visa") {
		t.Error("the journal holds what was listed of the card")
	}
}

// text is all that is in the table of commands.
func text(t *testing.T, j *storage.Journal) string {
	steps, err := j.Commands(t.Context(), checkout.CommandQuery{})
	must(t, err)
	return fmt.Sprintf("%+v", steps)
}

// Who came to the till is read from the end, whatever else was commanded since.
func TestSignInsAreListed(t *testing.T) {
	j := journal(t)
	kinds := []payments.CommandKind{payments.CommandSignIn, payments.CommandWrongPIN, payments.CommandLockedOut, payments.CommandSignIn}
	for i, k := range kinds {
		must(t, j.AppendCommand(t.Context(), command(i)))
		s := checkout.Noted(k, fmt.Sprint("Ana ", i), noon.Add(time.Duration(i)*time.Minute))
		s.Command.Account = sale(1).Account
		must(t, j.AppendCommand(t.Context(), s))
	}
	got, err := j.SignIns(t.Context(), 3)
	must(t, err)
	if len(got) != 3 {
		t.Fatalf("%d are listed", len(got))
	}
	for i, s := range got {
		if n := 3 - i; s.Command.Kind != kinds[n] || s.Command.Operator != fmt.Sprint("Ana ", n) || !s.At.Equal(noon.Add(time.Duration(n)*time.Minute)) {
			t.Errorf("%d is %s of %s at %s", i, s.Command.Kind, s.Command.Operator, s.At)
		}
	}
}
