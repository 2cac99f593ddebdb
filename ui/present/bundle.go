package present

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// BundleInput is what a support rep needs of some payments, and of the program.
type BundleInput struct {
	Version   string
	Payments  []BundlePayment
	Settings  map[string]string // as they are stored
	Profiles  []Profile
	Now       time.Time
	Providers payments.Providers
}

// BundlePayment is one of them, as the journal has it.
type BundlePayment struct {
	Attempt payments.Attempt
	Events  []checkout.Event
}

// BundleFile is one file of the bundle. Its text is for whoever helps: names as the program and the
// provider use them, in no language.
type BundleFile struct{ Name, Text string }

// BundleView shows a bundle before it is saved.
type BundleView struct {
	Title   string
	Body    string
	Said    string
	Buttons []Button
}

// BundleState is how far a bundle is.
type BundleState struct {
	Reading  bool
	Payments int
	Files    []BundleFile // what it holds; nil while it is read
	File     string       // where it was saved; "" while it is not
}

// Bundle is the screen of a bundle.
func (p *Presenter) Bundle(s BundleState) BundleView {
	v := BundleView{
		Title: p.say("bundle.title"), Body: p.counted("bundle.body", s.Payments),
		Buttons: []Button{p.button(ActionBack, "button.back", "Esc"), p.main(ActionExport, "bundle.save")},
	}
	v.Buttons[1].Enabled = !s.Reading
	switch {
	case s.Reading:
		v.Said = p.say("bundle.reading")
	case s.File != "":
		v.Said = p.say("bundle.saved", "File", oneLine(s.File, 200))
	}
	return v
}

// BundleWay leads to it.
func (p *Presenter) BundleWay() string { return p.say("journal.bundle") }

// AskBundle asks where the bundle shall be saved.
func (p *Presenter) AskBundle() Question {
	return Question{
		Title: p.say("bundle.ask"), ReasonLabel: p.say("export.file"),
		Confirm: p.button(ActionExport, "bundle.confirm", ""), Keep: p.button(ActionKeep, "bundle.keep", "Esc"),
	}
}

// BundleFiles are the files of a bundle: what is in them and nothing else leaves. No key, PIN, name of a
// person, note or reason is in them, and of a card its scheme and last four digits.
func BundleFiles(in BundleInput) []BundleFile {
	return []BundleFile{
		{"versions.txt", bundleVersions(in)},
		{"settings.txt", bundleSettings(in.Settings)},
		{"payments.txt", bundlePayments(in.Payments)},
	}
}

func bundleVersions(in BundleInput) string {
	var b strings.Builder
	fmt.Fprintf(&b, "made %s\nversion %s\ngo %s\nsystem %s/%s\n", in.Now.UTC().Format(time.RFC3339), cmp.Or(in.Version, "-"), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	for _, p := range in.Profiles {
		state := "at work"
		switch {
		case p.Off:
			state = "switched off"
		case p.KeyMissing:
			state = "without a key"
		case p.Problem != nil:
			state = "in trouble: " + string(payments.KindOf(p.Problem))
		}
		fmt.Fprintf(&b, "profile %s provider=%s environment=%s terminals=%d %s\n", p.Key, p.Account.Provider, p.Account.Environment, len(p.Terminals), state)
	}
	return b.String()
}

// plainWords are the settings whose values tell nothing of anybody: by their name, or what it begins with.
var plainWords = []string{
	wordEnvironment, wordCurrency, wordLocale, wordTheme, wordTextScale, wordLastTerminal, wordWidth, wordHeight, wordVersions, wordCallbacks,
	wordAskAbove, wordRefundMost, wordRefundHour, wordRefundDays, wordUnlinked, wordLockAfter, wordKeepFor,
	wordAskAbove + ":", wordRefundMost + ":", wordRefundHour + ":", wordKnown, wordTyped, wordBadge, wordChoice, wordHere, wordTips, wordProfile, wordLack,
}

func bundleSettings(words map[string]string) string {
	var b strings.Builder
	for _, word := range slices.Sorted(maps.Keys(words)) {
		value := "(set)"
		plain := slices.ContainsFunc(plainWords, func(name string) bool {
			return word == name || strings.HasSuffix(name, ":") && strings.HasPrefix(word, name)
		})
		switch {
		case words[word] == "":
			value = ""
		case strings.HasSuffix(word, wordHost):
			value = hostOf(words[word])
		case plain && !HoldsCardNumber(words[word]):
			value = oneLine(words[word], 200)
		}
		fmt.Fprintf(&b, "%s = %s\n", oneLine(word, 120), value)
	}
	return b.String()
}

// hostOf is an address without what may be a secret in it.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return "(set)"
	}
	return u.Scheme + "://" + u.Host
}

func bundlePayments(all []BundlePayment) string {
	var b strings.Builder
	people := map[string]string{}
	for _, one := range all {
		bundlePayment(&b, one, people)
	}
	return b.String()
}

// bundlePayment writes a payment and its events, with the time that each took.
func bundlePayment(b *strings.Builder, one BundlePayment, people map[string]string) {
	a, o := one.Attempt, one.Attempt.Outcome
	fmt.Fprintf(b, "payment %s\n", a.Reference)
	line := func(name string, values ...string) {
		if text := strings.TrimSpace(strings.Join(values, " ")); text != "" {
			fmt.Fprintf(b, "  %s: %s\n", name, oneLine(text, 200))
		}
	}
	line("what", string(a.Kind), string(a.State), a.Amount.String())
	line("account", a.Account.Provider, a.Account.Environment, a.Account.Profile)
	line("terminal", a.Terminal.Type, a.Terminal.Serial)
	line("made", stamp(a.Created))
	line("sent", stamp(a.Sent.At))
	line("result id", a.Sent.ResultID)
	line("original", a.Original.Reference, a.Original.TransactionID)
	line("provider", o.IDs.Reference, o.IDs.Transaction, o.IDs.Authorisation, o.IDs.RRN)
	line("charged", stated(o.Amounts.Charged))
	line("card", o.Card.Scheme, o.Card.LastFour(), string(o.Card.Entry))
	line("reason", string(o.Reason), o.Answer.Code)
	line("notice", string(a.Notice))
	line("does not fit", a.Mismatch...)
	line("by", masked(a.By.Operator, people), masked(a.By.Approver, people))
	line("note", hidden(a.Note))
	line("why", hidden(a.Intent.Reason))
	var before time.Time
	for _, e := range one.Events {
		took := "+0"
		if !before.IsZero() {
			took = "+" + e.At.Sub(before).Round(time.Millisecond).String()
		}
		before = e.At
		text := fmt.Sprintf("%s %s %s %s>%s %s %s", stamp(e.At), took, e.Kind, e.From, e.To, e.Error, e.Code)
		if e.Status != 0 {
			text += fmt.Sprintf(" http=%d", e.Status)
		}
		fmt.Fprintf(b, "  - %s\n", strings.TrimSpace(text))
	}
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

func stated(m payments.Money) string {
	if m.IsZero() {
		return ""
	}
	return m.String()
}

// masked is a person by a number of this bundle.
func masked(name string, people map[string]string) string {
	if name == "" {
		return ""
	}
	if people[name] == "" {
		people[name] = fmt.Sprintf("person-%d", len(people)+1)
	}
	return people[name]
}

// hidden is a text that somebody typed, by its length.
func hidden(text string) string {
	if text == "" {
		return ""
	}
	return fmt.Sprintf("(%d characters)", len([]rune(text)))
}
