package recovery_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"tillside/payments"
	"tillside/payments/checkout"
)

// inList are the lines of the list as it lies there, without the room behind them.
func inList(t *testing.T, h *house) []string {
	t.Helper()
	text, err := os.ReadFile(h.list())
	must(t, err)
	return strings.FieldsFunc(string(text), func(r rune) bool { return r == '\n' })
}

func sizeOf(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	must(t, err)
	return info.Size()
}

// While it is open the list has room for lines to come, which grows seldom; a closed list
// is its lines and nothing else.
func TestTheListHasRoom(t *testing.T) {
	h := newHouse(t)
	j := h.open()
	if size := sizeOf(t, h.list()); size != 0 {
		t.Fatalf("a list without a line has %d bytes: it would be taken for one with lines", size)
	}
	const sales = 250
	grown, last := 0, int64(0)
	for i := 1; i <= sales; i++ {
		approved(t, j, sale(i))
		if size := sizeOf(t, h.list()); size != last {
			grown, last = grown+1, size
		}
		if i%50 == 1 && len(inList(t, h)) != i {
			t.Fatalf("%d lines after %d payments", len(inList(t, h)), i)
		}
	}
	if grown < 2 || grown > 4 {
		t.Errorf("the list has grown %d times", grown)
	}
	must(t, j.Close())
	text, err := os.ReadFile(h.list())
	must(t, err)
	if bytes.Contains(text, []byte("\n\n")) || !bytes.HasSuffix(text, []byte("}\n")) || bytes.Count(text, []byte("\n")) != sales {
		t.Errorf("%d lines, ending in %q", bytes.Count(text, []byte("\n")), text[len(text)-9:])
	}
	must(t, os.Remove(h.journal()))
	must(t, erase(h.path("backups")))
	h.again()
	back := h.open()
	if r := back.Recovery(); r.Asked != sales || r.Torn != 0 {
		t.Errorf("%+v", r)
	}
	must(t, back.Close())
}

// The room that a killed process leaves is used by the next one, and is nowhere in between.
func TestRoomThatWasLeftBehind(t *testing.T) {
	h := newHouse(t)
	for i := 1; i <= 5; i++ {
		j := h.open()
		sending(t, j, onTerminal(sale(i), i))
		late := h.killed()
		must(t, j.Close())
		h = late
	}
	if r := h.open(); r.Recovery().Torn != 0 || len(inList(t, h)) != 5 {
		t.Errorf("%+v, %d lines", r.Recovery(), len(inList(t, h)))
	} else {
		must(t, r.Close())
	}
	text, err := os.ReadFile(h.list())
	must(t, err)
	if bytes.Contains(text, []byte("\n\n")) {
		t.Error("room was left between the lines")
	}
}

func onTerminal(a payments.Attempt, n int) payments.Attempt {
	a.Terminal.Serial += string(rune('a' + n))
	return a
}

// A list to which an older Tillside has added behind the room, more room than is looked
// through at once, and a line of which the power left only some blocks.
func TestOddRoom(t *testing.T) {
	whole := func() string {
		h := newHouse(t)
		h.day(1, 2)
		text, err := os.ReadFile(h.list())
		must(t, err)
		return string(text)
	}()
	first, second, _ := strings.Cut(whole, "\n")
	room := strings.Repeat("\n", 200_000)
	torn := strings.Replace(second[:len(second)/2], `"`, "\n", 1) + room + second[len(second)/2:]
	for name, c := range map[string]struct {
		text string
		want string
	}{
		"added behind the room":  {first + room + second, "unknown unknown unknown"},
		"room behind":            {whole + room, "unknown unknown unknown"},
		"room before":            {room + whole, "unknown unknown unknown"},
		"no end":                 {strings.TrimSuffix(whole, "\n"), "unknown unknown unknown"},
		"room in a line":         {first + "\n" + torn, "unknown - unknown"},
		"room behind half":       {first + "\n" + second[:len(second)/2] + room, "unknown - unknown"},
		"bytes of zero":          {first + "\n" + strings.Repeat("\x00", 700) + room, "unknown - unknown"},
		"the end at a portion":   {strings.Repeat("\n", 64<<10-len(whole)+1) + whole, "unknown unknown unknown"},
		"the end before portion": {whole + strings.Repeat("\n", 64<<10), "unknown unknown unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			must(t, os.WriteFile(h.list(), []byte(c.text), 0o600))
			j := h.open()
			sending(t, j, onOther(sale(3)))
			must(t, j.Close())
			must(t, os.Remove(h.journal()))
			must(t, erase(h.path("backups")))
			h.again()
			back := h.open()
			if got := states(t, back, 3); got != c.want {
				t.Errorf("%s: %s", got, c.text[:min(len(c.text), 50)])
			}
			must(t, back.Close())
			if size := sizeOf(t, h.list()); size > int64(len(c.text)+len(whole)) {
				t.Errorf("%d bytes after %d", size, len(c.text))
			}
		})
	}
}

// A line that could not be written may be there in part. The next one begins anew, in the
// same process too.
func TestALineAfterOneThatFailed(t *testing.T) {
	for _, part := range []string{"", `{"sum":"00`, `{"sum":"00` + strings.Repeat("x", 70_000)} {
		h := newHouse(t)
		j := h.open()
		sending(t, j, sale(1))
		a := onOther(sale(2))
		readable, err := os.Open(h.list())
		must(t, err)
		must(t, j.SwapList(readable))
		if err := j.Record(t.Context(), a, checkout.Event{Kind: checkout.EventRecorded, At: noon}, leaving(a)); err == nil {
			t.Fatal("a line was written into a list that can only be read")
		}
		list, err := os.OpenFile(h.list(), os.O_RDWR, 0)
		must(t, err)
		end := len(bytes.TrimRight([]byte(strings.Join(inList(t, h), "\n")), "\n"))
		_, err = list.WriteAt([]byte("\n"+part), int64(end))
		must(t, err)
		must(t, j.SwapList(list))
		sending(t, j, onTerminal(sale(3), 3))
		must(t, j.Close())
		got := inList(t, h)
		want := 2
		if part != "" {
			want = 3
		}
		if len(got) != want || !strings.Contains(got[want-1], sale(3).Reference) || !strings.HasPrefix(got[want-1], `{"sum"`) {
			t.Errorf("%d lines, the last is %.60q", len(got), got[len(got)-1])
		}
	}
}
