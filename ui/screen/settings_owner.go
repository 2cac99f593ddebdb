package screen

import (
	"slices"
	"strconv"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// ownerFields are what the owner wants to be asked about, the limits of refunds, and who else is at
// the till.
type ownerFields struct {
	*choices
	AskAbove    *highestAmount
	title, body *widgets.Paragraph
	Most, Hour  *parts.Labelled
	Days        *parts.Labelled
	Unlinked    *parts.OptionSegments
	KeepFor     *parts.OptionSelect
	Panel       fyne.CanvasObject
	People      *peopleFields
	Fields      *fieldNames
}

func newOwnerFields(c *choices) *ownerFields {
	o := &ownerFields{choices: c, AskAbove: newHighestAmount(c), People: newPeopleFields(c), Fields: newFieldNames(c)}
	o.title = widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true})
	o.body = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	o.Most = parts.NewLabelled(c.access.Words, c.access.Display.Refresh, false, nil, o.keepMost)
	o.Hour = parts.NewLabelled(c.access.Words, c.access.Display.Refresh, false, nil, o.keepHour)
	o.Days = parts.NewLabelled(c.access.Words, c.access.Display.Refresh, false, nil, o.keepDays)
	o.Unlinked = parts.NewOptionSegments(2, func(v string) {
		o.edit(func(l *checkout.RefundLimits) { l.NoUnlinked = v == "no" })
	})
	o.KeepFor = parts.NewOptionSelect(o.keepFor)
	o.Panel = widgets.NewPanel(widgets.NewColumn(14, o.title, o.body, o.Most.Field, o.Hour.Field, o.Days.Field, o.Unlinked.Root, o.KeepFor.Root))
	return o
}

func (o *ownerFields) currency() payments.Currency {
	m := o.access.Model
	return m.Settings.CurrencyOf(m.Edited())
}

func (o *ownerFields) view() present.OwnerView {
	settings, c := o.access.Model.Settings, o.currency()
	return o.access.Words.Owner(settings.Limits.RefundsIn(c), c, o.otherThan(c))
}

// otherThan are the further currencies of the profiles.
func (o *ownerFields) otherThan(c payments.Currency) (others []payments.Currency) {
	m := o.access.Model
	for _, p := range m.Profiles() {
		if other := m.Settings.CurrencyOf(p.Key); other != c && !slices.Contains(others, other) {
			others = append(others, other)
		}
	}
	return others
}

func (o *ownerFields) edit(edit func(*checkout.RefundLimits)) {
	c := o.currency()
	next := o.access.Model.Settings.Limits.RefundsIn(c)
	edit(&next)
	if next != o.access.Model.Settings.Limits.RefundsIn(c) {
		o.change(func(n *present.Settings) { n.Limits = n.Limits.WithRefunds(c, next) })
	}
}

// enter starts with what is kept.
func (o *ownerFields) enter() {
	o.AskAbove.enter()
	o.People.enter()
	o.Fields.enter()
	v := o.view()
	o.Most.Problem, o.Hour.Problem, o.Days.Problem = "", "", ""
	o.Most.Entry.SetText(v.Most.Value)
	o.Hour.Entry.SetText(v.Hour.Value)
	o.Days.Entry.SetText(v.Days.Value)
}

func (o *ownerFields) render() {
	v := o.view()
	o.title.SetText(v.Title)
	o.body.SetText(v.Body)
	o.Most.Set(v.Most)
	o.Hour.Set(v.Hour)
	o.Days.Set(v.Days)
	o.Unlinked.Set(v.Unlinked)
	o.KeepFor.Set(o.access.Words.KeepFor(o.access.Model.Settings.Limits.KeepFor))
	o.People.render()
}

// keepMost keeps the highest refund. What is no amount is not kept, and the line below says so.
func (o *ownerFields) keepMost(text string) {
	most, wrong := o.access.Words.ReadRefundMost(text, o.currency())
	o.said(o.Most, wrong)
	if wrong == "" {
		o.edit(func(l *checkout.RefundLimits) { l.Most = most })
	}
}

func (o *ownerFields) keepHour(text string) {
	most, wrong := o.access.Words.ReadRefundMost(text, o.currency())
	o.said(o.Hour, wrong)
	if wrong == "" {
		o.edit(func(l *checkout.RefundLimits) { l.PerHour = most })
	}
}

func (o *ownerFields) keepDays(text string) {
	age, wrong := o.access.Words.ReadRefundDays(text)
	o.said(o.Days, wrong)
	if wrong == "" {
		o.edit(func(l *checkout.RefundLimits) { l.MaxAge = age })
	}
}

// keepFor keeps for how long what tells of a person is kept, and asks where that erases something.
func (o *ownerFields) keepFor(value string) {
	months, _ := strconv.Atoi(value)
	keep := func(string) { o.change(func(n *present.Settings) { n.Limits.KeepFor = months }) }
	q, erases := o.access.Words.AskKeepFor(months, o.access.Model.Settings.Limits.KeepFor)
	if !erases {
		keep("")
		return
	}
	o.access.Display.Refresh() // what is chosen is what is kept until it is confirmed
	o.access.Dialogs.Ask(q, keep)
}

func (o *ownerFields) said(field *parts.Labelled, wrong string) {
	if field.Problem != wrong {
		field.Problem = wrong
		o.access.Display.Refresh()
	}
}
