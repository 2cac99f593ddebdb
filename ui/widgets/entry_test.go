package widgets_test

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"tillside/ui/widgets"
)

func TestKeypadCallsBackWithTheKey(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	var got []string
	pad := widgets.NewKeypad("Backspace", func(k widgets.Key) { got = append(got, string(k)) })
	c := shownIn(t, pad, 300, 400)
	// The keys by where they are: phone order.
	for row := range 4 {
		for column := range 3 {
			test.TapCanvas(c, fyne.NewPos(50+100*float32(column), 50+100*float32(row)))
		}
	}
	if want := "1 2 3 4 5 6 7 8 9 00 0 back"; strings.Join(got, " ") != want {
		t.Errorf("the keys were %q, want %q", strings.Join(got, " "), want)
	}
	got = nil
	pad.SetEnabled(false)
	pad.Press("5")
	test.TapCanvas(c, fyne.NewPos(50, 50))
	if len(got) != 0 {
		t.Errorf("disabled, it called back with %v", got)
	}
	pad.SetEnabled(true)
	pad.Press(widgets.KeyDoubleZero)
	if len(got) != 1 || got[0] != "00" {
		t.Errorf("enabled again, it called back with %v", got)
	}
}

func TestKeypadKeysShowHoverAndPress(t *testing.T) {
	useTheme(t, widgets.ModeDark, 1)
	pad := widgets.NewKeypad("Backspace", func(widgets.Key) {})
	shownIn(t, pad, 300, 400)
	rest := test.RenderObjectToMarkup(pad)
	key := test.WidgetRenderer(pad).Objects()[4].(interface {
		desktop.Hoverable
		desktop.Mouseable
		fyne.Accessible
	})
	if key.AccessibilityLabel() != "5" || key.AccessibilityRole() != fyne.AccessibleRoleButton {
		t.Errorf("the fifth key says %q", key.AccessibilityLabel())
	}
	key.MouseIn(nil)
	hover := test.RenderObjectToMarkup(pad)
	key.MouseMoved(nil)
	key.MouseDown(nil)
	press := test.RenderObjectToMarkup(pad)
	if hover == rest || press == rest || press == hover {
		t.Error("hover or press does not show")
	}
	key.MouseUp(nil)
	key.MouseOut()
	if test.RenderObjectToMarkup(pad) != rest {
		t.Error("hover leaves a trace")
	}
}

func TestEntryPassesOnWhatItDoesNotUse(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	e := widgets.NewEntry("Reference")
	c := shownIn(t, e, 300, 44)
	var keys []fyne.KeyName
	c.SetOnTypedKey(func(ev *fyne.KeyEvent) { keys = append(keys, ev.Name) })
	shortcut := &desktop.CustomShortcut{KeyName: fyne.Key3, Modifier: fyne.KeyModifierControl}
	called := 0
	e.OnShortcut = func(s fyne.Shortcut) {
		if s.ShortcutName() == shortcut.ShortcutName() {
			called++
		}
	}
	c.Focus(e)
	test.Type(e, "order 118")
	if !slices.Contains(keys, widgets.KeyFocused) {
		t.Error("the screen is not told of the focus")
	}
	keys = nil
	for _, key := range []fyne.KeyName{fyne.KeyEscape, fyne.KeyF5, fyne.KeyReturn, fyne.KeyBackspace} {
		e.TypedKey(&fyne.KeyEvent{Name: key})
	}
	e.TypedShortcut(shortcut)
	e.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyLeft, Modifier: fyne.KeyModifierControl})
	if e.Text != "order 11" {
		t.Errorf("the text is %q: the field lost its own keys", e.Text)
	}
	if len(keys) != 3 || keys[0] != fyne.KeyEscape || keys[1] != fyne.KeyF5 || keys[2] != fyne.KeyReturn {
		t.Errorf("passed on %v, want Escape, F5 and Return", keys)
	}
	if called != 1 {
		t.Errorf("the shortcut of the program was called %d times, want 1", called)
	}
}

func TestEntryKeepsEnterAndEscapeThatItUses(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	e := widgets.NewEntry("Reference")
	c := shownIn(t, e, 300, 44)
	c.SetOnTypedKey(func(ev *fyne.KeyEvent) {
		if ev.Name != widgets.KeyFocused {
			t.Errorf("%s reached the screen", ev.Name)
		}
	})
	submitted, cancelled := "", false
	e.OnSubmitted = func(s string) { submitted = s }
	e.OnCancel = func() { cancelled = true }
	test.Type(e, "order 118")
	e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if submitted != "order 118" || !cancelled {
		t.Errorf("submitted %q and cancelled %v", submitted, cancelled)
	}
}

func TestEntryDoesNotGrowWithItsText(t *testing.T) {
	useTheme(t, widgets.ModeLight, 2)
	e := widgets.NewEntry("Reference for this sale (optional)")
	before := e.MinSize()
	e.SetText(strings.Repeat("a very long reference ", 20))
	if got := e.MinSize(); got != before || got.Width > 200 {
		t.Errorf("the least size went from %v to %v", before, got)
	}
}

func TestALongPlaceholderEndsInAnEllipsis(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	e := widgets.NewEntry("")
	shownIn(t, e, 260, 44)
	e.SetPlaceHolder("Say in a few words why the payment is closed")
	if !strings.HasSuffix(e.PlaceHolder, "…") {
		t.Errorf("in 260 px it says %q", e.PlaceHolder)
	}
	e.Resize(fyne.NewSize(600, 44))
	if e.PlaceHolder != "Say in a few words why the payment is closed" {
		t.Errorf("in 600 px it says %q", e.PlaceHolder)
	}
}

func TestFieldShowsHelpOrError(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	f := widgets.NewField("API key", widgets.NewEntry(""))
	bare := f.HeightFor(300)
	f.SetError("This key belongs to the other environment. Check which one the key is for.")
	if f.Help() == "" || f.HeightFor(300) <= bare {
		t.Error("the error takes no room")
	}
	f.SetHelp("")
	if got := f.HeightFor(300); got != bare {
		t.Errorf("without help the field is %v px tall, want %v again", got, bare)
	}
	f.SetLabel("Key")
}

func TestSegmentsTellOfAChoiceOfAPerson(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	var got []int
	s := widgets.NewSegments([]string{"Customer copy", "Merchant copy"}, func(i int) { got = append(got, i) })
	if s.Selected() != 0 {
		t.Error("the first is not chosen at the start")
	}
	s.Select(1)
	if len(got) != 0 {
		t.Error("Select called back")
	}
	test.Tap(s.Chips()[1])
	test.Tap(s.Chips()[0])
	if len(got) != 1 || got[0] != 0 || s.Selected() != 0 {
		t.Errorf("called back with %v, want once with 0", got)
	}
	s.SetEnabled(1, false)
	test.Tap(s.Chips()[1])
	if s.Selected() != 0 {
		t.Error("a forbidden choice was taken")
	}
	s.SetText(1, "Merchant")
	if got := s.Chips()[1].AccessibilityLabel(); got != "Merchant" {
		t.Errorf("the label is %q", got)
	}
}

func TestSegmentsStackWhereTheyDoNotFit(t *testing.T) {
	useTheme(t, widgets.ModeLight, 2)
	s := widgets.NewSegments([]string{"Customer copy", "Merchant copy"}, nil)
	if wide, narrow := s.HeightFor(900), s.HeightFor(300); narrow < 2*wide {
		t.Errorf("the heights are %v wide and %v narrow", wide, narrow)
	}
	test.Tap(s.Chips()[1])
	if s.Selected() != 1 {
		t.Error("without a callback the choice was not taken")
	}
}

func TestRailChoosesAndShowsWhereWeAre(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	for name, build := range map[string]func(func(string)) *widgets.Rail{
		"rail": func(f func(string)) *widgets.Rail { return widgets.NewRail(nil, navigation(), f) },
		"bar":  func(f func(string)) *widgets.Rail { return widgets.NewBottomBar(navigation(), f) },
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			r := build(func(key string) { got = append(got, key) })
			shownIn(t, r, r.MinSize().Width, r.MinSize().Height)
			r.Select("sale")
			r.Choose("journal")
			if len(got) != 1 || got[0] != "journal" || r.Selected() != "sale" {
				t.Errorf("called back with %v and shows %q", got, r.Selected())
			}
			before := test.RenderObjectToMarkup(r)
			r.Select("journal")
			chosen := test.RenderObjectToMarkup(r)
			r.SetNote("journal", 0)
			r.SetNote("terminals", 120)
			r.SetLabel("day", "Today")
			after := test.RenderObjectToMarkup(r)
			if before == chosen || chosen == after || !strings.Contains(after, ">99<") || !strings.Contains(after, "Today") {
				t.Error("the choice, the number or the label does not show")
			}
		})
	}
}

func TestChoicePassesOnWhatItDoesNotUse(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	chosen := ""
	choice := widgets.NewChoice(func(s string) { chosen = s })
	choice.SetOptions([]string{"EUR", "GBP"})
	c := shownIn(t, choice, 300, 44)
	var keys []fyne.KeyName
	c.SetOnTypedKey(func(ev *fyne.KeyEvent) { keys = append(keys, ev.Name) })
	plain := test.RenderObjectToMarkup(choice)
	c.Focus(choice)
	if test.RenderObjectToMarkup(choice) == plain {
		t.Error("the focus does not show")
	}
	for _, key := range []fyne.KeyName{fyne.KeyRight, fyne.KeyPageDown, fyne.KeyF5, fyne.KeyEscape} {
		choice.TypedKey(&fyne.KeyEvent{Name: key})
	}
	if want := []fyne.KeyName{widgets.KeyFocused, fyne.KeyPageDown, fyne.KeyF5, fyne.KeyEscape}; chosen != "EUR" || !slices.Equal(keys, want) {
		t.Errorf("chose %q and passed on %v, want %v", chosen, keys, want)
	}
	focused := test.RenderObjectToMarkup(choice)
	c.Unfocus()
	if test.RenderObjectToMarkup(choice) == focused {
		t.Error("the focus still shows")
	}
}

func TestTheSpaceThatPressedAButtonIsNotTyped(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	e := widgets.NewEntry("Address")
	shownIn(t, e, 300, 44)
	test.Type(e, " by the door")
	if e.Text != "by the door" {
		t.Errorf("the text is %q", e.Text)
	}
}

// A field that is named by its placeholder alone says its name beside what is written in it, and the
// text never runs below it.
func TestANamedFieldSaysItsNameWhileItIsFull(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	e := widgets.NewNamedEntry()
	e.SetPlaceHolder("Table")
	shownIn(t, e, 160, 44)
	if got := strings.Count(test.RenderObjectToMarkup(e), "Table"); got != 1 {
		t.Errorf("empty, it says its name %d times", got)
	}
	room := func() float32 { return e.Entry.ActionItem.Position().X }
	before := room()
	e.SetText("12")
	if got := strings.Count(test.RenderObjectToMarkup(e), ">Table<"); got != 1 || room() >= before {
		t.Errorf("full, it says its name %d times, at %v", got, room())
	}
	e.SetPlaceHolder("The number of the room")
	e.SetText("123")
	if room() < 160*0.5 {
		t.Errorf("the name takes all but %v of the field", room())
	}
	e.SetText("")
	if room() != before {
		t.Errorf("empty again, the name is at %v", room())
	}
}

// Who asked for a payment stands in a column of its own, whatever the amounts are, and behind the details
// where there is no room for one.
func TestThePeopleOfPaymentsAreAColumn(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	column := func(amount string, width float32) (x float32, all string) {
		row := widgets.NewPaymentRow()
		row.Set(widgets.PaymentRowState{Time: "14:02", Word: "Paid", Detail: "Visa", Who: "Anna", Amount: amount})
		shownIn(t, row, 1000, 60)
		row.Resize(fyne.NewSize(width, 60))
		for _, o := range test.WidgetRenderer(row).Objects() {
			if text, ok := o.(*canvas.Text); ok && text.Visible() && text.Text != "" {
				all += text.Text + "|"
				if text.Text == "Anna" {
					x = text.Position().X
				}
			}
		}
		return x, all
	}
	short, _ := column("8.90 EUR", 1000)
	long, _ := column("11,118.90 EUR", 1000)
	if short < 500 || short != long {
		t.Errorf("it stands at %v and %v", short, long)
	}
	if _, all := column("8.90 EUR", 400); !strings.Contains(all, "Visa · Anna|") || strings.Contains(all, "|Anna|") {
		t.Errorf("narrow, it says %s", all)
	}
}
