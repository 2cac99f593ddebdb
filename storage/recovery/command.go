package recovery

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tillside/payments/checkout"
	"tillside/storage"
)

// Usage are the commands, for the program's own help.
const Usage = `  tillside journal verify        walk the chain of each journal; name the first line that does not fit
  tillside journal show REFERENCE
                                 print what a journal says of a payment; the first letters will do
  tillside journal backup        make a backup; --environment NAME, as for the next
  tillside journal restore FILE|--newest
                                 put a backup in the place of the journal, which is set aside
`

// ErrUsage is a command that makes no sense. What is wrong was printed.
var ErrUsage = errors.New("see tillside --help")

// request is a command with its flags.
type request struct {
	what, environment, dir, file string // file is that of a backup, or the reference of a payment
	newest                       bool
	out                          io.Writer
}

// Command carries out "tillside journal" with its arguments. A journal that does not fit is
// an error, so that scripts see it.
func Command(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	r, err := parse(args, stdout, stderr)
	if err != nil {
		return err
	}
	if r.dir == "" {
		if r.dir, err = storage.DataDir(); err != nil {
			return err
		}
	}
	switch r.what {
	case "verify":
		return r.verify(ctx)
	case "show":
		return r.show(ctx)
	}
	if size(r.dir) < 0 {
		return fmt.Errorf("%s: there is no such folder", r.dir)
	}
	if r.what == "backup" {
		return r.backUp(ctx)
	}
	return r.restore(ctx)
}

func parse(args []string, stdout, stderr io.Writer) (request, error) {
	r := request{out: stdout}
	misuse := func(what string) (request, error) {
		fmt.Fprintf(stderr, "tillside: %s; see tillside --help\n", what)
		return request{}, ErrUsage
	}
	if len(args) == 0 || !slices.Contains([]string{"verify", "show", "backup", "restore"}, args[0]) {
		return misuse("journal wants verify, show, backup or restore")
	}
	r.what = args[0]
	flags := flag.NewFlagSet("tillside journal "+r.what, flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&r.environment, "environment", "", "production, development, training or custom")
	flags.StringVar(&r.dir, "data-dir", "", "the `folder` with the journals")
	if r.what == "restore" {
		flags.BoolVar(&r.newest, "newest", false, "take the newest sound backup")
	}
	switch err := flags.Parse(args[1:]); {
	case errors.Is(err, flag.ErrHelp):
		return request{}, err
	case err != nil:
		return request{}, ErrUsage
	}
	rest := flags.Args()
	if (r.what == "restore" || r.what == "show") && len(rest) == 1 {
		r.file, rest = rest[0], nil
	}
	if wrong := r.misused(rest); wrong != "" {
		return misuse(wrong)
	}
	return r, nil
}

// misused says what does not fit together in a request, "" when all does. rest is what was
// given and is not understood.
func (r request) misused(rest []string) string {
	switch {
	case len(rest) > 0:
		return fmt.Sprintf("%q is not wanted here", rest[0])
	case r.environment != "" && strings.ContainsAny(r.environment, `/\. `+"\t\n"):
		return "--environment wants a name"
	case r.what == "show" && r.file == "":
		return "show wants the reference of a payment"
	case r.what != "verify" && r.what != "show" && r.environment == "":
		return "--environment is needed"
	case r.what == "restore" && (r.file == "") != r.newest:
		return "restore wants the name of a backup, or --newest"
	}
	return ""
}

// verify looks through the journal of one environment, or of each there is. It changes
// nothing and may run beside the window.
func (r request) verify(ctx context.Context) error {
	paths, err := r.journals()
	if err != nil {
		return err
	}
	var wrong error
	for _, path := range paths {
		if size(path) < 0 {
			return fmt.Errorf("%s: there is no journal", path)
		}
		s, err := storage.InspectLive(ctx, path, nil)
		line := fmt.Sprintf("%s: all %d lines fit, %d payments", filepath.Base(path), s.Events, s.Attempts)
		if err != nil {
			wrong = errors.Join(wrong, err)
			line = fmt.Sprintf("%s: %v", filepath.Base(path), plain(err))
		}
		if _, err := fmt.Fprintln(r.out, line); err != nil {
			return err
		}
	}
	return wrong
}

// journals are that of the environment that is named, or all.
func (r request) journals() ([]string, error) {
	if r.environment == "" {
		return journalsIn(r.dir)
	}
	return []string{files{r.dir, r.environment}.journal()}, nil
}

// show prints a payment from whichever journal has it. It changes nothing and may run beside the window.
func (r request) show(ctx context.Context) error {
	paths, err := r.journals()
	if err != nil {
		return err
	}
	for _, path := range paths {
		if err = storage.Describe(ctx, path, r.file, r.out); !errors.Is(err, checkout.ErrNoAttempt) {
			return err
		}
	}
	return err
}

// journalsIn lists the journals of a folder, without those that were set aside.
func journalsIn(dir string) ([]string, error) {
	found, err := namedIn(dir, "journal-", ".db")
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(path string) bool {
		return strings.Contains(strings.TrimSuffix(filepath.Base(path), ".db"), ".")
	})
	if len(found) == 0 {
		return nil, fmt.Errorf("%s: there is no journal", dir)
	}
	return found, nil
}

// namedIn lists what begins and ends so in a folder, in order; nothing of one that is not there. A
// pattern would not do: the folder's name may hold letters that mean something in it, and
// Windows has no way to quote them.
func namedIn(dir, beginning, end string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var paths []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), beginning) && strings.HasSuffix(e.Name(), end) {
			paths = append(paths, filepath.Join(dir, e.Name()))
		}
	}
	return paths, nil
}

// plain is the line of the journal that does not fit, or else the whole error.
func plain(err error) error {
	if misfit, ok := errors.AsType[*checkout.Misfit](err); ok {
		return misfit
	}
	return err
}

// backUp makes a backup. It may run beside the window, which keeps its own.
func (r request) backUp(ctx context.Context) error {
	f := files{r.dir, r.environment}
	if size(f.journal()) < 0 {
		return fmt.Errorf("%s: there is no journal", f.journal())
	}
	k := New(r.dir, Options{})
	j, err := storage.OpenJournal(ctx, f.journal(), storage.Options{})
	if err != nil {
		return err
	}
	b, err := k.backUp(ctx, f, j, true)
	if err := errors.Join(err, j.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(r.out, "%s: %d payments, %d bytes\n", filepath.Join(f.backups(), b.Name), b.Payments, b.Size)
	return err
}

// restore puts a backup in place and what was sent since back into it. The window must be
// closed.
func (r request) restore(ctx context.Context) (err error) {
	lock, err := storage.LockDir(r.dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	k, f := New(r.dir, Options{}), files{r.dir, r.environment}
	name := filepath.Base(r.file)
	if r.newest {
		points, _, err := k.points(ctx, f)
		if err == nil && len(points) == 0 {
			err = checkout.ErrNoBackup
		}
		if err != nil {
			return err
		}
		name = points[0].name
	}
	if err := k.Restore(ctx, r.environment, name); err != nil {
		return err
	}
	j, err := k.Open(ctx, r.environment)
	if err != nil {
		return err
	}
	done := j.Recovery()
	if err := j.Close(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(r.out, "The backup of %s is in place, with %d payments. Sent since and to be asked about again: %d.\n",
		done.Restored.Made.Local().Format(time.DateTime), done.Restored.Payments, done.Asked)
	if err == nil && done.SetAside != "" {
		_, err = fmt.Fprintf(r.out, "The journal before is kept as %s.\n", filepath.Join(r.dir, done.SetAside))
	}
	return err
}
