package present_test

import (
	"reflect"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

func staff() []checkout.Operator {
	return []checkout.Operator{
		{Name: "Anna", Role: checkout.RoleCashier, LockedUntil: now.Add(9 * time.Minute)},
		{Name: "Iris", Role: checkout.RoleSupport},
		{Name: "Olga", Role: checkout.RoleOwner},
		{Name: "Sue", Role: checkout.RoleSupervisor, LockedUntil: now.Add(-time.Minute)},
	}
}

// signIns are who came to the till yesterday and today, newest first.
func signIns() []checkout.CommandStep {
	var all []checkout.CommandStep
	for i, k := range []payments.CommandKind{payments.CommandSignIn, payments.CommandLockedOut, payments.CommandWrongPIN, payments.CommandSignIn} {
		all = append(all, checkout.Noted(k, []string{"Olga", "Anna"}[min(i%3, 1)], now.Add(-time.Duration(i)*8*time.Hour)))
	}
	return all
}

func signInScreens(w *page, p *present.Presenter) {
	for _, in := range []present.SignInsInput{{Steps: signIns(), Now: now}, {Now: now}, {Loading: true, Now: now}, {Problem: checkout.ErrJournalBroken, Now: now}} {
		v := p.SignIns(in)
		w.head("who came to the till")
		w.line(v.Title)
		w.buttons(p.SignInsWay())
		w.line(v.Body)
		for _, d := range v.Days {
			w.line("-- " + d.Title)
			for _, row := range d.Rows {
				w.line(row.Time, row.Text, string(row.Tone))
			}
		}
		w.sentence(v.Empty)
		w.buttons(v.Back)
	}
}

// peopleScreens are what is said where people have names and PINs.
func peopleScreens(w *page, p *present.Presenter) {
	signInScreens(w, p)
	w.head("the till is locked")
	lock := p.Lock(present.LockInput{People: staff(), Chosen: "Olga", Typed: true, Now: now})
	w.line(lock.Title)
	w.line(lock.Body)
	for _, c := range lock.Names {
		w.line(choice(c))
	}
	w.field(lock.PIN)
	w.buttons(lock.Confirm)
	w.head("a limit is lifted")
	ask := p.AskApproval(checkout.ErrOverHour, staff(), now)
	w.question(ask.Question)
	w.line(ask.Name)
	for _, c := range ask.Names {
		w.line(choice(c))
	}
	w.field(ask.PIN)
	w.line(p.PINRefused(checkout.ErrWrongPIN))
	w.line(p.PINRefused(checkout.ErrLockedOut))
	w.head("people at the till")
	for _, in := range []present.PeopleInput{
		{Role: checkout.RoleCashier},
		{People: staff(), Role: checkout.RoleCashier, LockAfter: time.Minute, Name: "Ben", PIN: "1234", Now: now},
		{People: staff()[1:2], Role: checkout.RoleSupervisor, Now: now},
		{People: staff()[1:2], Role: checkout.RoleSupport, Now: now},
	} {
		w.people(p.People(in))
	}
	w.question(p.AskNewPIN(staff()[0]))
	w.question(p.AskRemovePerson(staff()[0], false))
	w.question(p.AskRemovePerson(staff()[2], true))
	s := p.OwnersSettings()
	w.sentence(&s)
	w.line(p.AtTill(staff()[0]))
	a := attempt("sale", "approved")
	a.By.Operator, a.By.Approver = "Anna", "Sue"
	detail := p.Detail(present.DetailInput{Attempt: a, Info: handpoint, Events: []checkout.Event{{Kind: checkout.EventRecorded, At: now}}, Badge: badgeB, Now: now})
	w.line(detail.Timeline[0].Text)
	for _, f := range detail.Facts {
		w.line(f.Name, f.Value)
	}
}

func (w *page) people(v present.PeopleView) {
	w.line(v.Title)
	w.line(v.Body)
	for _, row := range v.Rows {
		w.line(row.Name)
		w.buttons(row.NewPIN, row.Remove)
	}
	w.options(v.LockAfter, 6)
	w.field(v.Name)
	w.options(v.Role, 4)
	w.line(v.Meaning)
	w.field(v.PIN)
	w.buttons(v.Add)
}

// Only those who may lift a limit are asked for their PIN, and the first person is an owner.
func TestWhoIsAsked(t *testing.T) {
	p := english(t)
	names := p.AskApproval(checkout.ErrOverLimit, staff(), now).Names
	if len(names) != 2 || names[0].Value != "Olga" || !names[0].Chosen || names[1].Value != "Sue" {
		t.Errorf("asked: %+v", names)
	}
	if roles := p.People(present.PeopleInput{Role: checkout.RoleCashier}).Role.Choices; len(roles) != 1 || roles[0].Value != "owner" || !roles[0].Chosen {
		t.Errorf("the first person may be %+v", roles)
	}
	if p.People(present.PeopleInput{Name: " ", PIN: "1234"}).Add.Enabled || p.People(present.PeopleInput{Name: "Anna"}).Add.Enabled {
		t.Error("somebody without a name or a PIN can be added")
	}
}

// Whoever is at the till: that a unit was misread is kept, and no unit is settled by that.
func TestWhatTakesTrustBack(t *testing.T) {
	for word, values := range map[string]map[string]bool{
		"choice:units:training": {"off": true, "major": false, "minor": false, "": false}, "choice:misread:training": {"2026": true},
		"choice:tips_after:training": {"off": true, "major": false}, "choice:tip_misread:training": {"2026": true},
		"choice:phone:training": {"off": false}, "units:training": {"off": false},
	} {
		for value, want := range values {
			if present.TakesTrustBack(word, value) != want {
				t.Errorf("%s to %q: %v", word, value, !want)
			}
		}
	}
}

// What an owner sets is not changed by another; what the program keeps by itself is.
func TestOwnersWords(t *testing.T) {
	changed := present.DefaultSettings()
	changed.Limits.Refunds = checkout.RefundLimits{Most: 1, PerHour: 2, MaxAge: 24 * time.Hour, NoUnlinked: true}
	changed.Limits = changed.Limits.WithRefunds("CLP", checkout.RefundLimits{Most: 3})
	changed.Limits.LockAfter, changed.Limits.KeepFor, changed.Environment = time.Minute, 24, "production"
	changed.Hosts["cloud_url"], changed.Choices["production"] = "https://x", map[string]string{"a": "b"}
	changed = changed.WithHere("PAX/1", true)
	owners := 0
	for word := range changed.Changed(present.DefaultSettings()) {
		if !present.OwnersWord(word) {
			t.Errorf("anybody may change %q", word)
		}
		owners++
	}
	if owners < 8 {
		t.Errorf("%d words were held against it", owners)
	}
	for _, word := range []string{"last_terminal", "window_width", "unseen:production", "badge:PAX/1", "terminals:production", "theme"} {
		if present.OwnersWord(word) {
			t.Errorf("the program itself may not keep %q", word)
		}
	}
	if got := present.ParseSettings(changed.Words()).Limits; !reflect.DeepEqual(got, changed.Limits) {
		t.Errorf("read back %+v", got)
	}
	if got := present.ParseSettings(map[string]string{"lock_after": "0"}).Limits.LockAfter; got != 0 {
		t.Errorf("never is read as %s", got)
	}
}
