package payments

import (
	"errors"
	"strings"
)

// Field is what a shop notes beside a sale under a name of its own: the table, the room.
type Field struct{ Name, Value string }

// Fields are those of a sale, those that were left empty left out. The zero value notes nothing.
type Fields [MostFields]Field

// MostFields is how many a shop can name, LongestFieldName and LongestField how long they may be: what
// is typed while a customer waits.
const (
	MostFields       = 2
	LongestFieldName = 20
	LongestField     = 40
)

// ErrFields are fields that no sale can have. Compare with errors.Is.
var ErrFields = errors.New("not what is noted beside a sale")

// Check is ErrFields for a value without a name or a name without a value, for what is too long or has
// signs that are not seen, and for a gap.
func (f Fields) Check() error {
	ended := false
	for _, field := range f {
		if field == (Field{}) {
			ended = true
			continue
		}
		if ended || !isFieldText(field.Name, LongestFieldName) || !isFieldText(field.Value, LongestField) {
			return ErrFields
		}
	}
	return nil
}

func isFieldText(s string, most int) bool {
	hidden := strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
	return s != "" && s == strings.TrimSpace(s) && len([]rune(s)) <= most && !hidden
}

// HoldCardNumber reports whether a card number stands in one of them.
func (f Fields) HoldCardNumber() bool {
	for _, field := range f {
		if CardNumberIn(field.Name) || CardNumberIn(field.Value) {
			return true
		}
	}
	return false
}

// With is a copy with one more at the end. One that is empty, or for which there is no room, changes
// nothing.
func (f Fields) With(name, value string) Fields {
	for i := range f {
		if f[i] == (Field{}) && name != "" && value != "" {
			f[i] = Field{name, value}
			break
		}
	}
	return f
}
