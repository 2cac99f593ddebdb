package present

import (
	"maps"
	"strconv"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// OwnerLimits are what the owner of a shop wants to be asked about, what is not allowed, and what the
// till asks to be noted.
type OwnerLimits struct {
	AskAbove  int64 // minor units of the currencies without one of their own; above it one question comes before the charge
	AskIn     map[payments.Currency]int64
	Refunds   checkout.RefundLimits // its amounts are of the currencies without caps of their own
	Caps      map[payments.Currency]RefundCaps
	KeepFor   int                         // months that notes, receipts and card digits are kept; 0 for ever
	LockAfter time.Duration               // without a key or a press the till locks; 0 for never
	Fields    [payments.MostFields]string // names of what is typed beside a sale; "" for none
}

// RefundCaps are the limits of refunds in one currency, in its minor units; 0 for any.
type RefundCaps struct{ Most, PerHour int64 }

// RefundsIn are the limits of refunds in a currency. An amount that was set without one, by an earlier
// version, holds for each currency that has none of its own.
func (l OwnerLimits) RefundsIn(c payments.Currency) checkout.RefundLimits {
	limits := l.Refunds
	if caps, own := l.Caps[c]; own {
		limits.Most, limits.PerHour = caps.Most, caps.PerHour
	}
	return limits
}

// AskAboveIn is the highest amount in a currency that is charged without a question. It follows the same
// rule as the limits of refunds.
func (l OwnerLimits) AskAboveIn(c payments.Currency) int64 {
	if own, ok := l.AskIn[c]; ok {
		return own
	}
	return l.AskAbove
}

// WithAskAbove is a copy with another highest amount in a currency.
func (l OwnerLimits) WithAskAbove(c payments.Currency, most int64) OwnerLimits {
	asks := map[payments.Currency]int64{}
	maps.Copy(asks, l.AskIn)
	asks[c] = most
	l.AskIn = asks
	return l
}

// WithRefunds is a copy with other limits of refunds in a currency; age and what has no sale are the
// same in all.
func (l OwnerLimits) WithRefunds(c payments.Currency, limits checkout.RefundLimits) OwnerLimits {
	if before := l.RefundsIn(c); limits.Most != before.Most || limits.PerHour != before.PerHour {
		caps := map[payments.Currency]RefundCaps{}
		maps.Copy(caps, l.Caps)
		caps[c] = RefundCaps{limits.Most, limits.PerHour}
		l.Caps = caps
	}
	l.Refunds.MaxAge, l.Refunds.NoUnlinked = limits.MaxAge, limits.NoUnlinked
	return l
}

const (
	wordAskAbove   = "ask_above"   // for any currency, or with ":EUR" behind it
	wordRefundMost = "refund_most" // for any currency, or with ":EUR" behind it
	wordRefundHour = "refund_hour" // as above
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
	l.Refunds.Most, l.Refunds.PerHour = minor(words[wordRefundMost]), minor(words[wordRefundHour])
	for word, value := range words {
		l.parseOwn(word, value)
	}
	l.Refunds.MaxAge = time.Duration(number(words[wordRefundDays], 1, mostRefundDays)) * oneDay
	l.Refunds.NoUnlinked = words[wordUnlinked] == "no"
	l.KeepFor = number(words[wordKeepFor], keepTimes()[1], mostKeepMonths)
	l.Fields = parseFields(words)
	return l
}

// parseOwn reads a limit of one currency: "refund_most:EUR".
func (l *OwnerLimits) parseOwn(word, value string) {
	name, currency, _ := strings.Cut(word, ":")
	c, err := payments.ParseCurrency(currency)
	if n := minor(value); err == nil && name == wordAskAbove && n > 0 {
		*l = l.WithAskAbove(c, n)
	}
	if err != nil || name != wordRefundMost && name != wordRefundHour {
		return
	}
	if l.Caps == nil {
		l.Caps = map[payments.Currency]RefundCaps{}
	}
	caps := l.Caps[c]
	if name == wordRefundMost {
		caps.Most = minor(value)
	} else {
		caps.PerHour = minor(value)
	}
	l.Caps[c] = caps
}

// minor is an amount in minor units as it is kept; 0 for what is none.
func minor(value string) int64 {
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return 0
	}
	return max(n, 0)
}

func (l OwnerLimits) words(words map[string]string) {
	words[wordAskAbove] = strconv.FormatInt(l.AskAbove, 10)
	for c, most := range l.AskIn {
		words[wordAskAbove+":"+string(c)] = strconv.FormatInt(most, 10)
	}
	if l.Refunds.Most > 0 {
		words[wordRefundMost] = strconv.FormatInt(l.Refunds.Most, 10)
	}
	if l.Refunds.PerHour > 0 {
		words[wordRefundHour] = strconv.FormatInt(l.Refunds.PerHour, 10)
	}
	for c, caps := range l.Caps { // those without a limit too: there may be one for any currency
		words[wordRefundMost+":"+string(c)] = strconv.FormatInt(caps.Most, 10)
		words[wordRefundHour+":"+string(c)] = strconv.FormatInt(caps.PerHour, 10)
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

// OwnerLimitsOf are the limits in settings, as plain words.
func OwnerLimitsOf(words map[string]string) OwnerLimits { return parseLimits(words) }

// keepTimes are the months on offer, 0 for ever.
func keepTimes() []int { return []int{0, 6, 13, 24, 36, 60, 84, mostKeepMonths} }

const mostKeepMonths = 120

// KeepForOf is for how many months settings, as plain words, keep what tells of a person; 0 for
// ever.
func KeepForOf(words map[string]string) int { return parseLimits(words).KeepFor }

// KeepFor is the choice of how long what tells of a person is kept.
func (p *Presenter) KeepFor(chosen int) Options {
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
func (p *Presenter) AskKeepFor(months, before int) (q Question, ok bool) {
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

// Owner is the part of the settings about the limits of refunds in a currency. What is empty is no
// limit. others are the further currencies of the shop.
func (p *Presenter) Owner(l checkout.RefundLimits, c payments.Currency, others []payments.Currency) OwnerView {
	v := OwnerView{
		Title: p.say("owner.title"), Body: joinSentences(p.say("owner.body"), p.otherCurrencies(others)),
		Most: Field{Label: p.say("owner.most", "Currency", string(c)), Placeholder: p.say("owner.any"), Limit: 20},
		Hour: Field{Label: p.say("owner.hour", "Currency", string(c)), Placeholder: p.say("owner.any"), Limit: 20},
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

// otherCurrencies says where the limits of the other currencies of a shop are set.
func (p *Presenter) otherCurrencies(all []payments.Currency) string {
	if len(all) == 0 {
		return ""
	}
	names := make([]string, 0, len(all))
	for _, c := range all {
		names = append(names, string(c))
	}
	return p.say("owner.others", "Currencies", strings.Join(names, ", "))
}

// ReadRefundMost reads the highest refund; wrong says why the text is none.
func (p *Presenter) ReadRefundMost(text string, c payments.Currency) (most int64, wrong string) {
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
func (p *Presenter) ReadRefundDays(text string) (age time.Duration, wrong string) {
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
func (p *Presenter) whyOwnerNot(l checkout.RefundLimits, amount payments.Money, sold, now time.Time) string {
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
