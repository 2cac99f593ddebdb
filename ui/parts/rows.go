package parts

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"tillside/ui/present"
	"tillside/ui/widgets"
)

// PaymentRows is a short list of payments in a side panel. Its widgets are made once.
type PaymentRows struct {
	Rows  []*widgets.RecentRow
	Shown []present.PaymentRow
	Box   *fyne.Container
}

func NewPaymentRows(most int, chosen func(reference string)) *PaymentRows {
	r := &PaymentRows{Box: widgets.NewColumn(0)}
	for i := range most {
		row := widgets.NewRecentRow(func() {
			if i < len(r.Shown) {
				chosen(r.Shown[i].Reference)
			}
		})
		r.Rows = append(r.Rows, row)
		r.Box.Add(row)
	}
	return r
}

func (r *PaymentRows) Set(rows []present.PaymentRow) {
	r.Shown = rows[:min(len(rows), len(r.Rows))]
	for i, row := range r.Rows {
		widgets.SetVisible(row, i < len(r.Shown))
		if i < len(r.Shown) {
			row.Set(recentState(r.Shown[i]))
		}
	}
}

// recentState is a payment beside the keypad: there is room for one text after the word.
func recentState(p present.PaymentRow) widgets.PaymentRowState {
	s := rowState(p)
	s.Amount = p.Amount.Number
	if p.Faded {
		s.Detail = ""
	}
	return s
}

// ListPad is how far the texts of a list stay from its edges: the days, the payments and the
// search above them have the same edges.
const ListPad = 16

// line is a row of a paymentList: a day, a payment, or the way to older ones.
type line struct {
	Day, Sum string
	Payment  present.PaymentRow
	more     string
}

// PaymentList is a list of payments, grouped by day or plain. Only what is visible has
// widgets, so a journal of any length opens at once.
type PaymentList struct {
	Lines    []line
	Selected string
	chosen   func(reference string)
	Older    func()
	quiet    bool // the program, not the person, is moving the selection
	list     *keyList
	high     float32 // all lines together
	Root     fyne.CanvasObject
}

func NewPaymentList(chosen func(reference string)) *PaymentList {
	l := &PaymentList{chosen: chosen, Older: func() {}}
	l.list = newKeyList(l.length, newListRow, l.update)
	l.list.HideSeparators = true
	l.list.OnSelected = l.Pressed
	l.Root = l.list
	return l
}

// Set shows payments without days, and the way to older ones.
func (l *PaymentList) Set(rows []present.PaymentRow, more string) {
	lines := make([]line, 0, len(rows))
	for _, row := range rows {
		lines = append(lines, line{Payment: row})
	}
	if more != "" {
		lines = append(lines, line{more: more})
	}
	l.show(lines)
}

// SetDays shows payments below their days, and the way to older ones.
func (l *PaymentList) SetDays(days []present.JournalDay, more, selected string) {
	l.Selected = selected
	var lines []line
	for _, day := range days {
		lines = append(lines, line{Day: day.Title, Sum: day.Sum})
		for _, row := range day.Rows {
			lines = append(lines, line{Payment: row})
		}
	}
	if more != "" {
		lines = append(lines, line{more: more})
	}
	l.show(lines)
}

func (l *PaymentList) show(lines []line) {
	row, gap := newListRow().MinSize().Height, l.list.Theme().Size(theme.SizeNamePadding)
	l.Lines, l.high = lines, -gap
	for i, shown := range lines {
		high := row
		if shown.Payment.Reference == "" {
			high = row * 0.75
		}
		l.list.SetItemHeight(i, high)
		l.high += high + gap
	}
	l.list.Refresh()
	l.point()
}

// point moves the list's selection to the selected payment, wherever it is now.
func (l *PaymentList) point() {
	l.quiet = true
	defer func() { l.quiet = false }()
	for i, shown := range l.Lines {
		if shown.Payment.Reference != "" && shown.Payment.Reference == l.Selected {
			l.list.Select(i)
			return
		}
	}
	l.list.UnselectAll()
}

func (l *PaymentList) length() int { return len(l.Lines) }

// listRow is what the list makes as many of as fit: one row that can be a day or a payment.
// It is a widget, because Fyne draws containers and widgets and nothing that only looks
// like one.
type listRow struct {
	widget.BaseWidget
	header  *widgets.SectionHeader
	day     fyne.CanvasObject // the header with its margin
	payment *widgets.PaymentRow
}

func newListRow() fyne.CanvasObject {
	r := &listRow{header: widgets.NewSectionHeader(""), payment: widgets.NewPaymentRow()}
	r.day = widgets.Pad(r.header, ListPad, 8)
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer implements fyne.Widget.
func (r *listRow) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewStack(r.day, r.payment))
}

func (l *PaymentList) update(id widget.ListItemID, o fyne.CanvasObject) {
	row, ok := o.(*listRow)
	if !ok || id >= len(l.Lines) {
		return
	}
	shown := l.Lines[id]
	isPayment := shown.Payment.Reference != ""
	widgets.SetVisible(row.payment, isPayment)
	widgets.SetVisible(row.day, !isPayment)
	switch {
	case isPayment:
		row.payment.Set(rowState(shown.Payment))
	case shown.more != "":
		row.header.Set(shown.more, "")
	default:
		row.header.Set(shown.Day, shown.Sum)
	}
}

// Pressed is called by mouse and keyboard alike.
func (l *PaymentList) Pressed(id widget.ListItemID) {
	if l.quiet || id >= len(l.Lines) {
		return
	}
	shown := l.Lines[id]
	l.point()
	switch {
	case shown.Payment.Reference != "":
		l.chosen(shown.Payment.Reference)
	case shown.more != "":
		l.Older()
	}
}

// Step gives the payment before or after the selected one.
func (l *PaymentList) Step(by int) (string, bool) {
	at := -1
	for i, shown := range l.Lines {
		if shown.Payment.Reference != "" && shown.Payment.Reference == l.Selected {
			at = i
		}
	}
	for i := at + by; i >= 0 && i < len(l.Lines); i += by {
		if reference := l.Lines[i].Payment.Reference; reference != "" {
			l.list.ScrollTo(i)
			return reference, true
		}
	}
	return "", false
}

// Page scrolls by some pages, and tells whether there was anything that way.
func (l *PaymentList) Page(pages float32) bool {
	before := l.list.GetScrollOffset()
	to := max(min(before+widgets.Pages(l.list, pages), l.high-l.list.Size().Height), 0) // Fyne goes on beyond the end
	l.list.ScrollToOffset(to)
	return math.Abs(float64(to-before)) > 1
}

// keyList is a list that hands the keys it has no use for to the screen.
type keyList struct{ widget.List }

func newKeyList(length func() int, create func() fyne.CanvasObject, update func(widget.ListItemID, fyne.CanvasObject)) *keyList {
	l := &keyList{}
	l.Length, l.CreateItem, l.UpdateItem = length, create, update
	l.ExtendBaseWidget(l)
	return l
}

// CreateRenderer implements fyne.Widget.
func (l *keyList) CreateRenderer() fyne.WidgetRenderer {
	return widgets.LaidOut(l, l.List.CreateRenderer())
}

// TypedKey implements fyne.Focusable.
func (l *keyList) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeySpace, fyne.KeyHome, fyne.KeyEnd:
		l.List.TypedKey(ev)
	default:
		if c := fyne.CurrentApp().Driver().CanvasForObject(l); c != nil && c.OnTypedKey() != nil {
			c.OnTypedKey()(ev)
		}
	}
}

// TypedRune implements fyne.Focusable.
func (l *keyList) TypedRune(r rune) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(l); c != nil && c.OnTypedRune() != nil {
		c.OnTypedRune()(r)
	}
}
