package session

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// This file keeps keys that were replaced until nobody asks any more about a payment that was sent
// with them: another key cannot ask about those.

// earlierKeys is the credential under which they are kept, all of a profile together with blanks
// between them, the newest last. No key has a blank in it: it travels in a header.
const earlierKeys = payments.CredentialAPI + "-earlier"

// mostEarlier is how many are kept. Some keyrings take no more than some thousand bytes.
const mostEarlier = 8

// ReplaceKey keeps a key of a profile, and the one before it until nobody needs that. entry names
// the profile's secrets in the keyring. Whenever it breaks off, no key is lost: the one before
// is kept a second time before the new one takes its place. Where the one before cannot be read the
// new one is kept in memory if there is no keyring, and is refused if there is one: it would be
// written over a key that payments may still have to be asked about with.
func ReplaceKey(ctx context.Context, keys Keys, noKey error, entry func(credential string) string, key payments.Secret) (inMemory bool, err error) {
	before, _, err := keys.Get(ctx, entry(payments.CredentialAPI))
	if err != nil && !errors.Is(err, noKey) && !key.Empty() {
		before, err = readAgain(ctx, keys, entry, key)
		if err != nil && !errors.Is(err, errNoKeyring) && !errors.Is(err, noKey) {
			return false, err
		}
	}
	if err == nil && before != key && !key.Empty() {
		earlier, err := earlierOf(ctx, keys, noKey, entry)
		if err != nil {
			return false, err
		}
		if err := keepEarlier(ctx, keys, entry, append(earlier, before)); err != nil {
			return false, err
		}
	}
	return keys.Set(ctx, entry(payments.CredentialAPI), key)
}

// errNoKeyring says that keys are kept in memory.
var errNoKeyring = errors.New("no keyring takes the key")

// readAgain reads a key that could not be read a moment ago, now that a keyring has taken something:
// the new key, under a name of its own. errNoKeyring says that none has.
func readAgain(ctx context.Context, keys Keys, entry func(credential string) string, key payments.Secret) (payments.Secret, error) {
	inMemory, err := keys.Set(ctx, entry(nextKey), key)
	forgotten := keys.Forget(ctx, entry(nextKey))
	switch {
	case err != nil:
		return payments.Secret{}, err
	case inMemory:
		return payments.Secret{}, errNoKeyring
	case forgotten != nil:
		return payments.Secret{}, forgotten
	}
	before, _, err := keys.Get(ctx, entry(payments.CredentialAPI))
	return before, err
}

// nextKey is the credential under which a new key stands for as long as it takes to see whether a
// keyring keeps it.
const nextKey = payments.CredentialAPI + "-next"

// ForgetKey removes a key of a profile, and those before it.
func ForgetKey(ctx context.Context, keys Keys, entry func(credential string) string) error {
	return errors.Join(keys.Forget(ctx, entry(earlierKeys)), keys.Forget(ctx, entry(payments.CredentialAPI)))
}

// earlierOf are the keys of a profile that were replaced.
func earlierOf(ctx context.Context, keys Keys, noKey error, entry func(credential string) string) ([]payments.Secret, error) {
	kept, _, err := keys.Get(ctx, entry(earlierKeys))
	switch {
	case errors.Is(err, noKey):
		return nil, nil
	case err != nil:
		return nil, err
	}
	var all []payments.Secret
	for word := range strings.FieldsSeq(kept.Reveal()) {
		all = append(all, payments.NewSecret(word))
	}
	return all, nil
}

// keepEarlier keeps those keys and no others, each once.
func keepEarlier(ctx context.Context, keys Keys, entry func(credential string) string, all []payments.Secret) error {
	var words []string
	for i, key := range all {
		if word := key.Reveal(); !slices.Contains(all[i+1:], key) && !strings.ContainsAny(word, " \t\r\n") {
			words = append(words, word)
		}
	}
	if len(words) == 0 {
		return keys.Forget(ctx, entry(earlierKeys))
	}
	_, err := keys.Set(ctx, entry(earlierKeys), payments.NewSecret(strings.Join(words[max(len(words)-mostEarlier, 0):], " ")))
	return err
}

// entries names the secrets of a profile in the keyring.
func (b *Backend) entries(profile string) func(credential string) string {
	return func(credential string) string { return b.entry(profile, credential) }
}

// askedAbout are the payments that the engines ask about: those that are open, and those that have
// their end and are looked at again, for hours where a person has closed one. Those come with err too.
func askedAbout(ctx context.Context, j Journal) (open, all []payments.Attempt, err error) {
	if open, err = j.Open(ctx); err != nil {
		return nil, nil, fmt.Errorf("read journal: %w", err)
	}
	now := time.Now()
	since := now.Add(-checkout.LooksTime)
	ended, err := j.Touched(ctx, payments.StateClosed, since)
	ended = slices.DeleteFunc(ended, func(a payments.Attempt) bool { return !a.Created.Before(since) }) // the young ones are in the list below
	for q := (checkout.Query{After: since}); err == nil; {
		var page []payments.Attempt
		if page, err = j.List(ctx, q); len(page) == 0 {
			break
		}
		ended = append(ended, page...)
		q.Before, q.BeforeID = page[len(page)-1].Created, page[len(page)-1].Reference
	}
	if err != nil {
		return open, open, fmt.Errorf("read journal: %w", err)
	}
	looked := slices.DeleteFunc(ended, func(a payments.Attempt) bool { return !checkout.LooksRemain(a, now) })
	return open, slices.Concat(open, looked), nil
}

// holdEarlier connects a profile with the keys that its payments were sent with that are asked about,
// and that were replaced since. What cannot be read or connected leaves those payments waiting, as a
// closed keyring does.
func (b *Backend) holdEarlier(ctx context.Context, p *profile, asked []payments.Attempt, settings map[string]string) {
	if p.Key == "" || p.place.OwnKey || p.keyErr != nil || !needsEarlier(p, asked) {
		return
	}
	all, err := earlierOf(ctx, b.params.Keys, b.params.NoKey, b.entries(p.Key))
	if err != nil {
		b.params.Log.Error("read key", "environment", p.Key, "error", err)
		return
	}
	for _, key := range all {
		c, err := b.params.Connect(ctx, Target{Profile: p.Key, Key: key, Secrets: p.secrets, Settings: settings})
		if err != nil {
			b.params.Log.Warn("connect", "environment", p.Key, "error", err)
			continue
		}
		if name := fingerprint(c); sentWith(p, asked, key) && name != fingerprint(p.connection) {
			if p.earlier == nil {
				p.earlier = map[string]payments.Gateway{}
			}
			p.earlier[name] = c.Gateway
		}
	}
}

// needsEarlier reports whether one of the profile's payments was sent with another key than the one
// in use.
func needsEarlier(p *profile, asked []payments.Attempt) bool {
	return slices.ContainsFunc(asked, func(a payments.Attempt) bool {
		return p.isOf(a) && a.Account.KeyFingerprint != fingerprint(p.connection)
	})
}

// isOf reports whether a payment is the profile's, whatever key it was sent with.
func (p *profile) isOf(a payments.Attempt) bool {
	a.Account.KeyFingerprint = ""
	return a.Account == p.place.Account
}

// sentWith reports whether one of the profile's payments was sent with a key. The address that may
// stand behind its fingerprint does not matter.
func sentWith(p *profile, asked []payments.Attempt, key payments.Secret) bool {
	return slices.ContainsFunc(asked, func(a payments.Attempt) bool {
		name, _, _ := strings.Cut(a.Account.KeyFingerprint, "@")
		return p.isOf(a) && name == key.Fingerprint()
	})
}

// dropEarlier forgets the keys that were replaced and that no payment was sent with that is asked
// about. kept tells that there are others.
func (b *Backend) dropEarlier(ctx context.Context, r *running) (kept bool, err error) {
	if !b.replacing.TryLock() {
		return false, nil // a key is being replaced; what is open is opened anew after that
	}
	defer b.replacing.Unlock()
	_, asked, err := askedAbout(ctx, r.journal)
	if err != nil {
		return true, err
	}
	for _, p := range r.profiles {
		if p.Key == "" || p.place.OwnKey || p.keyErr != nil {
			continue
		}
		all, err := earlierOf(ctx, b.params.Keys, b.params.NoKey, b.entries(p.Key))
		if err != nil {
			return true, err
		}
		needed := slices.DeleteFunc(slices.Clone(all), func(key payments.Secret) bool { return !sentWith(p, asked, key) })
		kept = kept || len(needed) > 0
		if len(needed) == len(all) {
			continue
		}
		if err := keepEarlier(ctx, b.params.Keys, b.entries(p.Key), needed); err != nil {
			return true, err
		}
		b.params.Log.Info("key forgotten", "environment", p.Key, "credential", earlierKeys)
	}
	return kept, nil
}

// keptPause is how long keys that were kept stay before it is seen again whether somebody still asks
// with them.
const keptPause = 20 * time.Minute

// watchEarlier forgets them at the beginning, whenever a payment that was sent with one has its end,
// and once nobody asks about it any more, until ctx ends.
func (b *Backend) watchEarlier(ctx context.Context, r *running) {
	for {
		kept, err := b.dropEarlier(ctx, r)
		if err != nil && ctx.Err() == nil {
			b.params.Log.Warn("forget key", "error", err) // it is tried again
		}
		var again <-chan time.Time
		if kept {
			again = time.After(keptPause)
		}
		select {
		case <-again:
		case <-ctx.Done():
			return
		case <-r.unneeded:
		}
	}
}

// unneed notes that a payment has its end which was sent with a key that was replaced.
func (r *running) unneed(p *profile, a payments.Attempt) {
	if !a.State.Final() || a.Account.KeyFingerprint == fingerprint(p.connection) {
		return
	}
	select {
	case r.unneeded <- struct{}{}:
	default: // it is noted already
	}
}
