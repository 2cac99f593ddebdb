package payments

import (
	"strconv"
	"strings"
)

// DefaultProfile is the profile of a shop that has one at a place.
const DefaultProfile = "default"

// ProfileKey names a profile in settings: the default one by its place alone, as it was when
// there was no other, "production"; any other with its ID behind it, "acme/production:bar".
func ProfileKey(place, id string) string {
	if id == DefaultProfile {
		return place
	}
	return place + ":" + id
}

// CutProfileKey takes such a name apart.
func CutProfileKey(key string) (place, id string) {
	place, id, named := strings.Cut(key, ":")
	if !named {
		id = DefaultProfile
	}
	return place, id
}

// IsProfileKey reports whether a word can be the name of a profile. Whether there is such a
// place the program's providers know.
func IsProfileKey(word string) bool {
	place, id := CutProfileKey(word)
	for part := range strings.SplitSeq(place, "/") {
		if !isID(part) {
			return false
		}
	}
	return isID(id) && ProfileKey(place, id) == word && strings.Count(place, "/") <= 1
}

// ProfileID makes the ID of a new profile from its name: its letters and digits, where there
// are any, and a number where others have that ID.
func ProfileID(name string, taken func(id string) bool) string {
	id := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(name))
	if id = id[:min(len(id), longestProfileID)]; id == "" {
		id = "profile"
	}
	for try, n := id, 2; ; n++ {
		if try != DefaultProfile && !taken(try) {
			return try
		}
		try = id + strconv.Itoa(n)
	}
}

// longestProfileID keeps the names of keyring entries readable.
const longestProfileID = 20

// Mark is what the terminals of a profile are marked with (Terminal.Profile), so that two of
// different profiles are never taken for one: at many providers the code of a terminal is
// unique within one merchant alone. Those of the first provider's default profile bear none,
// as it was when there was no other.
func (ps Providers) Mark(key string) string {
	place, id := CutProfileKey(key)
	p, e, err := ps.Find(place)
	if err == nil && id == DefaultProfile && p.ID == ps[0].ID && ps.Of(p.ID, e.Class) == place {
		return ""
	}
	return key
}

// HostKey names an address of one's own of a profile in settings: of a default profile by its
// provider alone (see AddressKey).
func (ps Providers) HostKey(key, address string) string {
	place, id := CutProfileKey(key)
	if p, _, err := ps.Find(place); err == nil && id == DefaultProfile {
		return ps.AddressKey(p.ID, address)
	}
	return key + "/" + address
}

// ProfileOf is the name of the profile of an account; "" where this program has no such
// environment.
func (ps Providers) ProfileOf(a Account) string {
	key := ProfileKey(ps.Place(a.Provider, a.Environment), a.Profile)
	place, _ := CutProfileKey(key)
	if p, e, err := ps.Find(place); err != nil || p.ID != a.Provider || e.ID != a.Environment || !IsProfileKey(key) {
		return ""
	}
	return key
}

// Webhooks reports whether the provider of a profile brings results to the till.
func (ps Providers) Webhooks(key string) bool {
	place, _ := CutProfileKey(key)
	p, _, err := ps.Find(place)
	return err == nil && p.Webhooks
}
