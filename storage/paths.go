package storage

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"tillside/payments/checkout"
)

// DataDir is the folder for the journal and the settings of the person who is logged in:
// $XDG_DATA_HOME/tillside or ~/.local/share/tillside, %LOCALAPPDATA%\Tillside on Windows
// (the roaming folder would be copied between machines while we write), and
// ~/Library/Application Support/Tillside on macOS. It does not make the folder.
func DataDir() (string, error) {
	return dataDirFor(runtime.GOOS, os.Getenv, os.UserHomeDir)
}

func dataDirFor(system string, env func(string) string, home func() (string, error)) (string, error) {
	switch system {
	case "windows":
		if local := env("LOCALAPPDATA"); local != "" {
			return filepath.Join(local, "Tillside"), nil
		}
		return below(home, "AppData", "Local", "Tillside")
	case "darwin", "ios":
		return below(home, "Library", "Application Support", "Tillside")
	}
	// The XDG Base Directory Specification: a path that is not absolute is to be ignored.
	if data := env("XDG_DATA_HOME"); filepath.IsAbs(data) {
		return filepath.Join(data, "tillside"), nil
	}
	return below(home, ".local", "share", "tillside")
}

func below(home func() (string, error), names ...string) (string, error) {
	h, err := home()
	if err != nil {
		return "", fmt.Errorf("find the home folder: %w", err)
	}
	return filepath.Join(append([]string{h}, names...)...), nil
}

// EnsureDir makes a folder for its owner alone. One that is there already is left as it is:
// its rights are somebody's choice, and OpenToOthers tells which. A folder that many share
// (its sticky bit is set, as on /tmp) is refused.
func EnsureDir(dir string) error {
	if err := makePrivate(dir); err != nil {
		return translate("make the data folder", err)
	}
	info, err := os.Stat(dir)
	if err != nil {
		return translate("look at the data folder", err)
	}
	if info.Mode()&os.ModeSticky != 0 && info.Mode().Perm()&0o077 != 0 {
		return translate("use "+dir+" as data folder", fmt.Errorf("%w: %w", checkout.ErrJournalRead, errShared))
	}
	return nil
}

// OpenToOthers reports whether other people of this computer have rights in a folder. The
// files of ours in it are the owner's alone all the same, except on Windows, where files have
// the rights of their folder.
func OpenToOthers(dir string) (bool, error) {
	open, err := openToOthers(dir)
	return err == nil && open, translate("look at the data folder", err)
}

var errShared = errors.New("the folder is shared with other people")
