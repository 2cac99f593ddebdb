package main

import (
	"bytes"
	"strings"
	"testing"

	"tillside/payments/checkout"
	"tillside/storage"
)

// A till at which nobody can sign in any more is opened again from outside.
func TestPeopleCommand(t *testing.T) {
	dir := t.TempDir()
	store, err := storage.OpenSettings(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range []storage.OperatorRow{{Name: "Anna", Role: checkout.RoleCashier}, {Name: "Olga", Role: checkout.RoleOwner}} {
		o.PINHash = storage.PINHash{Salt: []byte("s"), Sum: []byte("x"), Passes: 1, Kibibytes: 8, Lanes: 1}
		if err := store.KeepOperator(t.Context(), o); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ args, want string }{
		{"list", "Anna: cashier\nOlga: owner\n"},
		{"reset", "Anna: removed\nOlga: removed\nNobody is named. The till asks for no PIN.\n"},
		{"list", "Nobody is named. The till asks for no PIN.\n"},
	} {
		var out, wrong bytes.Buffer
		err := run(t.Context(), []string{"people", c.args, "--data-dir", dir}, nil, &out, &wrong)
		if err != nil || out.String() != c.want {
			t.Errorf("people %s says %q, %v", c.args, out.String(), err)
		}
	}
	var out, wrong bytes.Buffer
	if err := run(t.Context(), []string{"people"}, nil, &out, &wrong); err == nil || !strings.Contains(wrong.String(), "list or reset") {
		t.Errorf("people alone says %q, %v", wrong.String(), err)
	}
}
