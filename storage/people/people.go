// Package people knows who is at the till. It keeps the operators with their roles, looks at
// their PINs and remembers who has given theirs last. It implements checkout.Desk.
//
// A PIN has few digits, so that whoever has the settings' file could try them all. Therefore what
// is kept of it is made with a secret, the pepper, which is in the keyring of the operating system
// and in no file. After five wrong PINs an operator's is not looked at for a while, and the count
// is on the disk before a PIN is looked at.
package people

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"
	"unicode"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
)

// The rules about PINs.
const (
	leastDigits, mostDigits = 4, 8
	mostWrong               = 5                // in a row; from then on each locks the PIN
	lockOut                 = 15 * time.Minute // for this long
	approvalTime            = 2 * time.Minute  // an approval that nobody used by then is void
	longestName             = 40
)

// Store keeps the operators.
type Store interface {
	Operators(ctx context.Context) ([]storage.OperatorRow, error)
	KeepOperator(ctx context.Context, o storage.OperatorRow) error
	RemoveOperator(ctx context.Context, name string) error
}

// Keys keeps the pepper.
type Keys interface {
	Get(ctx context.Context, account string) (key payments.Secret, inMemory bool, err error)
	Set(ctx context.Context, account string, key payments.Secret) (inMemory bool, err error)
	Forget(ctx context.Context, account string) error
}

// Params are what a Book works with. Every field is needed.
type Params struct {
	Store  Store
	Keys   Keys
	NoKey  error // what Keys.Get says where there is no pepper yet
	Pepper string
	Now    func() time.Time
}

// Book is the list of operators, and who is at the till. Operator, Approver, List and Lock do no
// I/O; the others wait for the disk, the keyring and the making of a hash.
type Book struct {
	p         Params
	turn      sync.Mutex // one PIN at a time is looked at, and one change made
	mu        sync.Mutex // guards what follows
	list      []storage.OperatorRow
	at        string // the name of who is at the till; "" for nobody
	approvals map[checkout.Approval]approval
}

type approval struct {
	by    string
	until time.Time
}

var _ checkout.Desk = (*Book)(nil)

// Open reads the operators. Where there are any, the till is locked.
func Open(ctx context.Context, p Params) (*Book, error) {
	b := &Book{p: p, approvals: map[checkout.Approval]approval{}}
	list, err := p.Store.Operators(ctx)
	if err != nil {
		return nil, fmt.Errorf("read operators: %w", err)
	}
	b.list = list
	return b, nil
}

// Operator implements checkout.Desk.
func (b *Book) Operator() (checkout.Operator, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.list) == 0 {
		return checkout.Operator{}, nil
	}
	if i := b.find(b.at); i >= 0 {
		return operatorOf(b.list[i]), nil
	}
	return checkout.Operator{}, checkout.ErrNobody
}

// Approver implements checkout.Desk.
func (b *Book) Approver(a checkout.Approval) (checkout.Operator, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	given, ok := b.approvals[a]
	i := b.find(given.by)
	if !ok || i < 0 || b.p.Now().After(given.until) {
		return checkout.Operator{}, false
	}
	return operatorOf(b.list[i]), true
}

// List is everybody, by name; empty where the shop has named nobody.
func (b *Book) List() []checkout.Operator {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := make([]checkout.Operator, 0, len(b.list))
	for _, o := range b.list {
		all = append(all, operatorOf(o))
	}
	return all
}

// Lock sends whoever is at the till away.
func (b *Book) Lock() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at = ""
	clear(b.approvals)
}

// SignIn puts an operator at the till who knows their PIN. Whoever was there before stays where
// the PIN is wrong.
func (b *Book) SignIn(ctx context.Context, name, pin string) error {
	o, err := b.knows(ctx, name, pin)
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at = o.Name
	clear(b.approvals)
	return nil
}

// Approve allows something once that the operator at the till may not do. ErrNotAllowed where the
// one who gives their PIN may not either.
func (b *Book) Approve(ctx context.Context, a checkout.Approval, name, pin string) error {
	o, err := b.knows(ctx, name, pin)
	if err != nil {
		return err
	}
	if !o.Role.May(checkout.RightApprove) {
		return checkout.ErrNotAllowed
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.approvals[a] = approval{o.Name, b.p.Now().Add(approvalTime)}
	return nil
}

// knows looks at a PIN. The count of wrong ones is written before, so that a program which is
// killed at the right moment gives no guess for nothing.
func (b *Book) knows(ctx context.Context, name, pin string) (storage.OperatorRow, error) {
	b.turn.Lock()
	defer b.turn.Unlock()
	o, ok := b.row(name)
	switch {
	case !ok:
		return o, checkout.ErrNoOperator
	case b.p.Now().Before(o.LockedUntil):
		return o, checkout.ErrLockedOut
	}
	pepper, err := b.pepper(ctx)
	if err != nil {
		return o, err
	}
	o.Wrong++
	if o.Wrong >= mostWrong {
		o.LockedUntil = b.p.Now().Add(lockOut)
	}
	if err := b.keep(ctx, o); err != nil {
		return o, err
	}
	if !matches(o.PINHash, pin, pepper) {
		if o.Wrong >= mostWrong {
			return o, checkout.ErrLockedOut
		}
		return o, checkout.ErrWrongPIN
	}
	o.Wrong, o.LockedUntil = 0, time.Time{}
	return o, b.keep(ctx, o)
}

// Make writes an operator down. The first has to be an owner, and is at the till from then on.
func (b *Book) Make(ctx context.Context, o checkout.Operator, pin string) error {
	name := strings.Join(strings.Fields(o.Name), " ")
	if !goodName(name) || !slices.Contains(checkout.Roles(), o.Role) {
		return checkout.ErrBadName
	}
	return b.change(func() error {
		_, taken := b.row(name)
		first := len(b.List()) == 0
		switch {
		case taken:
			return checkout.ErrNameTaken
		case first && o.Role != checkout.RoleOwner:
			return checkout.ErrLastOwner
		}
		hash, err := b.hash(ctx, pin, first)
		if err != nil {
			return err
		}
		if err := b.keep(ctx, storage.OperatorRow{Name: name, Role: o.Role, PINHash: hash}); err != nil || !first {
			return err
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		b.at = name
		return nil
	})
}

// SetPIN gives an operator another PIN, which is looked at at once.
func (b *Book) SetPIN(ctx context.Context, name, pin string) error {
	return b.change(func() error {
		o, ok := b.row(name)
		if !ok {
			return checkout.ErrNoOperator
		}
		hash, err := b.hash(ctx, pin, false)
		if err != nil {
			return err
		}
		o.PINHash, o.Wrong, o.LockedUntil = hash, 0, time.Time{}
		return b.keep(ctx, o)
	})
}

// Remove forgets an operator. The last owner stays as long as anybody else is there, and goes
// last: then the till asks for nobody any more.
func (b *Book) Remove(ctx context.Context, name string) error {
	return b.change(func() error {
		o, ok := b.row(name)
		all := b.List()
		owners := 0
		for _, other := range all {
			if other.Role == checkout.RoleOwner {
				owners++
			}
		}
		switch {
		case !ok:
			return checkout.ErrNoOperator
		case o.Role == checkout.RoleOwner && owners == 1 && len(all) > 1:
			return checkout.ErrLastOwner
		}
		if err := b.p.Store.RemoveOperator(ctx, o.Name); err != nil {
			return err
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		b.list = slices.DeleteFunc(b.list, func(r storage.OperatorRow) bool { return r.Name == o.Name })
		return nil
	})
}

// change makes one change, if whoever is at the till may.
func (b *Book) change(do func() error) error {
	b.turn.Lock()
	defer b.turn.Unlock()
	at, err := b.Operator()
	switch {
	case err != nil:
		return err
	case !at.May(checkout.RightSettings):
		return checkout.ErrNotAllowed
	}
	return do()
}

// keep writes an operator down and takes it over.
func (b *Book) keep(ctx context.Context, o storage.OperatorRow) error {
	if err := b.p.Store.KeepOperator(ctx, o); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if i := b.find(o.Name); i >= 0 {
		b.list[i] = o
		return nil
	}
	b.list = append(b.list, o)
	sort.Slice(b.list, func(i, j int) bool { return strings.ToLower(b.list[i].Name) < strings.ToLower(b.list[j].Name) })
	return nil
}

func (b *Book) row(name string) (storage.OperatorRow, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if i := b.find(name); i >= 0 {
		return b.list[i], true
	}
	return storage.OperatorRow{}, false
}

// find is where an operator stands, -1 for nowhere. The lock is held.
func (b *Book) find(name string) int {
	return slices.IndexFunc(b.list, func(o storage.OperatorRow) bool { return strings.EqualFold(o.Name, name) })
}

func operatorOf(o storage.OperatorRow) checkout.Operator {
	return checkout.Operator{Name: o.Name, Role: o.Role, LockedUntil: o.LockedUntil}
}

// goodName refuses what would be no name on a line of a receipt or of a list, and a card number.
func goodName(name string) bool {
	printable := !strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) })
	return name != "" && len([]rune(name)) <= longestName && printable && !payments.CardNumberIn(name)
}
