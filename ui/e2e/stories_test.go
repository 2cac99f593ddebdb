//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
	"tillside/storage/people"
	"tillside/storage/secrets"
)

// printer takes the place of the command that prints, and keeps what it is given.
func (s *shop) printer(t *testing.T) (printed string) {
	t.Helper()
	folder := t.TempDir()
	printed = filepath.Join(folder, "printed.pdf")
	script := fmt.Sprintf("#!/bin/sh\ncat > '%s.part' && mv '%[1]s.part' '%[1]s'\n", printed)
	if err := os.WriteFile(filepath.Join(folder, "lp"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	for i, variable := range s.env {
		if path, ok := strings.CutPrefix(variable, "PATH="); ok {
			s.env[i] = "PATH=" + folder + string(os.PathListSeparator) + path
		}
	}
	return printed
}

// keystrokes are presses that are counted.
type keystrokes struct {
	*till
	count int
}

func (k *keystrokes) press(keys ...string) {
	k.count += len(keys)
	k.till.press(keys...)
}

// staff names people, each with a PIN, and the highest refund, before the till is opened. An owner is the first.
func (s *shop) staff(t *testing.T, most string, pins map[checkout.Operator]string) {
	t.Helper()
	for _, variable := range s.env {
		if name, value, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "DBUS_") {
			t.Setenv(name, value)
		}
	}
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(os.MkdirAll(s.data, 0o700))
	settings, err := storage.OpenSettings(t.Context(), s.data)
	check(err)
	check(settings.Save(t.Context(), map[string]string{"refund_most:EUR": most}))
	book, err := people.Open(t.Context(), people.Params{
		Store: settings, Keys: secrets.NewStore(secrets.NewKeyring()), NoKey: secrets.ErrNoKey, Now: time.Now,
		Pepper: secrets.Account(payments.Account{Provider: "tillside", Environment: "people", Profile: payments.DefaultProfile}, "pepper"),
	})
	check(err)
	for _, owners := range []bool{true, false} {
		for o, pin := range pins {
			if (o.Role == checkout.RoleOwner) == owners {
				check(book.Make(t.Context(), o, pin))
			}
		}
	}
	check(settings.Close())
}

// A cashier comes to the till with her PIN and refunds within her limit. A caller says "about 40 euros, today,
// card ends 0936": whoever is on the line types that, and refunds the payment in under 15 keys, of which a
// supervisor's PIN are five, because it is above the limit. Five wrong PINs block one. In the evening the
// owner closes the day, in which one payment is not confirmed, and has it on paper.
func TestADayOfThreePeople(t *testing.T) {
	need(t, "pdftotext")
	s := newShop(t)
	s.withKeyring(t)
	s.staff(t, "1000", map[checkout.Operator]string{
		{Name: "Olga", Role: checkout.RoleOwner}: "9999", {Name: "Anna", Role: checkout.RoleCashier}: "1111", {Name: "Mona", Role: checkout.RoleSupervisor}: "5555",
	})
	printed := s.printer(t)
	w := s.open(t, "--training")
	w.on("lock")
	w.arrange()
	w.signsIn("1111")
	w.sell("training", "3990", 1)
	w.leave()
	w.refundPart("training", "500", "one was torn", 2)
	w.leave()
	w.answersACaller()
	w.blocksAPIN()
	w.press("Down") // to Mona
	w.press("Down") // and Olga
	w.signsIn("9999")
	w.closesTheDay(printed)
	w.quit()
	s.clean(t)
}

// signsIn types a PIN on the screen of the lock.
func (w *till) signsIn(pin string) {
	w.t.Helper()
	time.Sleep(looked)
	w.write(pin)
	w.press("Return")
	w.on("sale")
}

func (w *till) answersACaller() {
	w.t.Helper()
	s, t := w.shop, w.t
	rep := &keystrokes{till: w}
	w.press("ctrl+f")
	w.on("journal")
	w.write("~40 today 0936")
	w.said("payments found")
	time.Sleep(looked)
	rep.press("Down")
	time.Sleep(looked)
	rep.press("Return")
	w.on("refund")
	w.said("rest read")
	rep.press("t", "o", "r", "n")
	time.Sleep(looked)
	rep.press("Return")
	time.Sleep(looked)
	s.display.shot(t, "stopped")
	if n := len(s.journal(t, "training")); n != 2 {
		t.Errorf("%d payments are in the journal before anybody allowed the third", n)
	}
	rep.press("5", "5", "5", "5")
	time.Sleep(looked)
	rep.press("Return")
	back := s.settledAs(t, "training", 3, "approved")
	if back.Kind != "refund" || back.Amount != 3490 || rep.count >= 15 {
		t.Errorf("refunded %+v with %d keys", back, rep.count)
	}
	w.shows(back)
	w.leave()
}

// blocksAPIN types wrong ones until the right one is not looked at any more.
func (w *till) blocksAPIN() {
	w.t.Helper()
	w.press("ctrl+l")
	w.on("lock")
	time.Sleep(looked)
	for _, pin := range []string{"0000", "0001", "0002", "0003", "0004", "1111"} {
		w.write(pin)
		w.press("Return")
		time.Sleep(looked / 2)
	}
	w.shop.display.shot(w.t, "blocked")
	if screen := w.screen(); screen != "lock" {
		w.t.Errorf("after five wrong PINs the right one leads to %s", screen)
	}
}

func (w *till) closesTheDay(printed string) {
	w.t.Helper()
	s, t := w.shop, w.t
	w.press("9", "0", "0", "8", "Return") // the result of this one never comes
	w.on("payment")
	w.shows(s.settledAs(t, "training", 4, "waiting"))
	w.press("ctrl+n")
	w.on("sale")
	w.press("ctrl+5")
	w.on("day")
	time.Sleep(looked)
	w.press("Return")
	time.Sleep(looked)
	w.press("Return")
	time.Sleep(looked)
	w.press("ctrl+p")
	until(t, "a sheet of paper", func() bool { _, err := os.Stat(printed); return err == nil })
	s.display.shot(t, "day-closed")
	text, err := exec.Command("pdftotext", "-layout", printed, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Day 1, closed", "0.00 EUR", "1 not confirmed, not in total", "90.08 EUR", "Anna"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the sheet does not say %q:\n%s", want, text)
		}
	}
}
