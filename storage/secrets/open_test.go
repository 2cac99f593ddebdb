package secrets_test

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tillside/storage/secrets"
)

// The prompt of a locked keyring may wait for ever, although the keyring was opened in another
// way: then the key is read without it.
func TestAKeyringThatWasOpenedElsewhereIsReadAlthoughItsPromptHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var unlocked atomic.Bool
		prompt := make(chan struct{})
		defer close(prompt)
		k := secrets.Over(fake{open: unlocked.Load, get: func(string, string) (string, error) {
			if !unlocked.Load() {
				<-prompt
			}
			return value, nil
		}})
		_, err := k.Get(t.Context(), account)
		is(t, err, secrets.ErrUnavailable)
		if k.Open(t.Context()) {
			t.Fatal("a locked keyring is open")
		}
		unlocked.Store(true)
		if !k.Open(t.Context()) {
			t.Fatal("an unlocked keyring is not open")
		}
		got, err := k.Get(t.Context(), account)
		must(t, err)
		if got != key {
			t.Error("it gave another key")
		}
	})
}

// A look is short, and looks that are not answered do not pile up.
func TestALookAtAKeyringThatHangsIsShort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int32
		hang := make(chan struct{})
		k := secrets.Over(fake{open: func() bool {
			asked.Add(1)
			<-hang
			return true
		}})
		began := time.Now()
		for range 5 {
			if k.Open(t.Context()) {
				t.Error("no answer is taken for an open keyring")
			}
		}
		if took := time.Since(began); took > 5*time.Second || asked.Load() != 1 {
			t.Errorf("it took %s and asked %d times", took, asked.Load())
		}
		close(hang)
		synctest.Wait()
		if !k.Open(t.Context()) {
			t.Error("when the system answers again the keyring is not open")
		}
	})
}

func TestALookThatPanicsSaysNo(t *testing.T) {
	k := secrets.Over(fake{open: func() bool { panic("broken") }})
	if k.Open(t.Context()) {
		t.Error("a broken library says that the keyring is open")
	}
}
