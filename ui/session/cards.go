package session

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// Kept cards are in entries of the keyring of their own, several in each: a keyring lists none of its
// entries, and some take no more than 2,560 bytes in one.
const (
	cardsEntry  = "cards"
	mostEntries = 8
	fullEntry   = 2000 // bytes
)

// keptCard is how a card is kept.
type keptCard struct {
	Name   string `json:"n"`
	Masked string `json:"m"`
	Token  string `json:"t"`
}

// cards are those that the provider of a profile keeps for it. The window knows them by name; a token
// leaves for the engine with what is charged to it, and for nowhere else.
type cards struct {
	b  *Backend
	of *profile
	mu sync.Mutex // one change at a time
}

// entry names the entry of that number, from 0.
func (c *cards) entry(number int) string {
	name := cardsEntry
	if number > 0 {
		name += fmt.Sprint(number + 1)
	}
	return c.b.entry(c.of.Key, name)
}

// read reads one entry; nothing where there is none yet.
func (c *cards) read(ctx context.Context, number int) (list []keptCard, inMemory bool, err error) {
	if c.of.place.OwnKey {
		c.b.mu.Lock()
		defer c.b.mu.Unlock()
		return slices.Clone(c.b.trained[c.of.Key]), false, nil
	}
	secret, inMemory, err := c.b.params.Keys.Get(ctx, c.entry(number))
	switch {
	case errors.Is(err, c.b.params.NoKey):
		return nil, inMemory, nil
	case err != nil:
		return nil, false, fmt.Errorf("read kept cards: %w: %w", present.ErrCardsClosed, err)
	}
	if err := json.Unmarshal([]byte(secret.Reveal()), &list); err != nil {
		return nil, false, fmt.Errorf("read kept cards: %w", present.ErrCardsClosed) // not with its words: they may be of a token
	}
	return list, inMemory, nil
}

// write replaces one entry.
func (c *cards) write(ctx context.Context, number int, list []keptCard) (inMemory bool, err error) {
	if c.of.place.OwnKey {
		c.b.mu.Lock()
		defer c.b.mu.Unlock()
		c.b.trained[c.of.Key] = list
		return false, nil
	}
	text, err := json.Marshal(list)
	if err == nil {
		inMemory, err = c.b.params.Keys.Set(ctx, c.entry(number), payments.NewSecret(string(text)))
	}
	if err != nil {
		return false, fmt.Errorf("keep cards: %w: %w", present.ErrCardsClosed, err)
	}
	return inMemory, nil
}

// all reads every entry; the first that is not there is the last.
func (c *cards) all(ctx context.Context) (entries [][]keptCard, inMemory bool, err error) {
	for number := range mostEntries {
		list, unkept, err := c.read(ctx, number)
		if err != nil {
			return nil, false, err
		}
		if entries, inMemory = append(entries, list), inMemory || unkept; list == nil || c.of.place.OwnKey {
			break
		}
	}
	return entries, inMemory, nil
}

func sameName(a, b string) bool { return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b)) }

// find is where a card is: its entry and its place in it.
func find(entries [][]keptCard, name string) (entry, at int, ok bool) {
	for i, list := range entries {
		if at := slices.IndexFunc(list, func(k keptCard) bool { return sameName(k.Name, name) }); at >= 0 {
			return i, at, true
		}
	}
	return 0, 0, false
}

// List implements present.Cards.
func (c *cards) List(ctx context.Context) (list []present.KeptCard, inMemory bool, err error) {
	entries, inMemory, err := c.all(ctx)
	for _, k := range slices.Concat(entries...) {
		list = append(list, present.KeptCard{Name: k.Name, Masked: k.Masked})
	}
	sort.SliceStable(list, func(i, j int) bool { return strings.ToLower(list[i].Name) < strings.ToLower(list[j].Name) })
	return list, inMemory, err
}

// Keep implements present.Cards. The payment is over whatever becomes of this.
func (c *cards) Keep(ctx context.Context, reference, name string) (inMemory bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	entries, err := c.without(ctx, name)
	if err != nil {
		return false, err
	}
	kept, err := c.of.engine.CardOf(ctx, reference)
	if err != nil {
		return false, err
	}
	return c.put(ctx, entries, name, kept)
}

// Take implements present.Cards. Other cards may be changed while one is waited for.
func (c *cards) Take(ctx context.Context, r checkout.CommandRequest, name string) (inMemory bool, err error) {
	if r.Terminal.Profile != c.of.place.Mark {
		return false, checkout.ErrWrongAccount
	}
	if _, err := c.without(ctx, name); err != nil {
		return false, err
	}
	step, kept, err := c.of.engine.KeepCard(ctx, r)
	switch {
	case errors.Is(err, checkout.ErrDisturbs):
		return false, checkout.ErrTerminalTaken // nobody confirms that a payment is disturbed for this
	case err != nil:
		return false, err
	case step.State == payments.CommandRefused && step.Answer.Refusal == payments.ReasonLacking:
		return false, errors.Join(payments.ErrLacking, &payments.Error{Detail: step.Answer.Detail})
	case step.State == payments.CommandRefused:
		return false, present.ErrCardRefused
	case step.State == payments.CommandNotSent:
		return false, present.ErrCardUnsent
	case step.State != payments.CommandDone || kept.Token.Empty():
		return false, present.ErrCardUnclear
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	entries, err := c.without(ctx, name)
	if err != nil {
		return false, err
	}
	return c.put(ctx, entries, name, kept)
}

// without reads every entry, and refuses a name that no further card can have.
func (c *cards) without(ctx context.Context, name string) (entries [][]keptCard, err error) {
	if err := payments.CheckCardName(name); err != nil {
		return nil, err
	}
	if entries, _, err = c.all(ctx); err != nil {
		return nil, err
	}
	if _, _, taken := find(entries, name); taken {
		return nil, present.ErrCardNameTaken
	}
	return entries, nil
}

// put writes a card into the first entry that has room for it.
func (c *cards) put(ctx context.Context, entries [][]keptCard, name string, kept payments.KeptCard) (inMemory bool, err error) {
	one := keptCard{Name: strings.TrimSpace(name), Masked: kept.Masked, Token: kept.Token.Reveal()}
	for number := range mostEntries {
		list := []keptCard(nil)
		if number < len(entries) {
			list = entries[number]
		}
		next := append(slices.Clone(list), one)
		if text, err := json.Marshal(next); err == nil && (len(text) <= fullEntry || c.of.place.OwnKey) {
			inMemory, err = c.write(ctx, number, next)
			c.b.params.Log.Info("card kept", "environment", c.of.Key, "in_memory", inMemory, "error", err)
			return inMemory, err
		}
	}
	return false, present.ErrCardsFull
}

// Rename implements present.Cards.
func (c *cards) Rename(ctx context.Context, name, to string) error {
	if err := payments.CheckCardName(to); err != nil {
		return err
	}
	return c.change(ctx, name, func(entries [][]keptCard, list []keptCard, at int) ([]keptCard, error) {
		if _, _, taken := find(entries, to); taken && !sameName(name, to) {
			return nil, present.ErrCardNameTaken
		}
		list[at].Name = strings.TrimSpace(to)
		return list, nil
	})
}

// Remove implements present.Cards.
func (c *cards) Remove(ctx context.Context, name string) error {
	return c.change(ctx, name, func(_ [][]keptCard, list []keptCard, at int) ([]keptCard, error) {
		return slices.Delete(list, at, at+1), nil
	})
}

// change writes the entry of a card anew. Who may not take money may not touch what it is taken from.
func (c *cards) change(ctx context.Context, name string, how func(entries [][]keptCard, list []keptCard, at int) ([]keptCard, error)) error {
	if err := c.b.may(checkout.RightSell); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	entries, _, err := c.all(ctx)
	if err != nil {
		return err
	}
	entry, at, ok := find(entries, name)
	if !ok {
		return present.ErrNoSuchCard
	}
	next, err := how(entries, slices.Clone(entries[entry]), at)
	if err != nil {
		return err
	}
	if next == nil {
		next = []keptCard{}
	}
	_, err = c.write(ctx, entry, next)
	return err
}

// token is that of a card, for the engine alone.
func (c *cards) token(ctx context.Context, name string) (payments.Secret, error) {
	entries, _, err := c.all(ctx)
	if err != nil {
		return payments.Secret{}, err
	}
	entry, at, ok := find(entries, name)
	if !ok {
		return payments.Secret{}, present.ErrNoSuchCard
	}
	return payments.NewSecret(entries[entry][at].Token), nil
}
