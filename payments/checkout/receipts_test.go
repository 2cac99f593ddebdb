package checkout

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// A receipt that could not be had, or not be written, is tried again at the later looks, and
// the journal does not fill with lines about it meanwhile.
func TestAReceiptIsKeptAtALaterLook(t *testing.T) {
	for _, what := range []string{"the host", "the disk"} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := newMemory()
				var up atomic.Bool
				if what == "the disk" {
					m.fail = func(_ int, kind EventKind) error {
						if !up.Load() && (kind == EventReceipt || kind == EventNoReceipt) {
							return ErrJournal
						}
						return nil
					}
				}
				r := till(t, obliging(), m, func(p *Params) {
					p.Receipts = fetcher(func() error {
						if !up.Load() && what == "the host" {
							return errors.New("down")
						}
						return nil
					})
				})
				a := r.want(3*time.Minute, r.sell(700).Reference, payments.StateApproved)
				lines := len(m.kinds(a.Reference))
				up.Store(true)
				r.after(8*time.Minute, a.Reference)
				bodies := map[Copy]bool{}
				for _, kept := range m.receipts {
					bodies[kept.Copy] = bodies[kept.Copy] || kept.Body != nil
				}
				if !bodies[CopyCustomer] || !bodies[CopyMerchant] {
					t.Errorf("kept %+v", m.receipts)
				}
				if more := len(m.kinds(a.Reference)) - lines; more > 2 {
					t.Errorf("%d lines more: %v", more, m.kinds(a.Reference))
				}
				r.end()
			})
		})
	}
}

// located is a gateway that knows where receipts usually are.
type located struct{ *full }

func (located) ReceiptLocations(payments.Attempt) payments.Receipts {
	return payments.Receipts{Customer: "https://receipts.example/c.html", Merchant: "https://receipts.example/m.html"}
}

// page is a Fetcher that finds one text everywhere.
type page string

func (p page) Fetch(context.Context, string) ([]byte, string, error) {
	return []byte(p), "text/html", nil
}

// The status service names no receipts. They are looked for where the provider usually has
// them, and a page that is there and is no receipt of this payment is not taken for one.
func TestTheReceiptsOfAPaymentThatTheStatusServiceResolved(t *testing.T) {
	for text, want := range map[page]int{"<p>EUR 12.40</p>": 2, "<p>12,40 EUR</p>": 2, "<p>Sign in to the guest network</p>": 0} {
		synctest.Test(t, func(t *testing.T) {
			g, m := obliging(), newMemory()
			g.begin = lost
			g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
				return approval(a, payments.SourceStatus), nil
			}
			r := till(t, located{g}, m, func(p *Params) { p.Receipts = text })
			a := r.want(2*time.Minute, r.sell(1240).Reference, payments.StateApproved)
			if len(m.receipts) != want || (a.Notice == payments.NoticeReceiptMissing) != (want == 0) {
				t.Errorf("%q: kept %+v, notice %q", text, m.receipts, a.Notice)
			}
			r.end()
		})
	}
}
