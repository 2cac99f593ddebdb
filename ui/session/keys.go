package session

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// entry names a secret of a profile in the keyring.
func (b *Backend) entry(profile, credential string) string {
	return b.params.Entry(b.params.Profiles.Place(profile).Account, credential)
}

func (b *Backend) key(ctx context.Context, profile string) (payments.Secret, bool, error) {
	return b.secret(ctx, profile, payments.CredentialAPI)
}

// secrets are those that are kept beside the key, and which of them in memory alone. The first that
// cannot be read is the last that is asked for, unless all are wanted.
func (b *Backend) secrets(ctx context.Context, profile string, all bool) (kept map[string]payments.Secret, inMemory map[string]bool, err error) {
	kept, inMemory = map[string]payments.Secret{}, map[string]bool{}
	for _, credential := range b.params.Profiles.Place(profile).Secrets {
		secret, unkept, unread := b.secret(ctx, profile, credential)
		if err = cmp.Or(err, unread); unread != nil && !all {
			break
		}
		if !secret.Empty() {
			kept[credential], inMemory[credential] = secret, unkept
		}
	}
	return kept, inMemory, err
}

func (b *Backend) secret(ctx context.Context, profile, credential string) (payments.Secret, bool, error) {
	if b.params.Profiles.Place(profile).OwnKey {
		return payments.Secret{}, false, nil
	}
	checkout.TellStage(ctx, checkout.Stage{Doing: present.StageKeyring}) // it may ask for its password
	key, inMemory, err := b.params.Keys.Get(ctx, b.entry(profile, credential))
	switch {
	case errors.Is(err, b.params.NoKey):
		return payments.Secret{}, false, nil
	case err != nil:
		b.params.Log.Error("read key", "environment", profile, "error", err)
		return payments.Secret{}, false, fmt.Errorf("read key: %w: %w", present.ErrKeyring, err)
	}
	return key, inMemory, nil
}

// TestKey implements present.Backend. The key in use is tested through the open
// connection, so that its limit of requests is kept.
func (b *Backend) TestKey(ctx context.Context, profile string, key payments.Secret) ([]payments.Terminal, error) {
	ctx, cancel := context.WithTimeout(ctx, listLimit)
	defer cancel()
	mark := b.params.Profiles.Place(profile).Mark
	if gateway, ok := b.inUse(profile, key); ok {
		list, err := gateway.Terminals(ctx)
		return payments.Marked(list, mark), err
	}
	settings, err := b.params.Settings.Load(ctx)
	if err != nil {
		return nil, fmt.Errorf("read settings: %w", err)
	}
	kept, _, _ := b.secrets(ctx, profile, false) // the list of terminals needs none of them
	connection, err := b.params.Connect(ctx, Target{Profile: profile, Key: key, Secrets: kept, Settings: settings})
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", profile, err)
	}
	list, err := connection.Gateway.Terminals(ctx)
	return payments.Marked(list, mark), err
}

func (b *Backend) inUse(profile string, key payments.Secret) (payments.Gateway, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.running == nil {
		return nil, false
	}
	for _, p := range b.running.profiles {
		if p.Key == profile && p.connection.Key == key {
			return p.connection.Gateway, true
		}
	}
	return nil, false
}

// KeepSecret implements present.Backend.
func (b *Backend) KeepSecret(ctx context.Context, profile, credential string, secret payments.Secret) (inMemory bool, err error) {
	if err := b.owns(); err != nil {
		return false, err
	}
	if credential == payments.CredentialAPI {
		b.replacing.Lock()
		defer b.replacing.Unlock()
		inMemory, err = ReplaceKey(ctx, b.params.Keys, b.params.NoKey, b.entries(profile), secret)
	} else {
		inMemory, err = b.params.Keys.Set(ctx, b.entry(profile, credential), secret)
	}
	if err != nil {
		return false, fmt.Errorf("keep key: %w: %w", present.ErrKeyring, err)
	}
	b.params.Log.Info("key kept", "environment", profile, "credential", credential, "in_memory", inMemory)
	return inMemory, nil
}

// ForgetSecret implements present.Backend.
func (b *Backend) ForgetSecret(ctx context.Context, profile, credential string) error {
	err := b.owns()
	if err != nil {
		return err
	}
	if credential == payments.CredentialAPI {
		b.replacing.Lock()
		defer b.replacing.Unlock()
		err = ForgetKey(ctx, b.params.Keys, b.entries(profile))
	} else {
		err = b.params.Keys.Forget(ctx, b.entry(profile, credential))
	}
	if err != nil {
		return fmt.Errorf("forget key: %w: %w", present.ErrKeyring, err)
	}
	b.params.Log.Info("key forgotten", "environment", profile, "credential", credential)
	return nil
}

// LoadSettings implements present.Backend.
func (b *Backend) LoadSettings(ctx context.Context) (map[string]string, error) {
	return b.params.Settings.Load(ctx)
}

// SaveSettings implements present.Backend.
func (b *Backend) SaveSettings(ctx context.Context, changed map[string]string) error {
	if err := b.mayChange(changed); err != nil {
		return err
	}
	if err := b.params.Settings.Save(ctx, changed); err != nil {
		return fmt.Errorf("%w: %w", present.ErrSettings, err)
	}
	return b.readLimits(ctx)
}

// OpenURL implements present.Backend. What it opens came from a gateway, so it may be
// anything: a script, a file of this computer, a program's own scheme, a stranger's page that
// asks for a card.
func (b *Backend) OpenURL(_ context.Context, location string) error {
	u, err := url.Parse(location)
	if err != nil || u.User != nil || u.Scheme != "https" && u.Scheme != "http" || !b.mayOpen(location) {
		return fmt.Errorf("%w: %w", present.ErrReceiptHost, ErrLocation)
	}
	if err := b.params.System.Browse(u); err != nil {
		return fmt.Errorf("%w: %w", present.ErrBrowser, err)
	}
	return nil
}

// Print implements present.Backend.
func (b *Backend) Print(ctx context.Context, title string, pdf []byte) error {
	return b.params.System.Print(ctx, title, pdf)
}

// mayOpen asks the profiles that are open.
func (b *Backend) mayOpen(location string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.running != nil && slices.ContainsFunc(b.running.profiles, func(p *profile) bool {
		return p.connection.MayOpen != nil && p.connection.MayOpen(location)
	})
}
