package storage_test

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
)

func TestRecordCommitsTheIntentWithItsEvent(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openAt(t, path)
	a := record(t, j, sale(1))
	must(t, j.Close())

	again := openAt(t, path)
	got, err := again.Attempt(t.Context(), a.Reference)
	must(t, err)
	if !reflect.DeepEqual(got, a) {
		t.Errorf("got  %+v\nwant %+v", got, a)
	}
	events, err := again.Timeline(t.Context(), a.Reference)
	must(t, err)
	want := at(a, checkout.EventRecorded, 0)
	want.Seq = 1
	if len(events) != 1 || events[0] != want {
		t.Errorf("got %+v, want %+v", events, want)
	}
}

func TestRecordRefusesDoubles(t *testing.T) {
	first := sale(1)
	tests := []struct {
		name   string
		change func(*payments.Attempt)
		want   error
	}{
		{"same press", func(a *payments.Attempt) { a.RequestKey = first.RequestKey }, checkout.ErrNonceTaken},
		{"same reference", func(a *payments.Attempt) { a.Reference = first.Reference }, checkout.ErrNonceTaken},
		{"same terminal", func(a *payments.Attempt) { a.Terminal = first.Terminal }, checkout.ErrTerminalTaken},
		{"same terminal with another key", func(a *payments.Attempt) {
			a.Terminal = first.Terminal
			a.Account.KeyFingerprint, a.Account.Profile = "ffff", "second shop"
		}, checkout.ErrTerminalTaken},
		{"same press and terminal", func(a *payments.Attempt) {
			a.RequestKey, a.Terminal = first.RequestKey, first.Terminal
		}, checkout.ErrNonceTaken},
		{"same serial, another model", func(a *payments.Attempt) {
			a.Terminal = first.Terminal
			a.Terminal.Type = "DATECSBLUEPAD50"
		}, nil},
		{"same terminal in another environment", func(a *payments.Attempt) {
			a.Terminal = first.Terminal
			a.Account.Environment = "production"
		}, nil},
		{"nothing in common", func(*payments.Attempt) {}, nil},
		{"no terminal", func(a *payments.Attempt) { a.Terminal = payments.Terminal{} }, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			j := journal(t)
			record(t, j, first)
			second := sale(2)
			tt.change(&second)
			err := j.Record(t.Context(), second, at(second, checkout.EventRecorded, 0))
			if !errors.Is(err, tt.want) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			all, err := j.List(t.Context(), checkout.Query{})
			must(t, err)
			if want := map[bool]int{true: 2, false: 1}[tt.want == nil]; len(all) != want {
				t.Errorf("the journal holds %d attempts, want %d", len(all), want)
			}
		})
	}
}

func TestRecordRefusesASecondLinkedOperation(t *testing.T) {
	original := sale(1)
	tests := []struct {
		name   string
		change func(*payments.Attempt)
		want   error
	}{
		{"another refund", func(*payments.Attempt) {}, checkout.ErrOriginalTaken},
		{"a reversal", func(a *payments.Attempt) { a.Kind = payments.KindSaleReversal }, checkout.ErrOriginalTaken},
		{"known by the gateway's id alone", func(a *payments.Attempt) { a.Original.Reference = "" }, checkout.ErrOriginalTaken},
		{"known by our reference alone", func(a *payments.Attempt) { a.Original.TransactionID = "" }, checkout.ErrOriginalTaken},
		{"of another sale", func(a *payments.Attempt) {
			a.Original.Reference, a.Original.TransactionID = "other", "tx-other"
		}, nil},
		{"not linked", func(a *payments.Attempt) {
			a.Kind, a.Original = payments.KindUnlinkedRefund, payments.Original{}
		}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			j := journal(t)
			finished(t, j, original, payments.StateApproved, 5)
			first := record(t, j, refund(2, original))
			second := refund(3, original)
			tt.change(&second)
			if err := j.Record(t.Context(), second, at(second, checkout.EventRecorded, 0)); !errors.Is(err, tt.want) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			if tt.want == nil {
				return
			}
			move(t, j, first, payments.StateNotSent, checkout.EventAnswered, 1)
			if err := j.Record(t.Context(), second, at(second, checkout.EventRecorded, 0)); err != nil {
				t.Errorf("refused although the first one is final: %v", err)
			}
		})
	}
}

func TestTerminalIsFreeAfterAFinalState(t *testing.T) {
	j := journal(t)
	a := finished(t, j, sale(1), payments.StateDeclined, 3)
	b := sale(2)
	b.Terminal = a.Terminal
	record(t, j, b)
	c := sale(3)
	c.RequestKey = a.RequestKey
	if err := j.Record(t.Context(), c, at(c, checkout.EventRecorded, 0)); !errors.Is(err, checkout.ErrNonceTaken) {
		t.Errorf("a nonce is taken for ever; got %v", err)
	}
}

func TestRecordTakesOnlyBeginnings(t *testing.T) {
	j := journal(t)
	for name, change := range map[string]func(*payments.Attempt){
		"state":   func(a *payments.Attempt) { a.State = payments.StateSending },
		"version": func(a *payments.Attempt) { a.Version = 2 },
	} {
		a := sale(1)
		change(&a)
		if err := j.Record(t.Context(), a, at(a, checkout.EventRecorded, 0)); !errors.Is(err, storage.ErrEvent) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestAppendChecksTheStep(t *testing.T) {
	tests := []struct {
		name  string
		begin payments.State // "" is waiting
		step  func(*payments.Attempt, *checkout.Event)
		want  error
	}{
		{"next", "", func(*payments.Attempt, *checkout.Event) {}, nil},
		{"version repeated", "", func(a *payments.Attempt, _ *checkout.Event) { a.Version-- }, checkout.ErrStale},
		{"version skipped", "", func(a *payments.Attempt, _ *checkout.Event) { a.Version++ }, checkout.ErrStale},
		{"unknown attempt", "", func(a *payments.Attempt, e *checkout.Event) {
			a.Reference, e.Reference = "nobody", "nobody"
		}, checkout.ErrNoAttempt},
		{"no such way", "", func(a *payments.Attempt, e *checkout.Event) {
			a.State, e.To = payments.StateNotSent, payments.StateNotSent
		}, payments.ErrTransition},
		{"a word nobody knows", "", func(a *payments.Attempt, e *checkout.Event) {
			a.State, e.To = "paid_twice", "paid_twice"
		}, payments.ErrTransition},
		{"final state kept", payments.StateApproved, func(*payments.Attempt, *checkout.Event) {}, nil},
		{"final state left", payments.StateApproved, func(a *payments.Attempt, e *checkout.Event) {
			a.State, e.To = payments.StateDeclined, payments.StateDeclined
		}, checkout.ErrStale},
		{"final state opened again", payments.StateDeclined, func(a *payments.Attempt, e *checkout.Event) {
			a.State, e.To = payments.StateUnknown, payments.StateUnknown
		}, checkout.ErrStale},
		{"another amount", "", func(a *payments.Attempt, _ *checkout.Event) {
			a.Amount = payments.MustMoney(1241, "EUR")
		}, storage.ErrIntent},
		{"another currency", "", func(a *payments.Attempt, _ *checkout.Event) {
			a.Amount = payments.MustMoney(1240, "USD")
		}, storage.ErrIntent},
		{"another key", "", func(a *payments.Attempt, _ *checkout.Event) { a.Account.KeyFingerprint = "ff" }, storage.ErrIntent},
		{"another reason", "", func(a *payments.Attempt, _ *checkout.Event) { a.Reason = "changed" }, storage.ErrIntent},
		{"event of another attempt", "", func(_ *payments.Attempt, e *checkout.Event) { e.Reference = "x" }, storage.ErrEvent},
		{"event from elsewhere", "", func(_ *payments.Attempt, e *checkout.Event) { e.From = payments.StateSending }, storage.ErrEvent},
		{"event to elsewhere", "", func(_ *payments.Attempt, e *checkout.Event) { e.To = payments.StateApproved }, storage.ErrEvent},
		{"event without a kind", "", func(_ *payments.Attempt, e *checkout.Event) { e.Kind = "" }, storage.ErrEvent},
		{"event that leaves out what the attempt says", "", func(_ *payments.Attempt, e *checkout.Event) {
			e.Reference, e.From, e.To = "", "", ""
		}, nil},
		{"a time that cannot be kept", "", func(_ *payments.Attempt, e *checkout.Event) {
			e.At = time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC)
		}, checkout.ErrJournal},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			j := journal(t)
			a := waiting(t, j, sale(1))
			if tt.begin != "" {
				a = move(t, j, a, tt.begin, checkout.EventResult, 9)
			}
			next, e := a, at(a, checkout.EventEvidence, 10)
			next.Version++
			next.Notice = payments.NoticeInProgress
			tt.step(&next, &e)
			err := j.Append(t.Context(), next, e)
			if !errors.Is(err, tt.want) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			if err != nil {
				next = a
			}
			unchanged(t, j, next)
		})
	}
}

// unchanged checks that the journal holds the attempt exactly so, events included.
func unchanged(t *testing.T, j *storage.Journal, want payments.Attempt) {
	t.Helper()
	got, err := j.Attempt(t.Context(), want.Reference)
	must(t, err)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	events, err := j.Timeline(t.Context(), want.Reference)
	must(t, err)
	if int64(len(events)) != want.Version {
		t.Errorf("%d events at version %d", len(events), want.Version)
	}
	if _, err := j.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// Every way of the transition table is open, and no other.
func TestAppendFollowsTheTransitionTable(t *testing.T) {
	j := journal(t)
	n := 0
	for _, from := range payments.States() {
		for _, to := range payments.States() {
			way, ok := wayTo(from.State)
			if !ok || from.State == to.State {
				continue
			}
			n++
			a := record(t, j, sale(n))
			for _, s := range way {
				a = move(t, j, a, s, checkout.EventEvidence, 1)
			}
			e := at(a, checkout.EventEvidence, 2)
			next := a
			next.State, e.To = to.State, to.State
			next.Version++
			err := j.Append(t.Context(), next, e)
			if allowed := from.State.CanBecome(to.State); (err == nil) != allowed {
				t.Errorf("from %s to %s: got %v, allowed %v", from.State, to.State, err, allowed)
			}
		}
	}
	if n < 200 {
		t.Errorf("only %d ways were tried", n)
	}
}

// wayTo is a shortest way from recorded to a state by the transition table.
func wayTo(target payments.State) ([]payments.State, bool) {
	ways := map[payments.State][]payments.State{payments.StateRecorded: {}}
	queue := []payments.State{payments.StateRecorded}
	for len(queue) > 0 {
		s := queue[0]
		queue = queue[1:]
		if s == target {
			return ways[s], true
		}
		for _, next := range payments.States() {
			if _, seen := ways[next.State]; !seen && s.CanBecome(next.State) {
				ways[next.State] = append(append([]payments.State{}, ways[s]...), next.State)
				queue = append(queue, next.State)
			}
		}
	}
	return nil, false
}

func TestKeepReceipt(t *testing.T) {
	page := checkout.Receipt{Copy: checkout.CopyCustomer, Location: "https://r/1", Type: "text/html", Body: []byte("<p>12.40</p>")}
	place := checkout.Receipt{Copy: checkout.CopyCustomer, Location: "https://r/1"}
	tests := []struct {
		name string
		come []checkout.Receipt
		want []checkout.Receipt
	}{
		{"a location, then its body", []checkout.Receipt{place, page}, []checkout.Receipt{page}},
		{"a body, then only its location", []checkout.Receipt{page, place}, []checkout.Receipt{page}},
		{"a body, then an empty one", []checkout.Receipt{page, {Copy: page.Copy, Body: []byte{}}}, []checkout.Receipt{page}},
		{"a body, then a shorter one", []checkout.Receipt{page, {Copy: page.Copy, Type: "text/plain", Body: []byte("x")}},
			[]checkout.Receipt{page}},
		{"a body, then a longer one from elsewhere", []checkout.Receipt{
			page, {Copy: page.Copy, Location: "https://r/2", Type: "text/html", Body: []byte("<p>12.40</p><p>copy</p>")},
		}, []checkout.Receipt{{Copy: page.Copy, Location: "https://r/2", Type: "text/html", Body: []byte("<p>12.40</p><p>copy</p>")}}},
		{"inline after a location keeps the location", []checkout.Receipt{
			place, {Copy: page.Copy, Type: "text/html", Body: page.Body},
		}, []checkout.Receipt{page}},
		{"three copies in the order of the counter", []checkout.Receipt{
			{Copy: checkout.CopySignature, Type: "image/png", Body: []byte{0, 1, 255}},
			{Copy: checkout.CopyMerchant, Location: "https://r/m"}, page,
		}, []checkout.Receipt{
			page, {Copy: checkout.CopyMerchant, Location: "https://r/m"},
			{Copy: checkout.CopySignature, Type: "image/png", Body: []byte{0, 1, 255}},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			j := journal(t)
			a := finished(t, j, sale(1), payments.StateApproved, 3)
			for _, r := range tt.come {
				a.Version++
				must(t, j.KeepReceipt(t.Context(), a, r, at(a, checkout.EventReceipt, 9)))
			}
			got, err := j.Receipts(t.Context(), a.Reference)
			must(t, err)
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
			unchanged(t, j, a)
		})
	}
}

func TestKeepReceiptChecksTheStep(t *testing.T) {
	j := journal(t)
	a := finished(t, j, sale(1), payments.StateApproved, 3)
	r := checkout.Receipt{Copy: checkout.CopyCustomer, Location: "https://r/1"}
	if err := j.KeepReceipt(t.Context(), a, r, at(a, checkout.EventReceipt, 9)); !errors.Is(err, checkout.ErrStale) {
		t.Errorf("version not raised: got %v", err)
	}
	next := a
	next.Version++
	if err := j.KeepReceipt(t.Context(), next, checkout.Receipt{}, at(a, checkout.EventReceipt, 9)); !errors.Is(err, storage.ErrEvent) {
		t.Errorf("no copy named: got %v", err)
	}
	unchanged(t, j, a)
	receipts, err := j.Receipts(t.Context(), a.Reference)
	must(t, err)
	if len(receipts) != 0 {
		t.Errorf("refused receipts were kept: %+v", receipts)
	}
}

func TestOpenAttemptAndLinked(t *testing.T) {
	j := journal(t)
	third, first := waiting(t, j, sale(3)), record(t, j, sale(1))
	done := finished(t, j, sale(2), payments.StateApproved, 3)
	second := record(t, j, refund(5, done))
	open, err := j.Open(t.Context())
	must(t, err)
	want := []payments.Attempt{first, third, second}
	if !reflect.DeepEqual(open, want) {
		t.Errorf("open: got %v, want %v", references(open), references(want))
	}
	move(t, j, second, payments.StateNotSent, checkout.EventAnswered, 1)
	last := record(t, j, refund(4, done))
	linked, err := j.Linked(t.Context(), done.Reference)
	must(t, err)
	if got := references(linked); !reflect.DeepEqual(got, []string{last.Reference, second.Reference}) {
		t.Errorf("linked: got %v", got)
	}
	for _, reference := range []string{"", "nobody", first.Reference} {
		if linked, err := j.Linked(t.Context(), reference); err != nil || len(linked) != 0 {
			t.Errorf("linked to %q: got %v, %v", reference, linked, err)
		}
	}
	if _, err := j.Attempt(t.Context(), "nobody"); !errors.Is(err, checkout.ErrNoAttempt) {
		t.Errorf("got %v, want ErrNoAttempt", err)
	}
}

func TestAContextThatEndedChangesNothing(t *testing.T) {
	j := journal(t)
	a := record(t, j, sale(1))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	b := sale(2)
	if err := j.Record(ctx, b, at(b, checkout.EventRecorded, 0)); !errors.Is(err, context.Canceled) {
		t.Errorf("record: got %v", err)
	}
	next := a
	next.Version++
	if err := j.Append(ctx, next, at(a, checkout.EventEvidence, 1)); !errors.Is(err, context.Canceled) {
		t.Errorf("append: got %v", err)
	}
	if _, err := j.Attempt(ctx, a.Reference); !errors.Is(err, context.Canceled) {
		t.Errorf("read: got %v", err)
	}
	unchanged(t, j, a)
	if _, err := j.Attempt(t.Context(), b.Reference); !errors.Is(err, checkout.ErrNoAttempt) {
		t.Errorf("got %v, want ErrNoAttempt", err)
	}
}

func TestWritesAfterCloseAreErrors(t *testing.T) {
	j := journal(t)
	must(t, j.Close())
	a := sale(1)
	if err := j.Record(t.Context(), a, at(a, checkout.EventRecorded, 0)); !errors.Is(err, checkout.ErrJournal) {
		t.Errorf("got %v", err)
	}
}

// What was asked for and the decision to send it go in together or not at all, and read as if they
// had come one after the other.
func TestRecordWithWhatFollows(t *testing.T) {
	j := journal(t)
	a := sale(1)
	then := checkout.Step{Attempt: a, Event: at(a, checkout.EventSending, 1)}
	then.Attempt.State, then.Event.To, then.Attempt.Version = payments.StateSending, payments.StateSending, 2
	then.Attempt.Sent.At = a.Created
	for name, change := range map[string]func(*checkout.Step){
		"version": func(s *checkout.Step) { s.Attempt.Version = 3 },
		"state":   func(s *checkout.Step) { s.Attempt.State, s.Event.To = payments.StateApproved, payments.StateApproved },
		"amount":  func(s *checkout.Step) { s.Attempt.Amount = payments.MustMoney(1241, "EUR") },
	} {
		bad := then
		change(&bad)
		if err := j.Record(t.Context(), a, at(a, checkout.EventRecorded, 0), bad); err == nil {
			t.Errorf("another %s was taken", name)
		}
	}
	if _, err := j.Attempt(t.Context(), a.Reference); !errors.Is(err, checkout.ErrNoAttempt) {
		t.Fatalf("half of it is there: %v", err)
	}
	must(t, j.Record(t.Context(), a, at(a, checkout.EventRecorded, 0), then))
	if got, err := j.Attempt(t.Context(), a.Reference); err != nil || got.State != payments.StateSending || got.Version != 2 || !got.Sent.At.Equal(a.Created) {
		t.Errorf("%+v, %v", got, err)
	}
	events, err := j.Timeline(t.Context(), a.Reference)
	if err != nil || len(events) != 2 || events[0].Kind != checkout.EventRecorded || events[1].From != payments.StateRecorded {
		t.Errorf("%+v, %v", events, err)
	}
	if n, err := j.Verify(t.Context()); n != 2 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	move(t, j, then.Attempt, payments.StateApproved, checkout.EventResult, 2)
}
