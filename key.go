package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"tillside/payments"
	"tillside/storage/secrets"
	"tillside/ui/session"
)

// runKey keeps or forgets one of a shop's secrets in the system's keyring.
func runKey(ctx context.Context, list payments.Providers, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	if len(args) == 0 || args[0] != "set" && args[0] != "forget" {
		return misuse(stderr, "key wants set or forget")
	}
	flags := newFlags("tillside key "+args[0], stderr)
	where := environmentFlags(flags, list)
	profile := flags.String("profile", session.Profile, "the shop's `name` for the key")
	id := flags.String("credential", payments.CredentialAPI, "which of the provider's secrets it is, by its `name`")
	if err := parse(flags, args[1:]); err != nil {
		return err
	}
	p, e, err := where.find(list)
	if err != nil {
		return misuse(stderr, err.Error())
	}
	if e.Class == payments.ClassTraining {
		return misuse(stderr, "--environment wants "+keyed(p)+"; training brings its own key")
	}
	credential, ok := p.Credential(*id)
	if !ok {
		return misuse(stderr, fmt.Sprintf("--credential %q is not a secret of %s; it has %s", *id, p.Name, strings.Join(p.CredentialIDs(), ", ")))
	}
	if !isProfile(*profile) {
		return misuse(stderr, "--profile wants a name without blanks and slashes")
	}
	account := payments.Account{Provider: p.ID, Environment: e.ID, Profile: *profile}
	keyring, name := secrets.NewKeyring(), secrets.Account(account, credential.ID)
	if args[0] == "forget" {
		return forgetKey(ctx, keyring, name, stdout)
	}
	secret, err := readSecret(stdin)
	if err != nil {
		return err
	}
	// Of a gateway of one's own nobody knows the form; of none at all the keyring says so.
	if e.Class != payments.ClassCustom && !secret.Empty() && !credential.Fits(secret) {
		return fmt.Errorf("nothing was kept: a key of %s looks like %s", p.Name, credential.Pattern)
	}
	if err := keyring.Set(ctx, name, secret); err != nil {
		return err
	}
	_, err = fmt.Fprintln(stdout, "The key of", name, "is kept in the system's keyring.")
	return err
}

func forgetKey(ctx context.Context, keyring *secrets.Keyring, name string, stdout io.Writer) error {
	if err := keyring.Forget(ctx, name); err != nil {
		return err
	}
	_, err := fmt.Fprintln(stdout, "The key of", name, "is forgotten.")
	return err
}

// isProfile tells whether a text can be the name of a profile.
func isProfile(name string) bool { return name != "" && !strings.ContainsAny(name, "/ \t\n") }

// readSecret takes the first line of the standard input.
func readSecret(stdin io.Reader) (payments.Secret, error) {
	line, err := bufio.NewReader(io.LimitReader(stdin, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return payments.Secret{}, fmt.Errorf("read the key from standard input: %w", err)
	}
	return payments.NewSecret(line), nil
}

// named is an environment as flags name it.
type named struct{ provider, environment *string }

// environmentFlags are the flags that name an environment.
func environmentFlags(flags *flag.FlagSet, list payments.Providers) named {
	return named{providerFlag(flags, list), flags.String("environment", "", "the provider's environment by its `name`")}
}

// find finds the environment. The error says what there is.
func (n named) find(list payments.Providers) (payments.Provider, payments.Environment, error) {
	p, err := list.Provider(*n.provider)
	if err != nil {
		return p, payments.Environment{}, fmt.Errorf("--provider %w", err)
	}
	e, err := p.Environment(*n.environment)
	switch {
	case err != nil && *n.environment == "":
		return p, e, fmt.Errorf("--environment wants %s", keyed(p))
	case err != nil:
		return p, e, fmt.Errorf("--environment wants %s; %s has no %q", keyed(p), p.Name, *n.environment)
	}
	return p, e, nil
}

// keyed names the environments that have keys of their own, for a sentence.
func keyed(p payments.Provider) string {
	var ids []string
	for _, e := range p.Environments {
		if e.Class != payments.ClassTraining {
			ids = append(ids, e.ID)
		}
	}
	if last := len(ids) - 1; last > 0 {
		return strings.Join(ids[:last], ", ") + " or " + ids[last]
	}
	return strings.Join(ids, "")
}
