package storage

import (
	"database/sql"
	"database/sql/driver"
	"strings"
)

// plainIntent is an intent that says nothing but its terminal, without it.
const plainIntent = `{"v":1}`

// shortIntent takes the terminal out of what was asked for, where the columns say it: terminal, by
// which type, serial number and profile are told, and the merchant. A text that does not come
// back from what is left stays whole.
func shortIntent(text, terminal string) (short, merchant string) {
	head, tail, found := strings.Cut(text, `,"terminal":`)
	end := strings.IndexByte(tail, '}')
	if !found || strings.ContainsAny(head, ",}") || end < 0 {
		return text, ""
	}
	if _, named, is := strings.Cut(tail[:end], `,"merchant":"`); is {
		merchant, _, _ = strings.Cut(named, `"`)
	}
	if short = head + tail[end+1:]; longIntent(short, terminal, merchant) != text {
		return text, ""
	}
	if short == plainIntent {
		short = ""
	}
	return short, merchant
}

// longIntent puts the terminal in again.
func longIntent(short, terminal, merchant string) string {
	if short == "" {
		short = plainIntent
	}
	at := strings.IndexAny(short, ",}")
	if at < 0 || strings.HasPrefix(short[at:], `,"terminal":`) {
		return short
	}
	t := terminalJSON{Serial: terminal, Merchant: merchant}
	if profile, rest, is := strings.Cut(t.Serial, "|"); is {
		t.Profile, t.Serial = profile, rest
	}
	if kind, rest, is := strings.Cut(t.Serial, "/"); is {
		t.Type, t.Serial = kind, rest
	}
	text, err := marshal(t)
	if err != nil {
		return short // a struct of texts has a JSON
	}
	return short[:at] + `,"terminal":` + string(text) + short[at:]
}

// intentColumn reads the intent when the columns before it are read, and writes it short.
type intentColumn struct{ row *row }

// Value implements driver.Valuer.
func (c intentColumn) Value() (driver.Value, error) {
	short, _ := shortIntent(c.row.asked.Intent, c.row.asked.Terminal)
	return emptyColumn{&short}.Value()
}

// Scan implements sql.Scanner.
func (c intentColumn) Scan(value any) error {
	var short sql.NullString
	err := short.Scan(value)
	c.row.asked.Intent = longIntent(short.String, c.row.asked.Terminal, c.row.drawn.Merchant)
	return err
}
