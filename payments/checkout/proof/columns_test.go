package proof

import (
	_ "embed"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The checker's own reader of what the journal holds in fewer bytes than its text has: names of 16
// bytes, times in nanoseconds, words by their numbers, and JSON in phrases. It knows the form of the
// file and nothing of the code that writes it.

//go:embed testdata/phrases.txt
var phraseLines string

var phraseList = strings.Split(strings.TrimSuffix(phraseLines, "\n"), "\n")

var wordList = []string{
	"", "recorded", "sending", "waiting", "cancelling", "unknown", "mismatch", "needs_attention", "approved", "partially_approved",
	"declined", "cancelled", "failed", "refused", "not_sent", "not_charged", "closed", "accepted", "answered", "nothing_found",
	"evidence", "result", "cancel_asked", "cancel_taken", "cancel_refused", "no_answer", "attention", "contradiction", "receipt",
	"no_receipt", "taken_up", "rebuilt", "reopened", "repeated", "erased",
}

// wordsTable has the words of events for SQL, with their numbers.
var wordsTable = func() string {
	rows := make([]string, len(wordList))
	for n, word := range wordList {
		rows[n] = fmt.Sprintf("(%d, '%s')", n, word)
	}
	return "words (n, word) AS (VALUES " + strings.Join(rows, ", ") + ")"
}()

// textOf is a column as a text; nothing for NULL.
func textOf(v any) string {
	switch v := v.(type) {
	case []byte:
		if len(v) == 16 {
			return dashed(v)
		}
		return string(v)
	case string:
		return v
	case nil:
		return ""
	}
	return fmt.Sprint(v)
}

func dashed(id []byte) string {
	digits := hex.EncodeToString(id)
	return strings.Join([]string{digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]}, "-")
}

func wordOf(v any) string {
	if n, is := v.(int64); is && n >= 0 && n < int64(len(wordList)) {
		return wordList[n]
	}
	return textOf(v)
}

func timeOf(v any) string {
	n, is := v.(int64)
	switch {
	case !is:
		return textOf(v)
	case n == -1<<63:
		return ""
	}
	return time.Unix(n/1e9, n%1e9).UTC().Format("2006-01-02T15:04:05.000000000Z")
}

// whole puts the terminal back into what was asked for.
func whole(intent any, terminal, merchant string) string {
	text := textOf(intent)
	if text == "" {
		text = `{"v":1}`
	}
	end := strings.IndexAny(text, ",}")
	if strings.Contains(text[:min(len(text), end+13)], `"terminal":`) {
		return text
	}
	profile, rest, named := strings.Cut(terminal, "|")
	if !named {
		profile, rest = "", terminal
	}
	kind, serial, typed := strings.Cut(rest, "/")
	if !typed {
		kind, serial = "", rest
	}
	object := `,"terminal":{"serial":` + quoted(serial)
	for _, field := range [][2]string{{"type", kind}, {"merchant", merchant}, {"profile", profile}} {
		if field[1] != "" {
			object += `,"` + field[0] + `":` + quoted(field[1])
		}
	}
	return text[:end] + object + "}" + text[end:]
}

func quoted(text string) string { return `"` + strings.ReplaceAll(text, `"`, `\"`) + `"` }

// columns that a packed text names by one byte, in their order.
type ownTexts []string

func moneyOf(minor int64, currency string) string {
	if currency == "" {
		return ""
	}
	return `{"minor":` + strconv.FormatInt(minor, 10) + `,"currency":"` + currency + `"}`
}

var errUnpack = errors.New("a packed text cannot be read")

// unpacked reads a packed text.
func unpacked(data []byte, own ownTexts, since any) (string, error) {
	base, _ := since.(int64)
	if len(data) == 0 || data[0] != 1 {
		return "", errUnpack
	}
	var all []byte
	for data = data[1:]; len(data) > 0; {
		c := data[0]
		data = data[1:]
		switch {
		case c >= 128 && int(c) < 128+len(phraseList):
			all = append(all, phraseList[c-128]...)
		case c >= ' ' && c <= '~':
			all = append(all, c)
		case c >= 1 && int(c) <= len(own):
			all = append(all, own[c-1]...)
		case c == 16 && len(data) >= 16:
			all, data = append(all, dashed(data[:16])...), data[16:]
		case c == 17:
			n, size := binary.Varint(data)
			all, data = append(all, timeOf(base+n)...), data[max(size, 0):]
		case c == 18 || c == 19:
			n, size := binary.Uvarint(data)
			data = data[max(size, 0):]
			if c == 18 {
				all = strconv.AppendUint(all, n, 10)
			} else if n <= uint64(len(data)) {
				all, data = append(all, data[:n]...), data[n:]
			}
		default:
			return "", errUnpack
		}
	}
	return string(all), nil
}

// numberOf is the number of a word of an event, for SQL.
func numberOf(word string) string { return strconv.Itoa(slices.Index(wordList, word)) }
