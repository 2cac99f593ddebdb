package present

import (
	"slices"
	"strconv"
	"strings"

	"tillside/payments"
	"tillside/payments/checkout"
)

// Export is how payments are written into a file for a spreadsheet.
type Export struct {
	Name  string // of the table
	Comma rune   // between the cells of a text, as spreadsheets of the language expect it
	Head  []string
	Kinds []CellKind
	Row   func(checkout.Line) []string // of a text
	Cells func(checkout.Line) []string // of a workbook, where each cell says what it is
}

// CellKind is what a cell of a workbook holds.
type CellKind string

// The kinds of cells.
const (
	CellText   CellKind = ""
	CellAmount CellKind = "amount" // with a decimal point
	CellDay    CellKind = "day"    // 2006-01-02
	CellTime   CellKind = "time"   // 15:04:05
)

// The files that payments are written into.
const (
	EndingText     = ".csv"
	EndingWorkbook = ".xlsx"
)

// columns are those of the file, in their order.
var columns = []struct {
	head string
	kind CellKind
}{
	{"csv.day", CellDay}, {"csv.time", CellTime}, {"csv.kind", CellText}, {"csv.state", CellText}, {"csv.asked", CellAmount}, {"csv.moved", CellAmount},
	{"csv.currency", CellText}, {"csv.scheme", CellText}, {"csv.digits", CellText}, {"fact.authorisation", CellText}, {"fact.terminal", CellText},
	{"csv.note", CellText}, {"fact.reason", CellText}, {"fact.reference", CellText}, {"fact.original", CellText}, {"fact.transaction", CellText},
	{"fact.operator", CellText}, {"csv.tip", CellAmount}, {"csv.tip_after", CellAmount}, {"csv.tip_known", CellText},
}

// Export is the form of the file. badges name the terminals. Each of the fields that the shop notes
// beside a sale has a column at the end; what was noted under a name that it uses no more stands
// behind the note.
func (p *Presenter) Export(badges map[string]payments.Badge, fields ...string) Export {
	plain := p.but(func(m *manner) { m.numbers.Decimal = "." })
	e := Export{
		Name: p.say("screen.journal"), Comma: ',',
		Row: func(l checkout.Line) []string { return p.exported(l, badges, fields, harmless) },
		Cells: func(l checkout.Line) []string {
			return plain.exported(l, badges, fields, func(text string) string { return text })
		},
	}
	if p.numbers.Decimal == "," {
		e.Comma = ';'
	}
	for _, c := range columns {
		e.Head, e.Kinds = append(e.Head, p.say(c.head)), append(e.Kinds, c.kind)
	}
	for _, name := range fields {
		e.Head, e.Kinds = append(e.Head, harmless(name)), append(e.Kinds, CellText)
	}
	return e
}

// exported is a row. safe makes a text that somebody typed one that nothing runs.
func (p *Presenter) exported(l checkout.Line, badges map[string]payments.Badge, fields []string, safe func(string) string) []string {
	a := payments.Attempt{Intent: payments.Intent{Kind: l.Kind, Amount: l.Asked}, State: l.State, Notice: l.Notice}
	a.Outcome.Amounts.Charged = l.Moved
	moved, tip, after, known := "", "", "", ""
	if a.Effect().Sign() != 0 && !contradicted(a) { // a hold, and what amends or releases it, moves none
		moved, tip = p.plainNumber(signed(a)), p.plainNumber(l.Tip)
	}
	if t, ok := tipOn(l.Tips, l.Reference); ok {
		after, known = p.plainNumber(t.stated), p.known(t)
	}
	terminal := l.Terminal
	if b, ok := badges[l.Terminal]; ok {
		terminal = dotted(b.Letter, b.Name, b.Profile)
	}
	note, beside := l.Note, make([]string, len(fields))
	for _, field := range l.Fields {
		if i := slices.Index(fields, field.Name); i >= 0 {
			beside[i] = safe(field.Value)
		} else if field != (payments.Field{}) {
			note = dotted(note, fieldText(field))
		}
	}
	return append([]string{
		p.at(l.Created, "2006-01-02"), p.seconds(l.Created), p.kind(l.Kind), p.word(a), p.plainNumber(l.Asked), moved, string(l.Asked.Currency()),
		safe(l.Card.Scheme), safe(l.Card.Masked), safe(l.IDs.Authorisation), safe(terminal), safe(note), safe(l.Reason),
		safe(l.Reference), safe(l.Original), safe(l.IDs.Transaction), safe(l.Operator), tip, after, known,
	}, beside...)
}

// plainNumber is an amount as a spreadsheet reads it: without groups and with a plain minus.
func (p *Presenter) plainNumber(m payments.Money) string {
	if m.IsZero() {
		return ""
	}
	return strings.ReplaceAll(m.Format(payments.NumberFormat{Decimal: p.numbers.Decimal}), "−", "-")
}

// harmless keeps a spreadsheet from taking a text that somebody typed for a formula.
func harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(text)[0]) {
		return "'" + text
	}
	return text
}

// AskExport asks where the payments that are shown shall be written.
func (p *Presenter) AskExport(count int) Question {
	title := p.say("export.title.many", "Count", p.count(count))
	if count == 1 {
		title = p.say("export.title.one")
	}
	return Question{
		Title:       title,
		Body:        p.say("export.body"),
		ReasonLabel: p.say("export.file"),
		Confirm:     p.button(ActionExport, "export.confirm", ""),
		Other:       p.button(ActionExport, "export.workbook", ""),
		Keep:        p.button(ActionKeep, "export.keep", "Esc"),
	}
}

// ExportState is how far an export is.
type ExportState struct {
	Running   bool
	Done, All int
	File      string // where it was written; "" while it is not
}

// ExportNote says how far an export is; empty while there is none.
func (p *Presenter) ExportNote(s ExportState) string {
	switch {
	case s.Running:
		return p.say("export.running", "Done", p.count(s.Done), "All", p.count(s.All))
	case s.File != "":
		return p.say("export.done", "Count", p.count(s.Done), "File", oneLine(s.File, 200))
	}
	return ""
}

// count is a number of things, in groups of three digits.
func (p *Presenter) count(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + p.numbers.Group + digits[i:]
	}
	return digits
}

// ExportButton offers the export, or its end.
func (p *Presenter) ExportButton(s ExportState) string {
	if s.Running {
		return p.say("export.cancel")
	}
	return p.say("journal.export")
}
