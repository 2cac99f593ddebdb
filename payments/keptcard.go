package payments

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"
)

// ErrNoCard says that the provider keeps no card of a payment: not of its kind, not any more, or not for
// this shop. Compare with errors.Is.
var ErrNoCard = errors.New("the provider keeps no card of this payment")

// CardUse is what a start has to do with cards that the provider keeps. The zero value is nothing.
type CardUse struct {
	Keep  bool   // of a sale: the provider is to keep the card that is presented
	Token Secret // of a phone order: the kept card that is charged; no card is presented and no terminal named
	Name  string // what the shop calls that card, for whoever has its token; no gateway is told
}

// Zero reports whether it is nothing.
func (u CardUse) Zero() bool { return u == CardUse{} }

// KeptCard is a card that the provider keeps. Whoever has its token and the shop's key can charge it: it
// is a secret, and is in no journal, log or setting.
type KeptCard struct {
	Token  Secret
	Masked string // as Card.Masked
}

// CardKeeper is a gateway whose provider keeps cards and gives a token for each.
type CardKeeper interface {
	// BeginWithCard is Gateway.Begin for what is not the zero use. A token is sent in no other request.
	BeginWithCard(ctx context.Context, a Attempt, use CardUse) Outcome

	// CardOf reads the token for the card of a payment that moved money. It has no effect on the
	// payment and may be repeated. The error is ErrNoCard where the provider says that there is none, and
	// an *Error where nothing new was told.
	CardOf(ctx context.Context, a Attempt) (KeptCard, error)
}

// LongestCardName is how many characters the name of a kept card has at most.
const LongestCardName = 30

// ErrCardName refuses a name for a kept card.
var ErrCardName = errors.New("not a name for a kept card")

// CheckCardName says whether a shop can name a kept card so: it says something, is short enough and is
// no card number.
func CheckCardName(name string) error {
	if strings.TrimSpace(name) == "" || utf8.RuneCountInString(name) > LongestCardName || CardNumberIn(name) {
		return ErrCardName
	}
	return nil
}
