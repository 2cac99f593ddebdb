package storage_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"tillside/payments/checkout"
	"tillside/storage"
)

func settings(t *testing.T, dir string) *storage.Settings {
	t.Helper()
	s, err := storage.OpenSettings(t.Context(), dir)
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	return s
}

func TestSettingsStay(t *testing.T) {
	dir := t.TempDir()
	s := settings(t, dir)
	want := map[string]string{}
	for _, changed := range []map[string]string{
		{}, nil,
		{"currency": "EUR", "badge.PAXA920/1": "B"},
		{"currency": "CLP", "language": ""},
		{"name": "Café “Zürich” \x00 100%"},
	} {
		must(t, s.Save(t.Context(), changed))
		maps.Copy(want, changed)
		got, err := s.Load(t.Context())
		must(t, err)
		if !maps.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	must(t, s.Close())
	got, err := settings(t, dir).Load(t.Context())
	must(t, err)
	if !maps.Equal(got, want) {
		t.Errorf("after opening again: got %q, want %q", got, want)
	}
}

func TestSettingsAreSavedTogetherOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	s := settings(t, dir)
	must(t, s.Save(t.Context(), map[string]string{"b": "old"}))
	_, err := raw(t, filepath.Join(dir, "settings.db")).Exec(
		"CREATE TRIGGER refuse BEFORE INSERT ON settings WHEN NEW.key = 'c' BEGIN SELECT RAISE(ABORT, 'no'); END")
	must(t, err)
	for _, refused := range []string{"", "c"} {
		err := s.Save(t.Context(), map[string]string{refused: "refused", "b": "new", "a": "new"})
		if !errors.Is(err, storage.ErrSettings) {
			t.Errorf("%q: got %v", refused, err)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Save(ended, map[string]string{"b": "new"}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	got, err := s.Load(t.Context())
	must(t, err)
	if !maps.Equal(got, map[string]string{"b": "old"}) {
		t.Errorf("got %q", got)
	}
}

func TestSettingsFromSeveralGoroutines(t *testing.T) {
	s := settings(t, t.TempDir())
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			if err := s.Save(t.Context(), map[string]string{fmt.Sprint(i): "x"}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	got, err := s.Load(t.Context())
	must(t, err)
	if len(got) != 20 {
		t.Errorf("%d of 20 were kept", len(got))
	}
}

func TestSettingsThatCannotBeOpened(t *testing.T) {
	for name, tt := range map[string]struct {
		content string
		want    error
	}{
		"zero bytes": {"", checkout.ErrJournalBroken},
		"text":       {"currency=EUR and much more that is no database", checkout.ErrJournalBroken},
	} {
		dir := t.TempDir()
		must(t, os.WriteFile(filepath.Join(dir, "settings.db"), []byte(tt.content), 0o600))
		_, err := storage.OpenSettings(t.Context(), dir)
		if !errors.Is(err, storage.ErrSettings) || !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	s := settings(t, t.TempDir())
	must(t, s.Close())
	if _, err := s.Load(t.Context()); !errors.Is(err, storage.ErrSettings) {
		t.Errorf("after Close: got %v", err)
	}
}
