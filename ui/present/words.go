package present

import (
	"strings"
	"time"

	"tillside/payments"
)

// Presenter turns domain state into view-states. It is immutable and may be used by
// several goroutines.
type Presenter struct {
	translate Translate
	numbers   payments.NumberFormat
	zone      *time.Location
}

// New makes a presenter for a language. Locale decides how numbers are written, zone what
// the clock says; nil means the computer's.
func New(t Translate, locale string, zone *time.Location) Presenter {
	if zone == nil {
		zone = time.Local
	}
	return Presenter{translate: t, numbers: payments.NumberFormatFor(locale), zone: zone}
}

// joinSentences puts whole sentences behind one another and leaves out the empty ones.
func joinSentences(parts ...string) string {
	kept := make([]string, 0, len(parts))
	for _, part := range parts {
		if part != "" && part != "." {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, " ")
}
