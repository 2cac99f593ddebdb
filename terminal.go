package main

import (
	"context"
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
	profile                 string // see payments.ProfileKey
	mark                    string // what its terminals are marked with
	provider                payments.Provider
	out                     io.Writer
}

// runTerminal carries out "tillside terminal" with its arguments.
func runTerminal(ctx context.Context, list payments.Providers, args []string, stdout, stderr io.Writer) error {
	c, err := parseTerminal(list, args, stdout, stderr)
	if err != nil {
		return err
	}
	return changeSettings(ctx, c.dir, stderr, func(store *storage.Settings) error { return c.run(ctx, store) })
}

func parseTerminal(list payments.Providers, args []string, stdout, stderr io.Writer) (terminalCommand, error) {
	if len(args) == 0 || args[0] != "add" && args[0] != "remove" && args[0] != "list" {
		return terminalCommand{}, misuse(stderr, "terminal wants add, remove or list")
	}
	c := terminalCommand{what: args[0], out: stdout}
	flags := newFlags("tillside terminal "+c.what, stderr)
	where := environmentFlags(flags, list)
	profile := profileFlag(flags)
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
	c.provider, c.profile = p, payments.ProfileKey(list.Place(p.ID, e.ID), *profile)
	if !payments.IsProfileKey(c.profile) {
		return c, misuse(stderr, "--profile "+noProfile)
	}
	c.mark = list.Mark(c.profile)
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
	if err := c.known(before); err != nil {
		return err
	}
	typed := payments.Marked(before.Terminals.Typed[c.profile], c.mark)
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
		after = before.WithoutTerminal(c.profile, typed[at].Serial)
	} else {
		after, said = before.WithTerminal(c.profile, c.mark, c.serial, c.name), "added; it is proven once it has answered \"Check connection\" on the screen Terminals"
	}
	if err := store.Save(ctx, after.Changed(before)); err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.out, "Terminal %s of %s is %s.\n", c.serial, c.provider.Name, said)
	return err
}

// known refuses a profile that the shop does not have: a slip would be a terminal of nobody.
func (c terminalCommand) known(s present.Settings) error {
	place, id := payments.CutProfileKey(c.profile)
	if _, listed := s.Profiles[c.profile]; listed || id == payments.DefaultProfile {
		return nil
	}
	ids := []string{payments.DefaultProfile}
	for key := range s.Profiles {
		if at, other := payments.CutProfileKey(key); at == place && other != payments.DefaultProfile {
			ids = append(ids, other)
		}
	}
	slices.Sort(ids)
	return fmt.Errorf("nothing was changed: there is no profile %s of %s here; there is %s", id, c.provider.Name, strings.Join(ids, ", "))
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
