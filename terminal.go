package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"tillside/payments"
	"tillside/storage"
	"tillside/ui/present"
)

// terminalCommand adds, removes or lists terminals that no provider lists.
type terminalCommand struct {
	what, serial, name, dir string
	place                   string
	provider                payments.Provider
	out                     io.Writer
}

// runTerminal carries out "tillside terminal" with its arguments.
func runTerminal(ctx context.Context, list payments.Providers, args []string, stdout, stderr io.Writer) error {
	c, err := parseTerminal(list, args, stdout, stderr)
	if err != nil {
		return err
	}
	dir, lock, _, err := takeFolder(options{dataDir: c.dir}, stderr)
	switch {
	case errors.Is(err, storage.ErrLocked):
		return fmt.Errorf("nothing was changed: Tillside is open on %s, close it first", dir)
	case err != nil:
		return err
	}
	store, err := storage.OpenSettings(ctx, dir)
	if err != nil {
		return errors.Join(err, lock.Close())
	}
	return errors.Join(c.run(ctx, store), store.Close(), lock.Close())
}

func parseTerminal(list payments.Providers, args []string, stdout, stderr io.Writer) (terminalCommand, error) {
	if len(args) == 0 || args[0] != "add" && args[0] != "remove" && args[0] != "list" {
		return terminalCommand{}, misuse(stderr, "terminal wants add, remove or list")
	}
	c := terminalCommand{what: args[0], out: stdout}
	flags := newFlags("tillside terminal "+c.what, stderr)
	where := environmentFlags(flags, list)
	flags.StringVar(&c.serial, "serial", "", "what names the terminal at the provider: its `code` or serial number")
	flags.StringVar(&c.name, "name", "", "the shop's `name` for the terminal")
	flags.StringVar(&c.dir, "data-dir", "", "the `folder` with the settings")
	if err := parse(flags, args[1:]); err != nil {
		return c, err
	}
	p, e, err := where.find(list)
	switch {
	case err != nil:
		return c, misuse(stderr, err.Error())
	case !p.Terminals.Typed:
		return c, misuse(stderr, p.Name+" lists its terminals itself; none is typed in")
	case e.Class == payments.ClassTraining:
		return c, misuse(stderr, "training brings its own terminals")
	}
	c.provider, c.place = p, list.Place(p.ID, e.ID)
	if wrong := c.misused(); wrong != "" {
		return c, misuse(stderr, wrong)
	}
	return c, nil
}

// misused says what does not fit together, "" when all does.
func (c terminalCommand) misused() string {
	source := c.provider.Terminals
	switch {
	case c.what == "list" && c.serial+c.name != "":
		return "list wants no --serial and no --name"
	case c.what != "list" && c.serial == "":
		return "--serial is needed"
	case c.what == "remove" && c.name != "":
		return "remove wants no --name"
	case c.what == "add" && !source.Fits(c.serial):
		return strings.TrimSpace(fmt.Sprintf("--serial %q cannot be a terminal of %s %s", c.serial, c.provider.Name, source.Pattern))
	}
	return ""
}

// run changes the settings, in one write.
func (c terminalCommand) run(ctx context.Context, store *storage.Settings) error {
	words, err := store.Load(ctx)
	if err != nil {
		return err
	}
	before := present.ParseSettings(words)
	typed := before.Typed[c.place]
	at := slices.IndexFunc(typed, func(t payments.Terminal) bool { return strings.EqualFold(t.Serial, c.serial) })
	switch {
	case c.what == "list":
		return c.list(before, typed)
	case c.what == "add" && at >= 0:
		return fmt.Errorf("nothing was changed: terminal %s of %s is there already", typed[at].Serial, c.provider.Name)
	case c.what == "remove" && at < 0:
		return fmt.Errorf("nothing was changed: there is no terminal %s of %s", c.serial, c.provider.Name)
	}
	var after present.Settings
	said := "removed"
	if c.what == "remove" {
		after = c.without(before, at)
	} else {
		after, said = c.with(before), "added; it is proven once it has answered \"Check connection\" on the screen Terminals"
	}
	if err := store.Save(ctx, after.Changed(before)); err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.out, "Terminal %s of %s is %s.\n", c.serial, c.provider.Name, said)
	return err
}

// with are settings in which the terminal was typed in, and has a letter of its own.
func (c terminalCommand) with(s present.Settings) present.Settings {
	t := payments.Terminal{Serial: c.serial}
	s = s.WithTyped(c.place, append(slices.Clone(s.Typed[c.place]), t))
	s.Badges = present.AssignBadges(s.Badges, s.Typed[c.place])
	if badge := s.Badges[t.ID()]; c.name != "" {
		badge.Name = c.name
		s = s.WithBadge(t.ID(), badge)
	}
	return s
}

// without are settings in which the terminal is gone. Its letter stays its own: payments that
// were made with it are shown with that letter.
func (c terminalCommand) without(s present.Settings, at int) present.Settings {
	return s.WithTyped(c.place, slices.Delete(slices.Clone(s.Typed[c.place]), at, at+1))
}

func (c terminalCommand) list(s present.Settings, typed []payments.Terminal) error {
	for _, t := range typed {
		b := s.Badges[t.ID()]
		if _, err := fmt.Fprintln(c.out, strings.TrimSpace(strings.Join([]string{b.Letter, t.Serial, b.Name}, "  "))); err != nil {
			return err
		}
	}
	return nil
}
