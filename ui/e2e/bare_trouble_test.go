//go:build e2e && bare

package e2e

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const menuEntry = "/usr/share/applications/app.tillside.Tillside.desktop"

// fails runs a command that must not succeed, as somebody in the file system, and gives what it said.
func (b *bareSystem) fails(t *testing.T, who string, command ...string) string {
	t.Helper()
	cmd := exec.Command("chroot", append([]string{"--userspec=" + who, b.root}, command...)...)
	cmd.Env = b.env
	out, err := cmd.CombinedOutput()
	if err == nil {
		t.Errorf("%s succeeded:\n%s", strings.Join(command, " "), out)
	}
	return string(out)
}

func (b *bareSystem) read(t *testing.T, file string) []byte {
	t.Helper()
	content, err := os.ReadFile(b.root + file)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// The disk is full in the middle of an update: the version that was there stays, whole, and the
// running program goes on. With room again the same update succeeds.
func TestAFullDiskUnderAnUpdateOnABareSystem(t *testing.T) {
	b := newBareSystem(t)
	deb, tarball := b.bring(t, "TILLSIDE_DEB"), b.bring(t, "TILLSIDE_TARBALL")
	b.inside(t, "apt-get", "-qq", "update")
	b.inside(t, "apt-get", "-qq", "-y", "--no-install-recommends", "install", deb)
	const program = "/usr/bin/tillside"
	before := b.read(t, program)
	w := b.click(t, menuEntry, "Desktop Action training")
	w.sell("training", "1240", 1)
	w.leave()
	d := newDisk(t, b.root+"/usr/bin")
	d.leave(8)
	if said := b.fails(t, "0:0", "dpkg", "--install", deb); !strings.Contains(said, "No space left on device") {
		t.Errorf("dpkg said %s", said)
	}
	if !bytes.Equal(before, b.read(t, program)) {
		t.Error("the program that was there was touched")
	}
	b.gone(t, program+".dpkg-new", program+".dpkg-tmp")
	w.sell("training", "300", 2)
	w.leave()
	w.quit()
	d.leave(0)
	b.inside(t, "dpkg", "--install", deb)

	const home = "/home/ana/große Kasse"
	b.person(t, home, "tar -xzf "+tarball+" && tillside-*/install.sh")
	const own = home + "/.local/bin/tillside"
	before = b.read(t, own)
	d = newDisk(t, b.root+home+"/.local/bin")
	d.leave(8)
	said := b.fails(t, ana, "sh", "-c", `HOME="`+home+`" && cd && tillside-*/install.sh`)
	if !strings.Contains(said, "was not installed") || !strings.Contains(said, "as it was") {
		t.Errorf("install.sh said %s", said)
	}
	if !bytes.Equal(before, b.read(t, own)) {
		t.Error("the program that was there was touched")
	}
	b.gone(t, home+"/.local/bin/.tillside.new")
	d.leave(0)
	b.person(t, home, "tillside-*/install.sh")
	b.clean(t)
}

// A profile that cannot be written, and then a data folder that cannot be written any more: the
// window opens, says so, and nothing is touched.
func TestAReadOnlyProfileOnABareSystem(t *testing.T) {
	b := newBareSystem(t)
	deb := b.bring(t, "TILLSIDE_DEB")
	b.inside(t, "apt-get", "-qq", "update")
	b.inside(t, "apt-get", "-qq", "-y", "--no-install-recommends", "install", deb)
	trouble := func(name string) {
		t.Helper()
		w := b.click(t, menuEntry, "Desktop Action training")
		until(t, "the screen trouble", func() bool {
			return w.screen() == "trouble" || strings.Contains(b.said.String(), "screen=trouble")
		})
		b.display.shot(t, "bare-"+name)
		w.quit()
	}
	b.inside(t, "chmod", "500", "/home/ana")
	trouble("profile-read-only")
	b.gone(t, "/home/ana/.local")
	b.inside(t, "chmod", "700", "/home/ana")
	w := b.click(t, menuEntry, "Desktop Action training")
	w.sell("training", "1240", 1)
	w.leave() // a result that nobody has seen comes forward at the next start
	w.quit()
	journal := filepath.Join(b.data, "journal-training.db")
	before, err := os.ReadFile(journal)
	if err != nil {
		t.Fatal(err)
	}
	b.said = &spool{}
	b.inside(t, "sh", "-c", "chmod 400 /home/ana/.local/share/tillside/*.* && chmod 500 /home/ana/.local/share/tillside")
	trouble("folder-read-only")
	if after, err := os.ReadFile(journal); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the journal was changed: %v", err)
	}
	b.inside(t, "sh", "-c", "chmod 700 /home/ana/.local/share/tillside && chmod 600 /home/ana/.local/share/tillside/*.*")
	w = b.click(t, menuEntry, "Desktop Action training")
	w.sell("training", "300", 2)
	w.quit()
	b.clean(t)
}

// The install section of the README, to the letter: each line of its blocks for Linux is typed by a
// person who answers what she is asked with yes, and who has sudo.
func TestTheReadmeOnABareSystem(t *testing.T) {
	b := newBareSystem(t)
	deb, tarball := b.bring(t, "TILLSIDE_DEB"), b.bring(t, "TILLSIDE_TARBALL")
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	version := strings.Split(filepath.Base(deb), "_")[1]
	_, section, _ := strings.Cut(strings.ReplaceAll(string(readme), "VERSION", version), "\n## Install\n")
	section, _, _ = strings.Cut(section, "\n## ")
	var lines []string
	for _, block := range strings.Split(section, "```sh\n")[1:] {
		block, _, _ = strings.Cut(block, "\n```")
		lines = append(lines, strings.Split(block, "\n")...)
	}
	if len(lines) != 4 {
		t.Fatalf("the section has the lines %q", lines)
	}
	types := func(who, folder, line string) {
		t.Helper()
		cmd := exec.Command("chroot", "--userspec="+who, b.root, "sh", "-ec", `sudo() { "$@"; }; cd `+folder+"; "+line)
		cmd.Env, cmd.Stdin = b.env, strings.NewReader("y\n")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", line, err, out)
		}
	}
	types("0:0", "/tmp", lines[0]) // apt-get
	w := b.click(t, menuEntry, "Desktop Action training")
	w.sell("training", "1240", 1)
	w.leave() // a result that nobody has seen comes forward at the next start
	w.quit()
	b.inside(t, "apt-get", "-qq", "-y", "purge", "tillside")
	b.gone(t, "/usr/bin/tillside")

	b.inside(t, "cp", tarball, "/home/ana")
	types(ana, "/home/ana", lines[1]) // tar
	types(ana, "/home/ana", lines[2]) // install.sh
	w = b.click(t, "/home/ana/.local/share/applications/app.tillside.Tillside.desktop", "Desktop Action training")
	w.sell("training", "300", 2)
	w.quit()
	types(ana, "/home/ana", lines[3]) // --remove
	b.gone(t, "/home/ana/.local/bin/tillside")
	b.clean(t)
}
