package payments

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Providers are those that a program was made with, in the order in which they are offered.
//
// A place is the name of a provider's environment, in settings for one. Environments of the
// first provider are named as they are, "production", as they were when there was one alone;
// those of any other with the provider before it, "acme/production".
type Providers []Provider

// Provider finds a provider by its ID, "" the first.
func (ps Providers) Provider(id string) (Provider, error) {
	i := slices.IndexFunc(ps, func(p Provider) bool { return p.ID == id })
	switch {
	case i >= 0:
		return ps[i], nil
	case id == "" && len(ps) > 0:
		return ps[0], nil
	}
	return Provider{}, fmt.Errorf("%q: %w; it has %s", id, ErrProvider, listed(ps.IDs()))
}

// IDs names the providers.
func (ps Providers) IDs() []string {
	ids := make([]string, len(ps))
	for i, p := range ps {
		ids[i] = p.ID
	}
	return ids
}

// Find finds provider and environment of a place. The error is ErrProvider or ErrEnvironment,
// and says what there is.
func (ps Providers) Find(place string) (Provider, Environment, error) {
	id, environment, qualified := strings.Cut(place, "/")
	if !qualified {
		id, environment = "", place
	}
	p, err := ps.Provider(id)
	if err != nil {
		return Provider{}, Environment{}, err
	}
	e, err := p.Environment(environment)
	return p, e, err
}

// Place names an environment of a provider.
func (ps Providers) Place(provider, environment string) string {
	if len(ps) > 0 && (provider == "" || provider == ps[0].ID) {
		return environment
	}
	return provider + "/" + environment
}

// Of is the place of a provider's environment of a class; "" where it has none.
func (ps Providers) Of(provider string, c Class) string {
	p, err := ps.Provider(provider)
	e, ok := p.Of(c)
	if err != nil || !ok {
		return ""
	}
	return ps.Place(p.ID, e.ID)
}

// Beside is the place of a class at the provider of another place, or else at the first
// provider that has one.
func (ps Providers) Beside(place string, c Class) string {
	p, _, _ := ps.Find(place) // no provider where there is no such place
	for _, id := range append([]string{p.ID}, ps.IDs()...) {
		if found := ps.Of(id, c); found != "" {
			return found
		}
	}
	return ""
}

// Class is that of a place; what is not known may be anything.
func (ps Providers) Class(place string) Class {
	if _, e, err := ps.Find(place); err == nil {
		return e.Class
	}
	return ClassCustom
}

// AddressKey names an address of one's own in settings: that of the first provider by its
// address alone, as it was when there was one provider.
func (ps Providers) AddressKey(provider, address string) string { return ps.Place(provider, address) }

// Check says what is wrong with the list or with any of the providers.
func (ps Providers) Check() error {
	var wrong []error
	if len(ps) == 0 {
		wrong = append(wrong, errors.New("there is no payment provider"))
	}
	for i, p := range ps {
		wrong = append(wrong, p.Check())
		if slices.Contains(ps.IDs()[:i], p.ID) {
			wrong = append(wrong, fmt.Errorf("the payment provider %q is there twice", p.ID))
		}
	}
	return errors.Join(wrong...)
}
