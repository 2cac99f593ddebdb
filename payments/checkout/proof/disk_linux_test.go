package proof

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/payments/simulator"
	"tillside/storage"
)

// ownDisk says that this process has its mounts for itself.
const ownDisk = "TILLSIDE_PROOF_OWN_DISK"

// TestDisk lets real disks fail: full, read-only, held by another process, broken. It runs
// in a process of its own, where file systems may be mounted and limits be set.
func TestDisk(t *testing.T) {
	if os.Getenv(ownDisk) != "" {
		t.Run("full", fullDisk)
		t.Run("read-only", readOnlyDisk)
		t.Run("busy", busyDisk)
		t.Run("broken", brokenDisk)
		return
	}
	apart := &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
	if os.Geteuid() != 0 {
		apart = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Geteuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}}}
	}
	out, err := diskProcess(t, apart)
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Logf("no mounts of its own are allowed here: %v", err)
		out, err = diskProcess(t, nil)
	}
	if err != nil || !strings.Contains(out, "--- PASS: TestDisk/broken") {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Log(out)
}

func diskProcess(t *testing.T, apart *syscall.SysProcAttr) (string, error) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, "-test.run", "^TestDisk$", "-test.v")
	cmd.Env = append(os.Environ(), ownDisk+"=yes")
	cmd.SysProcAttr = apart
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// small mounts a small file system, or says that this is not allowed here.
func small(t *testing.T, options string) (dir string, mounted bool) {
	dir = t.TempDir()
	if err := syscall.Mount("tillside", dir, "tmpfs", 0, options); err != nil {
		t.Logf("no file system of its own is allowed here: %v", err)
		return dir, false
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir, true
}

// The disk fills up while a customer is at the terminal: the result is written with the
// help of the reserve, nothing new starts, and all is well when there is room again.
func fullDisk(t *testing.T) {
	dir, mounted := small(t, "size=8m")
	if !mounted {
		brokenDisk(t) // the nearest thing: no write succeeds
		return
	}
	emptyJournals(t, dir)
	space, err := storage.NewSpace(dir, 1<<20, 512<<10)
	if err != nil {
		t.Fatal(err)
	}
	reserve, junk := filepath.Join(dir, "ballast"), filepath.Join(dir, "junk")
	p := plan{seed: 16, tills: 1, space: space, customers: []customer{{after: 20 * time.Second, action: simulator.ActTap}}}
	p.add(time.Second, "sell", func(w *world) { w.try("first", 0, nil) })
	p.add(5*time.Second, "fill the disk", func(w *world) { w.fill(junk) })
	p.add(6*time.Second, "sell more", func(w *world) { w.try("second", 1, checkout.ErrJournalFull) })
	p.add(20*time.Second, "look at the reserve", func(w *world) { w.there(reserve, true) })
	p.add(24*time.Second, "look at the payment", func(w *world) { w.stands("first", payments.StateApproved, nil) })
	p.add(25*time.Second, "look at the reserve", func(w *world) { w.there(reserve, false) })
	p.add(26*time.Second, "sell more", func(w *world) { w.try("third", 1, checkout.ErrJournalFull) })
	p.add(30*time.Second, "make room", func(w *world) { w.remove(junk) })
	p.add(31*time.Second, "sell again", func(w *world) { w.try("fourth", 1, nil) })
	p.add(32*time.Second, "look at the reserve", func(w *world) { w.there(reserve, true) })
	p.add(59*time.Second, "look at the payment", func(w *world) { w.stands("fourth", payments.StateApproved, nil) })
	hold(t, p, dir)
}

// A folder that can only be read is refused at the start, and nothing in it is changed.
func readOnlyDisk(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "journal.db")
	j, err := storage.OpenJournal(t.Context(), path, storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	before := readFile(t, path)
	writable, done := readOnly(t, dir)
	if !done {
		t.Log("root may write everywhere here; TestReadOnly of package storage tries it as somebody else")
		return
	}
	for _, name := range []string{"journal.db", "new.db"} {
		if _, err := storage.OpenJournal(t.Context(), filepath.Join(dir, name), storage.Options{}); !errors.Is(err, checkout.ErrJournalRead) {
			t.Errorf("%s opens: %v", name, err)
		}
	}
	if _, err := storage.LockDir(dir); err == nil {
		t.Error("a folder that can only be read was locked")
	}
	if _, err := storage.NewSpace(dir, 1, 4096); !errors.Is(err, checkout.ErrJournalRead) {
		t.Errorf("a reserve in it: %v", err)
	}
	writable()
	if readFile(t, path) != before {
		t.Error("the journal was changed")
	}
	if j, err = storage.OpenJournal(t.Context(), path, storage.Options{}); err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Error(err)
	}
}

// readOnly takes the right to write in a folder away from everybody, root too where that
// is possible, until the returned function is called.
func readOnly(t *testing.T, dir string) (again func(), done bool) {
	bind := func(flags uintptr) error { return syscall.Mount(dir, dir, "", syscall.MS_BIND|flags, "") }
	if err := bind(0); err == nil {
		if err := bind(syscall.MS_REMOUNT | syscall.MS_RDONLY); err != nil {
			t.Fatal(err)
		}
		return func() {
			if err := syscall.Unmount(dir, 0); err != nil {
				t.Error(err)
			}
		}, true
	}
	set := func(folder, file os.FileMode) {
		if err := errors.Join(os.Chmod(dir, folder), os.Chmod(filepath.Join(dir, "journal.db"), file)); err != nil {
			t.Error(err)
		}
	}
	set(0o500, 0o400)
	probe, err := os.CreateTemp(dir, "probe")
	if err == nil {
		set(0o700, 0o600)
		if err := errors.Join(probe.Close(), os.Remove(probe.Name())); err != nil {
			t.Error(err)
		}
		return nil, false
	}
	return func() { set(0o700, 0o600) }, true
}

// Another process holds the journal for half a minute: the payment that runs is written
// down as soon as it lets go, and nothing new starts before.
func busyDisk(t *testing.T) {
	p := plan{seed: 16, tills: 1, options: storage.Options{BusyTimeout: 5 * time.Millisecond},
		customers: []customer{{after: 8 * time.Second, action: simulator.ActTap}}}
	var release func()
	troubled(&p, func(w *world) { release = w.hog() }, func(*world) { release() })
	hold(t, p, folder(t))
}

// Every write to the disk fails for half a minute. The limit on the size of files is what
// makes them fail: from the kernel's side this is a real error of a real write.
func brokenDisk(t *testing.T) {
	signal.Ignore(syscall.SIGXFSZ)
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	set := func(w *world, most uint64) {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: most, Max: limit.Max}); err != nil {
			w.violated("set the limit: %v", err)
		}
	}
	p := plan{seed: 16, tills: 1, customers: []customer{{after: 8 * time.Second, action: simulator.ActTap}}}
	troubled(&p, func(w *world) { set(w, 0) }, func(w *world) { set(w, limit.Cur) })
	hold(t, p, folder(t))
}

// troubled is a sale during which nothing can be written for a while.
func troubled(p *plan, begin, end func(*world)) {
	p.add(time.Second, "sell", func(w *world) { w.try("first", 0, nil) })
	p.add(4*time.Second, "the trouble begins", begin)
	p.add(6*time.Second, "sell more", func(w *world) { w.try("second", 1, checkout.ErrJournal) })
	p.add(30*time.Second, "look at the payment", func(w *world) { w.stands("first", payments.StateWaiting, checkout.ErrJournal) })
	p.add(31*time.Second, "the trouble ends", end)
	p.add(35*time.Second, "look at the payment", func(w *world) { w.stands("first", payments.StateApproved, nil) })
	p.add(36*time.Second, "sell again", func(w *world) { w.try("third", 1, nil) })
}

func folder(t *testing.T) string {
	dir := t.TempDir()
	emptyJournals(t, dir)
	return dir
}

// hold lives through a plan in which everything must come as it is written.
func hold(t *testing.T, p plan, dir string) {
	w := through(t, p, dir, newCoverage())
	if len(w.wrong) > 0 {
		t.Fatalf("%s\n%s", strings.Join(w.wrong, "; "), strings.Join(w.story, "\n"))
	}
}

// try starts a sale and holds the answer against what is expected.
func (w *world) try(note string, terminal int, want error) {
	press := pressing{kind: payments.KindSale, terminal: terminal, amount: 1240, note: note}
	amount := payments.MustMoney(press.amount, "EUR")
	w.mu.Lock()
	w.intents[note] = intent{press: press, amount: amount}
	w.mu.Unlock()
	_, err := w.tills[0].alive().engine.Start(w.ending, checkout.Request{RequestKey: note, Kind: press.kind,
		Terminal: w.cloud.Terminals()[terminal], Note: note, Amount: amount})
	w.tell(nil, "%s: %v", note, err)
	if !errors.Is(err, want) {
		w.violated("%s: start says %v, want %v", note, err, want)
	}
}

// stands holds the journal and the screen's problem against what is expected.
func (w *world) stands(note string, want payments.State, problem error) {
	l := w.tills[0].alive()
	all, err := l.journal.List(w.ending, checkout.Query{})
	if err != nil {
		w.violated("list: %v", err)
	}
	for _, a := range all {
		if a.Note != note {
			continue
		}
		if got := l.engine.Progress(a.Reference).Problem; a.State != want || !errors.Is(got, problem) {
			w.violated("%s is %s with problem %v, want %s with %v", note, a.State, got, want, problem)
		}
		return
	}
	w.violated("%s is not in the journal", note)
}

// fill takes the last byte of a disk.
func (w *world) fill(path string) {
	f, err := os.Create(path)
	if err != nil {
		w.violated("fill: %v", err)
		return
	}
	defer f.Close()
	if _, err := io.Copy(f, endless{}); !errors.Is(err, syscall.ENOSPC) {
		w.violated("fill: %v", err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return min(len(p), 4096), nil }

func (w *world) there(path string, want bool) {
	if _, err := os.Stat(path); (err == nil) != want {
		w.violated("%s is there: %v, want %v", filepath.Base(path), err == nil, want)
	}
}

func (w *world) remove(path string) {
	if err := os.Remove(path); err != nil {
		w.violated("%v", err)
	}
}

// hog lets another process hold the journal of the first till.
func (w *world) hog() (release func()) {
	cmd := child(w.t, "hog", w.tills[0].path)
	in, err := cmd.StdinPipe()
	if err != nil {
		w.t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		w.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "held\n" {
		w.violated("the other process says %q, %v", line, err)
	}
	return func() {
		if err := errors.Join(in.Close(), cmd.Wait()); err != nil {
			w.violated("the other process: %v", err)
		}
	}
}

func readFile(t *testing.T, path string) string {
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
