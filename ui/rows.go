package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"tillside/ui/present"
	"tillside/ui/widgets"
)

// paymentRows is a short list of payments in a side panel. Its widgets are made once.
type paymentRows struct {
	rows  []*widgets.RecentRow
	shown []present.PaymentRow
	box   *fyne.Container
}

func newPaymentRows(most int, chosen func(reference string)) *paymentRows {
	r := &paymentRows{box: widgets.NewColumn(0)}
	for i := range most {
		row := widgets.NewRecentRow(func() {
			if i < len(r.shown) {
				chosen(r.shown[i].Reference)
			}
		})
		r.rows = append(r.rows, row)
		r.box.Add(row)
	}
	return r
}

func (r *paymentRows) set(rows []present.PaymentRow) {
	r.shown = rows[:min(len(rows), len(r.rows))]
	for i, row := range r.rows {
		setVisible(row, i < len(r.shown))
		if i < len(r.shown) {
			row.Set(recentState(r.shown[i]))
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

// listPad is how far the texts of a list stay from its edges: the days, the payments and the
// search above them have the same edges.
const listPad = 16

// line is a row of a paymentList: a day, a payment, or the way to older ones.
type line struct {
	day, sum string
	payment  present.PaymentRow
	more     string
}

// paymentList is a list of payments, grouped by day or plain. Only what is visible has
// widgets, so a journal of any length opens at once.
type paymentList struct {
	lines    []line
	selected string
	chosen   func(reference string)
	older    func()
	quiet    bool // the program, not the person, is moving the selection
	list     *keyList
	root     fyne.CanvasObject
}

func newPaymentList(chosen func(reference string)) *paymentList {
	l := &paymentList{chosen: chosen, older: func() {}}
	l.list = newKeyList(l.length, newListRow, l.update)
	l.list.HideSeparators = true
	l.list.OnSelected = l.pressed
	l.root = l.list
	return l
}

// set shows payments without days, and the way to older ones.
func (l *paymentList) set(rows []present.PaymentRow, more string) {
	lines := make([]line, 0, len(rows))
	for _, row := range rows {
		lines = append(lines, line{payment: row})
	}
	if more != "" {
		lines = append(lines, line{more: more})
	}
	l.show(lines)
}

// setDays shows payments below their days, and the way to older ones.
func (l *paymentList) setDays(days []present.JournalDay, more, selected string) {
	l.selected = selected
	var lines []line
	for _, day := range days {
		lines = append(lines, line{day: day.Title, sum: day.Sum})
		for _, row := range day.Rows {
			lines = append(lines, line{payment: row})
		}
	}
	if more != "" {
		lines = append(lines, line{more: more})
	}
	l.show(lines)
}

func (l *paymentList) show(lines []line) {
	l.lines = lines
	row := newListRow().MinSize().Height
	for i, shown := range lines {
		high := row
		if shown.payment.Reference == "" {
			high = row * 0.75
		}
		l.list.SetItemHeight(i, high)
	}
	l.list.Refresh()
	l.point()
}

// point moves the list's selection to the selected payment, wherever it is now.
func (l *paymentList) point() {
	l.quiet = true
	defer func() { l.quiet = false }()
	for i, shown := range l.lines {
		if shown.payment.Reference != "" && shown.payment.Reference == l.selected {
			l.list.Select(i)
			return
		}
	}
	l.list.UnselectAll()
}

func (l *paymentList) length() int { return len(l.lines) }

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
	r.day = pad(r.header, listPad, 8)
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer implements fyne.Widget.
func (r *listRow) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewStack(r.day, r.payment))
}

func (l *paymentList) update(id widget.ListItemID, o fyne.CanvasObject) {
	row, ok := o.(*listRow)
	if !ok || id >= len(l.lines) {
		return
	}
	shown := l.lines[id]
	isPayment := shown.payment.Reference != ""
	setVisible(row.payment, isPayment)
	setVisible(row.day, !isPayment)
	switch {
	case isPayment:
		row.payment.Set(rowState(shown.payment))
	case shown.more != "":
		row.header.Set(shown.more, "")
	default:
		row.header.Set(shown.day, shown.sum)
	}
}

// pressed is called by mouse and keyboard alike.
func (l *paymentList) pressed(id widget.ListItemID) {
	if l.quiet || id >= len(l.lines) {
		return
	}
	shown := l.lines[id]
	l.point()
	switch {
	case shown.payment.Reference != "":
		l.chosen(shown.payment.Reference)
	case shown.more != "":
		l.older()
	}
}

// step gives the payment before or after the selected one.
func (l *paymentList) step(by int) (string, bool) {
	at := -1
	for i, shown := range l.lines {
		if shown.payment.Reference != "" && shown.payment.Reference == l.selected {
			at = i
		}
	}
	for i := at + by; i >= 0 && i < len(l.lines); i += by {
		if reference := l.lines[i].payment.Reference; reference != "" {
			l.list.ScrollTo(i)
			return reference, true
		}
	}
	return "", false
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
