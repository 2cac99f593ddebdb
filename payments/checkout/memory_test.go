package checkout

import (
	"context"
	"slices"
	"sort"
	"sync"

	"tillside/payments"
)

// memory is a Journal in memory that keeps the contract's rules and can be told to fail.
// The real one has its own tests; this one lets a test break any single write.
type memory struct {
	mu       sync.Mutex
	attempts map[string]payments.Attempt
	events   []Event
	receipts []Receipt
	writes   int
	fail     func(n int, kind EventKind) error // nil lets everything through
	health   map[string]payments.Health
	lost     error // why a token cannot be looked up
	commands []CommandStep
}

func newMemory() *memory {
	return &memory{attempts: map[string]payments.Attempt{}, health: map[string]payments.Health{}}
}

func (m *memory) broken(kind EventKind) error {
	m.writes++
	if m.fail == nil {
		return nil
	}
	return m.fail(m.writes, kind)
}

func (m *memory) Record(_ context.Context, a payments.Attempt, e Event, then ...Step) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := append([]Step{{a, e}}, then...)
	for _, s := range all {
		if err := m.broken(s.Event.Kind); err != nil {
			return err
		}
	}
	for _, old := range m.attempts {
		switch {
		case old.RequestKey == a.RequestKey:
			return ErrNonceTaken
		case !old.State.Final() && a.Terminal.ID() != "" && old.Terminal.ID() == a.Terminal.ID():
			return ErrTerminalTaken
		case !old.State.Final() && a.Kind.Linked() && old.Original.Reference == a.Original.Reference:
			return ErrOriginalTaken
		}
	}
	for _, s := range all {
		m.put(s.Attempt, s.Event)
	}
	return nil
}

func (m *memory) Append(_ context.Context, a payments.Attempt, e Event) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.broken(e.Kind); err != nil {
		return err
	}
	old := m.attempts[a.Reference]
	if a.Version != old.Version+1 || (old.State.Final() && old.State != a.State && !old.State.CanBecome(a.State)) {
		return ErrStale
	}
	m.put(a, e)
	return nil
}

func (m *memory) KeepReceipt(ctx context.Context, a payments.Attempt, r Receipt, e Event) error {
	if err := m.Append(ctx, a, e); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.receipts = append(m.receipts, r)
	return nil
}

func (m *memory) Receipts(context.Context, string) ([]Receipt, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]Receipt(nil), m.receipts...), nil
}

func (m *memory) put(a payments.Attempt, e Event) {
	m.attempts[a.Reference] = a
	e.Seq = int64(len(m.events) + 1)
	m.events = append(m.events, e)
}

func (m *memory) list(keep func(payments.Attempt) bool) []payments.Attempt {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []payments.Attempt
	for _, a := range m.attempts {
		if keep(a) {
			found = append(found, a)
		}
	}
	sort.Slice(found, func(i, j int) bool { return found[i].Created.Before(found[j].Created) })
	return found
}

func (m *memory) Open(context.Context) ([]payments.Attempt, error) {
	return m.list(func(a payments.Attempt) bool { return !a.State.Final() }), nil
}

func (m *memory) Attempt(_ context.Context, reference string) (payments.Attempt, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a, ok := m.attempts[reference]
	if !ok {
		return a, ErrNoAttempt
	}
	return a, nil
}

func (m *memory) Linked(_ context.Context, reference string) ([]payments.Attempt, error) {
	return m.list(func(a payments.Attempt) bool { return a.Original.Reference == reference }), nil
}

func (m *memory) Owner(_ context.Context, a payments.Attempt, ids payments.IDs) (string, error) {
	same := func(name string, others ...string) bool { return name != "" && slices.Contains(others, name) }
	owners := m.list(func(other payments.Attempt) bool {
		byReference := !a.Kind.Linked() && !other.Kind.Linked() && same(ids.Reference, other.Reference, other.Sent.Reference)
		return other.Reference != a.Reference && (same(ids.Result, other.Sent.ResultID) ||
			same(ids.Transaction, other.Outcome.IDs.Transaction) || byReference)
	})
	if len(owners) == 0 {
		return "", nil
	}
	return owners[0].Reference, nil
}

func (m *memory) ByToken(_ context.Context, digest string) (payments.Attempt, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.lost != nil {
		return payments.Attempt{}, m.lost
	}
	for _, a := range m.attempts {
		if digest != "" && a.Sent.Token == digest {
			return a, nil
		}
	}
	return payments.Attempt{}, ErrNoAttempt
}

func (m *memory) SaveHealth(_ context.Context, id string, h payments.Health) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.health[id] = h
	return nil
}

// kinds lists the kinds of the events of one attempt, in order.
func (m *memory) kinds(reference string) []EventKind {
	m.mu.Lock()
	defer m.mu.Unlock()
	var kinds []EventKind
	for _, e := range m.events {
		if e.Reference == reference {
			kinds = append(kinds, e.Kind)
		}
	}
	return kinds
}
