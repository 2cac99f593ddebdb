package storage_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tillside/payments"
	"tillside/payments/checkout"
)

// Any attempt comes back from the journal exactly as it went in.
func TestAnyAttemptSurvives(t *testing.T) {
	j := journal(t)
	n := 0
	rapid.Check(t, func(r *rapid.T) {
		n++
		a := drawn[payments.Attempt](r)
		a.Reference, a.RequestKey = fmt.Sprintf("%d %s", n, a.Reference), fmt.Sprintf("%d %s", n, a.RequestKey)
		a.Terminal.Serial = fmt.Sprintf("%d %s", n, a.Terminal.Serial)
		if a.Original.Reference != "" {
			a.Original.Reference = a.Reference
		}
		if a.Original.TransactionID != "" {
			a.Original.TransactionID = a.Reference
		}
		a.State, a.Version = payments.StateRecorded, 1
		a.Sent.Token = ownToken(n, a.Sent.Token)
		keep(r, j.Record(t.Context(), a, drawnEvent(r, a, a.State)))
		same(r, t, j.Attempt, a)

		next := drawn[payments.Attempt](r)
		next.Intent, next.State, next.Version = a.Intent, payments.StateSending, 2
		next.Sent.Token = ownToken(n, next.Sent.Token)
		e := drawnEvent(r, next, a.State)
		keep(r, j.Append(t.Context(), next, e))
		same(r, t, j.Attempt, next)

		events, err := j.Timeline(t.Context(), a.Reference)
		keep(r, err)
		if e.Seq = events[1].Seq; events[1] != e {
			r.Fatalf("got %+v, want %+v", events[1], e)
		}
	})
	if _, err := j.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// ownToken makes a token's digest one that no other attempt has.
func ownToken(n int, drawn string) string {
	if drawn == "" {
		return ""
	}
	return fmt.Sprintf("%d %s", n, drawn)
}

func same(r *rapid.T, t *testing.T, read func(context.Context, string) (payments.Attempt, error), want payments.Attempt) {
	r.Helper()
	got, err := read(t.Context(), want.Reference)
	keep(r, err)
	if !reflect.DeepEqual(got, want) {
		r.Fatalf("got  %+v\nwant %+v", got, want)
	}
}

func keep(r *rapid.T, err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

func drawnEvent(r *rapid.T, a payments.Attempt, from payments.State) checkout.Event {
	e := drawn[checkout.Event](r)
	e.Reference, e.From, e.To = a.Reference, from, a.State
	e.Kind = rapid.SampledFrom(checkout.EventKinds()).Draw(r, "kind")
	return e
}

// drawn fills a value of any type of package payments with random content.
func drawn[T any](r *rapid.T) T {
	var v T
	fill(reflect.ValueOf(&v).Elem(), func(leaf reflect.Type) any { return draw(r, leaf) })
	return v
}

func draw(r *rapid.T, leaf reflect.Type) any {
	switch leaf {
	case reflect.TypeFor[time.Time]():
		seconds := rapid.Int64Range(-62135596799, 253402300799).Draw(r, "seconds")
		if rapid.Bool().Draw(r, "no time") {
			return time.Time{}
		}
		return time.Unix(seconds, rapid.Int64Range(0, 999999999).Draw(r, "nanoseconds")).UTC()
	case reflect.TypeFor[payments.Money]():
		if rapid.Bool().Draw(r, "no money") {
			return payments.Money{}
		}
		return payments.MustMoney(rapid.Int64().Draw(r, "minor"), rapid.SampledFrom(payments.Currencies()).Draw(r, "currency"))
	case reflect.TypeFor[[]string]():
		list := rapid.SliceOf(rapid.String()).Draw(r, "list")
		if len(list) == 0 && rapid.Bool().Draw(r, "no list") {
			return []string(nil)
		}
		return list
	case reflect.TypeFor[[]payments.Deed]():
		var list []payments.Deed
		for _, name := range rapid.SliceOf(rapid.String()).Draw(r, "deeds") {
			list = append(list, payments.Deed{Version: rapid.Int64().Draw(r, "version"), Operator: name})
		}
		return list
	}
	switch leaf.Kind() {
	case reflect.String:
		return rapid.OneOf(rapid.String(), rapid.Just(""), rapid.Just(`<p>"&'\u2028</p>`)).Draw(r, "text")
	case reflect.Bool:
		return rapid.Bool().Draw(r, "yes")
	case reflect.Int:
		return rapid.Int().Draw(r, "int")
	case reflect.Int64:
		return rapid.Int64().Draw(r, "int64")
	}
	panic("no way to draw a " + leaf.String())
}

// fill sets every field of a value, however deep.
func fill(v reflect.Value, leaf func(reflect.Type) any) {
	if v.Kind() == reflect.Struct && v.Type() != reflect.TypeFor[time.Time]() && v.Type() != reflect.TypeFor[payments.Money]() {
		for i := range v.NumField() {
			fill(v.Field(i), leaf)
		}
		return
	}
	if v.Kind() == reflect.Array {
		for i := range v.Len() {
			fill(v.Index(i), leaf)
		}
		return
	}
	v.Set(reflect.ValueOf(leaf(v.Type())).Convert(v.Type()))
}

// A field that is added to package payments and forgotten here would come back empty: in
// this attempt no field is.
func TestNoFieldIsForgotten(t *testing.T) {
	j := journal(t)
	n := 0
	var a payments.Attempt
	fill(reflect.ValueOf(&a).Elem(), func(leaf reflect.Type) any {
		n++
		return full(n, leaf)
	})
	a.State, a.Version = payments.StateRecorded, 1
	must(t, j.Record(t.Context(), a, checkout.Event{Kind: checkout.EventRecorded, At: noon}))
	got, err := j.Attempt(t.Context(), a.Reference)
	must(t, err)
	if !reflect.DeepEqual(got, a) {
		t.Errorf("got  %+v\nwant %+v", got, a)
	}
}

// full is the n-th value, never an empty one and each different.
func full(n int, leaf reflect.Type) any {
	switch leaf {
	case reflect.TypeFor[time.Time]():
		return noon.Add(time.Duration(n) * time.Second)
	case reflect.TypeFor[payments.Money]():
		return payments.MustMoney(int64(n), "EUR")
	case reflect.TypeFor[[]string]():
		return []string{fmt.Sprint(n)}
	case reflect.TypeFor[[]payments.Deed]():
		return []payments.Deed{{Version: int64(n), Operator: fmt.Sprint(n)}}
	}
	switch leaf.Kind() {
	case reflect.String:
		return fmt.Sprint(n)
	case reflect.Bool:
		return true
	case reflect.Int:
		return n
	case reflect.Int64:
		return int64(n)
	}
	panic("no value for a " + leaf.String())
}

// The words of the stored shapes are a promise to every later version: this is version 1
// of what was asked, which a terminal without a profile still has, and version 2 of what became
// of it.
func TestTheShapeOnDiskStaysAsItIs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openAt(t, path)
	a := refund(2, sale(1))
	a.Reason = "wrong size"
	a.Outcome.Card = payments.Card{Scheme: "Visa", Masked: "479275******0936", Entry: payments.EntryContactless}
	a.Outcome.Amounts.Charged = a.Amount
	a.Sent = payments.Sent{At: noon, ClockOffset: 1500 * time.Millisecond, OffsetKnown: true, PriorChildren: []string{}}
	record(t, j, a)
	other := sale(7)
	other.Terminal.Profile = "acme/production:bar"
	record(t, j, other)
	intent, _, _, err := j.Texts(t.Context(), other.Reference)
	must(t, err)
	sameJSON(t, intent, `{"v":2,"terminal":{"serial":"1547800007","type":"PAXA920","merchant":"m1","profile":"acme/production:bar"}}`)
	intent, progress, created, err := j.Texts(t.Context(), a.Reference)
	must(t, err)
	sameJSON(t, intent, `{"v":1,"terminal":{"serial":"1547800002","type":"PAXA920","merchant":"m1"},"reason":"wrong size",
		"original":{"reference":"00000000-0000-4000-8000-000000000001","transaction_id":"tx-00000000-0000-4000-8000-000000000001",
		"root":"00000000-0000-4000-8000-000000000001","amount":{"minor":1240,"currency":"EUR"}}}`)
	sameJSON(t, progress, `{"v":2,"sent":{"at":"2026-11-20T12:00:00.123456789Z","clock_offset_ns":1500000000,"offset_known":true,
		"known":[]},"outcome":{"amounts":{"charged":{"minor":1240,"currency":"EUR"}},
		"card":{"scheme":"Visa","masked":"479275******0936","entry":"contactless"}},"mismatch":null}`)
	noted := sale(8)
	noted.Fields = payments.Fields{{Name: "Table", Value: "12"}}
	noted.Outcome.Amounts.Balance = payments.MustMoney(-450, "EUR")
	noted.Outcome.Answer.Texts = payments.Texts{{Language: "en", Words: "Approved"}}
	record(t, j, noted)
	intent, progress, _, err = j.Texts(t.Context(), noted.Reference)
	must(t, err)
	sameJSON(t, intent, `{"v":6,"terminal":{"serial":"1547800008","type":"PAXA920","merchant":"m1"},"fields":[{"name":"Table","value":"12"},{"name":"","value":""}]}`)
	sameJSON(t, progress, `{"v":5,"outcome":{"amounts":{"balance":{"minor":-450,"currency":"EUR"}},
		"texts":[{"language":"en","words":"Approved"},{"language":"","words":""}]},"mismatch":null}`)
	if want := "2026-11-20T12:02:00.123456789Z"; created != want {
		t.Errorf("created %q, want %q", created, want)
	}
}

func sameJSON(t *testing.T, got, want string) {
	t.Helper()
	var g, w any
	must(t, json.NewDecoder(strings.NewReader(got)).Decode(&g))
	must(t, json.NewDecoder(strings.NewReader(want)).Decode(&w))
	if !reflect.DeepEqual(g, w) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// A tip that was known before is in a form of its own, and comes back.
func TestATipThatWasKnownIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openAt(t, path)
	a := sale(3)
	a.Kind, a.Tip = payments.KindHoldCapture, payments.MustMoney(240, "EUR")
	record(t, j, a)
	intent, _, _, err := j.Texts(t.Context(), a.Reference)
	must(t, err)
	sameJSON(t, intent, `{"v":5,"terminal":{"serial":"1547800003","type":"PAXA920","merchant":"m1"},"tip":{"minor":240,"currency":"EUR"}}`)
	if got, err := j.Attempt(t.Context(), a.Reference); err != nil || got.Tip != a.Tip {
		t.Errorf("a tip of %s, %v", got.Tip, err)
	}
}
