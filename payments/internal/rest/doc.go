// Package rest is the one HTTP helper of all gateways. It sends one request, reads one
// answer, and turns everything that can go wrong on the way into a *payments.Error.
//
// What it promises, and why:
//
//   - One call is one transmission. Nothing is retried here, and the standard library is
//     kept from retrying: a request with a body carries no GetBody, which lets net/http send a
//     POST again by itself when a kept connection turns out to be dead, and one without a
//     body no header named Idempotency-Key, which does the same.
//   - No redirect is followed. The request goes through http.RoundTripper, below the layer
//     that follows redirects, because on a cross-host 307 that layer sends the API key and
//     the body to the other host.
//   - "Unsent" is proven, not guessed: net/http/httptrace must have seen the request start
//     and must not have seen its headers written. Only HTTP/1.1 is spoken, where net/http
//     waits for its writer to end before it reports a failure; over HTTP/2 a cancelled
//     request may still be written after the call has returned.
//   - A connection that has been silent for a few seconds is not used again, whatever others
//     were answered meanwhile, so that a network that went away is noticed before anything is
//     written and not after.
//   - A connection may be opened ahead for a payment that is being written down, see
//     Client.OpenAhead. That sends no request, the connection is trusted for three seconds
//     and only while nothing comes over it, and a call whose connection could not be opened
//     is as proven unsent as any other.
//   - Plain http is for loopback only, bodies end at 1 MiB, and every call has a deadline.
//   - A web page in place of JSON is not an answer of the gateway, whatever its status
//     says: a hotel's login page may well be a 200 or a 403.
//   - A copy of an answer that was kept somewhere on the way is not an answer either: one with
//     an Age, and one whose Date lies before the request by that host's own clock.
//
// An account may have several secrets: a call names the one that it carries, and only that
// one leaves.
//
// A Limiter keeps all requests of one API key within the provider's rate, slows down when
// others with the same key are heard of, and lets money go first.
package rest
