package handpoint_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"tillside/payments"
	"tillside/payments/simulator"
)

// sampleEntries are the transactions of the sample of a whole list, each for itself.
func sampleEntries(t *testing.T) []string {
	t.Helper()
	var raw []json.RawMessage
	if err := json.Unmarshal([]byte(ofReference(sample(t, "status_all"))), &raw); err != nil {
		t.Fatal(err)
	}
	entries := make([]string, 0, len(raw))
	for _, one := range raw {
		entries = append(entries, string(one))
	}
	return entries
}

// Where a whole list cannot be read, its entries are, by the other selectors, and say the same. Where one is
// missing, is of another reference, cannot be read, or has come meanwhile, there is no list.
func TestAListIsReadEntryByEntry(t *testing.T) {
	const at = "GET /transactions/" + reference + "/status/"
	entries := sampleEntries(t)
	other := strings.ReplaceAll(entries[1], reference, "9f3a1b2c-44d5-47e8-a901-23456789abcd")
	for name, test := range map[string]struct {
		status int
		body   string
		second string
		last   string
		whole  bool
	}{
		"the server's trouble": {500, "", entries[1], entries[2], true},
		"not there":            {404, "", entries[1], entries[2], true},
		"torn":                 {200, `[{"finStatus":`, entries[1], entries[2], true},
		"the key":              {403, "", entries[1], entries[2], false},
		"too often":            {429, "", entries[1], entries[2], false},
		"an entry is torn":     {500, "", `{"finStatus":`, entries[2], false},
		"an entry is gone":     {500, "", "", entries[2], false},
		"of another":           {500, "", other, entries[2], false},
		"the end is not there": {500, "", entries[1], strings.ReplaceAll(entries[2], "eb439ad0", "eb439ad1"), false},
	} {
		inScene(t, func(t *testing.T, s scene) {
			s.cloud.say(allRoute, 200, ofReference(sample(t, "status_all")))
			want, err := s.Seek(t.Context(), reference)
			if err != nil {
				t.Fatal(err)
			}
			s.cloud.say(allRoute, test.status, test.body)
			s.cloud.say(at+"first", 200, entries[0])
			s.cloud.say(at+"3", 200, entries[2])
			s.cloud.say(at+"last", 200, test.last)
			if test.second != "" {
				s.cloud.say(at+"2", 200, test.second)
			}
			got, err := s.Seek(t.Context(), reference)
			if (err == nil) != test.whole || test.whole && !sameListed(got, want) || !test.whole && got != nil {
				t.Errorf("%s: %+v, %v", name, got, err)
			}
		})
	}
}

// sameListed compares but for the time at which the server has answered.
func sameListed(a, b []payments.Listed) bool {
	for _, list := range [][]payments.Listed{a, b} {
		for i := range list {
			list[i].ServerDate = b[0].ServerDate
		}
	}
	return reflect.DeepEqual(a, b)
}

// The training cloud, whose lists are broken and whose entries are not.
func TestTheEntriesOfTheTrainingCloud(t *testing.T) {
	inScene(t, func(t *testing.T, s scene) {
		cloud := simulator.New(simulator.Options{Seed: 7, Key: payments.NewSecret(testKey)})
		defer cloud.Close()
		s.net.Serve(cloudHost, cloud.API())
		s.net.Serve(statusHost, cloud.Status())
		a := onHeld(t, s, cloud, payments.KindHoldIncrease)
		if _, err := s.Seek(t.Context(), "9f3a1b2c-44d5-47e8-a901-23456789abcd"); err == nil {
			t.Error("nothing is listed under a reference that nobody has used")
		}
		want, err := s.Seek(t.Context(), a.Original.FiledUnder)
		if err != nil || len(want) == 0 {
			t.Fatalf("%+v, %v", want, err)
		}
		cloud.BreakLists(true)
		if got, err := s.Seek(t.Context(), a.Original.FiledUnder); err != nil || !sameListed(got, want) {
			t.Errorf("got %+v, %v\nwant %+v", got, err, want)
		}
		if _, err := s.History(t.Context(), a.Original.FiledUnder); err == nil {
			t.Error("what the engine proves things with is read entry by entry")
		}
	})
}
