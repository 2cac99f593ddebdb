package storage

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"sort"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// sheetJSON is the sheet of a closed day.
type sheetJSON struct {
	V        int        `json:"v"`
	By       string     `json:"by,omitempty"`
	Sums     []sumJSON  `json:"sums"`
	Unproven []lineJSON `json:"unproven"`
	Late     []lineJSON `json:"late"`
}

type sumJSON struct {
	By       checkout.DayBy    `json:"by"`
	Name     string            `json:"name,omitempty"`
	Currency payments.Currency `json:"currency"`
	Payments int               `json:"payments"`
	In       int64             `json:"in"`
	Out      int64             `json:"out"`
}

type lineJSON struct {
	Reference string         `json:"reference"`
	Kind      payments.Kind  `json:"kind"`
	State     payments.State `json:"state"`
	Amount    moneyJSON      `json:"amount"`
	Terminal  string         `json:"terminal,omitempty"`
	Created   timeJSON       `json:"created"`
}

const sheetVersion = 2 // with who has closed the day

func encodeClosing(d checkout.Day) (closingRow, error) {
	var f faults
	lines := func(all []checkout.DayLine) []lineJSON {
		list := make([]lineJSON, 0, len(all))
		for _, l := range all {
			list = append(list, lineJSON{l.Reference, l.Kind, l.State, encodeMoney(l.Amount), l.Terminal, f.time(l.Created)})
		}
		return list
	}
	s := sheetJSON{V: 1, By: d.By, Sums: []sumJSON{}, Unproven: lines(d.Unproven), Late: lines(d.Late)}
	if d.By != "" {
		s.V = sheetVersion
	}
	for _, sum := range d.Sums {
		s.Sums = append(s.Sums, sumJSON(sum))
	}
	text, err := marshal(s)
	r := closingRow{
		Seq: int64(d.Number), At: f.time(d.At), Since: f.time(d.Since), Until: f.time(d.Until), Sheet: string(text), Form: chainForm,
	}
	return r, errors.Join(err, f.err)
}

func (r closingRow) decode() (checkout.Day, error) {
	var s sheetJSON
	if err := unmarshal([]byte(r.Sheet), sheetVersion, &s); err != nil {
		return checkout.Day{}, err
	}
	var f faults
	lines := func(list []lineJSON) (all []checkout.DayLine) {
		for _, l := range list {
			all = append(all, checkout.DayLine{
				Reference: l.Reference, Kind: l.Kind, State: l.State, Amount: f.money(l.Amount), Terminal: l.Terminal, Created: f.parse(l.Created),
			})
		}
		return all
	}
	d := checkout.Day{
		Number: int(r.Seq), At: f.parse(r.At), By: s.By, Since: f.parse(r.Since), Until: f.parse(r.Until), Unproven: lines(s.Unproven), Late: lines(s.Late),
	}
	for _, sum := range s.Sums {
		d.Sums = append(d.Sums, checkout.DaySum(sum))
	}
	return d, f.err
}

// dayOf reads what happened since the newest closing, which it returns as well. Where there is
// none, it begins at since.
func dayOf(ctx context.Context, q querier, since, now time.Time, zone *time.Location) (d checkout.Day, last closingRow, err error) {
	if last, err = lastClosing(ctx, q); err != nil {
		return d, last, err
	}
	d.Since, d.Until = since.UTC(), now.UTC()
	if last.Seq > 0 {
		before, err := last.decode()
		if err != nil {
			return d, last, err
		}
		d.Since = before.Until
		if err := lateOf(ctx, q, before, &d); err != nil {
			return d, last, err
		}
	}
	if d.Until.Before(d.Since) {
		return d, last, checkout.ErrDayClosed
	}
	from, err := encodeTime(d.Since)
	if err != nil {
		return d, last, err
	}
	of, arg := ofFirstDay, bound(from)
	if last.Seq > 0 {
		of, arg = ofDay(), last.After
	}
	if d.Sums, err = sumsOf(ctx, q, of, arg, zone); err != nil {
		return d, last, err
	}
	open, err := dayAttempts(ctx, q, of+" AND (charged = 'unknown' OR NOT final OR contradicted)", arg)
	for _, a := range open {
		d.Unproven = append(d.Unproven, lineOf(a))
	}
	return d, last, err
}

// Which payments are a day's: those that were written down since the newest event of the closing
// before, whatever a clock says. Before the first closing there is nothing but the clock.
const ofFirstDay = "created >= ?"

func ofDay() string {
	return `key IN (SELECT attempt FROM events AS e WHERE e.seq > ?1 AND e.kind IN (` + kindSQL(checkout.EventRecorded) + `, ` + kindSQL(checkout.EventRebuilt) + `)
		AND NOT EXISTS (SELECT 1 FROM events AS b WHERE b.attempt = e.attempt AND b.seq <= ?1))`
}

// lateOf takes over what the closing before had as not proven: what is still not, and what is.
func lateOf(ctx context.Context, q querier, before checkout.Day, d *checkout.Day) error {
	for _, l := range before.Unproven {
		now, err := dayAttempts(ctx, q, "reference = ?", id(l.Reference))
		if err != nil {
			return err
		}
		for _, a := range now {
			if a.State.Info().Charged == payments.ChargedUnknown || !a.State.Final() || a.Contradicted() {
				d.Unproven = append(d.Unproven, lineOf(a))
			} else {
				d.Late = append(d.Late, lineOf(a))
			}
		}
	}
	return nil
}

func dayAttempts(ctx context.Context, q querier, condition string, args ...any) ([]payments.Attempt, error) {
	return attemptsOf(ctx, q, "SELECT "+attemptColumns+" FROM attempts WHERE "+condition+" ORDER BY created, reference", args...)
}

func lineOf(a payments.Attempt) checkout.DayLine {
	amount := movedBy(a)
	if amount == (payments.Money{}) {
		amount = a.Amount
	}
	return checkout.DayLine{Reference: a.Reference, Kind: a.Kind, State: a.State, Amount: amount, Terminal: a.Terminal.ID(), Created: a.Created}
}

// dayRow is what a day's sums need of a payment.
type dayRow struct {
	kind     payments.Kind
	scheme   string
	terminal string
	operator string
	created  timeJSON
	moved    int64
	tip      int64
	currency payments.Currency
}

func (r *dayRow) fields() []any {
	return []any{&r.kind, &r.scheme, &r.terminal, &r.operator, &r.created, &r.moved, &r.tip, &r.currency}
}

// selectDay has the tip of what came in, as selectTotals counts it.
func selectDay() string {
	in := kindsWith(func(o payments.Operation) bool { return o.Effect == payments.EffectIn })
	out := kindsWith(func(o payments.Operation) bool { return o.Effect == payments.EffectOut })
	return `SELECT kind, ifnull(scheme, ''), terminal, ifnull(json_extract(intent, '$.operator'), ''), created, moved,
		iif(tip > 0 AND kind IN ` + in + ` AND moved > ` + givenBack(out) + `, tip, 0), moved_currency
	FROM attempts AS a WHERE charged = 'yes' AND NOT contradicted AND `
}

// sumsOf sums what is proven. What neither brings nor takes money is in no sum.
func sumsOf(ctx context.Context, q querier, of string, arg any, zone *time.Location) ([]checkout.DaySum, error) {
	rows, err := q.QueryContext(ctx, selectDay()+of, arg)
	if err != nil {
		return nil, err
	}
	var all []dayRow
	if err := scanAll(rows, &all, (*dayRow).fields); err != nil {
		return nil, err
	}
	type key struct {
		by       checkout.DayBy
		name     string
		currency payments.Currency
	}
	sums := map[key]checkout.DaySum{}
	for _, r := range all {
		sign := r.kind.Operation().Effect.Sign()
		if sign == 0 {
			continue
		}
		at, err := r.created.decode()
		if err != nil {
			return nil, err
		}
		names := map[checkout.DayBy]string{
			checkout.DayAll: "", checkout.DayKind: string(r.kind), checkout.DayScheme: r.scheme, checkout.DayTerminal: r.terminal,
			checkout.DayHour: at.In(zone).Format("15"),
		}
		if r.operator != "" {
			names[checkout.DayOperator] = r.operator
		}
		if r.tip > 0 {
			names[checkout.DayTips] = ""
		}
		for by, name := range names {
			k := key{by, name, r.currency}
			s := sums[k]
			s.By, s.Name, s.Currency, s.Payments = by, name, r.currency, s.Payments+1
			switch {
			case by == checkout.DayTips:
				s.In += r.tip
			case sign > 0:
				s.In += r.moved
			default:
				s.Out += r.moved
			}
			sums[k] = s
		}
	}
	list := slices.Collect(maps.Values(sums))
	sort.Slice(list, func(i, j int) bool {
		a, b := list[i], list[j]
		return cmp.Or(cmp.Compare(a.By, b.By), cmp.Compare(a.Currency, b.Currency), cmp.Compare(a.Name, b.Name)) < 0
	})
	return list, nil
}
