package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"tillside/payments"
	"tillside/payments/clouds"
	"tillside/payments/handpoint"
	"tillside/storage/secrets"
	"tillside/ui/session"
)

// runKey keeps or forgets an API key in the system's keyring.
func runKey(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	if len(args) == 0 || args[0] != "set" && args[0] != "forget" {
		return misuse(stderr, "key wants set or forget")
	}
	account := payments.Account{Provider: handpoint.Provider}
	flags := newFlags("tillside key "+args[0], stderr)
	flags.StringVar(&account.Environment, "environment", "", "production, development or custom")
	flags.StringVar(&account.Profile, "profile", session.Profile, "the shop's `name` for the key")
	if err := parse(flags, args[1:]); err != nil {
		return err
	}
	if e := account.Environment; e != handpoint.Production && e != handpoint.Development && e != handpoint.Custom {
		return misuse(stderr, "--environment wants production, development or custom; training brings its own key")
	}
	if account.Profile == "" || strings.ContainsAny(account.Profile, "/ \t\n") {
		return misuse(stderr, "--profile wants a name without blanks and slashes")
	}
	keyring, name := secrets.NewKeyring(), secrets.Account(account)
	if args[0] == "forget" {
		if err := keyring.Forget(ctx, name); err != nil {
			return err
		}
		_, err := fmt.Fprintln(stdout, "The key of", name, "is forgotten.")
		return err
	}
	line, err := bufio.NewReader(io.LimitReader(stdin, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read the key from standard input: %w", err)
	}
	secret := payments.NewSecret(line)
	if err := checkKeyForm(ctx, account.Environment, secret); err != nil {
		return err
	}
	if err := keyring.Set(ctx, name, secret); err != nil {
		return err
	}
	_, err = fmt.Fprintln(stdout, "The key of", name, "is kept in the system's keyring.")
	return err
}

// checkKeyForm refuses what cannot be a key of the provider, a slip at the keyboard for one.
// Of a gateway of one's own nobody knows the form.
func checkKeyForm(ctx context.Context, environment string, key payments.Secret) error {
	if environment == handpoint.Custom || key.Empty() { // the keyring says what is wrong with none
		return nil
	}
	c, err := clouds.New(ctx).Connect(clouds.Request{Environment: environment})
	if err != nil {
		return err
	}
	if info := c.Gateway.Info(); !info.KeyFits(key) {
		return fmt.Errorf("nothing was kept: a key of %s looks like %s", info.Name, info.KeyPattern)
	}
	return nil
}
