package recovery

import (
	"compress/flate"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"tillside/payments/checkout"
	"tillside/storage"
)

// paced is a reader that ends with its context and rests between portions.
type paced struct {
	ctx  context.Context
	from io.Reader
	rest func() error // nil: no rest
}

func (p paced) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := p.from.Read(b[:min(len(b), 1<<20)])
	if err == nil && p.rest != nil {
		err = p.rest()
	}
	return n, err
}

// unpack writes what a packed copy holds to a new file. One that is damaged is
// checkout.ErrBackupTorn.
func unpack(ctx context.Context, from, to string) error {
	err := transfer(to, func(w io.Writer) (err error) {
		in, err := os.Open(from)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, in.Close()) }()
		var corrupt flate.CorruptInputError
		plain, err := gzip.NewReader(paced{ctx: ctx, from: in})
		if err == nil {
			_, err = io.Copy(w, plain)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if errors.Is(err, gzip.ErrChecksum) || errors.Is(err, gzip.ErrHeader) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &corrupt) {
			err = fmt.Errorf("%w: %w", checkout.ErrBackupTorn, err)
		}
		return err
	})
	return storage.Explain("unpack the backup", err)
}

// transfer makes a file durably, or none.
func transfer(to string, fill func(io.Writer) error) error {
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(fill(out), out.Sync(), out.Close()); err != nil {
		return errors.Join(err, os.Remove(to))
	}
	return nil
}

// pack compresses a copy that is sound and that newer ones have followed. It goes only when
// the packed one was read back and is the same.
func (k *Manager) pack(ctx context.Context, f files, b file, s sound, rest func() error) error {
	plain := filepath.Join(f.backups(), b.name)
	name := b.name[:len(b.name)-len(kindCopy)] + string(kindPacked)
	made, final := filepath.Join(f.backups(), unfinished+name), filepath.Join(f.backups(), name)
	k.sweep(f)
	want := sha256.New()
	err := transfer(made, func(w io.Writer) (err error) {
		in, err := os.Open(plain)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, in.Close()) }()
		packed := gzip.NewWriter(w)
		_, err = io.Copy(packed, io.TeeReader(paced{ctx, in, rest}, want))
		return errors.Join(err, packed.Close())
	})
	if err == nil {
		err = sameInside(ctx, made, want.Sum(nil), rest)
	}
	if err == nil {
		err = os.Rename(made, final) // of two that are there, an earlier one was not finished
	}
	if err != nil {
		k.sweep(f)
		return storage.Explain("pack the backup", err)
	}
	info, err := os.Stat(final)
	if err != nil {
		return storage.Explain("pack the backup", err)
	}
	s.Size, s.Changed = info.Size(), info.ModTime()
	k.learnt(f, func(c *checked) { c.Backups[name] = s })
	k.remove(plain)
	k.forget(f, b.name)
	return nil
}

// sameInside reads a packed file and compares what is in it.
func sameInside(ctx context.Context, path string, want []byte, rest func() error) (err error) {
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	plain, err := gzip.NewReader(paced{ctx, in, rest})
	if err != nil {
		return err
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, plain); err != nil {
		return err
	}
	if string(sum.Sum(nil)) != string(want) {
		return checkout.ErrBackupTorn
	}
	return nil
}
