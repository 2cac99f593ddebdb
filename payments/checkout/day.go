package checkout

import (
	"context"
	"errors"
	"time"

	"tillside/payments"
)

// ErrDayClosed means that nothing is left to close: the day before ended later than now.
var ErrDayClosed = errors.New("the day is closed until a later time than now")

// Day is what happened in a time: what is proven, and what is not.
type Day struct {
	Number       int // of the closing; 0 for one that is not closed
	At           time.Time
	By           string // who has closed it; "" where the shop had named nobody
	Since, Until time.Time
	Sums         []DaySum
	Unproven     []DayLine // in no sum; one with a state that proves something has been contradicted since
	// Late are payments that an earlier closing had as not proven, as they are known now. They
	// are in no sum of this day.
	Late []DayLine
}

// DaySum is a sum of proven money of a day: of all of it, or of the payments of one kind, card
// scheme, terminal, hour or person.
type DaySum struct {
	By       DayBy
	Name     string // the kind, the scheme, Terminal.ID, the hour "00" to "23", the operator; "" for all
	Currency payments.Currency
	Payments int
	In, Out  int64 // minor units
}

// DayBy is what a sum of a day is about.
type DayBy string

// What sums of a day are about.
const (
	DayAll      DayBy = "all"
	DayKind     DayBy = "kind"
	DayScheme   DayBy = "scheme"
	DayTerminal DayBy = "terminal"
	DayHour     DayBy = "hour"
	DayOperator DayBy = "operator" // where somebody is named
	DayTips     DayBy = "tips"     // tips within the payments that came in, but for those that were given back whole
)

// DayLine is a payment by name on the sheet of a day.
type DayLine struct {
	Reference string
	Kind      payments.Kind
	State     payments.State
	Amount    payments.Money // moved where that is proven, else asked for
	Terminal  string         // Terminal.ID
	Created   time.Time
}

// Closing is what a day is closed with.
type Closing struct {
	By         string // who closes it
	Since, Now time.Time
	Zone       *time.Location // says what the hours are
}

// DayBook is a Journal that closes days. A closed day never changes.
type DayBook interface {
	// CloseDay closes the day, from the last closing on, or from a time where there is none. The
	// day has a number and is on the disk when it returns.
	CloseDay(ctx context.Context, c Closing) (Day, error)
	DayReader
}

// DayReader is what the screens read of it.
type DayReader interface {
	// Today is what happened since the last closing, or since a time where there is none. zone
	// says what the hours are.
	Today(ctx context.Context, since, now time.Time, zone *time.Location) (Day, error)
	// Closings are the newest closed days, newest first.
	Closings(ctx context.Context, most int) ([]Day, error)
}
