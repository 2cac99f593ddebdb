package present_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tillside/payments"
	"tillside/ui/present"
)

func translations(t testing.TB) present.Book {
	t.Helper()
	b, err := present.ReadBook(os.DirFS("../../assets"), "translations")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTheBookServesEveryLocale(t *testing.T) {
	book := translations(t)
	data := map[string]any{"Amount": "12.40 EUR"}
	for locale, want := range map[string]string{
		"en": "Charge 12.40 EUR", "en-GB": "Charge 12.40 EUR", "C": "Charge 12.40 EUR", "": "Charge 12.40 EUR",
		"fr_FR.UTF-8": "Charge 12.40 EUR", "es": "Cobrar 12.40 EUR", "es_CL.UTF-8": "Cobrar 12.40 EUR", "ES-mx": "Cobrar 12.40 EUR",
	} {
		if got := book.Translate(locale)("sale.charge", data); got != want {
			t.Errorf("%q: %q, want %q", locale, got, want)
		}
	}
}

func TestTheBookFallsBackToEnglishAndThenToTheKey(t *testing.T) {
	book, err := present.ReadBook(fstest.MapFS{
		"t/en.json": {Data: []byte(`{"both":"both","english":"in {{.Language}}"}`)},
		"t/es.json": {Data: []byte(`{"both":"ambos"}`)},
		"t/notes":   {Data: []byte(`not a language`)},
	}, "t")
	if err != nil {
		t.Fatal(err)
	}
	say := book.Translate("es")
	for key, want := range map[string]string{"both": "ambos", "english": "in English", "nowhere": "nowhere"} {
		if got := say(key, map[string]any{"Language": "English"}); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
}

// A release holds its sentences compressed: they are the same, and what is damaged is an error.
func TestACompressedBook(t *testing.T) {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := io.WriteString(w, `{"screen.sale":"Sale"}`); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	book, err := present.ReadBook(fstest.MapFS{"t/en.json": {Data: packed.Bytes()}}, "t")
	if got := book.Translate("en")("screen.sale", nil); err != nil || got != "Sale" {
		t.Errorf("%q, %v", got, err)
	}
	for _, size := range []int{3, packed.Len() / 2, packed.Len() - 1} {
		if _, err := present.ReadBook(fstest.MapFS{"t/en.json": {Data: packed.Bytes()[:size]}}, "t"); err == nil {
			t.Errorf("%d of %d bytes are a book", size, packed.Len())
		}
	}
}

func TestABookThatCannotBeRead(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"no folder":         {},
		"no English":        {"t/es.json": {Data: []byte(`{"a":"b"}`)}},
		"English is empty":  {"t/en.json": {Data: []byte(`{}`)}},
		"not JSON":          {"t/en.json": {Data: []byte(`{`)}},
		"not flat":          {"t/en.json": {Data: []byte(`{"a":{"b":"c"}}`)}},
		"broken sentence":   {"t/en.json": {Data: []byte(`{"a":"{{.Amount"}`)}},
		"a folder, no file": {"t/en.json/x": {Data: []byte(`{}`)}},
	} {
		if _, err := present.ReadBook(files, "t"); err == nil {
			t.Errorf("%s: no error", name)
		} else if name == "no English" && !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Each language says everything, with the placeholders of the English sentence.
func TestLanguagesSayTheSame(t *testing.T) {
	english := readSentences(t, "en")
	for _, language := range present.Languages() {
		sentences := readSentences(t, language)
		if want, got := slices.Sorted(maps.Keys(english)), slices.Sorted(maps.Keys(sentences)); !slices.Equal(want, got) {
			t.Errorf("%s has %d sentences, English %d", language, len(got), len(want))
		}
		for key, sentence := range sentences {
			if want, got := placeholders(english[key]), placeholders(sentence); !slices.Equal(want, got) {
				t.Errorf("%s: %s has the placeholders %v, want %v", language, key, got, want)
			}
			if strings.HasSuffix(english[key], ".") != strings.HasSuffix(sentence, ".") {
				t.Errorf("%s: %s ends differently: %q", language, key, sentence)
			}
		}
	}
}

func TestEveryTranslationIsOnOffer(t *testing.T) {
	names, err := fs.Glob(os.DirFS("../../assets"), "translations/*.json")
	if err != nil {
		t.Fatal(err)
	}
	var languages []string
	for _, name := range names {
		languages = append(languages, regexp.MustCompile(`(\w+)\.json$`).FindStringSubmatch(name)[1])
	}
	if !slices.Equal(languages, present.Languages()) {
		t.Errorf("there are %v, on offer are %v", languages, present.Languages())
	}
}

// In Spanish as in English an open question says not to charge again, and the numbers are
// written as the language writes them.
func TestSpanish(t *testing.T) {
	p := present.New(translations(t).Translate("es"), "es", time.UTC)
	v := p.Payment(paymentInput(payments.KindSale, payments.StateUnknown))
	if v.Heading != "Aún sin confirmar" || v.Warning != "No vuelva a cobrar." || v.Amount.String() != "12,40 EUR" {
		t.Errorf("%s. %s %s", v.Heading, v.Warning, v.Amount)
	}
	a := attempt(payments.KindSale, payments.StateApproved)
	if got, want := p.Detail(present.DetailInput{Attempt: a, Now: now}).Title, "Venta · viernes 20 de noviembre de 2026, 14:05"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
