package present

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// mostPIN is how many digits a PIN has at most, and longestName how long a name may be.
const (
	mostPIN     = 8
	longestName = 40
)

// LockView is the screen of a till that waits for a PIN.
type LockView struct {
	Title, Body string
	Names       []Choice // by name; the one whose PIN is asked for is chosen
	PIN         Field
	Confirm     Button
}

// LockInput is what it is drawn from.
type LockInput struct {
	People []checkout.Operator
	Chosen string // a name
	Typed  bool   // there is something in the field
	Busy   bool   // a PIN is being looked at
	Now    time.Time
}

// Lock is the screen of a till that waits for a PIN.
func (p *Presenter) Lock(in LockInput) LockView {
	v := LockView{
		Title: p.say("lock.title"), Body: p.say("lock.body"),
		PIN:     Field{Label: p.say("lock.pin", "Name", oneLine(in.Chosen, longestName)), Limit: mostPIN},
		Confirm: p.main(ActionSignIn, "lock.confirm"),
	}
	for _, o := range in.People {
		v.Names = append(v.Names, p.named(o, o.Name == in.Chosen, in.Now))
	}
	v.Confirm.Enabled = in.Typed && !in.Busy && in.Chosen != ""
	return v
}

// named is a person to choose, and until when their PIN is not looked at.
func (p *Presenter) named(o checkout.Operator, chosen bool, now time.Time) Choice {
	label := oneLine(o.Name, longestName)
	if now.Before(o.LockedUntil) {
		label = p.say("lock.until", "Name", label, "Time", p.clock(o.LockedUntil))
	}
	return Choice{Value: o.Name, Label: label, Chosen: chosen, Enabled: true}
}

// ApprovalView asks somebody for their PIN to lift a limit once.
type ApprovalView struct {
	Question
	Names []Choice // those who may
	Name  string   // label of them
	PIN   Field
}

// AskApproval asks for the PIN of somebody who may lift a limit. why is what the engine said.
func (p *Presenter) AskApproval(why error, people []checkout.Operator, now time.Time) ApprovalView {
	v := ApprovalView{
		Question: Question{
			Title: p.say("approve.title"), Body: joinSentences(p.Error(why).Body, p.say("approve.body")),
			Confirm: p.button(ActionApprove, "approve.confirm", "Enter"), Keep: p.button(ActionKeep, "refund.keep", "Esc"),
		},
		Name: p.say("approve.name"),
		PIN:  Field{Label: p.say("approve.pin"), Limit: mostPIN},
	}
	for _, o := range people {
		if o.May(checkout.RightApprove) {
			v.Names = append(v.Names, p.named(o, len(v.Names) == 0, now))
		}
	}
	return v
}

// PINRefused is what a field says of a PIN that was not taken.
func (p *Presenter) PINRefused(err error) string {
	s := p.Error(err)
	if errors.Is(err, checkout.ErrWrongPIN) {
		return s.Title
	}
	return joinSentences(s.Body, s.Next)
}

// PeopleView is the part of the settings about the people at the till.
type PeopleView struct {
	Title, Body string
	Rows        []PersonRow
	Name, PIN   Field
	Role        Options
	Meaning     string // what the role may
	Add         Button
	LockAfter   Options // none while nobody is named
}

// PersonRow is one person in the settings.
type PersonRow struct {
	Operator       checkout.Operator
	Name           string
	NewPIN, Remove Button
}

// PeopleInput is what it is drawn from.
type PeopleInput struct {
	People    []checkout.Operator
	Name, PIN string // as they are typed
	Role      checkout.Role
	LockAfter time.Duration
	Busy      bool
	Now       time.Time
}

// People is the part of the settings about the people at the till.
func (p *Presenter) People(in PeopleInput) PeopleView {
	v := PeopleView{
		Title: p.say("people.title"), Body: p.say("people.none"),
		Name: Field{Label: p.say("people.name"), Limit: longestName},
		PIN:  Field{Label: p.say("people.pin"), Hint: p.say("people.pin_hint"), Limit: mostPIN},
		Role: Options{Label: p.say("people.role")},
		Add:  p.button(ActionAddPerson, "people.add", ""),
	}
	v.Add.Enabled = !in.Busy && strings.TrimSpace(in.Name) != "" && in.PIN != ""
	roles := checkout.Roles()
	if len(in.People) == 0 {
		roles = []checkout.Role{checkout.RoleOwner}
	}
	role := in.Role
	if !slices.Contains(roles, role) {
		role = roles[0]
	}
	for _, r := range roles {
		v.Role.Choices = append(v.Role.Choices, Choice{Value: string(r), Label: p.say("role." + string(r)), Chosen: r == role, Enabled: true})
	}
	v.Meaning = p.say("role." + string(role) + ".meaning")
	if len(in.People) == 0 {
		return v
	}
	v.Body = p.say("people.body")
	for _, o := range in.People {
		name := dotted(oneLine(o.Name, longestName), p.say("role."+string(o.Role)))
		if in.Now.Before(o.LockedUntil) {
			name = p.say("lock.until", "Name", name, "Time", p.clock(o.LockedUntil))
		}
		v.Rows = append(v.Rows, PersonRow{
			Operator: o, Name: name, NewPIN: p.button(ActionNewPIN, "people.new_pin", ""), Remove: p.button(ActionRemovePerson, "people.remove", ""),
		})
	}
	v.LockAfter = p.lockAfter(in.LockAfter)
	return v
}

// lockMinutes are the times on offer until the till locks itself.
var lockMinutes = []int{1, 2, 5, 15, 60, 0}

func (p *Presenter) lockAfter(now time.Duration) Options {
	o := Options{Label: p.say("people.lock_after")}
	for _, minutes := range lockMinutes {
		label := p.say("people.lock.many", "Count", strconv.Itoa(minutes))
		switch minutes {
		case 0:
			label = p.say("people.lock.never")
		case 1:
			label = p.say("people.lock.one")
		}
		o.Choices = append(o.Choices, Choice{Value: strconv.Itoa(minutes), Label: label, Chosen: now == time.Duration(minutes)*time.Minute, Enabled: true})
	}
	return o
}

// AskNewPIN asks for another PIN of a person.
func (p *Presenter) AskNewPIN(o checkout.Operator) Question {
	return Question{
		Title: p.say("people.new_pin.title", "Name", oneLine(o.Name, longestName)), Body: p.say("people.pin_hint"), ReasonLabel: p.say("people.pin"), Secret: true,
		Confirm: p.button(ActionNewPIN, "people.new_pin.confirm", "Enter"), Keep: p.button(ActionKeep, "people.keep_pin", "Esc"),
	}
}

// AskRemovePerson asks before a person is taken out. What they did keeps their name.
func (p *Presenter) AskRemovePerson(o checkout.Operator, last bool) Question {
	q := Question{
		Title: p.say("people.remove.title", "Name", oneLine(o.Name, longestName)), Body: p.say("people.remove.body"),
		Confirm: p.button(ActionRemovePerson, "people.remove", ""), Keep: p.button(ActionKeep, "people.keep", "Esc"),
	}
	q.Confirm.Tone = ToneDeclined
	if last {
		q.Body = p.say("people.remove.last")
	}
	return q
}

// AtTill is the text of the pill that says who is at the till; empty where nobody is named.
func (p *Presenter) AtTill(o checkout.Operator) string { return oneLine(o.Name, 16) }

// OwnersSettings tells a person who is no owner how the settings are reached.
func (p *Presenter) OwnersSettings() Sentence { return p.sentence("people.owners_settings") }

// TakesTrustBack reports whether a change says no more than that an amount was read in another unit
// than a person had settled, whoever is at the till then.
func TakesTrustBack(word, value string) bool {
	choice, _, _ := strings.Cut(strings.TrimPrefix(word, wordChoice), ":")
	return strings.HasPrefix(word, wordChoice) && ((choice == payments.ChoiceUnits || choice == payments.ChoiceTips) && value == payments.UnitsOff || choice == ChoiceMisread || choice == ChoiceTipMisread)
}

// OwnersWord reports whether a word of the settings is one that only an owner changes. The others
// the program keeps by itself, or they are about how it looks.
func OwnersWord(word string) bool {
	switch word {
	case wordAskAbove, wordRefundMost, wordRefundHour, wordRefundDays, wordUnlinked, wordLockAfter, wordKeepFor, wordEnvironment, wordCurrency, wordShop,
		wordCallbacks, wordCallbackListen, wordCallbackURL:
		return true
	}
	for _, prefix := range []string{wordAskAbove + ":", wordRefundMost + ":", wordRefundHour + ":", wordTyped, wordChoice, wordProfile, wordTips, wordHere, wordField} {
		if strings.HasPrefix(word, prefix) {
			return true
		}
	}
	return strings.HasSuffix(word, wordHost)
}
