package payments_test

import (
	"cmp"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"tillside/payments"
)

// The table of operations, walked: a row for each kind, nothing left out, and each link to a
// kind that exists.
func TestOperations(t *testing.T) {
	var kinds []payments.Kind
	for _, o := range payments.Operations() {
		kinds = append(kinds, o.Kind)
		if o.Kind == "" || o.Needs == "" || o.Amount == "" || o.Effect == payments.EffectNone || o.FoundBy == "" || o.Words == "" {
			t.Errorf("%q has an empty column: %+v", o.Kind, o)
		}
		if !o.FiledAs.Valid() {
			t.Errorf("%s is filed as %q, which is no kind", o.Kind, o.FiledAs)
		}
		for _, k := range o.Follows {
			if !k.Valid() {
				t.Errorf("%s follows %q, which is no kind", o.Kind, k)
			}
			if k.Operation().Undoes() {
				t.Errorf("%s follows %s, which leaves nothing to follow", o.Kind, k)
			}
			if o.Effect == k.Operation().Effect {
				t.Errorf("%s moves money the way that %s did", o.Kind, k)
			}
		}
		if o.Amount == payments.AmountWhole && !o.Linked() {
			t.Errorf("%s is the whole of no original", o.Kind)
		}
		if o.FoundBy == payments.FoundAsChild && !o.Linked() {
			t.Errorf("%s is the child of no original", o.Kind)
		}
	}
	if !slices.Equal(kinds, payments.Kinds()) {
		t.Errorf("the rows are %v, the kinds %v", kinds, payments.Kinds())
	}
}

// What each kind is, written down a second time: a slip in a column shows here.
func TestWhatTheKindsAre(t *testing.T) {
	type is struct {
		linked, charges, refunds, undoes, holds, captures bool

		sign int64
		undo payments.Kind
	}
	for kind, want := range map[payments.Kind]is{
		payments.KindSale:           {charges: true, sign: 1, undo: payments.KindSaleReversal},
		payments.KindRefund:         {linked: true, refunds: true, sign: -1, undo: payments.KindRefundReversal},
		payments.KindUnlinkedRefund: {sign: -1, undo: payments.KindRefundReversal},
		payments.KindSaleReversal:   {linked: true, undoes: true, sign: -1},
		payments.KindRefundReversal: {linked: true, undoes: true, sign: 1},
		payments.KindHold:           {holds: true, undo: payments.KindHoldRelease},
		payments.KindPhoneHold:      {holds: true, undo: payments.KindHoldRelease},
		payments.KindHoldIncrease:   {linked: true},
		payments.KindHoldDecrease:   {linked: true},
		payments.KindHoldCapture:    {linked: true, captures: true, sign: 1, undo: payments.KindSaleReversal},
		payments.KindPhoneOrder:     {charges: true, sign: 1, undo: payments.KindSaleReversal},
		payments.KindHoldRelease:    {linked: true, undoes: true},
		"":                          {},
		"moto":                      {},
	} {
		o := kind.Operation()
		undo, ok := kind.Undo()
		got := is{o.Linked(), o.Charges(), o.Refunds(), o.Undoes(), o.Holds(), o.Captures(), o.Effect.Sign(), undo}
		if got != want || kind.Linked() != want.linked || ok != (want.undo != "") {
			t.Errorf("%q: got %+v, want %+v", kind, got, want)
		}
	}
}

// Each kind may follow what its row says, and nothing else.
func TestWhatFollowsWhat(t *testing.T) {
	const sale, refund, unlinked = payments.KindSale, payments.KindRefund, payments.KindUnlinkedRefund
	holds := []payments.Kind{payments.KindHold, payments.KindPhoneHold}
	follows := map[payments.Kind][]payments.Kind{
		refund: {sale, payments.KindPhoneOrder}, payments.KindSaleReversal: {sale, payments.KindPhoneOrder, payments.KindHoldCapture}, payments.KindRefundReversal: {refund, unlinked},
		payments.KindHoldIncrease: holds, payments.KindHoldDecrease: holds, payments.KindHoldCapture: holds, payments.KindHoldRelease: holds,
	}
	for _, kind := range append(payments.Kinds(), "moto") {
		for _, original := range append(payments.Kinds(), "moto", "") {
			if got := kind.Operation().CanFollow(original); got != slices.Contains(follows[kind], original) {
				t.Errorf("%s of %q: %v", kind, original, got)
			}
		}
	}
}

// Nothing is done to the shop's money until a state proves it, whatever was asked for.
func TestTheEffectOfAnAttempt(t *testing.T) {
	for _, o := range payments.Operations() {
		for _, s := range payments.States() {
			a := payments.Attempt{Intent: payments.Intent{Kind: o.Kind}, State: s.State}
			want := payments.EffectNone
			if s.Charged == payments.ChargedYes {
				want = o.Effect
			}
			if got := a.Effect(); got != want {
				t.Errorf("%s %s: got %q, want %q", o.Kind, s.State, got, want)
			}
		}
	}
	if got := (payments.Attempt{Intent: payments.Intent{Kind: "loan"}, State: payments.StateApproved}).Effect(); got != payments.EffectNone {
		t.Errorf("a kind that is in no row has the effect %q", got)
	}
}

// A list of operations is nobody's to change but the table's.
func TestOperationsAreACopy(t *testing.T) {
	payments.Operations()[0].Words = "changed"
	if payments.Operations()[0].Words == "changed" {
		t.Error("who reads the table can change it")
	}
}

// Each row has its sentences, in every language.
func TestOperationsHaveTheirWords(t *testing.T) {
	for _, language := range []string{"en", "es"} {
		body, err := os.ReadFile("../assets/translations/" + language + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var sentences map[string]any
		if err := json.Unmarshal(body, &sentences); err != nil {
			t.Fatal(err)
		}
		for _, o := range payments.Operations() {
			keys := []string{
				"kind." + string(o.Kind), "word.approved." + o.Words, "word.partially_approved." + o.Words,
				"word.not_charged." + o.Words, "payment.goods." + o.Words, "customer.shows.card." + o.Words,
			}
			for _, one := range strings.Fields(`recorded sending waiting cancelling unknown mismatch needs_attention approved
				partially_approved declined nothing closed perhaps perhaps_not again not_yet none due at_terminal`) {
				keys = append(keys, "payment."+o.Words+"."+one)
			}
			for _, key := range keys {
				if text, ok := sentences[key].(string); !ok || text == "" {
					t.Errorf("%s: %s has no %q", language, o.Kind, key)
				}
			}
		}
	}
}

// The table in the architecture is the one in the code.
func TestTheArchitectureShowsTheTable(t *testing.T) {
	text, err := os.ReadFile("../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	quoted := func(kinds ...payments.Kind) string {
		var words []string
		for _, k := range kinds {
			words = append(words, "`"+string(k)+"`")
		}
		return cmp.Or(strings.Join(words, ", "), "–")
	}
	for _, o := range payments.Operations() {
		line := "| " + strings.Join([]string{
			quoted(o.Kind), string(o.Needs), string(o.Amount), quoted(o.Follows...), string(o.Effect), string(o.FoundBy),
			quoted(o.FiledAs), quoted(payments.Kind(o.Words)),
		}, " | ") + " |"
		if !strings.Contains(string(text), line) {
			t.Errorf("it has no line %s", line)
		}
	}
}
