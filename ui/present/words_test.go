package present_test

import (
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template"
	"time"

	"tillside/payments"
	"tillside/ui/present"
)

var update = flag.Bool("update", false, "write the golden files anew")

// now is when everything in these tests happens: Friday 20 November 2026, 14:05:21.
var now = time.Date(2026, time.November, 20, 14, 5, 21, 0, time.UTC)

// speaker reads a translation file the way the program does, and refuses everything the
// program would hide: a missing key, a placeholder without a value, a value without a
// placeholder.
type speaker struct {
	t         testing.TB
	sentences map[string]string
	used      map[string]bool
}

var placeholder = regexp.MustCompile(`\{\{\.(\w+)\}\}`)

func newSpeaker(t testing.TB, language string) *speaker {
	t.Helper()
	return &speaker{t: t, sentences: readSentences(t, language), used: map[string]bool{}}
}

func readSentences(t testing.TB, language string) map[string]string {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("..", "..", "assets", "translations", language+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var sentences map[string]string
	if err := json.Unmarshal(body, &sentences); err != nil {
		t.Fatalf("%s.json is not a flat table of sentences: %v", language, err)
	}
	return sentences
}

func (s *speaker) say(key string, data map[string]any) string {
	s.t.Helper()
	s.used[key] = true
	sentence, ok := s.sentences[key]
	if !ok {
		s.t.Errorf("no sentence for %q", key)
		return key
	}
	if want, got := placeholders(sentence), slices.Sorted(maps.Keys(data)); !slices.Equal(want, got) {
		s.t.Errorf("%q has the placeholders %v, the code gives %v", key, want, got)
	}
	var b strings.Builder
	err := template.Must(template.New(key).Option("missingkey=error").Parse(sentence)).Execute(&b, data)
	if err != nil {
		s.t.Errorf("%q: %v", key, err)
	}
	return b.String()
}

func placeholders(sentence string) []string {
	seen := map[string]bool{}
	for _, m := range placeholder.FindAllStringSubmatch(sentence, -1) {
		seen[m[1]] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

// english is the presenter that most tests use.
func english(t testing.TB) *present.Presenter {
	t.Helper()
	return present.New(newSpeaker(t, "en").say, "en", time.UTC).Offering(payments.Providers{provider})
}

func eur(minor int64) payments.Money { return payments.MustMoney(minor, "EUR") }

// golden compares a text with a file that a person can read aloud.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(gotLines), len(wantLines)) {
		g, w := lineAt(gotLines, i), lineAt(wantLines, i)
		if g != w {
			t.Fatalf("%s, line %d:\n got %q\nwant %q\nrun with -update after reading the difference", path, i+1, g, w)
		}
	}
}

func lineAt(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(end)"
}

func TestAmountsFollowTheLocale(t *testing.T) {
	for _, tt := range []struct {
		locale string
		amount payments.Money
		want   string
	}{
		{"en", eur(123456), "1,234.56 EUR"},
		{"es-ES", eur(123456), "1.234,56 EUR"},
		{"en", payments.MustMoney(1240, "JPY"), "1,240 JPY"},
		{"en", payments.MustMoney(1240, "KWD"), "1.240 KWD"},
		{"de-CH", eur(123456), "1’234.56 EUR"},
	} {
		p := present.New(newSpeaker(t, "en").say, tt.locale, time.UTC)
		v := p.Sale(present.SaleInput{Entry: present.EntryOf(tt.amount), Now: now})
		if got := v.Amount.String(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.locale, got, tt.want)
		}
	}
}

func TestClocksFollowTheZone(t *testing.T) {
	santiago := time.FixedZone("Santiago", -3*60*60)
	p := present.New(newSpeaker(t, "en").say, "en", santiago)
	a := attempt(payments.KindSale, payments.StateApproved)
	a.Created = time.Date(2026, time.November, 21, 1, 30, 0, 0, time.UTC)
	v := p.Detail(present.DetailInput{Attempt: a, Now: now})
	if want := "Sale · Friday 20 November 2026, 22:30"; v.Title != want {
		t.Errorf("title %q, want %q", v.Title, want)
	}
}

func TestOutsideTextCannotDisguiseALine(t *testing.T) {
	a := attempt(payments.KindSale, payments.StateDeclined)
	a.Outcome.Message = "ok\n\n\u202edesrever\x1b[2J " + strings.Repeat("x", 300)
	notices := strings.Join(english(t).Payment(present.PaymentInput{Attempt: a, Now: now}).Notices, "\n")
	if strings.ContainsAny(notices, "\u202e\x1b\n") {
		t.Errorf("control characters reach the screen: %q", notices)
	}
	if n := len([]rune(notices)); n > 160 {
		t.Errorf("an outside text takes %d characters of the screen", n)
	}
	if !strings.Contains(notices, "ok desrever") {
		t.Errorf("the text itself is lost: %q", notices)
	}
}
