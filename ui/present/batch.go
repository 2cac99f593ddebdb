package present

import (
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// What a provider says of a batch is set beside what this till has of the same terminal. The unit of
// the provider's amounts shows only where all decimals of the currency stand behind a point; of any
// other both readings are told, and a difference only where neither fits.

// batchesGoBack is how far back payments are set beside a batch where no close of one is known.
const batchesGoBack = 31 * 24 * time.Hour

// batchNamed is how many payments are named one by one at most.
const batchNamed = 6

// BatchSince is from when on the payments of a terminal are needed: the close before the newest one.
func BatchSince(newest []checkout.CommandStep, now time.Time) time.Time {
	oldest := now.Add(-batchesGoBack)
	if closes := closesOf(newest); len(closes) > 1 && closes[1].At.After(oldest) {
		return closes[1].At
	}
	return oldest
}

// closesOf are the batches that are proven to be closed, the newest first.
func closesOf(newest []checkout.CommandStep) []checkout.CommandStep {
	closes := slices.DeleteFunc(slices.Clone(newest), func(s checkout.CommandStep) bool {
		return s.Command.Kind != payments.CommandBatchClose || s.State != payments.CommandDone
	})
	sort.SliceStable(closes, func(i, j int) bool { return closes[i].At.After(closes[j].At) })
	return closes
}

// span is from when to when a batch counts here; from is zero where no close before it is known.
func span(s checkout.CommandStep, newest []checkout.CommandStep) (from, until time.Time) {
	closes := closesOf(newest)
	until = s.At
	if i := slices.IndexFunc(closes, func(c checkout.CommandStep) bool { return c.Batch.Number == s.Batch.Number }); i >= 0 {
		until = closes[i].At
	}
	if i := slices.IndexFunc(closes, func(c checkout.CommandStep) bool { return c.At.Before(until) }); i >= 0 {
		from = closes[i].At
	}
	return from, until
}

// ownBatch is what this till has of a batch.
type ownBatch struct {
	from     time.Time
	moved    []payments.Attempt // proven to have moved money, in or out
	unproven []payments.Attempt
	sums     []payments.Money // by currency
	tips     []tipAfter       // on what was moved, in no sum
}

// withTip is an amount with the tip that the provider states of its payment, and the amount itself where it
// states none.
func (o ownBatch) withTip(m payments.Money, reference string) payments.Money {
	for _, t := range o.tips {
		if more, err := m.Add(t.stated); err == nil && t.payment == reference {
			return more
		}
	}
	return m
}

func ownOf(s checkout.CommandStep, in ControlsInput) ownBatch {
	from, until := span(s, in.Newest)
	own, tips := ownBatch{from: from}, tipsAfter(in.Tips, time.Time{}, endOfTime)
	for _, a := range in.Own {
		switch {
		case a.Created.Before(from) || a.Created.After(until):
		case unproven(a):
			own.unproven = append(own.unproven, a)
		case a.Effect().Sign() != 0:
			own.moved = append(own.moved, a)
			own.sums = added(own.sums, signed(a))
			if i := slices.IndexFunc(tips, func(t tipAfter) bool { return t.payment == a.Reference }); i >= 0 {
				own.tips = append(own.tips, tips[i])
			}
		}
	}
	return own
}

// unproven reports whether it is not known, or not any more, whether a payment moved money.
func unproven(a payments.Attempt) bool {
	return a.State.Info().Charged == payments.ChargedUnknown || contradicted(a)
}

// added adds an amount to sums by currency.
func added(sums []payments.Money, m payments.Money) []payments.Money {
	for i, sum := range sums {
		if more, err := sum.Add(m); err == nil {
			sums[i] = more
			return sums
		}
	}
	return append(sums, m)
}

// setBeside adds what this till has of a batch, and where the two differ.
func (p *Presenter) setBeside(row *ControlRow, s checkout.CommandStep, in ControlsInput) {
	if s.State != payments.CommandDone || s.Batch.Number == "" || !in.OwnRead {
		return
	}
	own := ownOf(s, in)
	var sums []string
	for _, m := range own.sums {
		sums = append(sums, p.amount(m))
	}
	if len(sums) == 0 {
		sums = []string{p.say("controls.batch_nothing")}
	}
	count, net := strconv.Itoa(len(own.moved)), strings.Join(sums, ", ")
	if own.from.IsZero() {
		row.Beside = []string{p.say("controls.batch_own_all", "Count", count, "Net", net)}
	} else {
		row.Beside = []string{p.say("controls.batch_own", "From", p.moment(own.from, in.Now), "Count", count, "Net", net)}
	}
	p.setTipsBeside(row, own.tips)
	if n := len(own.unproven); n > 0 {
		row.Differs = append(row.Differs, p.say("controls.batch_unproven", "Payments", p.eachOf(own.unproven, in.Now)))
	}
	if b := s.Batch; b.Count >= 0 && b.Count != len(own.moved) {
		row.Differs = append(row.Differs, p.say("controls.batch_differs_count", "Theirs", strconv.Itoa(b.Count), "Ours", count))
	}
	p.setNetBeside(row, s.Batch.Net, own)
	p.setLinesBeside(row, s.Batch.Lines, own, in.Now)
}

// setTipsBeside says which tips were put on the payments afterwards: a batch may have them, and what this
// till has does not.
func (p *Presenter) setTipsBeside(row *ControlRow, tips []tipAfter) {
	if len(tips) == 0 {
		return
	}
	var sums []string
	for _, m := range statedTips(tips) {
		sums = append(sums, p.amount(m))
	}
	open := 0
	for _, t := range tips {
		if t.stated.IsZero() {
			open++
		}
	}
	if len(sums) > 0 {
		row.Beside = append(row.Beside, p.say("controls.batch_tips", "Tips", strings.Join(sums, ", ")))
	}
	if open > 0 {
		row.Beside = append(row.Beside, p.counted("controls.batch_tips_open", open))
	}
}

// eachOf names payments by amount and time.
func (p *Presenter) eachOf(all []payments.Attempt, now time.Time) string {
	var names []string
	for _, a := range all[:min(len(all), batchNamed)] {
		names = append(names, p.say("controls.batch_payment", "Amount", p.amount(signed(a)), "Time", p.moment(a.Created, now)))
	}
	if more := len(all) - len(names); more > 0 {
		names = append(names, p.say("controls.batch_more", "Count", strconv.Itoa(more)))
	}
	return strings.Join(names, ", ")
}

// readings are what an amount as a provider wrote it can mean: one where its form shows the unit, else
// that of major and that of minor units; none where it is no amount.
func readings(text string, c payments.Currency) []payments.Money {
	sign := int64(1)
	digits, negative := strings.CutPrefix(strings.TrimSpace(text), "-")
	if negative {
		sign = -1
	}
	whole, decimals, pointed := strings.Cut(digits, ".")
	exponent := c.Exponent()
	if exponent < 0 || whole == "" || strings.Trim(whole+decimals, "0123456789") != "" || pointed && (exponent == 0 || len(decimals) != exponent) {
		return nil
	}
	written, err := strconv.ParseInt(whole+decimals, 10, 64)
	if err != nil {
		return nil
	}
	minors := []int64{written}
	if !pointed && exponent > 0 {
		major, err := strconv.ParseInt(whole+strings.Repeat("0", exponent), 10, 64)
		if err != nil {
			return nil
		}
		minors = []int64{major, written}
	}
	var all []payments.Money
	for _, minor := range minors {
		if m, err := payments.NewMoney(sign*minor, c); err == nil {
			all = append(all, m)
		}
	}
	return all
}

// setNetBeside compares the sums, where there is one currency.
func (p *Presenter) setNetBeside(row *ControlRow, net string, own ownBatch) {
	if len(own.sums) != 1 {
		return
	}
	ours := own.sums[0]
	theirs := readings(net, ours.Currency())
	tipped := ours
	for _, t := range own.tips {
		if more, err := tipped.Add(t.stated); err == nil {
			tipped = more
		}
	}
	if len(theirs) > 1 && theirs[0] != theirs[1] {
		row.Beside = append(row.Beside, p.say("controls.batch_readings", "Net", oneLine(net, 30), "Major", p.amount(theirs[0]), "Minor", p.amount(theirs[1])))
	}
	switch {
	case len(theirs) == 0 || slices.Contains(theirs, ours) || slices.Contains(theirs, tipped):
	case len(theirs) == 1:
		difference, err := theirs[0].Sub(ours)
		if err == nil {
			row.Differs = append(row.Differs, p.say("controls.batch_differs_net", "Theirs", p.amount(theirs[0]), "Ours", p.amount(ours), "Difference", p.amount(difference)))
		}
	default:
		row.Differs = append(row.Differs, p.say("controls.batch_differs_either", "Ours", p.amount(ours)))
	}
}

// setLinesBeside compares one by one by the retrieval number, where each line of the provider has one.
func (p *Presenter) setLinesBeside(row *ControlRow, lines []payments.BatchLine, own ownBatch, now time.Time) {
	if len(lines) == 0 {
		return
	}
	if slices.ContainsFunc(lines, func(l payments.BatchLine) bool { return l.RetrievalNumber == "" }) {
		row.Beside = append(row.Beside, p.say("controls.batch_unnamed"))
		return
	}
	var missing []payments.Attempt
	listed := map[string]bool{}
	for _, a := range own.moved {
		rrn := a.Outcome.IDs.RRN
		i := slices.IndexFunc(lines, func(l payments.BatchLine) bool { return l.RetrievalNumber == rrn && rrn != "" })
		if i < 0 {
			missing = append(missing, a)
			continue
		}
		listed[rrn] = true
		theirs, ours := readings(strings.TrimPrefix(lines[i].Amount, "-"), moved(a).Currency()), moved(a)
		if len(theirs) > 0 && !slices.Contains(theirs, ours) && !slices.Contains(theirs, own.withTip(ours, a.Reference)) {
			row.Differs = append(row.Differs, p.say("controls.batch_differs_line", "Theirs", oneLine(lines[i].Amount, 30), "Ours", p.eachOf([]payments.Attempt{a}, now)))
		}
	}
	if len(missing) > 0 {
		row.Differs = append(row.Differs, p.say("controls.batch_missing", "Payments", p.eachOf(missing, now)))
	}
	for _, l := range lines {
		if !listed[l.RetrievalNumber] {
			row.Differs = append(row.Differs, p.say("controls.batch_foreign", "Line", dotted(oneLine(l.Kind, 40), oneLine(l.Amount, 30), oneLine(l.RetrievalNumber, 40))))
		}
	}
}

// warnOfClose names what is not proven before a batch is closed.
func (p *Presenter) warnOfClose(in ControlsInput) string {
	closes := closesOf(in.Newest)
	var open []payments.Attempt
	for _, a := range in.Own {
		if unproven(a) && (len(closes) == 0 || a.Created.After(closes[0].At)) {
			open = append(open, a)
		}
	}
	if len(open) == 0 {
		return p.say("controls.batch_close.warning")
	}
	return joinSentences(p.say("controls.batch_unproven", "Payments", p.eachOf(open, in.Now)), p.say("controls.batch_close.warning"))
}
