package checkout

import (
	"context"
	"errors"
	"slices"
	"time"

	"tillside/payments"
)

// Errors of who may do what. Compare with errors.Is.
var (
	ErrNobody       = errors.New("the till is locked")
	ErrNotAllowed   = errors.New("the role of the operator does not allow this")
	ErrWrongPIN     = errors.New("the PIN is wrong")
	ErrLockedOut    = errors.New("too many wrong PINs")
	ErrBadPIN       = errors.New("a PIN has 4 to 8 digits")
	ErrBadName      = errors.New("not a name for an operator")
	ErrNameTaken    = errors.New("an operator has this name")
	ErrNoOperator   = errors.New("no such operator")
	ErrLastOwner    = errors.New("one owner has to stay")
	ErrPINUnchecked = errors.New("PINs cannot be checked without the keyring")
	ErrNoPepper     = errors.New("what PINs were made with is not in the keyring")
)

// Role is what a person is at the till.
type Role string

// The roles.
const (
	RoleCashier    Role = "cashier"
	RoleSupervisor Role = "supervisor"
	RoleSupport    Role = "support" // looks for payments and gives money back, and takes none
	RoleOwner      Role = "owner"
)

// Right is something that not everybody may do.
type Right string

// The rights.
const (
	RightSell     Right = "sell"     // take money, and hold it
	RightRefund   Right = "refund"   // give it back for a payment, within the limits
	RightApprove  Right = "approve"  // give back without a payment or beyond a limit, and allow others to
	RightClose    Right = "close"    // close what is not confirmed, on their word
	RightCommand  Right = "command"  // change how terminals are set
	RightDay      Right = "day"      // close the day
	RightSettings Right = "settings" // everything in the settings, and who the others are
)

// roles is the table of who may what.
var roles = []struct {
	role   Role
	rights []Right
}{
	{RoleCashier, []Right{RightSell, RightRefund}},
	{RoleSupervisor, []Right{RightSell, RightRefund, RightApprove, RightClose, RightCommand, RightDay}},
	{RoleSupport, []Right{RightRefund, RightClose, RightCommand}},
	{RoleOwner, []Right{RightSell, RightRefund, RightApprove, RightClose, RightCommand, RightDay, RightSettings}},
}

// Roles lists every role.
func Roles() []Role {
	all := make([]Role, 0, len(roles))
	for _, r := range roles {
		all = append(all, r.role)
	}
	return all
}

// May reports whether a role has a right. A word that is no role has none.
func (r Role) May(right Right) bool {
	for _, row := range roles {
		if row.role == r {
			return slices.Contains(row.rights, right)
		}
	}
	return false
}

// Operator is a person at the till. The zero value is the one person of a shop that has named
// nobody, who may do everything.
type Operator struct {
	Name string
	Role Role
	// LockedUntil is when their PIN is looked at again after too many wrong ones; zero for now.
	LockedUntil time.Time
}

// May reports whether a person has a right.
func (o Operator) May(right Right) bool { return o.Name == "" || o.Role.May(right) }

// Approval names what somebody with the right to has allowed another person once.
type Approval struct {
	RequestKey string
	Kind       payments.Kind
	Amount     payments.Money // none where it is the whole of the original
	Original   string
}

// ApprovalOf is what would have to be allowed for a request.
func ApprovalOf(r Request) Approval { return approvalOf(r.RequestKey, r.Kind, r.Amount, r.Original) }

func approvalOf(key string, kind payments.Kind, amount payments.Money, original string) Approval {
	if kind.Operation().Amount == payments.AmountWhole {
		amount = payments.Money{}
	}
	return Approval{RequestKey: key, Kind: kind, Amount: amount, Original: original}
}

// Desk knows who is at the till. It does no I/O.
type Desk interface {
	// Operator is who is at the till: the zero Operator where the shop has named nobody. The
	// error is ErrNobody while the till is locked.
	Operator() (Operator, error)
	// Approver is who has allowed something with their PIN, a moment ago.
	Approver(Approval) (Operator, bool)
}

// Liftable reports whether an error is a limit that somebody with the right to can lift once.
func Liftable(err error) bool {
	return errors.Is(err, ErrOverLimit) || errors.Is(err, ErrOverAge) || errors.Is(err, ErrOverHour) || errors.Is(err, ErrNeedsApproval)
}

// rightTo is the right that an operation needs.
func rightTo(op payments.Operation) Right {
	back := op.Effect == payments.EffectOut || slices.ContainsFunc(op.Follows, func(k payments.Kind) bool {
		return k.Operation().Effect == payments.EffectOut // it undoes a refund
	})
	if back {
		return RightRefund
	}
	return RightSell
}

// may is who is at the till, if they have a right.
func (e *Engine) may(right Right) (Operator, error) {
	if e.p.Desk == nil {
		return Operator{}, nil
	}
	o, err := e.p.Desk.Operator()
	if err == nil && !o.May(right) {
		err = ErrNotAllowed
	}
	return o, err
}

// present is who is at the till, whatever they may.
func (e *Engine) present() (Operator, error) {
	if e.p.Desk == nil {
		return Operator{}, nil
	}
	return e.p.Desk.Operator()
}

// lifted reports whether a limit does not count for an attempt: its operator may lift it, or
// somebody else has, who is then written down.
func (e *Engine) lifted(a *payments.Attempt) bool {
	if e.p.Desk == nil {
		return false
	}
	o, err := e.p.Desk.Operator()
	if err != nil || o.Name == "" {
		return false
	}
	if o.May(RightApprove) {
		return true
	}
	by, ok := e.p.Desk.Approver(approvalOf(a.RequestKey, a.Kind, a.Amount, a.Original.Reference))
	if !ok || by.Name == "" || !by.May(RightApprove) {
		return false
	}
	a.By.Approver = by.Name
	return true
}

// mayCommand is who is at the till, if they may give a command. What is done beside a sale, and
// what only reads, anybody may; who may not take money may not keep what it is taken from.
func (e *Engine) mayCommand(k payments.CommandKind) (Operator, error) {
	switch row := k.Row(); {
	case row.Proof == payments.ProofCard:
		return e.may(RightSell)
	case row.Reads || row.Disturbs:
		return e.present()
	}
	return e.may(RightCommand)
}

// deed is a change of an attempt that a person makes.
func deed(by string, change func(*payments.Attempt)) func(*payments.Attempt) {
	if by == "" {
		return change
	}
	return func(a *payments.Attempt) {
		change(a)
		a.Deeds = append(slices.Clone(a.Deeds), payments.Deed{Version: a.Version, Operator: by})
	}
}

// DoneBy is the person who made an event of an attempt, by its place among them from 0; "" for
// one that no person made, and where the shop had named nobody.
func DoneBy(a payments.Attempt, place int, e Event) string {
	if e.Kind == EventRecorded || e.Kind == EventSending {
		return a.By.Operator
	}
	for _, d := range a.Deeds {
		if d.Version == int64(place)+1 {
			return d.Operator
		}
	}
	return ""
}

// CloseDay closes the day of the journal; see DayBook. The day names who has closed it.
func (e *Engine) CloseDay(ctx context.Context, since time.Time, zone *time.Location) (Day, error) {
	book, ok := e.p.Journal.(DayBook)
	if !ok {
		return Day{}, ErrUnsupported
	}
	o, err := e.may(RightDay)
	if err != nil {
		return Day{}, err
	}
	return book.CloseDay(ctx, Closing{By: o.Name, Since: since, Now: e.wall(), Zone: zone})
}
