package session

import (
	"context"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// Blocked is a backend that can do nothing, because the data folder cannot be used for
// one. The window opens all the same and shows why, with what to do about it.
func Blocked(why error) present.Backend { return blocked{why} }

type blocked struct{ why error }

func (b blocked) Open(context.Context, string, func(checkout.Update)) (*present.Session, error) {
	return nil, b.why
}

func (b blocked) End() error { return nil }

func (b blocked) TestKey(context.Context, string, payments.Secret) ([]payments.Terminal, error) {
	return nil, b.why
}

func (b blocked) KeepSecret(context.Context, string, string, payments.Secret) (bool, error) {
	return false, b.why
}

func (b blocked) ForgetSecret(context.Context, string, string) error { return b.why }

func (b blocked) LoadSettings(context.Context) (map[string]string, error) { return nil, b.why }

func (b blocked) SaveSettings(context.Context, map[string]string) error { return b.why }

func (b blocked) People() present.People { return nil }

func (b blocked) Print(context.Context, string, []byte) error { return b.why }

func (b blocked) OpenURL(context.Context, string) error { return b.why }
