package model

import (
	"archive/zip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tillside/payments"
	"tillside/ui/present"
)

// MostOfBundle is how many payments a bundle takes of a list.
const MostOfBundle = 25

// ReadBundle runs in a worker. It reads what the journal and the settings tell of some payments, and
// of what belongs to them.
func (m *Model) ReadBundle(ctx context.Context, open *present.Session, chosen []payments.Attempt, version string, now time.Time) ([]present.BundleFile, int, error) {
	in := present.BundleInput{Version: version, Profiles: open.Profiles, Now: now}
	linked, err := ReadLinked(ctx, open.Reader, chosen)
	if err != nil {
		return nil, 0, err
	}
	told := map[string]bool{}
	for _, a := range append(append([]payments.Attempt(nil), chosen...), linked...) {
		if told[a.Reference] {
			continue
		}
		told[a.Reference] = true
		events, err := open.Reader.Timeline(ctx, a.Reference)
		if err != nil {
			return nil, 0, err
		}
		in.Payments = append(in.Payments, present.BundlePayment{Attempt: a, Events: events})
	}
	if in.Settings, err = m.p.Backend.LoadSettings(ctx); err != nil {
		return nil, 0, err
	}
	return present.BundleFiles(in), len(in.Payments), nil
}

// BundlePath is where a bundle is saved unless somebody says otherwise.
func BundlePath(now time.Time) string {
	return freePath("tillside-support-"+now.Format("2006-01-02"), endingBundle)
}

const endingBundle = ".zip"

// SaveBundle writes the files that were shown into one. As an export, it leaves no half file and takes
// no other's place.
func SaveBundle(_ context.Context, path string, files []present.BundleFile) (string, error) {
	if !strings.EqualFold(filepath.Ext(path), endingBundle) {
		path += endingBundle
	}
	return path, writeFile(path, func(f *os.File) error {
		z := zip.NewWriter(f)
		for _, file := range files {
			w, err := z.Create(file.Name)
			if err != nil {
				return err
			}
			if _, err := io.WriteString(w, file.Text); err != nil {
				return err
			}
		}
		return errors.Join(z.Close(), f.Sync())
	})
}
