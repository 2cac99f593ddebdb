package storage_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
)

// The test binary plays another process when these are set.
const (
	childPart = "TILLSIDE_STORAGE_CHILD"
	childPath = "TILLSIDE_STORAGE_PATH"
)

// child is a second process of this test binary in a part of its own.
func child(t *testing.T, part, path string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), childPart+"="+part, childPath+"="+path)
	cmd.Stderr = os.Stderr
	return cmd
}

func playChild(part, path string) int {
	ctx := context.Background()
	var err error
	switch part {
	case "till":
		err = playTill(ctx, path)
	case "mover":
		err = playMover(ctx, path)
	case "reader":
		err = playReader(ctx, path)
	default:
		err = fmt.Errorf("no part %q", part)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "child:", err)
		return 1
	}
	return 0
}

// playTill sells without end and says each step aloud once it is committed.
func playTill(ctx context.Context, path string) error {
	j, err := storage.OpenJournal(ctx, path, storage.Options{})
	if err != nil {
		return err
	}
	for n := 1; ; n++ {
		a := sale(n)
		if err := j.Record(ctx, a, at(a, checkout.EventRecorded, 0)); err != nil {
			return err
		}
		fmt.Println(a.Reference, a.State)
		for _, to := range []payments.State{payments.StateSending, payments.StateWaiting, payments.StateDeclined} {
			e := at(a, checkout.EventEvidence, 1)
			a.State, e.To = to, to
			a.Version++
			if err := j.Append(ctx, a, e); err != nil {
				return err
			}
			fmt.Println(a.Reference, a.State)
		}
	}
}

// playMover opens a journal of an earlier form and says how far it is.
func playMover(ctx context.Context, path string) error {
	ctx = checkout.WithStages(ctx, func(s checkout.Stage) { fmt.Println(s.Done, s.All) })
	j, err := storage.OpenJournal(ctx, path, storage.Options{})
	if err != nil {
		return err
	}
	return j.Close()
}

// playReader opens a journal that it may not write and says what comes of it.
func playReader(ctx context.Context, path string) error {
	if err := becomeNobody(); err != nil {
		return err
	}
	j, err := storage.OpenJournal(ctx, path, storage.Options{})
	switch {
	case err == nil:
		fmt.Println("opened")
		return j.Close()
	case errors.Is(err, checkout.ErrJournalRead):
		fmt.Println("read only")
	default:
		fmt.Println(err)
	}
	return nil
}

// lines reads n lines of a child's output.
func lines(t *testing.T, s *bufio.Scanner, n int) []string {
	t.Helper()
	var all []string
	for len(all) < n && s.Scan() {
		all = append(all, s.Text())
	}
	if len(all) < n {
		t.Fatalf("the child said %d lines, wanted %d: %v", len(all), n, s.Err())
	}
	return all
}
