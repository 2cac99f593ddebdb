package storage_test

import (
	"errors"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
)

// paidBy brings a sale to an approval with a card of a scheme.
func paidBy(t *testing.T, j *storage.Journal, n int, scheme string) payments.Attempt {
	t.Helper()
	a := waiting(t, j, sale(n))
	a.Outcome.State, a.Outcome.Amounts.Charged, a.Outcome.Card.Scheme = payments.StateApproved, a.Amount, scheme
	a.Outcome.IDs.Transaction = "tx-" + a.Reference
	return move(t, j, a, payments.StateApproved, checkout.EventResult, 9)
}

func sumOf(d checkout.Day, by checkout.DayBy, name string) checkout.DaySum {
	for _, s := range d.Sums {
		if s.By == by && s.Name == name {
			return s
		}
	}
	return checkout.DaySum{}
}

func TestADayIsClosedOnce(t *testing.T) {
	j := journal(t)
	madrid := time.FixedZone("", 3600)
	morning := noon.Truncate(24 * time.Hour)
	first := paidBy(t, j, 1, "VISA")
	paidBy(t, j, 2, "AMEX")
	back := waiting(t, j, refund(3, first))
	back.Outcome.State, back.Outcome.Amounts.Charged = payments.StateApproved, back.Amount
	move(t, j, back, payments.StateApproved, checkout.EventResult, 9)
	open := waiting(t, j, sale(4))
	finished(t, j, sale(5), payments.StateDeclined, 3)
	evening := noon.Add(8 * time.Hour)

	today, err := j.Today(t.Context(), morning, evening, madrid)
	must(t, err)
	if got := sumOf(today, checkout.DayAll, ""); got.Payments != 3 || got.In != 2480 || got.Out != 1240 {
		t.Errorf("the sum is %+v", got)
	}
	if got := sumOf(today, checkout.DayKind, "refund"); got.Payments != 1 || got.Out != 1240 {
		t.Errorf("refunds are %+v", got)
	}
	if got := sumOf(today, checkout.DayScheme, "AMEX"); got.Payments != 1 || got.In != 1240 {
		t.Errorf("one scheme has %+v", got)
	}
	if got := sumOf(today, checkout.DayTerminal, first.Terminal.ID()); got.Payments != 1 || got.In != 1240 {
		t.Errorf("one terminal has %+v", got)
	}
	if got := sumOf(today, checkout.DayHour, "13"); got.Payments != 3 {
		t.Errorf("the hour has %+v", got)
	}
	if len(today.Unproven) != 1 || today.Unproven[0].Reference != open.Reference || today.Unproven[0].State != payments.StateWaiting {
		t.Errorf("not proven: %+v", today.Unproven)
	}
	closed, err := j.CloseDay(t.Context(), checkout.Closing{Since: morning, Now: evening, Zone: madrid})
	must(t, err)
	if closed.Number != 1 || !reflect.DeepEqual(closed.Sums, today.Sums) || !closed.Since.Equal(morning) {
		t.Errorf("closed as %+v", closed)
	}

	// What is proven later is on the next sheet, in no sum of it.
	open.Outcome.State, open.Outcome.Amounts.Charged = payments.StateApproved, open.Amount
	move(t, j, open, payments.StateApproved, checkout.EventResult, 40_000)
	must(t, err)
	night := evening.Add(time.Hour)
	second, err := j.CloseDay(t.Context(), checkout.Closing{Since: morning, Now: night, Zone: madrid})
	must(t, err)
	if second.Number != 2 || !second.Since.Equal(evening) || len(second.Sums) != 0 || len(second.Unproven) != 0 {
		t.Errorf("the second day is %+v", second)
	}
	if len(second.Late) != 1 || second.Late[0].Reference != open.Reference || second.Late[0].State != payments.StateApproved {
		t.Errorf("proven late: %+v", second.Late)
	}
	all, err := j.Closings(t.Context(), 10)
	must(t, err)
	if len(all) != 2 || !reflect.DeepEqual(all[1], closed) || !reflect.DeepEqual(all[0], second) {
		t.Errorf("kept as %+v\nwant %+v", all, []checkout.Day{second, closed})
	}
	if _, err := j.CloseDay(t.Context(), checkout.Closing{Since: morning, Now: evening, Zone: madrid}); !errors.Is(err, checkout.ErrDayClosed) {
		t.Errorf("closed before the day that is closed: %v", err)
	}
	if _, err := j.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// A payment whose end is contradicted is in no sum of its day, and named apart. It stays so on the
// sheets that follow.
func TestADayNamesWhatIsContradicted(t *testing.T) {
	j := journal(t)
	paidBy(t, j, 1, "VISA")
	paid := contradict(t, j, paidBy(t, j, 2, "VISA"), nil)
	failed := contradict(t, j, finished(t, j, sale(3), payments.StateFailed, 3), nil)
	unfit := finished(t, j, sale(4), payments.StateFailed, 3)
	unfit.Mismatched = payments.Outcome{State: payments.StateApproved, Source: payments.SourceStatus}
	unfit = contradict(t, j, unfit, []string{"amount"})
	harmless := finished(t, j, sale(5), payments.StateFailed, 3)
	harmless.Mismatched = payments.Outcome{State: payments.StateDeclined, Source: payments.SourceStatus}
	contradict(t, j, harmless, []string{"amount"})
	morning, evening := noon.Truncate(24*time.Hour), noon.Add(8*time.Hour)
	closed, err := j.CloseDay(t.Context(), checkout.Closing{Since: morning, Now: evening, Zone: time.UTC})
	must(t, err)
	for _, by := range []checkout.DayBy{checkout.DayAll, checkout.DayScheme} {
		if got := sumOf(closed, by, map[checkout.DayBy]string{checkout.DayScheme: "VISA"}[by]); got.Payments != 1 || got.In != 1240 {
			t.Errorf("%s: the sum is %+v", by, got)
		}
	}
	next, err := j.Today(t.Context(), morning, evening.Add(time.Hour), time.UTC)
	must(t, err)
	for name, lines := range map[string][]checkout.DayLine{"its day": closed.Unproven, "the next": next.Unproven} {
		if len(lines) != 3 || lines[0].Reference != paid.Reference || lines[1].Reference != failed.Reference || lines[1].State != payments.StateFailed ||
			lines[2].Reference != unfit.Reference {
			t.Errorf("%s: not proven are %+v", name, lines)
		}
	}
	if len(next.Late) != 0 {
		t.Errorf("proven late: %+v", next.Late)
	}
}

// Whoever changes a closed day, or takes one away, is found out.
func TestAClosedDayDoesNotChange(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openAt(t, path)
	paidBy(t, j, 1, "VISA")
	for range 2 {
		_, err := j.CloseDay(t.Context(), checkout.Closing{Since: noon, Now: noon.Add(time.Hour), Zone: time.UTC})
		must(t, err)
	}
	outside := outsider(t, path)
	for _, text := range []string{
		"UPDATE closings SET until = since", "DELETE FROM closings", "INSERT OR REPLACE INTO closings SELECT * FROM closings WHERE seq = 1",
		"INSERT INTO closings SELECT 4, at, since, until, sheet, after, form, prev, hash FROM closings WHERE seq = 2",
	} {
		if _, err := outside.Exec(text); err == nil {
			t.Errorf("taken: %s", text)
		}
	}
	_, err := j.Verify(t.Context())
	must(t, err)
	for _, text := range []string{"DROP TRIGGER closings_never_updated", "DROP TRIGGER closings_never_deleted", "UPDATE closings SET sheet = replace(sheet, '1240', '9999') WHERE seq = 1"} {
		_, err := outside.Exec(text)
		must(t, err)
	}
	var misfit *storage.Tampering
	if _, err := j.Verify(t.Context()); !errors.As(err, &misfit) || misfit.Kind != checkout.MisfitClosing {
		t.Errorf("an edit: %v", err)
	}
	_, err = outside.Exec("DELETE FROM closings")
	must(t, err)
	if _, err := j.Verify(t.Context()); !errors.As(err, &misfit) || !strings.Contains(misfit.Problem, "0 of 2") {
		t.Errorf("all taken away: %v", err)
	}
}

// Closed days are in the backup of the day, and come back from it.
func TestClosedDaysComeBackFromABackup(t *testing.T) {
	dir := t.TempDir()
	j := openAt(t, filepath.Join(dir, "journal.db"))
	paidBy(t, j, 1, "VISA")
	_, err := j.CloseDay(t.Context(), checkout.Closing{Since: noon, Now: noon.Add(time.Hour), Zone: time.UTC})
	must(t, err)
	copied := filepath.Join(dir, "copy.db")
	must(t, j.CopyTo(t.Context(), copied))
	end, err := j.End(t.Context())
	must(t, err)
	paidBy(t, j, 2, "VISA")
	want, err := j.CloseDay(t.Context(), checkout.Closing{Since: noon, Now: noon.Add(2 * time.Hour), Zone: time.UTC})
	must(t, err)
	changes := filepath.Join(dir, "day.changes")
	must(t, j.SaveChanges(t.Context(), end, changes))
	must(t, storage.Replay(t.Context(), copied, changes))
	back := openAt(t, copied)
	all, err := back.Closings(t.Context(), 10)
	must(t, err)
	if len(all) != 2 || !reflect.DeepEqual(all[0], want) {
		t.Errorf("%+v", all)
	}
	if _, err := back.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	third, err := back.CloseDay(t.Context(), checkout.Closing{Since: noon, Now: noon.Add(3 * time.Hour), Zone: time.UTC})
	if must(t, err); third.Number != 3 {
		t.Errorf("the next number is %d", third.Number)
	}
}

// onSheets counts the sheets that a payment is on, in a sum or by name.
func onSheets(t *testing.T, j *storage.Journal) (summed int64) {
	t.Helper()
	all, err := j.Closings(t.Context(), 10)
	must(t, err)
	for _, d := range all {
		summed += sumOf(d, checkout.DayAll, "").In
		for _, l := range d.Late { // what was not proven before is on the next one by name
			summed += l.Amount.Minor()
		}
	}
	return summed
}

// Every payment is on a sheet: in a sum of one, or by name.
func TestEveryPaymentIsOnASheet(t *testing.T) {
	approve := func(t *testing.T, j *storage.Journal, a payments.Attempt) {
		a.Outcome.State, a.Outcome.Amounts.Charged = payments.StateApproved, a.Amount
		move(t, j, a, payments.StateApproved, checkout.EventResult, 9)
	}
	closeAt := func(t *testing.T, j *storage.Journal, at time.Time) {
		_, err := j.CloseDay(t.Context(), checkout.Closing{Since: noon, Now: at, Zone: time.UTC})
		must(t, err)
	}
	for name, play := range map[string]func(t *testing.T, j *storage.Journal){
		"closed between the two commits of the press": func(t *testing.T, j *storage.Journal) {
			a := record(t, j, sale(1))
			closeAt(t, j, noon.Add(2*time.Minute))
			a = move(t, j, a, payments.StateSending, checkout.EventSending, 90)
			approve(t, j, move(t, j, a, payments.StateWaiting, checkout.EventAccepted, 91))
		},
		// A refund is made, then the provider is asked what is left, then it is written down.
		"closed while the provider was asked": func(t *testing.T, j *storage.Journal) {
			a := sale(1) // made at 12:01
			closeAt(t, j, a.Created.Add(2*time.Second))
			approve(t, j, waiting(t, j, a)) // written down at 12:01:05
		},
		"the clock was 30 seconds fast at the closing": func(t *testing.T, j *storage.Journal) {
			closeAt(t, j, noon.Add(90*time.Second)) // really 12:01:00
			approve(t, j, waiting(t, j, sale(1)))   // at 12:01:00, after the clock was set
		},
	} {
		t.Run(name, func(t *testing.T) {
			j := journal(t)
			play(t, j)
			closeAt(t, j, noon.Add(time.Hour))
			closeAt(t, j, noon.Add(48*time.Hour))
			if got := onSheets(t, j); got != 1240 {
				t.Errorf("12.40 were charged, and all sheets together have %d", got)
			}
		})
	}
}

// An export calls contradicted what is in no sum of the day, and nothing else.
func TestAnExportNamesWhatIsContradicted(t *testing.T) {
	j := journal(t)
	paid := contradict(t, j, paidBy(t, j, 2, "VISA"), nil)
	harmless := contradict(t, j, paidBy(t, j, 4, "VISA"), []string{"amount"})
	got := map[string]payments.Notice{}
	must(t, j.Lines(t.Context(), checkout.Query{}, func(l checkout.Line) error {
		got[l.Reference] = l.Notice
		return nil
	}))
	if got[paid.Reference] != payments.NoticeContradiction || got[harmless.Reference] != payments.NoticeNone {
		t.Errorf("got %v", got)
	}
}
