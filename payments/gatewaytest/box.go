package gatewaytest

import (
	"context"
	"net/http"
	"time"
)

// obeyTwice delivers a request a second time, at once or later. Either the first answer
// comes back at once and the second one, which may be held up for as long as something else
// goes on, is lost, or the second one comes back and the first
// is lost.
func (n *Network) obeyTwice(r *http.Request, host string, body []byte, f *Fault) answer {
	unhurried := context.WithoutCancel(r.Context())
	if f.Beside {
		n.running.Go(func() { n.obey(r.Clone(unhurried), host, body) })
		if !n.pause(unhurried, max(f.Delay, 100*time.Millisecond)) {
			return answer{status: http.StatusBadGateway, header: make(http.Header)}
		}
		return n.obey(r, host, body)
	}
	first := n.obey(r, host, body)
	if f.First {
		n.running.Go(func() {
			for f.Held != nil && f.Held() && n.pause(unhurried, 100*time.Millisecond) {
			}
			if n.pause(unhurried, f.Delay) {
				n.obey(r, host, body)
			}
		})
		return first
	}
	if f.Delay > 0 && !n.pause(unhurried, f.Delay) {
		return first
	}
	return n.obey(r, host, body)
}

// handOn delivers a request that somebody else has answered already.
func (n *Network) handOn(r *http.Request, host string, body []byte, delay time.Duration) {
	unhurried := context.WithoutCancel(r.Context())
	n.running.Go(func() {
		if n.pause(unhurried, delay) {
			n.obey(r, host, body)
		}
	})
}

// fromBox is what a box on the way kept of an address: the answer as it came then, with
// its old Date. An address that it does not know is asked, as if the box were not there.
func (n *Network) fromBox(r *http.Request, host string, body []byte, f *Fault, entry int) (answer, *Fault) {
	n.mu.Lock()
	kept, ok := n.kept[host+r.URL.EscapedPath()]
	if !ok || r.Method != http.MethodGet {
		n.requests[entry].Fault, n.requests[entry].Obeyed = "", true
		n.mu.Unlock()
		return n.obey(r, host, body), &Fault{}
	}
	n.mu.Unlock()
	return kept, f
}
