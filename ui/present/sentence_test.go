package present_test

import (
	"encoding/json"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"text/template"

	"pgregory.net/rapid"

	"tillside/ui/present"
)

// bookOf is a book with one English sentence.
func bookOf(sentence string) (present.Book, error) {
	body, err := json.Marshal(map[string]string{"key": sentence})
	if err != nil {
		return present.Book{}, err
	}
	var files fs.FS = fstest.MapFS{"t/en.json": {Data: body}}
	return present.ReadBook(files, "t")
}

func TestPlaceholders(t *testing.T) {
	data := map[string]any{"Amount": "12.40 EUR", "Count": 3, "A1": "one", "Odd": "{{.Count}}"}
	for sentence, want := range map[string]string{
		"":                                  "",
		"Nothing to fill in":                "Nothing to fill in",
		"{{.Amount}}":                       "12.40 EUR",
		"Refund {{.Amount}} ({{.Count}})":   "Refund 12.40 EUR (3)",
		"{{.Count}}{{.A1}}":                 "3one",
		"}} and { are text":                 "}} and { are text",
		"what is filled in stays: {{.Odd}}": "what is filled in stays: {{.Count}}",
		"no value for {{.Card}}":            "key",
	} {
		book, err := bookOf(sentence)
		if err != nil {
			t.Errorf("%q: %v", sentence, err)
			continue
		}
		if got := book.Translate("en")("key", data); got != want {
			t.Errorf("%q: %q, want %q", sentence, got, want)
		}
	}
}

func TestPlaceholdersThatAreNotWhole(t *testing.T) {
	for _, sentence := range []string{
		"{{", "{{}}", "{{.}}", "{{Amount}}", "{{.Amount", "{{.Amount}", "{{ .Amount }}", "{{.1}}", "{{.A-B}}", "{{if .A}}b{{end}}", "a {{.B}} {{",
	} {
		if _, err := bookOf(sentence); err == nil {
			t.Errorf("%q was taken", sentence)
		}
	}
}

// Where a sentence is taken it says what text/template would have said, whose form it is.
func TestSentencesSayWhatTheirTemplateSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOf(rapid.SampledFrom([]string{"{{.Amount}}", "{{.Count}}", " ", "paid", "{", "}", "ñ", "··0936", "\n"})).Draw(t, "pieces")
		sentence := strings.Join(pieces, "")
		book, err := bookOf(sentence)
		parsed, parseErr := template.New("").Parse(sentence)
		if (err == nil) != (parseErr == nil) {
			t.Fatalf("%q: %v, the template: %v", sentence, err, parseErr)
		}
		if err != nil {
			return
		}
		data := map[string]any{"Amount": "12.40 EUR", "Count": 3}
		var want strings.Builder
		if err := parsed.Execute(&want, data); err != nil {
			t.Fatal(err)
		}
		if got := book.Translate("en")("key", data); got != want.String() {
			t.Fatalf("%q: %q, the template %q", sentence, got, want.String())
		}
	})
}
