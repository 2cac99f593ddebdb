//go:build e2e && bare

package e2e

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// bareSystem is a file system with nothing in it but what debootstrap puts there, and a person "ana"
// who has just got her computer. It wants root, for chroot.
type bareSystem struct {
	*shop
	root string
}

const ana = "1000:1000"

// newBareSystem copies the file system that TILLSIDE_BARE names, so that each test begins anew.
func newBareSystem(t *testing.T) *bareSystem {
	t.Helper()
	need(t, "chroot", "cp")
	from := os.Getenv("TILLSIDE_BARE")
	if from == "" {
		t.Fatal("TILLSIDE_BARE names no file system; make package-test makes one")
	}
	b := &bareSystem{shop: newShop(t), root: filepath.Join(t.TempDir(), "root")}
	if out, err := exec.Command("cp", "-a", from, b.root).CombinedOutput(); err != nil {
		t.Fatalf("copy %s: %v\n%s", from, err, out)
	}
	b.inside(t, "useradd", "--create-home", "--uid", "1000", "ana")
	for _, name := range []string{"/etc/resolv.conf", "/etc/hosts"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(b.root+name, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b.data = b.root + "/home/ana/.local/share/tillside"
	b.env = []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/home/ana", "LANG=C.UTF-8", b.display.env(), noBus,
		"FYNE_THEME=light", "DEBIAN_FRONTEND=noninteractive"}
	return b
}

// inside runs a command in the file system as root, and wants it to succeed.
func (b *bareSystem) inside(t *testing.T, command ...string) {
	t.Helper()
	cmd := exec.Command("chroot", append([]string{b.root}, command...)...)
	cmd.Env = b.env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(command, " "), err, out)
	}
}

// person has ana do something in a home, which she has from then on.
func (b *bareSystem) person(t *testing.T, home, line string) {
	t.Helper()
	if err := os.MkdirAll(b.root+home, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(b.root+home, 1000, 1000); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("chroot", "--userspec="+ana, b.root, "sh", "-ec", "cd; "+line)
	cmd.Env = append(slices.Clone(b.env), "HOME="+home)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", line, err, out)
	}
}

// bring copies a release file to /tmp of the file system.
func (b *bareSystem) bring(t *testing.T, variable string) string {
	t.Helper()
	from := os.Getenv(variable)
	content, err := os.ReadFile(from)
	if err != nil {
		t.Fatalf("%s names no release file: %v", variable, err)
	}
	to := "/tmp/" + filepath.Base(from)
	if err := os.WriteFile(b.root+to, content, 0o644); err != nil {
		t.Fatal(err)
	}
	return to
}

// click starts what a desktop starts when an entry of its menu is clicked: the line Exec of the
// section, by the person.
func (b *bareSystem) click(t *testing.T, entry, section string) *till {
	t.Helper()
	text, err := os.ReadFile(b.root + entry)
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(text), "["+section+"]\n")
	_, after, _ = strings.Cut(after, "\nExec=")
	line, _, _ := strings.Cut(after, "\n")
	cmd := exec.Command("chroot", "--userspec="+ana, b.root, "sh", "-c", "cd; exec "+line)
	cmd.Env, cmd.Stderr = b.env, b.said
	return b.openAs(t, cmd)
}

func (b *bareSystem) gone(t *testing.T, files ...string) {
	t.Helper()
	for _, file := range files {
		if _, err := os.Lstat(b.root + file); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is still there: %v", file, err)
		}
	}
}

// From nothing to the first sale in training with the .deb, and away again: the program goes,
// the payments stay, and are there when it is installed again.
func TestTheDebOnABareSystem(t *testing.T) {
	b := newBareSystem(t)
	deb := b.bring(t, "TILLSIDE_DEB")
	const entry = menuEntry
	began := time.Now()
	b.inside(t, "apt-get", "-qq", "update")
	b.inside(t, "apt-get", "-qq", "-y", "--no-install-recommends", "install", deb)
	t.Logf("installed after %s", time.Since(began).Round(100*time.Millisecond))
	first := b.click(t, entry, "Desktop Entry")
	first.on("firstRun")
	t.Logf("its first screen after %s", time.Since(began).Round(100*time.Millisecond))
	b.display.shot(t, "bare-first")
	first.quit()
	w := b.click(t, entry, "Desktop Action training")
	w.sell("training", "1240", 1)
	t.Logf("the first sale of training after %s", time.Since(began).Round(100*time.Millisecond))
	w.said("receipts shown")
	b.display.shot(t, "bare-sold")
	b.inside(t, "dpkg", "--install", deb) // an update over the running program
	w.leave()
	w.sell("training", "300", 2)
	w.leave()
	w.quit()

	b.inside(t, "apt-get", "-qq", "-y", "purge", "tillside")
	b.gone(t, "/usr/bin/tillside", entry, "/usr/share/doc/tillside", "/usr/share/icons/hicolor/48x48/apps/app.tillside.Tillside.png")
	if n := len(b.journal(t, "training")); n != 2 {
		t.Errorf("%d payments are left, not 2", n)
	}
	b.inside(t, "dpkg", "--install", deb)
	again := b.click(t, entry, "Desktop Action training")
	again.sell("training", "500", 3)
	again.quit()
	b.clean(t)
}

// The tarball, by a person who is not root, into a home whose name has a space and an umlaut.
func TestTheTarballOnABareSystem(t *testing.T) {
	b := newBareSystem(t)
	tarball := b.bring(t, "TILLSIDE_TARBALL")
	// What a computer with a desktop has.
	b.inside(t, "apt-get", "-qq", "update")
	b.inside(t, "apt-get", "-qq", "-y", "--no-install-recommends", "install", "libgl1", "libwayland-client0",
		"libxcursor1", "libxi6", "libxinerama1", "libxrandr2", "libxxf86vm1")
	const home = "/home/ana/große Kasse"
	b.person(t, home, "tar -xzf "+tarball+" && tillside-*/install.sh")
	b.env = append(b.env, "HOME="+home)
	b.data = b.root + home + "/.local/share/tillside"
	const entry = home + "/.local/share/applications/app.tillside.Tillside.desktop"
	w := b.click(t, entry, "Desktop Action training")
	w.sell("training", "1240", 1)
	b.person(t, home, "tillside-*/install.sh") // an update over the running program
	w.leave()
	w.sell("training", "300", 2)
	w.quit()
	b.person(t, home, "tillside-*/install.sh --remove")
	b.gone(t, home+"/.local/bin/tillside", entry)
	if n := len(b.journal(t, "training")); n != 2 {
		t.Errorf("%d payments are left, not 2", n)
	}
	b.clean(t)
}
