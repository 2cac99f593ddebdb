package session_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// cardShop is a shop whose provider keeps cards: payments "p0", "p1" and so on have one each.
func cardShop(t *testing.T, many int) *rig {
	t.Helper()
	r := newRig(t)
	r.keys[entryOf("production")] = payments.NewSecret("k")
	r.cards = map[string]payments.KeptCard{}
	for i := range many {
		r.cards[fmt.Sprint("p", i)] = payments.KeptCard{Token: payments.NewSecret(fmt.Sprint("token", i)), Masked: "************3555"}
	}
	return r
}

func entryOf(environment string) string { return "handpoint/" + environment + "/default/api" }

// names are those of the cards that are kept.
func names(t *testing.T, c present.Cards) string {
	t.Helper()
	list, _, err := c.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, k := range list {
		all = append(all, k.Name+k.Masked[12:])
	}
	return strings.Join(all, " ")
}

// A card is kept under a name in the keyring, charged by that name, renamed and removed. The window and
// the settings never have its token, and it leaves for the engine alone.
func TestCardsAreKeptInTheKeyring(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := cardShop(t, 2)
		s := r.open(t, "production", nil)
		cards := s.First().Cards
		for i, name := range []string{"Room 12", "Bar tab"} {
			if _, err := cards.Keep(t.Context(), fmt.Sprint("p", i), " "+name+" "); err != nil {
				t.Fatal(err)
			}
		}
		if got := names(t, cards); got != "Bar tab3555 Room 123555" {
			t.Errorf("kept %q", got)
		}
		if _, err := cards.Keep(t.Context(), "p0", "ROOM 12"); !errors.Is(err, present.ErrCardNameTaken) {
			t.Errorf("a name twice: %v", err)
		}
		if err := cards.Rename(t.Context(), "room 12", "Room 14"); err != nil {
			t.Error(err)
		}
		for want, err := range map[error]error{
			present.ErrCardNameTaken: cards.Rename(t.Context(), "Room 14", "bar tab"), present.ErrNoSuchCard: cards.Rename(t.Context(), "Room 12", "x"),
			payments.ErrCardName: cards.Rename(t.Context(), "Room 14", " "),
		} {
			if !errors.Is(err, want) {
				t.Errorf("got %v, want %v", err, want)
			}
		}
		q := checkout.Request{RequestKey: "n", Kind: payments.KindPhoneOrder, Card: payments.CardUse{Name: "Room 14"}, Terminal: payments.Terminal{Profile: s.First().Mark}}
		if _, err := s.Engine.Start(t.Context(), q); err != nil || r.starts[0].Card != (payments.CardUse{Token: payments.NewSecret("token0")}) || r.starts[0].Terminal != (payments.Terminal{}) {
			t.Errorf("started %+v, %v", r.starts, err)
		}
		if err := cards.Remove(t.Context(), "Room 14"); err != nil {
			t.Error(err)
		}
		if _, err := s.Engine.Start(t.Context(), q); !errors.Is(err, present.ErrNoSuchCard) || len(r.starts) != 1 {
			t.Errorf("a card that was removed: %v", err)
		}
		if err := cards.Remove(t.Context(), "Room 14"); !errors.Is(err, present.ErrNoSuchCard) {
			t.Errorf("removed twice: %v", err)
		}
		for account, secret := range r.keys {
			if strings.Contains(secret.Reveal(), "token0") || strings.Contains(secret.Reveal(), "token1") != (account == "handpoint/production/default/cards") {
				t.Errorf("%s has %s", account, secret.Reveal())
			}
		}
		if text := fmt.Sprint(r.settings, r.told()); strings.Contains(text, "token") {
			t.Errorf("written down: %s", text)
		}
		r.close(t)
	})
}

// What cannot be kept is said, and the payment is touched in no case.
func TestCardsThatAreNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := cardShop(t, 1)
		s := r.open(t, "production", nil)
		cards := s.First().Cards
		for want, name := range map[error]string{payments.ErrCardName: "4111 1111 1111 1111", payments.ErrNoCard: "Room 7"} {
			if _, err := cards.Keep(t.Context(), "p9", name); !errors.Is(err, want) {
				t.Errorf("%q: %v", name, err)
			}
		}
		r.keyring(false, errBroken)
		if _, err := cards.Keep(t.Context(), "p0", "Room 7"); !errors.Is(err, present.ErrCardsClosed) {
			t.Errorf("a keyring that is closed: %v", err)
		}
		if _, err := s.Engine.Start(t.Context(), checkout.Request{Card: payments.CardUse{Name: "Room 7"}}); !errors.Is(err, present.ErrCardsClosed) || len(r.starts) > 0 {
			t.Errorf("charged behind a keyring that is closed: %v", err)
		}
		if err := cards.Remove(t.Context(), "Room 7"); !errors.Is(err, present.ErrCardsClosed) {
			t.Errorf("removed: %v", err)
		}
		r.keyring(false, nil)
		r.inMemory = true
		if inMemory, err := cards.Keep(t.Context(), "p0", "Room 7"); err != nil || !inMemory {
			t.Errorf("no keyring: %v, in memory %v", err, inMemory)
		}
		r.keys["handpoint/production/default/cards"] = payments.NewSecret(`[{"t":"token77",`)
		if _, _, err := cards.List(t.Context()); !errors.Is(err, present.ErrCardsClosed) || strings.Contains(err.Error(), "token77") {
			t.Errorf("an entry that cannot be read: %v", err)
		}
		r.cards = nil
		if s = r.open(t, "production", nil); s.First().Cards != nil {
			t.Error("a shop that keeps no cards has a list of them")
		}
		r.close(t)
	})
}

// Some keyrings take little in one entry: there are several, none too long, and at last no more.
func TestManyCardsAreInSeveralEntries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const many = 600
		r := cardShop(t, many)
		s := r.open(t, "production", nil)
		kept, full := 0, false
		for i := range many {
			_, err := s.First().Cards.Keep(t.Context(), fmt.Sprint("p", i), fmt.Sprint("Room ", i))
			if full = errors.Is(err, present.ErrCardsFull); full {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			kept++
		}
		if list, _, _ := s.First().Cards.List(t.Context()); !full || len(list) != kept || kept < 200 {
			t.Errorf("%d kept, %d listed, full %v", kept, len(list), full)
		}
		for account, secret := range r.keys {
			if n := len(secret.Reveal()); n > 2560 {
				t.Errorf("%s has %d bytes", account, n)
			}
		}
		if err := s.First().Cards.Remove(t.Context(), "Room 150"); err != nil {
			t.Error(err)
		}
		if _, err := s.First().Cards.Keep(t.Context(), "p599", "Room 599"); err != nil {
			t.Errorf("there is room again: %v", err)
		}
		r.close(t)
	})
}

// In training cards are kept in memory alone, as long as the program runs.
func TestCardsOfTrainingAreInMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := cardShop(t, 1)
		s := r.open(t, "training", nil)
		if _, err := s.First().Cards.Keep(t.Context(), "p0", "Room 1"); err != nil {
			t.Fatal(err)
		}
		r.close(t)
		if len(r.keys) != 1 {
			t.Errorf("the keyring has %d entries", len(r.keys))
		}
	})
}

// A card is kept without a sale when the engine has a token for it, and in no other case.
func TestACardIsKeptWithoutASale(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := cardShop(t, 2)
		s := r.open(t, "production", nil)
		cards, at := s.First().Cards, payments.Terminal{Profile: s.First().Mark}
		take := func(key, name string) error {
			_, err := cards.Take(t.Context(), checkout.CommandRequest{RequestKey: key, Terminal: at}, name)
			return err
		}
		for state, want := range map[payments.CommandState]error{
			payments.CommandRefused: present.ErrCardRefused, payments.CommandNotSent: present.ErrCardUnsent,
			payments.CommandUnknown: present.ErrCardUnclear, payments.CommandTaken: present.ErrCardUnclear,
		} {
			r.taken = state
			if err := take("p0", "Room 12"); !errors.Is(err, want) {
				t.Errorf("%s: %v", state, err)
			}
		}
		r.taken = payments.CommandDone
		if err := take("p9", "Room 12"); !errors.Is(err, present.ErrCardUnclear) {
			t.Errorf("no token: %v", err)
		}
		if got := names(t, cards); got != "" {
			t.Errorf("kept %q", got)
		}
		if err := take("p0", "Room 12"); err != nil || names(t, cards) != "Room 123555" {
			t.Errorf("%v, kept %q", err, names(t, cards))
		}
		delete(r.asked, "take card p1")
		if err := take("p1", "room 12"); !errors.Is(err, present.ErrCardNameTaken) || r.asked["take card p1"] != "" {
			t.Errorf("a name that is taken: %v", err)
		}
		r.takeErr = checkout.ErrDisturbs
		if err := take("p1", "Room 13"); !errors.Is(err, checkout.ErrTerminalTaken) {
			t.Errorf("beside a payment: %v", err)
		}
		at.Profile += "x"
		if err := take("p1", "Room 13"); !errors.Is(err, checkout.ErrWrongAccount) {
			t.Errorf("at another's terminal: %v", err)
		}
		if text := fmt.Sprint(r.settings, r.told()); strings.Contains(text, "token") {
			t.Errorf("written down: %s", text)
		}
		r.close(t)
	})
}

// A loyalty card is read by the engine of the terminal's profile, and by no other.
func TestALoyaltyCardIsReadAtItsTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := cardShop(t, 0)
		s := r.open(t, "production", nil)
		q := checkout.CommandRequest{RequestKey: "n", Terminal: payments.Terminal{Profile: s.First().Mark}}
		if _, n, err := s.Engine.CardNumber(t.Context(), q); err != nil || n.Masked() != "*********2345" || r.asked["number n"] == "" {
			t.Errorf("%v, %v", n, err)
		}
		q.Terminal.Profile += "x"
		if _, n, err := s.Engine.CardNumber(t.Context(), q); !errors.Is(err, checkout.ErrWrongAccount) || !n.Whole.Empty() {
			t.Errorf("at another's terminal: %v, %v", n, err)
		}
		r.close(t)
	})
}
