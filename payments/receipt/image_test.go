package receipt_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/gif"
	"strings"
	"testing"

	"tillside/payments/receipt"
)

// chunk is one chunk of a PNG file.
func chunk(kind string, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, kind...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// bomb is a small PNG that claims, and honestly holds, a huge picture.
func bomb(width, height uint32) []byte {
	header := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	header = append(header, 1, 0, 0, 0, 0) // one bit, grey
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	row := make([]byte, (width+7)/8+1)
	for range min(height, 3000) {
		_, _ = z.Write(row)
	}
	_ = z.Close()
	return bytes.Join([][]byte{[]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", header), chunk("IDAT", packed.Bytes()), chunk("IEND", nil)}, nil)
}

// scans is a JPEG with its picture data repeated: each repetition costs a pass.
func scans(n int) []byte {
	whole := jpegOf(8, 8)
	start := bytes.Index(whole, []byte{0xff, 0xda})
	body, end := whole[start:len(whole)-2], whole[len(whole)-2:]
	return append(append(bytes.Clone(whole[:start]), bytes.Repeat(body, n)...), end...)
}

func gifOf() []byte {
	var b bytes.Buffer
	if err := gif.Encode(&b, image.NewGray(image.Rect(0, 0, 2, 2)), nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func lines76(s string) string {
	var b strings.Builder
	for ; len(s) > 76; s = s[76:] {
		b.WriteString(s[:76] + "\r\n")
	}
	return b.String() + s
}

func TestParseSignature(t *testing.T) {
	urlSafe := strings.NewReplacer("+", "-", "/", "_")
	png, jpeg := pngOf(40, 20), jpegOf(40, 20)
	for name, c := range map[string]struct {
		body string
		want []byte
	}{
		"PNG":                   {string(png), png},
		"JPEG":                  {string(jpeg), jpeg},
		"base64 PNG":            {base64Of(png), png},
		"base64 JPEG":           {base64Of(jpeg), jpeg},
		"without padding":       {strings.TrimRight(base64Of(png), "="), png},
		"of the other alphabet": {urlSafe.Replace(base64Of(jpeg)), jpeg},
		"in lines":              {"  " + lines76(base64Of(png)) + "\n", png},
		"data URI":              {"data:image/png;base64," + base64Of(png), png},
		"data URI in capitals":  {"DATA:IMAGE/JPEG;BASE64," + base64Of(jpeg), jpeg},
		"data URI, old name":    {"data:image/jpg;base64," + base64Of(jpeg), jpeg},
		"byte order mark":       {"\uFEFF" + base64Of(png), png},
	} {
		line, err := receipt.ParseSignature([]byte(c.body))
		if err != nil || line.Kind != receipt.LineImage || line.Align != receipt.AlignCentre || !bytes.Equal(line.Image, c.want) {
			t.Errorf("%s: got a %q line of %d bytes, %v", name, line.Kind, len(line.Image), err)
		}
	}
}

func unusableImages() map[string][]byte {
	png, jpeg := pngOf(40, 20), jpegOf(40, 20)
	damaged := bytes.Clone(png)
	damaged[len(damaged)-20] ^= 0xff
	return map[string][]byte{
		"nothing":            {},
		"a GIF":              gifOf(),
		"text":               []byte("signed"),
		"HTML":               []byte("<p>x</p>"),
		"half a PNG":         png[:len(png)/2],
		"half a JPEG":        jpeg[:len(jpeg)/2],
		"only a PNG's start": png[:8],
		"a damaged PNG":      damaged,
		"too wide":           bomb(receipt.MaxSide+1, 1),
		"too high":           bomb(1, receipt.MaxSide+1),
		"too many pixels":    bomb(2048, 2048),
		"a bomb":             bomb(60000, 60000),
		"no width":           bomb(0, 10),
		"too many passes":    scans(65),
		"far too many bytes": make([]byte, 3*receipt.MaxBytes),
		"too many bytes":     append(bytes.Clone(png), make([]byte, receipt.MaxBytes)...),
	}
}

func TestUnusableImages(t *testing.T) {
	for name, data := range unusableImages() {
		t.Run(name, func(t *testing.T) {
			for form, body := range map[string]string{
				"bytes": string(data), "base64": base64Of(data), "PNG data URI": "data:image/png;base64," + base64Of(data),
				"JPEG data URI": "data:image/jpeg;base64," + base64Of(data),
			} {
				if line, err := receipt.ParseSignature([]byte(body)); !errors.Is(err, receipt.ErrImage) || line.Kind != "" {
					t.Errorf("as %s: got a %q line, %v", form, line.Kind, err)
				}
			}
			if len(data) < receipt.MaxBytes/2 {
				page := "<p>a<img alt='no logo' src='data:image/png;base64," + base64Of(data) + "'></p>"
				expect(t, parse(page), "L ano logo")
			}
		})
	}
}

// What the limits allow is shown.
func TestLargeImagesWithinTheLimits(t *testing.T) {
	for name, data := range map[string][]byte{
		"widest": pngOf(receipt.MaxSide, 1), "highest": pngOf(1, receipt.MaxSide), "most pixels": bomb(2048, 1024),
		"most passes": scans(64), "most bytes": append(pngOf(2, 2), make([]byte, receipt.MaxBytes-len(pngOf(2, 2)))...),
	} {
		if _, err := receipt.ParseSignature(data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDataURIsThatLie(t *testing.T) {
	png, jpeg := base64Of(pngOf(2, 2)), base64Of(jpegOf(2, 2))
	for name, uri := range map[string]string{
		"JPEG as PNG":       "data:image/png;base64," + jpeg,
		"PNG as JPEG":       "data:image/jpeg;base64," + png,
		"GIF":               "data:image/gif;base64," + base64Of(gifOf()),
		"SVG":               "data:image/svg+xml;base64," + base64Of([]byte("<svg onload=alert(1)>")),
		"HTML":              "data:text/html;base64," + base64Of([]byte("<script>alert(1)</script>")),
		"no type":           "data:;base64," + png,
		"nothing":           "data:",
		"no data":           "data:image/png;base64,",
		"not base64":        "data:image/png," + png,
		"another encoding":  "data:image/png;utf8," + png,
		"two parameters":    "data:image/png;charset=utf-8;base64," + png,
		"broken base64":     "data:image/png;base64," + png + "*",
		"percent encoded":   "data:image/png;base64,%69" + png[1:],
		"no comma":          "data:image/png;base64" + png,
		"a URL":             "https://receipts.handpoint.com/logo.png",
		"bare base64":       png, // not a location: relative to the page
		"inner data prefix": "data:data:image/png;base64," + png,
	} {
		d := parse(`<p>a</p><img src="` + uri + `"><p>b</p>`)
		expect(t, d, "L a", "L b")
		if strings.HasPrefix(uri, "data:") {
			if _, err := receipt.ParseSignature([]byte(uri)); !errors.Is(err, receipt.ErrImage) {
				t.Errorf("%s as a signature: %v", name, err)
			}
		}
	}
}
