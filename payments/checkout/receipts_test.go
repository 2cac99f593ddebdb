package checkout

import (
	"errors"
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
				m, down := newMemory(), true
				if what == "the disk" {
					m.fail = func(_ int, kind EventKind) error {
						if down && (kind == EventReceipt || kind == EventNoReceipt) {
							return ErrJournal
						}
						return nil
					}
				}
				r := till(t, obliging(), m, func(p *Params) {
					p.Receipts = fetcher(func() error {
						if down && what == "the host" {
							return errors.New("down")
						}
						return nil
					})
				})
				a := r.want(3*time.Minute, r.sell(700).Reference, payments.StateApproved)
				lines := len(m.kinds(a.Reference))
				m.mu.Lock()
				down = false
				m.mu.Unlock()
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
