package recovery

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tillside/payments"
)

// brokenDisk gives what it has and then an error that is not the end.
type brokenDisk struct{ from io.Reader }

func (d brokenDisk) Read(b []byte) (int, error) {
	n, err := d.from.Read(b)
	if errors.Is(err, io.EOF) {
		err = io.ErrNoProgress
	}
	return n, err
}

// An older part that the disk cannot read now is not written again without what could not be read.
func TestAPartThatCannotBeReadNowStays(t *testing.T) {
	line, err := encodeLine(payments.Attempt{Intent: payments.Intent{
		Reference: "r", RequestKey: "k", Kind: payments.KindSale, Amount: payments.MustMoney(1240, "EUR"), Note: "García", Created: time.Unix(1800000000, 0),
	}, State: payments.StateSending})
	if err != nil {
		t.Fatal(err)
	}
	var whole bytes.Buffer
	packed := gzip.NewWriter(&whole)
	if _, err := packed.Write(bytes.Repeat(line, 100)); err != nil || packed.Flush() != nil {
		t.Fatal(err)
	}
	half := whole.Bytes() // no end
	for name, c := range map[string]struct {
		in   io.Reader
		want bool // an error
	}{
		"the disk": {brokenDisk{bytes.NewReader(half)}, true},
		"torn":     {bytes.NewReader(half), false},
	} {
		var less bytes.Buffer
		changed, err := eraseIn(t.Context(), c.in, &less, func(payments.Attempt) (bool, error) { return true, nil })
		if (err != nil) != c.want || !changed {
			t.Errorf("%s: changed %v, %v", name, changed, err)
		}
	}
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "part.gz"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := erasePart(t.Context(), folder, "part.gz", nil); err == nil {
		t.Error("what cannot be read at all was taken for an empty part")
	}
}
