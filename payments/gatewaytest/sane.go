package gatewaytest

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"tillside/payments"
)

// sane holds any outcome to what every outcome must be.
func (p *probe) sane(what string, o payments.Outcome) {
	if o.Source == "" {
		p.errorf("%s: says nothing about where it is from", what)
	}
	if o.State.Final() && !o.State.Verdict() && o.Source != payments.SourceBegin {
		p.errorf("%s: %q is not the gateway's to say", what, o.State)
	}
	if o.NotFound && o.State != payments.StateUnknown {
		p.errorf("%s: never seen, and %q", what, o.State)
	}
	if o.Reason != "" && !slices.Contains(payments.Reasons(), o.Reason) {
		p.errorf("%s: reason %q is not in the list", what, o.Reason)
	}
	if digits := strings.Count(o.Card.Masked, "") - 1 - strings.Count(o.Card.Masked, "*"); digits > 10 {
		p.errorf("%s: %d digits of a card number", what, digits)
	}
	if charged := o.State.Info().Charged == payments.ChargedYes; !charged && !o.Amounts.Charged.IsZero() && o.Amounts.Charged.Sign() != 0 {
		p.errorf("%s: %q, and %s charged", what, o.State, o.Amounts.Charged)
	}
	p.quiet(what, fmt.Sprintf("%+v %#v", o, o))
}

// saneStart holds the outcome of a start to what the journal wants to know of it.
func (p *probe) saneStart(o payments.Outcome) {
	if accepted := o.State == payments.StateWaiting || o.State.Verdict(); accepted != (o.Answer.Error == "") {
		p.errorf("begin: %q with the error %q", o.State, o.Answer.Error)
	}
	if o.Answer.Error != "" && !slices.Contains(payments.ErrorKinds(), o.Answer.Error) {
		p.errorf("begin: error kind %q is not in the list", o.Answer.Error)
	}
	if o.Answer.Refusal != "" && (o.State != payments.StateUnknown || !slices.Contains(payments.Reasons(), o.Answer.Refusal)) {
		p.errorf("begin: %q with the refusal %q", o.State, o.Answer.Refusal)
	}
	if o.State == payments.StateRefused && o.Answer.Status == 0 {
		p.errorf("begin: refused by nobody")
	}
}

// saneAnswer holds the state of a start to what its provider answers one with, and its handle
// to what there is to ask by.
func (p *probe) saneAnswer(a payments.Attempt, o payments.Outcome) {
	switch s := o.State; {
	case s == payments.StateUnknown, s == payments.StateRefused, s == payments.StateNotSent:
	case s == payments.StateWaiting && p.Documents.readingOf(a) && o.IDs.Result == "":
		p.errorf("begin: waiting, without a handle to ask by")
	case s == payments.StateWaiting && p.Documents.readingOf(a):
	case s.Verdict() && !p.Documents.readingOf(a):
		p.fits("begin", a, o)
	default:
		p.errorf("begin: may not say %q", s)
	}
}

// saneError holds any error to the contract: typed, of a known kind, and silent about
// secrets. A nil error is fine.
func (p *probe) saneError(what string, err error) {
	if err == nil {
		return
	}
	var e *payments.Error
	if !errors.As(err, &e) {
		p.errorf("%s: an error of type %T", what, err)
		return
	}
	if !slices.Contains(payments.ErrorKinds(), e.Kind) {
		p.errorf("%s: error kind %q is not in the list", what, e.Kind)
	}
	p.quiet(what, fmt.Sprintf("%v %+v %#v", err, *e, *e))
}

// quiet reports a secret in a text.
func (p *probe) quiet(what, text string) {
	for _, secret := range append([]string{p.Key.Reveal()}, p.Secrets...) {
		if secret != "" && strings.Contains(text, secret) {
			p.errorf("%s: tells a secret", what)
		}
	}
}

// fits reports an answer that is not the answer to the question.
func (p *probe) fits(what string, a payments.Attempt, o payments.Outcome) {
	if wrong := payments.Compare(p.Gateway, a, o); len(wrong) > 0 {
		p.errorf("%s: the answer does not fit the question in %q", what, wrong)
	}
}

// started reports a provider that has started another number of operations.
func (p *probe) started(want int) {
	if got := p.Starts(); got != want {
		p.errorf("the provider has started %d operations, want %d", got, want)
	}
}

// moved reports books that say something else.
func (p *probe) moved(want int64) {
	if got := p.Moved(); got != want {
		p.errorf("the provider's books say %d, want %d", got, want)
	}
}
