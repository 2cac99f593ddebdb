package storage_test

import (
	"testing"

	"tillside/storage"
)

// FuzzPacking packs any text beside any columns, and reads any bytes as if they were packed.
func FuzzPacking(f *testing.F) {
	f.Add(progressOfASale, int64(1795176000_000000000), "1f957e0e-af38-46a5-866c-69a91f5226f4", "580771", `{"minor":800,"currency":"EUR"}`, "3086")
	f.Add("\x00\x01\x7f\xff00012345678901234567891", int64(-1<<63), "own", "own text", "own text", `"`)
	f.Add("1600-01-01T00:00:00.000000000Z2016-12-31T23:59:60.000000000Z1F957E0E-AF38-46A5-866C-69A91F5226F4", int64(1<<63-1), "", "1600", "é", "\x01\x80")
	f.Fuzz(func(t *testing.T, text string, base int64, a, b, c, d string) {
		data, back, err := storage.PackedBeside(text, base, a, b, c, d, "", a, b+a, c+d, d, a)
		if err != nil || back != text {
			t.Fatalf("%q came back as %q from %x: %v", text, back, data, err)
		}
		if read, err := storage.Unpack([]byte(text)); err == nil && len(read) > 100*len(text) {
			t.Fatalf("%q was read as %d bytes", text, len(read))
		}
	})
}
