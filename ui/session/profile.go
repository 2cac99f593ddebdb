package session

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// profile is one of the shop's at work: what it is, its connection and its engine.
type profile struct {
	Profile
	place      Place
	connection Connection
	earlier    map[string]payments.Gateway // by fingerprint: connected with keys that were replaced
	engine     Engine
	cards      *cards
	secrets    map[string]payments.Secret // kept beside the key, by credential
	keyErr     error                      // why a secret could not be read
	problem    error                      // why there is no connection
	present.KeptKeys
}

// prepare connects the profiles that take payments. Where the only one cannot be connected,
// nothing is opened; of several, one that cannot keeps none of the others from working.
func (b *Backend) prepare(ctx context.Context, environment string, settings map[string]string) ([]*profile, error) {
	listed := b.params.Profiles.List(environment, settings)
	working := slices.DeleteFunc(slices.Clone(listed), func(l Profile) bool { return l.Off })
	if len(working) == 0 {
		working = listed[:1] // there is something to show and to switch on
	}
	var all []*profile
	for _, l := range working {
		p := &profile{Profile: l, place: b.params.Profiles.Place(l.Key)}
		b.connect(ctx, p, settings, unread(all))
		all = append(all, p)
	}
	if len(all) == 1 && all[0].problem != nil {
		return nil, all[0].problem
	}
	return all, nil
}

// connect reads the secrets of a profile and makes its gateway. A keyring that has not
// answered for the profile before is not waited for again. Where the key was typed in because there
// is no keyring, it works alone, and with the secrets that were typed in beside it.
func (b *Backend) connect(ctx context.Context, p *profile, settings map[string]string, unread error) {
	var key payments.Secret
	if p.keyErr = unread; p.keyErr == nil || p.place.OwnKey {
		var keptErr error
		key, p.KeyInMemory, p.keyErr = b.key(ctx, p.Key)
		p.secrets, p.Secrets, keptErr = b.secrets(ctx, p.Key, p.KeyInMemory)
		if !p.KeyInMemory {
			p.keyErr = cmp.Or(p.keyErr, keptErr)
		}
	}
	connection, err := b.params.Connect(ctx, Target{Profile: p.Key, Key: key, Secrets: p.secrets, Settings: settings})
	if err != nil {
		p.problem = fmt.Errorf("connect to %s: %w", p.Key, err)
		connection = Connection{Gateway: nobody{p.place.Account}}
		b.params.Log.Warn("connect", "environment", p.Key, "error", err)
	}
	p.connection = connection
	p.KeyMissing = connection.Key.Empty() && p.keyErr == nil && p.problem == nil
}

// leftOver are the profiles that take no payments any more, switched off or gone, and have open
// ones in the journal. As long as their keys are kept they ask about them. Of one that is gone
// with its key nobody can ask, and a person closes them.
func (b *Backend) leftOver(ctx context.Context, environment string, working []*profile, settings map[string]string, open []payments.Attempt) []*profile {
	all := slices.Clone(working)
	for _, a := range open {
		account := a.Account
		account.KeyFingerprint = ""
		if slices.ContainsFunc(all, func(p *profile) bool { return p.place.Account == account }) {
			continue
		}
		p := &profile{Profile: Profile{Off: true}, place: Place{Account: account}, connection: Connection{Gateway: nobody{account}}}
		if key := b.params.Profiles.Named(account); key != "" {
			p.Profile, p.place = b.listed(environment, settings, key), b.params.Profiles.Place(key)
			b.connect(ctx, p, settings, unread(all))
		}
		all = append(all, p)
	}
	return all[len(working):]
}

// listed is a profile that takes no payments as the settings have it, or by its key alone.
func (b *Backend) listed(environment string, settings map[string]string, key string) Profile {
	for _, l := range b.params.Profiles.List(environment, settings) {
		if l.Key == key {
			return l
		}
	}
	return Profile{Key: key, Off: true}
}

// unread is why the secrets of one of the profiles could not be read.
func unread(all []*profile) error {
	for _, p := range all {
		if p.keyErr != nil {
			return p.keyErr
		}
	}
	return nil
}

// start makes the engines and lets them run on goroutines of their own, which what is running
// owns and stopRunning ends. Where the engine of the only profile cannot be made nothing stays
// open.
func (b *Backend) start(r *running, notify func(checkout.Update)) error {
	ctx, stop := context.WithCancel(b.base)
	r.stop = stop
	for _, p := range r.profiles {
		err := b.makeEngine(r, p, notify)
		if err != nil && len(r.profiles) > 1 {
			p.problem = fmt.Errorf("follow the payments of %s: %w", p.Key, err)
			p.connection = Connection{Gateway: nobody{p.place.Account}}
			err = b.makeEngine(r, p, notify)
		}
		if err == nil {
			continue
		}
		stop()
		if r.listener != nil {
			_ = r.listener.Serve(ctx) // ctx has ended, so that it is closed and nothing else
		}
		return errors.Join(fmt.Errorf("follow the payments of %s: %w", r.environment, err), r.journal.Close())
	}
	go b.work(ctx, r)
	b.mu.Lock()
	b.running = r
	b.writeNotes()
	b.mu.Unlock()
	return nil
}

// makeEngine makes the engine of a profile.
func (b *Backend) makeEngine(r *running, p *profile, notify func(checkout.Update)) error {
	account := p.place.Account
	account.KeyFingerprint = fingerprint(p.connection)
	engine, err := b.params.Engine(checkout.Params{
		Journal: r.journal, Gateway: p.connection.Gateway, Receipts: p.connection.Receipts, Space: b.params.Space, Log: b.params.Log,
		Account: account, Earlier: p.earlier,
		Notify: func(u checkout.Update) {
			r.unneed(p, u.Attempt)
			if !r.silent.Load() {
				notify(u)
			}
		},
		CallbackURL: r.callbackURL(p), RefundLimits: func(c payments.Currency) checkout.RefundLimits { return b.limits.Load().RefundsIn(c) },
		RefundTurns: r.refundTurns, Desk: b.params.People,
	})
	p.cards = &cards{b: b, of: p}
	if p.engine = engine; err == nil && p.keyErr != nil {
		p.engine = keyless{engine, locked{backend: b, of: r}.read}
	}
	return err
}

// fingerprint is what an attempt is bound to beside its environment: the key and, where the
// gateway's addresses are one's own, those.
func fingerprint(c Connection) string {
	key, scope := c.Key.Fingerprint(), c.Gateway.Info().EndpointFingerprint
	if key == "" || scope == "" {
		return key
	}
	return key + "@" + scope
}

// list is what the screens are told of the profiles. All are asked for their terminals at the
// same time: one that does not answer holds up none of the others any longer than its time.
func (b *Backend) list(ctx context.Context, r *running) []present.Profile {
	all := make([]present.Profile, len(r.profiles))
	var asked sync.WaitGroup
	for i, p := range r.profiles {
		all[i] = present.Profile{
			Key: p.Key, Mark: p.place.Mark, Name: p.Name, Account: p.place.Account, Off: p.Off, Engine: p.terminals(),
			Info: payments.Describe(p.connection.Gateway), KeptKeys: p.KeptKeys, Customer: p.connection.Customer,
			CallbackURL: r.callbackURL(p), Problem: cmp.Or(p.problem, p.keyErr),
		}
		if p.connection.Key.Empty() || p.Off {
			continue // nobody is asked
		}
		if all[i].Info.Traits.KeepsCards {
			all[i].Cards = p.cards
		}
		asked.Go(func() {
			ctx, cancel := context.WithTimeout(ctx, listLimit)
			defer cancel()
			all[i].Terminals, all[i].Problem = all[i].Engine.Terminals(ctx)
		})
	}
	asked.Wait()
	return all
}
