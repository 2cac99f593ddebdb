package storage_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
)

const progressOfASale = `{"v":2,"sent":{"at":"2026-11-20T12:00:00.004000000Z","offset_known":true,"answered_at":"2026-11-20T12:00:00.300000000Z",` +
	`"result_id":"1f957e0e-af38-46a5-866c-69a91f5226f4-1547821110"},"outcome":{"state":"approved","source":"result",` +
	`"ids":{"transaction":"501f3a14-7e3d-5177-b0bb-dd1f7a3984e1","authorisation":"580771"},"kind":"sale",` +
	`"amounts":{"requested":{"minor":800,"currency":"EUR"},"charged":{"minor":800,"currency":"EUR"}},` +
	`"card":{"scheme":"VISA","masked":"************3086","entry":"contactless"}},"mismatch":null}`

// A packed text is a promise to every later version: the bytes of this one never change.
func TestPackedTextsStayAsTheyAre(t *testing.T) {
	data, back, err := storage.PackedBeside(progressOfASale, 1795176000_000000000, "1f957e0e-af38-46a5-866c-69a91f5226f4",
		"501f3a14-7e3d-5177-b0bb-dd1f7a3984e1", "", "", "", "", "580771", "3086", "VISA", "", `{"minor":800,"currency":"EUR"}`)
	const want = "01801180a4e803818211808c8d9e0285012d12b6c087e205879202950797ed990b9b0ba009a208a4c17d"
	if err != nil || back != progressOfASale || hex.EncodeToString(data) != want {
		t.Errorf("%d bytes %x, back as %s, %v", len(data), data, back, err)
	}
	plain, err := storage.Unpack(storage.Packed(progressOfASale))
	if err != nil || plain != progressOfASale {
		t.Errorf("without columns: %s, %v", plain, err)
	}
}

// Whatever a text is made of comes back as it was.
func TestAnyTextComesBack(t *testing.T) {
	bits := []string{
		"{", "}", `"`, ",", "\x00", "\x01", "\x13", "\x1f", "\x7f", "é", "🎁", "\xff", "0", "00007", "7", "12345", "999999999999999999", "18446744073709551616",
		"1f957e0e-af38-46a5-866c-69a91f5226f4", "1F957E0E-AF38-46A5-866C-69A91F5226F4", "1f957e0e-af38-46a5-866c-69a91f5226f", "2026-11-20T12:00:00.004000000Z",
		"2026-02-30T12:00:00.004000000Z", "1601-01-01T00:00:00.000000000Z", "9999-12-31T23:59:59.999999999Z", "2026-11-20T12:00:00,004000000Z",
		"2026-11-20T24:00:00.000000000Z", `{"minor":`, `,"currency":"EUR"}`, "approved", `"mismatch":null`, "own text", "own", `{"v":2,"sent":{"at":"`,
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		var text strings.Builder
		for range r.IntN(12) {
			text.WriteString(bits[r.IntN(len(bits))])
		}
		data, back, err := storage.PackedBeside(text.String(), r.Int64()-r.Int64(), "own text", "", "123456", "é🎁")
		if err != nil || back != text.String() {
			t.Fatalf("%q came back as %q from %x: %v", text.String(), back, data, err)
		}
	}
}

// Bytes that nobody wrote are an error, and never a panic.
func TestBytesThatNobodyPacked(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 20_000 {
		data := make([]byte, r.IntN(20))
		for i := range data {
			data[i] = byte(r.Uint32())
		}
		if len(data) > 0 && r.IntN(2) == 0 {
			data[0] = 1
		}
		text, err := storage.Unpack(data)
		if err == nil && (len(data) == 0 || data[0] != 1) {
			t.Fatalf("%x was read as %q", data, text)
		}
	}
	if text, err := storage.UnpackBeside(bytes.Repeat([]byte{1}, 1000), strings.Repeat("x", 1<<20)); err == nil {
		t.Errorf("a thousand bytes were read as %d", len(text))
	}
	for _, cut := range []string{"0110", "0111", "0112", "0113ff", "01135a", "0101", "017f", "0114", "02", ""} {
		data, err := hex.DecodeString(cut)
		must(t, err)
		if text, err := storage.Unpack(data); err == nil {
			t.Errorf("%s was read as %q", cut, text)
		}
	}
}

// Each word of an event has a number, and keeps it.
func TestTheWordsOfEventsHaveNumbers(t *testing.T) {
	words := storage.EventWords
	at := map[string]int{}
	for n, w := range words {
		at[w] = n
	}
	if len(at) != len(words) {
		t.Error("a word has two numbers")
	}
	for _, s := range payments.States() {
		if at[string(s.State)] == 0 {
			t.Errorf("state %s has no number", s.State)
		}
	}
	for _, k := range checkout.EventKinds() {
		if at[string(k)] == 0 {
			t.Errorf("event %s has no number", k)
		}
	}
	if got := strings.Join(words[1:7], " ") + " " + words[16] + " " + words[21] + " " + words[34]; got != "recorded sending waiting cancelling unknown mismatch closed result erased" {
		t.Errorf("numbers have changed: %s", got)
	}
}

// What a program with fewer phrases has packed may not name a column where this one would, so that its
// bytes are never left beside other columns.
func TestProgressIsPackedAnewWithItsColumns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openAt(t, path)
	a := waiting(t, j, sale(1))
	a.Outcome.Card.Masked = "************3086"
	a = move(t, j, a, payments.StateWaiting, checkout.EventEvidence, 3)
	_, became, _, err := j.Texts(t.Context(), a.Reference)
	must(t, err)
	edit(t, path, fmt.Sprintf("UPDATE attempts SET progress = x'%x'", storage.Packed(became)))
	if _, err := j.Verify(t.Context()); err != nil {
		t.Fatal(err) // the same text in more bytes
	}
	a.Outcome.Card.Masked = "************4111"
	a = move(t, j, a, payments.StateWaiting, checkout.EventEvidence, 4)
	got, err := j.Attempt(t.Context(), a.Reference)
	if err != nil || got.Outcome.Card.Masked != a.Outcome.Card.Masked {
		t.Errorf("read %s, %v", got.Outcome.Card.Masked, err)
	}
	if _, err := j.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}
