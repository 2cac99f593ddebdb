package session

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tillside/payments"
)

// This file keeps keys that were replaced until no open payment was sent with them: another key
// cannot ask about those.

// earlierKeys is the credential under which they are kept, all of a profile together with blanks
// between them, the newest last. No key has a blank in it: it travels in a header.
const earlierKeys = payments.CredentialAPI + "-earlier"

// mostEarlier is how many are kept. Some keyrings take no more than some thousand bytes.
const mostEarlier = 8

// ReplaceKey keeps a key of a profile, and the one before it until nobody needs that. entry names
// the profile's secrets in the keyring. Whenever it breaks off, no key is lost: the one before
// is kept a second time before the new one takes its place. One that cannot be read now stays
// where it is.
func ReplaceKey(ctx context.Context, keys Keys, noKey error, entry func(credential string) string, key payments.Secret) (inMemory bool, err error) {
	before, _, err := keys.Get(ctx, entry(payments.CredentialAPI))
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

// holdEarlier connects a profile with the keys that its open payments were sent with and that
// were replaced since. What cannot be read or connected leaves those payments waiting, as a
// closed keyring does.
func (b *Backend) holdEarlier(ctx context.Context, p *profile, open []payments.Attempt, settings map[string]string) {
	if p.Key == "" || p.place.OwnKey || p.keyErr != nil || !needsEarlier(p, open) {
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
		if name := fingerprint(c); sentWith(p, open, key) && name != fingerprint(p.connection) {
			if p.earlier == nil {
				p.earlier = map[string]payments.Gateway{}
			}
			p.earlier[name] = c.Gateway
		}
	}
}

// needsEarlier reports whether an open payment of the profile was sent with another key than
// the one in use.
func needsEarlier(p *profile, open []payments.Attempt) bool {
	return slices.ContainsFunc(open, func(a payments.Attempt) bool {
		return p.isOf(a) && a.Account.KeyFingerprint != fingerprint(p.connection)
	})
}

// isOf reports whether a payment is the profile's, whatever key it was sent with.
func (p *profile) isOf(a payments.Attempt) bool {
	a.Account.KeyFingerprint = ""
	return a.Account == p.place.Account
}

// sentWith reports whether an open payment of the profile was sent with a key. The address that
// may stand behind its fingerprint does not matter.
func sentWith(p *profile, open []payments.Attempt, key payments.Secret) bool {
	return slices.ContainsFunc(open, func(a payments.Attempt) bool {
		name, _, _ := strings.Cut(a.Account.KeyFingerprint, "@")
		return p.isOf(a) && name == key.Fingerprint()
	})
}

// dropEarlier forgets the keys that were replaced and that no open payment was sent with.
func (b *Backend) dropEarlier(ctx context.Context, r *running) error {
	if !b.replacing.TryLock() {
		return nil // a key is being replaced; what is open is opened anew after that
	}
	defer b.replacing.Unlock()
	open, err := r.journal.Open(ctx)
	if err != nil {
		return fmt.Errorf("read journal: %w", err)
	}
	for _, p := range r.profiles {
		if p.Key == "" || p.place.OwnKey || p.keyErr != nil {
			continue
		}
		all, err := earlierOf(ctx, b.params.Keys, b.params.NoKey, b.entries(p.Key))
		if err != nil {
			return err
		}
		needed := slices.DeleteFunc(slices.Clone(all), func(key payments.Secret) bool { return !sentWith(p, open, key) })
		if len(needed) == len(all) {
			continue
		}
		if err := keepEarlier(ctx, b.params.Keys, b.entries(p.Key), needed); err != nil {
			return err
		}
		b.params.Log.Info("key forgotten", "environment", p.Key, "credential", earlierKeys)
	}
	return nil
}

// watchEarlier forgets them at the beginning, and whenever a payment that was sent with one has
// its end, until ctx ends.
func (b *Backend) watchEarlier(ctx context.Context, r *running) {
	for {
		if err := b.dropEarlier(ctx, r); err != nil && ctx.Err() == nil {
			b.params.Log.Warn("forget key", "error", err) // it is tried again
		}
		select {
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
