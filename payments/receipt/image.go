package receipt

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"strings"
)

// ErrImage says that something is not a picture we show: not PNG or JPEG, damaged, or
// larger than the limits.
var ErrImage = errors.New("not a usable image")

// maxScans bounds the passes of a progressive JPEG: each pass costs the whole picture but
// may be a few bytes long.
const maxScans = 64

var (
	pngMagic  = []byte("\x89PNG\r\n\x1a\n")
	jpegMagic = []byte("\xff\xd8\xff")
)

// ParseSignature makes a line of a signature: the picture itself, as a signature URL
// gives it, or the same as base64 text or data URI, as the terminal sends it when it
// could not upload ("the terminal will send back the image binary in base64 format",
// Handpoint REST API, Endpoints).
func ParseSignature(body []byte) (Line, error) {
	data := body
	if !bytes.HasPrefix(body, pngMagic) && !bytes.HasPrefix(body, jpegMagic) {
		var err error
		if data, err = decodeImageText(string(body)); err != nil {
			return Line{}, fmt.Errorf("read signature: %w", err)
		}
	}
	if err := checkImage(data); err != nil {
		return Line{}, fmt.Errorf("read signature: %w", err)
	}
	return Line{Kind: LineImage, Image: data, Align: AlignCentre}, nil
}

// decodeDataURI gives the picture inside a data URI, checked. Only PNG and JPEG in base64
// are taken; what the URI claims must be what it holds.
func decodeDataURI(uri string) ([]byte, error) {
	if len(uri) < len("data:") || !strings.EqualFold(uri[:len("data:")], "data:") {
		return nil, ErrImage
	}
	data, err := decodeImageText(uri)
	if err != nil {
		return nil, err
	}
	if err := checkImage(data); err != nil {
		return nil, err
	}
	return data, nil
}

// decodeImageText reads base64 with or without a data URI around it. It does not look at
// the picture.
func decodeImageText(s string) ([]byte, error) {
	if len(s) > 2*MaxBytes {
		return nil, ErrImage
	}
	s = trimBlank(s)
	var magic []byte
	if rest, ok := cutFold(s, "data:"); ok {
		header, body, found := strings.Cut(rest, ",")
		kind, base64Word, _ := strings.Cut(strings.ToLower(header), ";")
		if !found || strings.TrimSpace(base64Word) != "base64" {
			return nil, ErrImage
		}
		if magic = magicOf(strings.TrimSpace(kind)); magic == nil {
			return nil, ErrImage
		}
		s = body
	}
	data, err := decodeBase64(s)
	if err != nil || !bytes.HasPrefix(data, magic) {
		return nil, ErrImage
	}
	return data, nil
}

func magicOf(mediaType string) []byte {
	switch mediaType {
	case "image/png":
		return pngMagic
	case "image/jpeg", "image/jpg":
		return jpegMagic
	}
	return nil
}

// decodeBase64 takes either alphabet, with or without padding, broken into lines or not.
func decodeBase64(s string) ([]byte, error) {
	s = strings.Map(func(r rune) rune {
		switch {
		case isSpace(r):
			return -1
		case r == '-':
			return '+'
		case r == '_':
			return '/'
		}
		return r
	}, s)
	return base64.RawStdEncoding.DecodeString(strings.TrimRight(s, "="))
}

func cutFold(s, prefix string) (rest string, ok bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// checkImage measures a picture before it decodes it, and decodes it once so that whoever
// draws it meets no surprise.
func checkImage(data []byte) error {
	if len(data) > MaxBytes {
		return ErrImage
	}
	var config func() (image.Config, error)
	var picture func() (image.Image, error)
	switch {
	case bytes.HasPrefix(data, pngMagic):
		config = func() (image.Config, error) { return png.DecodeConfig(bytes.NewReader(data)) }
		picture = func() (image.Image, error) { return png.Decode(bytes.NewReader(data)) }
	case bytes.HasPrefix(data, jpegMagic) && bytes.Count(data, []byte{0xff, 0xda}) <= maxScans:
		config = func() (image.Config, error) { return jpeg.DecodeConfig(bytes.NewReader(data)) }
		picture = func() (image.Image, error) { return jpeg.Decode(bytes.NewReader(data)) }
	default:
		return ErrImage
	}
	c, err := config()
	if err != nil || c.Width <= 0 || c.Height <= 0 || c.Width > MaxSide || c.Height > MaxSide || c.Width*c.Height > MaxPixels {
		return ErrImage
	}
	if _, err := picture(); err != nil {
		return ErrImage
	}
	return nil
}
