package present

import (
	"errors"
	"slices"
	"strconv"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// TerminalState is what the program knows about one terminal.
type TerminalState struct {
	Terminal    payments.Terminal
	Badge       payments.Badge
	Health      payments.Health // its last real answer; the zero value for none
	SilentSince time.Time       // since when it did not answer; zero when it did, or was not asked
	Asking      bool            // a ping is on its way
	Open        bool            // an attempt is open on it
	Stuck       bool            // and a person has to close it
	StartsIn    time.Duration   // until the provider takes another payment on it
}

// SaleInput is what the sale screen is drawn from.
type SaleInput struct {
	Entry     Entry
	Selected  string // ID of the chosen terminal
	Terminals []TerminalState
	Info      payments.Info
	Problem   error // why the terminals could not be listed
	KeyGone   bool  // there is no API key
	Busy      bool  // a charge was pressed and is being written down
	Last      []payments.Attempt
	Today     []checkout.Total
	Open      []TrayInput // payments without an end, oldest first
	Scanned   bool        // a barcode was just taken for the order number
	CardTyped bool        // a card number was just refused
	LastKnown bool        // the terminals are those of an earlier time
	Now       time.Time
}

// SaleView is the sale screen.
type SaleView struct {
	Amount     AmountText
	Unfinished UnfinishedView
	AmountHint string // a gentle remark about the last key; empty for none
	SaleNote
	TerminalsTitle string
	Trouble        *Sentence // why the terminals are those of an earlier time; nil where that is said elsewhere
	TerminalsNote  string    // "last known"; empty where they were listed
	Terminals      []TerminalCard
	NoTerminals    *Sentence // instead of the cards, when there are none
	LastTitle      string
	Last           []PaymentRow
	LastEmpty      string
	Today          []BalanceLine // "Today, 31 payments" and the sum, one per currency
	Charge         Button
	Counting       bool // the button counts down: the screen is to be drawn each second
}

// SaleNote is the field of the order number or note.
type SaleNote struct {
	NotePlaceholder string
	NoteShort       string // the placeholder for a narrow window
	NoteLimit       int
}

// BalanceLine is a label with an amount at the right.
type BalanceLine struct {
	Label    string
	Amount   string
	Indented bool    // belongs to the line above
	Total    bool    // below a rule
	Share    float32 // of the largest beside it, less than 0 for money that went out; 0 for no bar
}

// noteLimit holds where a gateway gives none.
const noteLimit = 64

// Sale is the sale screen.
func (p *Presenter) Sale(in SaleInput) SaleView {
	v := SaleView{
		Amount:         p.amountText(in.Entry.Money()),
		Unfinished:     p.unfinished(in.Open),
		AmountHint:     p.saleHint(in),
		SaleNote:       SaleNote{NotePlaceholder: p.say("sale.note"), NoteShort: p.say("sale.note_short"), NoteLimit: noteLimit},
		TerminalsTitle: p.say("sale.terminals"),
		Terminals:      p.cards(in.Terminals, in.Selected, in.Now),
		LastTitle:      p.say("sale.last"),
		Today:          p.today(in.Today),
		Charge:         p.charge(in),
		Counting:       p.startsIn(in) > 0,
	}
	if in.LastKnown {
		v.TerminalsNote = p.say("sale.terminals_last_known")
		v.Trouble = p.lastKnown(in)
	}
	if in.Info.NoteLength > 0 {
		v.NoteLimit = in.Info.NoteLength
	}
	if len(in.Terminals) == 0 {
		v.NoTerminals = p.noTerminals(in.Problem, in.KeyGone, in.Info.Typed)
	}
	given := GivenBack(in.Last)
	for _, a := range in.Last {
		v.Last = append(v.Last, p.rowOf(a, badgeOf(in.Terminals, a.Terminal), given[a.Reference]))
	}
	if len(in.Last) == 0 {
		v.LastEmpty = p.say("sale.last_empty")
	}
	return v
}

// lastKnown says why the terminals could not be listed, although there are some of an earlier
// time: a sale may begin on them, and may not come through. A closed keyring has its own sentence
// at the button, and so has a key that is missing.
func (p *Presenter) lastKnown(in SaleInput) *Sentence {
	if in.Problem == nil || in.KeyGone || errors.Is(in.Problem, ErrKeyring) {
		return nil
	}
	s := p.Error(in.Problem)
	return &s
}

// saleHint is what is said beside the amount.
func (p *Presenter) saleHint(in SaleInput) string {
	switch {
	case in.CardTyped:
		return p.CardRefused()
	case in.Scanned:
		return p.say("entry_hint.scanned")
	}
	return p.remark(in.Entry)
}

// remark says gently why the last key was not taken.
func (p *Presenter) remark(e Entry) string {
	switch e.Remark() {
	case RemarkRefused:
		return p.say("entry_hint.refused")
	case RemarkNoDecimals:
		return p.say("entry_hint.no_decimals", "Currency", string(e.Currency()))
	case RemarkDecimals:
		return p.say("entry_hint.decimals", "Currency", string(e.Currency()), "Decimals", strconv.Itoa(e.Currency().Exponent()))
	case RemarkCleared:
		return p.say("entry_hint.cleared", "Amount", p.amount(e.before), "Currency", string(e.Currency()))
	}
	return ""
}

// charge is the main button: what it will do, or why it cannot.
func (p *Presenter) charge(in SaleInput) Button {
	b := p.main(ActionCharge, "")
	amount := in.Entry.Money()
	if amount.Sign() > 0 {
		b.Label = p.say("sale.charge", "Amount", p.amount(amount))
	} else {
		b.Label = p.say("sale.charge_nothing")
	}
	if wait := p.startsIn(in); wait > 0 && amount.Sign() > 0 {
		b.Label = p.say("sale.charge_in", "Amount", p.amount(amount), "Time", countdown(wait))
	}
	if why := p.whyNotCharge(in, amount); why != "" {
		b.Enabled, b.Hint = false, why
		return b
	}
	chosen, _ := terminalOf(in.Terminals, in.Selected)
	b.Hint = p.say("sale.charge_on", "Terminal", p.badge(chosen.Badge, chosen.Terminal).Place)
	return b
}

func (p *Presenter) whyNotCharge(in SaleInput, amount payments.Money) string {
	if in.Busy {
		return p.say("sale.why.busy")
	}
	if in.KeyGone {
		return p.say("sale.why.key")
	}
	if why := p.whyNotOn(in.Terminals, in.Selected, in.Problem); why != "" {
		return why
	}
	switch {
	case in.Entry.Refused():
		return p.say("sale.why.refused")
	case amount.IsZero():
		return p.say("sale.why.currency")
	case amount.Sign() == 0:
		return p.say("sale.why.zero")
	case amount.Minor() < in.Info.MinAmount:
		return p.tooSmall(in.Info, amount)
	case in.Info.MaxAmount > 0 && amount.Minor() > in.Info.MaxAmount:
		return p.say("sale.why.too_large", "Gateway", in.Info.Name)
	case len(in.Info.Currencies) > 0 && !slices.Contains(in.Info.Currencies, amount.Currency()):
		return p.say("sale.why.agreement", "Currency", string(amount.Currency()))
	case p.startsIn(in) > 0:
		return p.tooSoon(in)
	}
	return ""
}

// startsIn is how long the chosen terminal takes no other payment.
func (p *Presenter) startsIn(in SaleInput) time.Duration {
	chosen, _ := terminalOf(in.Terminals, in.Selected)
	return chosen.StartsIn
}

// tooSoon says from when on the chosen terminal takes another payment, and which one takes it now.
func (p *Presenter) tooSoon(in SaleInput) string {
	chosen, _ := terminalOf(in.Terminals, in.Selected)
	place := p.badge(chosen.Badge, chosen.Terminal).Place
	for _, t := range in.Terminals {
		if t.StartsIn <= 0 && !t.Open && t.SilentSince.IsZero() {
			other := p.badge(t.Badge, t.Terminal).Place
			return p.say("sale.why.soon_other", "Terminal", place, "Time", countdown(chosen.StartsIn), "Other", other)
		}
	}
	return p.say("sale.why.soon", "Terminal", place, "Time", countdown(chosen.StartsIn))
}

// tooSmall says from which amount on the gateway takes payments.
func (p *Presenter) tooSmall(info payments.Info, typed payments.Money) string {
	least, err := payments.NewMoney(info.MinAmount, typed.Currency())
	if err != nil {
		return p.say("sale.why.currency")
	}
	return p.say("sale.why.too_small", "Gateway", info.Name, "Least", p.amount(least))
}

// whyNotOn tells why the chosen terminal cannot take anything now; empty when it can. problem is
// why the terminals could not be listed.
func (p *Presenter) whyNotOn(terminals []TerminalState, selected string, problem error) string {
	if errors.Is(problem, ErrKeyring) {
		return p.say("sale.why.keyring")
	}
	if len(terminals) == 0 {
		return p.say("sale.why.no_terminals")
	}
	t, ok := terminalOf(terminals, selected)
	place := p.badge(t.Badge, t.Terminal).Place
	switch {
	case !ok:
		return p.say("sale.why.choose")
	case t.Open && t.Stuck:
		return p.say("sale.why.stuck", "Terminal", place, "Key", KeyUnfinished)
	case t.Open:
		return p.say("sale.why.open", "Terminal", place)
	case !t.SilentSince.IsZero():
		return p.say("sale.why.silent", "Terminal", place, "Time", p.clock(t.SilentSince))
	}
	return ""
}

func (p *Presenter) noTerminals(problem error, keyGone, typed bool) *Sentence {
	var s Sentence
	switch {
	case keyGone:
		s = p.sentence("error.no_key")
	case problem != nil:
		s = p.Error(problem)
	case typed:
		s = p.sentence("terminals.none_typed")
	default:
		s = p.sentence("terminals.none")
	}
	return &s
}

// today sums up the day, one line for each currency, and never hides what is open, nor what
// a person closed without a proof.
func (p *Presenter) today(totals []checkout.Total) []BalanceLine {
	var lines, closed []BalanceLine
	open := 0
	for _, t := range totals {
		open += t.Open
		if t.Payments > 0 {
			lines = append(lines, BalanceLine{Label: p.counted("sale.today", t.Payments), Amount: p.amount(t.Net)})
			if t.Tips.Sign() > 0 {
				lines = append(lines, BalanceLine{Label: p.say("sale.today_tips"), Amount: p.amount(t.Tips), Indented: true})
			}
		}
		if t.Closed > 0 {
			closed = append(closed, BalanceLine{Label: p.counted("sale.today_closed", t.Closed), Amount: p.amount(t.ClosedAmount)})
		}
	}
	if len(lines) == 0 {
		lines = append(lines, BalanceLine{Label: p.say("sale.today.none")})
	}
	if open > 0 {
		lines = append(lines, BalanceLine{Label: p.counted("sale.today_open", open)})
	}
	return append(lines, closed...)
}

func terminalOf(all []TerminalState, id string) (TerminalState, bool) {
	for _, t := range all {
		if t.Terminal.ID() == id && id != "" {
			return t, true
		}
	}
	return TerminalState{}, false
}

func badgeOf(all []TerminalState, t payments.Terminal) payments.Badge {
	found, _ := terminalOf(all, t.ID())
	return found.Badge
}
