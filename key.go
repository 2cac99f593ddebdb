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
	profile := profileFlag(flags)
	flags.String("data-dir", "", "not needed, and changes nothing: keys are in the system's keyring, whatever the `folder`")
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
		return misuse(stderr, "--profile "+noProfile)
	}
	account := payments.Account{Provider: p.ID, Environment: e.ID, Profile: *profile}
	keyring := secrets.NewKeyring()
	entry := func(credential string) string { return secrets.Account(account, credential) }
	if args[0] == "forget" {
		return forgetKey(ctx, keyring, entry, credential.ID, stdout)
	}
	secret, err := readSecret(stdin)
	if err != nil {
		return err
	}
	// Of a gateway of one's own nobody knows the form; of none at all the keyring says so.
	if !secret.Empty() && !credential.Fits(secret, e.Class) {
		return fmt.Errorf("nothing was kept: a key of %s looks like %s", p.Name, credential.Pattern)
	}
	return keepKey(ctx, keyring, entry, credential.ID, secret, stdout)
}

func keepKey(ctx context.Context, keyring *secrets.Keyring, entry func(string) string, credential string, secret payments.Secret, stdout io.Writer) error {
	var err error
	if credential != payments.CredentialAPI {
		err = keyring.Set(ctx, entry(credential), secret)
	} else {
		_, err = session.ReplaceKey(ctx, systemKeys{keyring}, secrets.ErrNoKey, entry, secret)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(stdout, "The key of", entry(credential), "is kept in the system's keyring.")
	return err
}

func forgetKey(ctx context.Context, keyring *secrets.Keyring, entry func(credential string) string, credential string, stdout io.Writer) error {
	var err error
	if credential != payments.CredentialAPI {
		err = keyring.Forget(ctx, entry(credential))
	} else {
		err = session.ForgetKey(ctx, systemKeys{keyring}, entry)
	}
	if err != nil {
		return err
	}
	if _, err = fmt.Fprintln(stdout, "The key of", entry(credential), "is forgotten."); err != nil || credential != payments.CredentialAPI {
		return err
	}
	_, err = fmt.Fprintln(stdout, "Payments of it that are still open cannot be asked about until the same key is kept again.")
	return err
}

// systemKeys are the keys of the system's keyring, and none in memory: a command ends at once.
type systemKeys struct{ *secrets.Keyring }

func (k systemKeys) Get(ctx context.Context, account string) (payments.Secret, bool, error) {
	key, err := k.Keyring.Get(ctx, account)
	return key, false, err
}

func (k systemKeys) Set(ctx context.Context, account string, key payments.Secret) (bool, error) {
	return false, k.Keyring.Set(ctx, account, key)
}

// profileFlag is the flag that names one of the shop's profiles.
func profileFlag(flags *flag.FlagSet) *string {
	return flags.String("profile", payments.DefaultProfile, "the shop's profile by its `name`, as in the settings")
}

// noProfile is said where that is no name.
const noProfile = "wants a name of small letters and digits"

// isProfile tells whether a text can be the name of a profile. Version 0.1.0 took any without
// blanks and slashes.
func isProfile(name string) bool { return name != "" && !strings.ContainsAny(name, "/: \t\n") }

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
