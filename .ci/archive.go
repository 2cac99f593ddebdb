//go:build ignore

// Archive packs a folder into a .zip or a .tar.gz. The same files and the same time give the
// same bytes on every system: names are sorted, nobody owns anything, and a file is either
// executable or not.
//
//	go run .ci/archive.go SECONDS FILE FOLDER
//
// SECONDS since 1970 is the time of every file in it. Names begin with that of the folder.
package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "archive wants seconds, a file and a folder")
		os.Exit(2)
	}
	if err := pack(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "archive:", err)
		os.Exit(1)
	}
}

// archive takes the files of a folder in order.
type archive interface {
	add(name string, mode fs.FileMode, content []byte) error
	Close() error
}

func pack(seconds, file, folder string) (err error) {
	since, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return err
	}
	when := time.Unix(since, 0).UTC()
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	var a archive
	switch {
	case strings.HasSuffix(file, ".zip"):
		a = zipped{zip.NewWriter(out), when}
	case strings.HasSuffix(file, ".tar.gz"):
		compressor, err := gzip.NewWriterLevel(out, gzip.BestCompression)
		if err != nil {
			return err
		}
		a = tarred{tar.NewWriter(compressor), compressor, when}
	default:
		return fmt.Errorf("%s is neither .zip nor .tar.gz", file)
	}
	if err := walk(folder, a); err != nil {
		return err
	}
	return a.Close()
}

// walk hands over the files in the order of their names.
func walk(folder string, a archive) error {
	above := filepath.Dir(filepath.Clean(folder))
	return filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if !d.Type().IsRegular() {
			return fmt.Errorf("%s is not a file", path)
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(above, path)
		if err != nil {
			return err
		}
		mode := fs.FileMode(0o644)
		if info.Mode()&0o111 != 0 {
			mode = 0o755
		}
		return a.add(filepath.ToSlash(name), mode, content)
	})
}

type zipped struct {
	*zip.Writer
	when time.Time
}

func (z zipped) add(name string, mode fs.FileMode, content []byte) error {
	head := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: z.when}
	head.SetMode(mode)
	w, err := z.CreateHeader(head)
	if err != nil {
		return err
	}
	_, err = w.Write(content)
	return err
}

type tarred struct {
	*tar.Writer
	compressor io.Closer
	when       time.Time
}

func (t tarred) add(name string, mode fs.FileMode, content []byte) error {
	head := &tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: int64(mode), Size: int64(len(content)), ModTime: t.when, Format: tar.FormatPAX}
	if err := t.WriteHeader(head); err != nil {
		return err
	}
	_, err := t.Write(content)
	return err
}

func (t tarred) Close() error { return errors.Join(t.Writer.Close(), t.compressor.Close()) }
