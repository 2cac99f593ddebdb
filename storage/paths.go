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

// EnsureDir makes the data folder, for its owner alone, and takes the rights of others
// away from one that exists. A folder that many share (its sticky bit is set, as on /tmp)
// is refused: its mode is not ours to change.
func EnsureDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return translate("make the data folder", err)
	}
	info, err := os.Stat(dir)
	switch {
	case err != nil:
		return translate("look at the data folder", err)
	case runtime.GOOS == "windows", info.Mode().Perm()&0o077 == 0:
		return nil
	case info.Mode()&os.ModeSticky != 0:
		return translate("use "+dir+" as data folder", fmt.Errorf("%w: %w", checkout.ErrJournalRead, errShared))
	}
	return translate("close the data folder to others", os.Chmod(dir, 0o700))
}

var errShared = errors.New("the folder is shared with other people")
