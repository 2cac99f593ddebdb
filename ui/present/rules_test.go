package present_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

func TestEveryErrorHasItsOwnSentence(t *testing.T) {
	p := english(t)
	unforeseen := p.Error(errors.New("anything"))
	for _, err := range mistakes() {
		s := p.Error(fmt.Errorf("start sale: %w", err))
		if s == unforeseen && err.Error() != "sql: no rows in result set" {
			t.Errorf("%v has no sentence of its own", err)
		}
		for _, part := range []string{s.Title, s.Body, s.Next} {
			if part == "" {
				t.Errorf("%v: a part is missing: %+v", err, s)
			}
			if strings.Contains(part, "start sale") || strings.Contains(part, "gateway:") || strings.Contains(part, "sql") {
				t.Errorf("%v: a raw error is shown: %q", err, part)
			}
		}
		if strings.HasSuffix(s.Title, ".") || !strings.HasSuffix(s.Body, ".") || !strings.HasSuffix(s.Next, ".") {
			t.Errorf("%v: %+v", err, s)
		}
	}
}

// An error that nobody foresaw must not claim anything about the money.
func TestAnUnforeseenErrorClaimsNothing(t *testing.T) {
	s := english(t).Error(errors.New("database is locked")).String()
	if !strings.Contains(s, "Payments") || !strings.Contains(s, "before you charge again") {
		t.Errorf("%q", s)
	}
	if strings.Contains(s, "Nothing was") || strings.Contains(s, "locked") {
		t.Errorf("%q", s)
	}
}

func TestTheCauseIsMoreThanTheOccasion(t *testing.T) {
	p := english(t)
	err := fmt.Errorf("%w: %w", checkout.ErrLookupFailed, &payments.Error{Kind: payments.ErrorDNS})
	got := p.Error(err)
	want := present.Sentence{
		Title: "Payment provider not found",
		Body:  "The check with the payment provider failed, so nothing new was started.",
		Next:  p.Error(&payments.Error{Kind: payments.ErrorDNS}).Next,
	}
	if got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestSentencesWithoutBlame(t *testing.T) {
	for key, sentence := range readSentences(t, "en") {
		lower := strings.ToLower(sentence)
		for _, bad := range []string{"something went wrong", "transaction failed", "invalid", "oops", "general error", "  ", "please try again later"} {
			if strings.Contains(lower, bad) {
				t.Errorf("%s says %q", key, bad)
			}
		}
		if sentence != strings.TrimSpace(sentence) || sentence == "" {
			t.Errorf("%s has blanks around it: %q", key, sentence)
		}
		if strings.Contains(lower, "retry") {
			t.Errorf("%s offers a retry: %q", key, sentence)
		}
	}
}

func TestQuestionsHaveTheirOwnVerbs(t *testing.T) {
	p := english(t)
	sold := attempt(payments.KindSale, payments.StateApproved)
	for _, q := range []present.Question{
		p.AskReverse(present.ReverseInput{Original: sold, Badge: badgeB}), p.AskClose(sold, payments.Info{}), p.AskErase(sold), p.AskForgetSecret("production", payments.CredentialAPI, 0), p.AskAddProfile(), p.AskForgetProfile("Bar", 2),
	} {
		for _, b := range []present.Button{q.Confirm, q.Keep} {
			switch strings.ToLower(b.Label) {
			case "yes", "no", "ok", "cancel", "":
				t.Errorf("%s: a button says %q", q.Title, b.Label)
			}
			if !b.Enabled {
				t.Errorf("%s: %q is off", q.Title, b.Label)
			}
		}
		if q.Keep.Key != "Esc" || q.Confirm.Key != "" {
			t.Errorf("%s: keys %q and %q", q.Title, q.Confirm.Key, q.Keep.Key)
		}
	}
}

func TestBadgesStayWithTheirTerminals(t *testing.T) {
	first := present.AssignBadges(nil, []payments.Terminal{counter, door})
	if first[counter.ID()].Letter != "A" || first[door.ID()].Letter != "B" {
		t.Fatalf("letters %+v", first)
	}
	first[door.ID()] = payments.Badge{Letter: "D", Colour: 5, Name: "By the door"}
	kept := maps.Clone(first)
	second := present.AssignBadges(first, []payments.Terminal{terrace, door, counter})
	if second[door.ID()] != kept[door.ID()] || second[counter.ID()] != kept[counter.ID()] {
		t.Errorf("a badge changed: %+v", second)
	}
	if got := second[terrace.ID()]; got.Letter != "B" || got.Colour == kept[counter.ID()].Colour || got.Colour == 5 {
		t.Errorf("the new terminal got %+v", got)
	}
	if !maps.Equal(first, kept) {
		t.Error("the map that was given was changed")
	}
}

func TestMoreTerminalsThanLetters(t *testing.T) {
	var many []payments.Terminal
	for i := range 60 {
		many = append(many, payments.Terminal{Serial: fmt.Sprintf("900%02d", i), Type: "PAXA920"})
	}
	letters := map[string]int{}
	for _, b := range present.AssignBadges(nil, many) {
		letters[b.Letter]++
	}
	if len(letters) != 60 || letters["Z"] != 1 || letters["AA"] != 1 || letters["BH"] != 1 {
		t.Errorf("letters %v", letters)
	}
	for range 15 {
		many = append(many, slices.Clone(many[:50])...)
	}
	for i := range many {
		many[i].Serial = fmt.Sprint(i)
	}
	clear(letters)
	for _, b := range present.AssignBadges(nil, many) {
		letters[b.Letter]++
	}
	if letters["ZZ"] != 1 || letters[""] != len(many)-26*27 {
		t.Errorf("of %d, %d have no letter", len(many), letters[""])
	}
}

func TestTheTrayShowsTheOpenQuestionFirst(t *testing.T) {
	put := func(s payments.State, since time.Duration) present.TrayInput {
		return present.TrayInput{Attempt: attempt(payments.KindSale, s), Badge: badgeB, Since: since}
	}
	for _, tt := range []struct {
		in   []present.TrayInput
		pill string
		tone present.Tone
	}{
		{nil, "", ""},
		{[]present.TrayInput{put(payments.StateWaiting, 42*time.Second)}, "1 unfinished · 0:42", present.ToneWaiting},
		{[]present.TrayInput{put(payments.StateWaiting, 42*time.Second), put(payments.StateUnknown, time.Second)}, "2 unfinished · 0:42", present.ToneUnknown},
		{[]present.TrayInput{put(payments.StateApproved, time.Hour), put(payments.StateDeclined, 0)}, "2 payments finished: look", present.ToneDeclined},
		{[]present.TrayInput{put(payments.StateCancelled, 0)}, "1 payment finished: look", present.ToneNeutral},
	} {
		v := english(t).Tray(tt.in)
		if v.Pill != tt.pill || v.Tone != tt.tone || len(v.Items) != len(tt.in) {
			t.Errorf("pill %q in %q, want %q in %q", v.Pill, v.Tone, tt.pill, tt.tone)
		}
		if ended := strings.Contains(tt.pill, "finished: look"); ended == (v.Title == "Unfinished") {
			t.Errorf("%q is over what the pill calls %q", v.Title, tt.pill)
		}
		short := strings.NewReplacer("unfinished", "open", " payments", "", " payment", "", ": look", "").Replace(tt.pill)
		if v.Short != short {
			t.Errorf("the short pill is %q, want %q", v.Short, short)
		}
	}
}

func TestHealthIsNeverAGuess(t *testing.T) {
	for _, tt := range []struct {
		battery  string
		charging bool
		want     string
	}{
		{"80", false, "Battery 80 %"}, {"54%", true, "Battery 54 %, charging"}, {" 7 % ", false, "Battery 7 %"},
		{"", true, ""}, {"full", false, ""}, {"-1", false, ""}, {"101", false, ""},
	} {
		in := sale()
		in.Terminals[1].Health.Battery, in.Terminals[1].Health.Charging = tt.battery, tt.charging
		if got := english(t).Sale(in).Terminals[1].Battery; got != tt.want {
			t.Errorf("%q: %q, want %q", tt.battery, got, tt.want)
		}
	}
}

func TestOnlyTrainingIsStriped(t *testing.T) {
	for _, e := range append(slices.Clone(places), "nowhere") {
		b := english(t).Banner(e)
		if b.Striped != (e == "training") || b.Text == "" || b.Short == "" {
			t.Errorf("%s: %+v", e, b)
		}
		if (b.Tone == present.ToneApproved) != (e == "production") {
			t.Errorf("%s looks like the live environment", e)
		}
	}
}

func TestTheJournalGroupsByTheDayOfTheShop(t *testing.T) {
	late, early := attempt(payments.KindSale, payments.StateApproved), attempt(payments.KindSale, payments.StateApproved)
	early.Created = time.Date(2026, time.November, 20, 2, 59, 0, 0, time.UTC) // still Thursday in Santiago
	late.Created = early.Created.Add(2 * time.Minute)
	p := present.New(newSpeaker(t, "en").say, "en", time.FixedZone("Santiago", -3*60*60))
	v := p.Journal(present.JournalInput{Attempts: []payments.Attempt{late, early}, Now: now})
	if len(v.Days) != 2 || v.Days[0].Title != "Today · Friday 20 November" || v.Days[1].Title != "Yesterday · Thursday 19 November" {
		t.Errorf("days %+v", v.Days)
	}
}

func TestARefundThatIsOpenIsNotCountedAsRefunded(t *testing.T) {
	sold, back := attempt(payments.KindSale, payments.StateApproved), attempt(payments.KindRefund, payments.StateUnknown)
	back.Original.Reference = sold.Reference
	v := english(t).Journal(present.JournalInput{Attempts: []payments.Attempt{back, sold}, Now: now})
	if got := v.Days[0].Rows[1].Word; got != "Paid" {
		t.Errorf("the sale says %q", got)
	}
}

func TestReversalIsOfferedForWhatIsUntouched(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*present.DetailInput)
		want   bool
	}{
		{"untouched", func(in *present.DetailInput) { in.Linked, in.Refundable = nil, nil }, true},
		{"a refund was declined", func(in *present.DetailInput) {
			in.Linked, in.Refundable = []payments.Attempt{attempt(payments.KindRefund, payments.StateDeclined)}, nil
		}, true},
		{"a refund may have happened", func(in *present.DetailInput) {
			in.Linked, in.Refundable = []payments.Attempt{attempt(payments.KindRefund, payments.StateUnknown)}, nil
		}, false},
		{"refunded elsewhere", func(in *present.DetailInput) { in.Linked = nil }, false},
		{"not offered by the gateway", func(in *present.DetailInput) {
			in.Linked, in.Refundable, in.Info.Operations = nil, nil, []payments.Kind{payments.KindSale}
		}, false},
	} {
		in := detailInput(payments.KindSale, payments.StateApproved)
		tt.change(&in)
		got := false
		for _, b := range english(t).Detail(in).Buttons {
			got = got || b.Action == present.ActionReverse && b.Enabled
		}
		if got != tt.want {
			t.Errorf("%s: offered %v", tt.name, got)
		}
	}
}

func TestASilentTerminalTakesNothing(t *testing.T) {
	for id, want := range map[string]bool{counter.ID(): true, door.ID(): true, terrace.ID(): false, "": false, "gone": false} {
		in := sale()
		in.Selected = id
		if got := english(t).Sale(in).Charge.Enabled; got != want {
			t.Errorf("terminal %q: charge enabled %v", id, got)
		}
	}
}

func TestTwoLettersAreTwoTerminals(t *testing.T) {
	letters := map[string]bool{}
	for _, c := range english(t).Sale(sale()).Terminals {
		if letter := c.Badge.Letter; letter == "" || letters[letter] {
			t.Errorf("terminal %s has the letter %q", c.ID, letter)
		}
		letters[c.Badge.Letter] = true
	}
}

func TestTheSumOfADayStandsOnlyAboveTheWholeDay(t *testing.T) {
	in := present.JournalInput{
		Attempts: history(), Now: now,
		Totals: map[time.Time][]checkout.Total{
			time.Date(2026, time.November, 20, 0, 0, 0, 0, time.UTC): {{Currency: "EUR", Payments: 31, Net: eur(61435)}},
		},
	}
	sum := func(search *present.SearchProgress, open bool) string {
		in.Search, in.OpenOnly = search, open
		return english(t).Journal(in).Days[0].Sum
	}
	if all, searched, open := sum(nil, false), sum(&present.SearchProgress{}, false), sum(nil, true); all != "614.35 EUR" || searched != "" || open != "" {
		t.Errorf("the sums are %q, searching %q, of the open ones %q", all, searched, open)
	}
}

// While the list is being read nobody knows that there is none.
func TestAJournalThatIsBeingReadIsNotCalledEmpty(t *testing.T) {
	p := english(t)
	if v := p.Journal(present.JournalInput{Loading: true, Now: now}); v.Empty != nil {
		t.Errorf("says %q", v.Empty.Title)
	}
	if v := p.Journal(present.JournalInput{Now: now}); v.Empty == nil {
		t.Error("an empty journal says nothing")
	}
}

// An error page, a redirect or half an answer is an answer, and no clear one: the screen must
// not say that none came back.
func TestAnUnclearAnswerIsNotCalledNone(t *testing.T) {
	a := attempt(payments.KindSale, payments.StateUnknown)
	a.Sent.ResultID = ""
	a.Outcome.Answer = payments.Answer{Error: payments.ErrorServer, Status: 500}
	for _, step := range english(t).Payment(present.PaymentInput{Attempt: a}).Steps {
		if strings.Contains(step.Text, "no answer") {
			t.Errorf("the answer was 500 and the screen says %q", step.Text)
		}
	}
}

// Where the provider already says that it was paid, "if no payment turns up" says the opposite.
func TestTheCountdownFitsWhatTheProviderSays(t *testing.T) {
	for answer, doubts := range map[payments.Notice]bool{
		payments.NoticeNothingFound: true, payments.NoticeEarlyApproval: false, payments.NoticePartialChoice: false,
	} {
		in := present.PaymentInput{Attempt: attempt(payments.KindSale, payments.StateUnknown)}
		in.Progress = checkout.Progress{Known: true, Answer: answer, CertainIn: time.Minute}
		steps := english(t).Payment(in).Steps
		if last := steps[len(steps)-1].Text; strings.Contains(last, "If no payment") != doubts || !strings.Contains(last, "certain in 1:00") {
			t.Errorf("%s: %q", answer, last)
		}
	}
}
