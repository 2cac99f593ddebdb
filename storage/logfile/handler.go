package logfile

import (
	"fmt"
	"io"
	"log/slog"
	"reflect"
	"strings"
	"unicode"
)

// longest is how much of a text is logged, in characters.
const longest = 300

// longestStack is how much of a stack is logged, in characters.
const longestStack = 6000

// allowed names every attribute that may be logged. Each is a word of the program itself
// or an identifier; none carries what a person typed, an address with its parameters, or
// anything of a card.
func allowed(key string) bool {
	switch key {
	case slog.TimeKey, slog.LevelKey, slog.MessageKey:
		return true
	case "environment", "provider", "profile", "version", "system", "go", "folder", "host":
		return true
	case "reference", "state", "from", "to", "event", "kind", "notice", "reason", "version_of_attempt":
		return true
	case "terminal", "terminals", "screen", "count", "open", "took", "after", "status", "code":
		return true
	case "error", "panic", "stack", "signal", "in_memory":
		return true
	}
	return false
}

// NewHandler writes entries as text lines to w. A message that is not on the list becomes
// "other". An attribute that is not on the list is left
// out; structs, maps and slices are reduced to the name of their type; texts are cut and
// freed of line ends. Groups are not used by this program and are left out whole.
func NewHandler(w io.Writer, level slog.Leveler) slog.Handler {
	return slog.NewTextHandler(w, &slog.HandlerOptions{Level: level, ReplaceAttr: permit})
}

func permit(groups []string, a slog.Attr) slog.Attr {
	if len(groups) > 0 || !allowed(a.Key) {
		return slog.Attr{}
	}
	if a.Key == slog.MessageKey && !messages[a.Value.String()] {
		return slog.String(a.Key, otherMessage)
	}
	limit := longest
	if a.Key == "stack" {
		limit = longestStack
	}
	switch value := a.Value.Resolve(); value.Kind() {
	case slog.KindBool, slog.KindDuration, slog.KindInt64, slog.KindUint64, slog.KindTime:
		return a
	case slog.KindString:
		return slog.String(a.Key, clean(value.String(), limit))
	case slog.KindAny:
		return slog.String(a.Key, clean(plain(a.Key, value.Any()), limit))
	}
	return slog.Attr{}
}

// plain is the text of an error, of a level and of a word such as payments.State, which is
// a string by another name. Of anything else it is the name of the type.
func plain(key string, v any) string {
	if err, ok := v.(error); ok {
		return err.Error()
	}
	if level, ok := v.(slog.Level); ok && key == slog.LevelKey {
		return level.String()
	}
	if word := reflect.ValueOf(v); word.IsValid() && word.Kind() == reflect.String {
		return word.String()
	}
	return fmt.Sprintf("[%T]", v)
}

// clean keeps an entry on its line. The stack of a panic keeps its line ends: the handler
// quotes them.
func clean(text string, limit int) string {
	text = strings.ToValidUTF8(text, "?")
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return ' '
		}
		return r
	}, text)
	if runes := []rune(text); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return text
}
