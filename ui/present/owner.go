package present

import (
	"strconv"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// OwnerLimits are what the owner of a shop wants to be asked about, what is not allowed, and what the
// till asks to be noted.
type OwnerLimits struct {
	AskAbove  int64 // minor units; above it one question comes before the charge
	Refunds   checkout.RefundLimits
	KeepFor   int                         // months that notes, receipts and card digits are kept; 0 for ever
	LockAfter time.Duration               // without a key or a press the till locks; 0 for never
	Fields    [payments.MostFields]string // names of what is typed beside a sale; "" for none
}

const (
	wordAskAbove   = "ask_above"
	wordRefundMost = "refund_most"
	wordRefundHour = "refund_hour"
	wordRefundDays = "refund_days"
	wordUnlinked   = "refund_without_sale" // "no", or missing
	wordLockAfter  = "lock_after"          // minutes; 0 for never
	wordKeepFor    = "keep_months"         // or missing, for ever

	oneDay          = 24 * time.Hour
	lockAfter       = 5 * time.Minute // where the owner has not said how long
	mostLockMinutes = 480
	mostRefundDays  = 3650
)

func parseLimits(words map[string]string) OwnerLimits {
	l := OwnerLimits{AskAbove: askAbove, LockAfter: lockAfter}
	if words[wordLockAfter] != "" {
		l.LockAfter = time.Duration(number(words[wordLockAfter], 1, mostLockMinutes)) * time.Minute
	}
	if n, err := strconv.ParseInt(words[wordAskAbove], 10, 64); err == nil && n > 0 {
		l.AskAbove = n
	}
	if n, err := strconv.ParseInt(words[wordRefundMost], 10, 64); err == nil && n > 0 {
		l.Refunds.Most = n
	}
	if n, err := strconv.ParseInt(words[wordRefundHour], 10, 64); err == nil && n > 0 {
		l.Refunds.PerHour = n
	}
	l.Refunds.MaxAge = time.Duration(number(words[wordRefundDays], 1, mostRefundDays)) * oneDay
	l.Refunds.NoUnlinked = words[wordUnlinked] == "no"
	l.KeepFor = number(words[wordKeepFor], keepTimes()[1], mostKeepMonths)
	l.Fields = parseFields(words)
	return l
}

func (l OwnerLimits) words(words map[string]string) {
	words[wordAskAbove] = strconv.FormatInt(l.AskAbove, 10)
	if l.Refunds.Most > 0 {
		words[wordRefundMost] = strconv.FormatInt(l.Refunds.Most, 10)
	}
	if l.Refunds.PerHour > 0 {
		words[wordRefundHour] = strconv.FormatInt(l.Refunds.PerHour, 10)
	}
	if l.LockAfter != lockAfter {
		words[wordLockAfter] = strconv.Itoa(int(l.LockAfter / time.Minute))
	}
	if l.Refunds.MaxAge > 0 {
		words[wordRefundDays] = strconv.Itoa(int(l.Refunds.MaxAge / oneDay))
	}
	for i, name := range l.Fields {
		if name != "" {
			words[wordField+fieldNumber(i)] = name
		}
	}
	if l.Refunds.NoUnlinked {
		words[wordUnlinked] = "no"
	}
	if l.KeepFor > 0 {
		words[wordKeepFor] = strconv.Itoa(l.KeepFor)
	}
}

// RefundLimitsOf are the limits that settings, as plain words, set to what is given back.
func RefundLimitsOf(words map[string]string) checkout.RefundLimits { return parseLimits(words).Refunds }

// keepTimes are the months on offer, 0 for ever.
func keepTimes() []int { return []int{0, 6, 13, 24, 36, 60, 84, mostKeepMonths} }

const mostKeepMonths = 120

// KeepForOf is for how many months settings, as plain words, keep what tells of a person; 0 for
// ever.
func KeepForOf(words map[string]string) int { return parseLimits(words).KeepFor }

// KeepFor is the choice of how long what tells of a person is kept.
func (p Presenter) KeepFor(chosen int) Options {
	o := Options{Label: p.say("owner.keep")}
	for _, months := range keepTimes() {
		label := p.say("owner.keep.ever")
		switch {
		case months == 0:
		case months%12 == 0:
			label = p.say("owner.keep.years", "Count", strconv.Itoa(months/12))
		default:
			label = p.say("owner.keep.months", "Count", strconv.Itoa(months))
		}
		o.Choices = append(o.Choices, Choice{Value: strconv.Itoa(months), Label: label, Chosen: months == chosen, Enabled: true})
	}
	return o
}

// AskKeepFor asks before a time is chosen after which something is erased; ok is false where
// nothing will be.
func (p Presenter) AskKeepFor(months, before int) (q Question, ok bool) {
	if months == 0 || before > 0 && months >= before {
		return Question{}, false
	}
	q = Question{
		Title: p.say("owner.keep.ask"), Body: p.say("owner.keep.body"), Warning: p.say("ask.erase.warning"),
		Confirm: p.button(ActionErase, "owner.keep.confirm", ""), Keep: p.button(ActionKeep, "ask.erase.keep", "Esc"),
	}
	q.Confirm.Tone = ToneDeclined
	return q, true
}

// OwnerView is the part of the settings about the limits of refunds.
type OwnerView struct {
	Title, Body string
	Most, Hour  Field
	Days        Field
	Unlinked    Options
}

// Owner is the part of the settings about the limits of refunds. What is empty is no limit.
func (p Presenter) Owner(l checkout.RefundLimits, c payments.Currency) OwnerView {
	v := OwnerView{
		Title: p.say("owner.title"), Body: p.say("owner.body"),
		Most: Field{Label: p.say("owner.most"), Placeholder: p.say("owner.any"), Limit: 20},
		Hour: Field{Label: p.say("owner.hour"), Placeholder: p.say("owner.any"), Limit: 20},
		Days: Field{Label: p.say("owner.days"), Placeholder: p.say("owner.any"), Limit: 4},
		Unlinked: Options{Label: p.say("owner.unlinked"), Choices: []Choice{
			{Value: "yes", Label: p.say("owner.unlinked.yes"), Chosen: !l.NoUnlinked, Enabled: true},
			{Value: "no", Label: p.say("owner.unlinked.no"), Chosen: l.NoUnlinked, Enabled: true},
		}},
	}
	if most, err := payments.NewMoney(l.Most, c); err == nil && l.Most > 0 {
		v.Most.Value = p.number(most)
	}
	if hour, err := payments.NewMoney(l.PerHour, c); err == nil && l.PerHour > 0 {
		v.Hour.Value = p.number(hour)
	}
	if l.MaxAge > 0 {
		v.Days.Value = strconv.Itoa(int(l.MaxAge / oneDay))
	}
	return v
}

// ReadRefundMost reads the highest refund; wrong says why the text is none.
func (p Presenter) ReadRefundMost(text string, c payments.Currency) (most int64, wrong string) {
	if strings.TrimSpace(text) == "" {
		return 0, ""
	}
	m, err := payments.ParseMoney(text, c, p.numbers)
	if err != nil || m.Sign() <= 0 {
		return 0, p.say("filter.no_amount")
	}
	return m.Minor(), ""
}

// ReadRefundDays reads the age of the oldest sale that is refunded; wrong says why the text is
// none.
func (p Presenter) ReadRefundDays(text string) (age time.Duration, wrong string) {
	if text = strings.TrimSpace(text); text == "" {
		return 0, ""
	}
	days := number(text, 1, mostRefundDays)
	if days == 0 {
		return 0, p.say("owner.days_wrong")
	}
	return time.Duration(days) * oneDay, ""
}

// whyOwnerNot says what the owner has not allowed about money that goes back; empty for nothing.
// sold is when the sale was asked for, zero where there is none.
func (p Presenter) whyOwnerNot(l checkout.RefundLimits, amount payments.Money, sold, now time.Time) string {
	switch {
	case l.NoUnlinked && sold.IsZero():
		return p.say("owner.why.unlinked")
	case l.Most > 0 && amount.Minor() > l.Most:
		most, err := payments.NewMoney(l.Most, amount.Currency())
		if err != nil {
			return ""
		}
		return p.say("owner.why.most", "Most", p.amount(most))
	case l.MaxAge > 0 && !sold.IsZero() && now.Sub(sold) > l.MaxAge:
		return p.say("owner.why.days", "Days", strconv.Itoa(int(l.MaxAge/oneDay)))
	}
	return ""
}
