package storage

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
)

// A document of JSON is packed with what is known of all of them and with what other columns of
// its row say: a byte stands for a phrase or a column, 16 bytes for a UUID, a few for a time, which
// is written as its distance from another one, and for a number. It is a way to write a text and
// nothing else: every text comes back as it was, to the last byte.
//
// The first byte is the form. Phrases keep their places for ever; another list of them is a form more.
const packedForm = 1

// What a byte of a packed text means. From 0x20 to 0x7e it is itself, from phraseBase on a phrase.
const (
	ownBase    = 0x01 // the first of mostOwn columns
	mostOwn    = 12
	codeUUID   = 0x10 // and 16 bytes
	codeTime   = 0x11 // and a number: nanoseconds since the base, zigzag
	codeNumber = 0x12 // and a number
	codeBytes  = 0x13 // and a number, and so many bytes as they are
	phraseBase = 0x80
)

// known is what packer and reader know beside the text: the columns, of which an empty one has no
// code, and the time that times are counted from.
type known struct {
	own  [mostOwn]string
	base int64 // nanoseconds since 1970
}

// longestPacked is more than any text has: what a provider answers is cut long before. Few bytes that
// somebody wrote could stand for any number of them.
const longestPacked = 256 << 20

var errPacked = errors.New("a packed text that nobody wrote")

// pack writes a text in few bytes.
func pack(text string, k *known) []byte {
	out := make([]byte, 1, 64+len(text)/8)
	out[0] = packedForm
	for at := 0; at < len(text); {
		rest := text[at:]
		code, n := longestPhrase(rest, k)
		if n >= 4 {
			out = append(out, code)
		} else {
			out, n = packSpecial(out, rest, k.base)
		}
		at += n
	}
	return out
}

// longestPhrase finds the longest column or phrase that a text begins with.
func longestPhrase(text string, k *known) (code byte, n int) {
	for i, own := range &k.own {
		if len(own) > n && strings.HasPrefix(text, own) {
			code, n = byte(ownBase+i), len(own)
		}
	}
	for _, i := range phrasesBy[text[0]] {
		if p := phrases[i]; len(p) > n && strings.HasPrefix(text, p) {
			code, n = phraseBase+i, len(p)
		}
	}
	return code, n
}

// packSpecial writes what a text begins with where that is no phrase.
func packSpecial(out []byte, text string, base int64) ([]byte, int) {
	if id, ok := uuidIn(text); ok {
		return append(append(out, codeUUID), id[:]...), uuidLength
	}
	if len(text) >= len(timeLayout) && text[4] == '-' {
		if at, ok := nanoseconds(text[:len(timeLayout)]); ok {
			return binary.AppendVarint(append(out, codeTime), at-base), len(timeLayout)
		}
	}
	if n := digitsIn(text); n >= 4 {
		number, err := strconv.ParseUint(text[:n], 10, 64)
		if err == nil {
			return binary.AppendUvarint(append(out, codeNumber), number), n
		}
	}
	n := 0
	for n < len(text) && (text[n] < 0x20 || text[n] > 0x7e) {
		n++
	}
	if n == 0 {
		return append(out, text[0]), 1
	}
	return append(binary.AppendUvarint(append(out, codeBytes), uint64(n)), text[:n]...), n
}

// digitsIn counts the digits that a text begins with, up to as many as a number holds. A number
// that begins with 0 is none.
func digitsIn(text string) int {
	n := 0
	for n < len(text) && n < 18 && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	if n > 0 && text[0] == '0' {
		return 0
	}
	return n
}

// unpack reads what pack wrote with the same knowledge.
func unpack(data []byte, k *known) (string, error) {
	if len(data) == 0 || data[0] != packedForm {
		return "", errPacked
	}
	var out strings.Builder
	out.Grow(min(16*len(data), 1<<16))
	for at := 1; at < len(data); {
		if out.Len() > longestPacked {
			return "", errPacked
		}
		c := data[at]
		at++
		switch {
		case c >= 0x20 && c <= 0x7e:
			out.WriteByte(c)
		case c >= phraseBase && int(c)-phraseBase < len(phrases):
			out.WriteString(phrases[c-phraseBase])
		case c >= ownBase && c < ownBase+mostOwn && k.own[c-ownBase] != "":
			out.WriteString(k.own[c-ownBase])
		default:
			n, err := unpackSpecial(&out, c, data[at:], k.base)
			if err != nil {
				return "", err
			}
			at += n
		}
	}
	return out.String(), nil
}

func unpackSpecial(out *strings.Builder, code byte, data []byte, base int64) (int, error) {
	if code == codeUUID {
		if len(data) < 16 {
			return 0, errPacked
		}
		out.WriteString(uuidText([16]byte(data[:16])))
		return 16, nil
	}
	if code == codeTime {
		since, n := binary.Varint(data)
		if n <= 0 {
			return 0, errPacked
		}
		out.WriteString(timeText(base + since))
		return n, nil
	}
	number, n := binary.Uvarint(data)
	switch {
	case n <= 0:
	case code == codeNumber:
		out.WriteString(strconv.FormatUint(number, 10))
		return n, nil
	case code == codeBytes && number <= uint64(len(data)-n):
		out.Write(data[n : n+int(number)])
		return n + int(number), nil
	}
	return 0, errPacked
}

const uuidLength = 36

// uuidIn reads a UUID in small letters at the beginning of a text.
func uuidIn(text string) (id [16]byte, ok bool) {
	if len(text) < uuidLength || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return id, false
	}
	var digits [32]byte
	n := 0
	for i := range uuidLength {
		c := text[i]
		switch {
		case i == 8 || i == 13 || i == 18 || i == 23:
			continue
		case c >= '0' && c <= '9' || c >= 'a' && c <= 'f':
			digits[n] = c
			n++
		default:
			return id, false
		}
	}
	_, err := hex.Decode(id[:], digits[:])
	return id, err == nil
}

func uuidText(id [16]byte) string {
	var b [uuidLength]byte
	hex.Encode(b[:8], id[:4])
	hex.Encode(b[9:13], id[4:6])
	hex.Encode(b[14:18], id[6:8])
	hex.Encode(b[19:23], id[8:10])
	hex.Encode(b[24:], id[10:])
	b[8], b[13], b[18], b[23] = '-', '-', '-', '-'
	return string(b[:])
}

// The times that nanoseconds since 1970 can tell, in whole years.
var (
	firstNano = time.Date(1678, 1, 1, 0, 0, 0, 0, time.UTC)
	lastNano  = time.Date(2262, 1, 1, 0, 0, 0, 0, time.UTC)
)

// nanoseconds reads a time as encodeTime writes it; ok is false for any other text.
func nanoseconds(text string) (n int64, ok bool) {
	if len(text) != len(timeLayout) || text[10] != 'T' || text[19] != '.' || text[29] != 'Z' {
		return 0, false
	}
	t, err := time.Parse(timeLayout, text)
	if err != nil || t.Before(firstNano) || !t.Before(lastNano) {
		return 0, false
	}
	n = t.UnixNano()
	return n, timeText(n) == text
}

func timeText(n int64) string { return time.Unix(0, n).UTC().Format(timeLayout) }

// zeroTime stands in a column for no time at all: it comes before every other.
const zeroTime = math.MinInt64
