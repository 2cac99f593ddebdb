package payments

import (
	"slices"
	"time"
)

// Terminal is a card terminal as its gateway names it. Serial and Type together identify
// it at Handpoint; other gateways leave Type empty.
type Terminal struct {
	Serial   string
	Type     string // the provider's model word, opaque: "PAXA920"
	Merchant string // the provider's merchant identifier, may be empty
	Virtual  bool   // a gateway's keyed-entry pseudo terminal; never send a card-present operation
	Profile  string // which of the shop's profiles it belongs to; "" for the first, see Providers.Mark
}

// ID identifies the terminal among all of a shop, "PAXA920/1547854757".
func (t Terminal) ID() string {
	id := t.Serial
	if t.Type != "" {
		id = t.Type + "/" + id
	}
	if t.Profile != "" {
		id = t.Profile + "|" + id
	}
	return id
}

// Marked are terminals as those of a profile.
func Marked(list []Terminal, mark string) []Terminal {
	list = slices.Clone(list)
	for i := range list {
		list[i].Profile = mark
	}
	return list
}

// Badge is how a shop tells its terminals apart: a letter and a colour that are the same
// on every screen and on the sticker, and a name such as "By the door".
type Badge struct {
	Letter string
	Colour int // index into the badge colours of the theme
	Name   string

	Profile string // the name of the terminal's profile, where a shop has several; not kept with it
}

// Health is what a terminal told us about itself, and when. It is never a guess: a
// terminal that has not answered has no Health.
type Health struct {
	At       time.Time // when the answer came, our clock
	Battery  string    // percent as the terminal writes it ("80"); empty when it did not say
	Charging bool
	App      string // payment application and version
	Serial   string // the serial the answer itself carries; empty when it did not say
}
