package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"tillside/payments"
	"tillside/storage"
	"tillside/storage/people"
	"tillside/storage/secrets"
)

// openPeople reads who the people at the till are.
func openPeople(ctx context.Context, settings *storage.Settings, keys people.Keys) (*people.Book, error) {
	return people.Open(ctx, people.Params{
		Store: settings, Keys: keys, NoKey: secrets.ErrNoKey, Now: time.Now,
		Pepper: secrets.Account(payments.Account{Provider: "tillside", Environment: "people", Profile: payments.DefaultProfile}, "pepper"),
	})
}

// runPeople carries out "tillside people": the way back in where nobody can sign in any more. Who
// can run it can change the files of the till in any other way too.
func runPeople(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if len(args) == 0 || args[0] != "list" && args[0] != "reset" {
		return misuse(stderr, "people wants list or reset")
	}
	flags := newFlags("tillside people "+args[0], stderr)
	dataDir := flags.String("data-dir", "", "the `folder` with the settings")
	if err := parse(flags, args[1:]); err != nil {
		return err
	}
	return changeSettings(ctx, *dataDir, stderr, func(store *storage.Settings) error {
		return listPeople(ctx, store, args[0] == "reset", stdout)
	})
}

// listPeople names everybody, and forgets them where that is wanted.
func listPeople(ctx context.Context, store *storage.Settings, forget bool, stdout io.Writer) error {
	all, err := store.Operators(ctx)
	if err != nil {
		return err
	}
	for _, o := range all {
		said := string(o.Role)
		if forget {
			if err := store.RemoveOperator(ctx, o.Name); err != nil {
				return err
			}
			said = "removed"
		}
		if _, err := fmt.Fprintf(stdout, "%s: %s\n", o.Name, said); err != nil {
			return err
		}
	}
	if forget || len(all) == 0 {
		_, err = fmt.Fprintln(stdout, "Nobody is named. The till asks for no PIN.")
	}
	return err
}
