package ui

import (
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// optionSegments shows a short choice as segments with its label.
type optionSegments struct {
	choices  []present.Choice
	segments *widgets.Segments
	root     *widgets.Field
}

func newOptionSegments(count int, chosen func(value string)) *optionSegments {
	o := &optionSegments{}
	o.segments = widgets.NewSegments(make([]string, count), func(index int) {
		if index < len(o.choices) {
			chosen(o.choices[index].Value)
		}
	})
	o.root = widgets.NewField("", o.segments)
	return o
}

func (o *optionSegments) set(v present.Options) {
	o.choices = v.Choices
	o.root.SetLabel(v.Label)
	selected := -1
	for i, chip := range o.segments.Chips() {
		setVisible(chip, i < len(v.Choices))
	}
	for i, choice := range v.Choices {
		o.segments.SetText(i, choice.Label)
		if choice.Chosen {
			selected = i
		}
	}
	o.segments.Select(selected)
}

// optionSelect shows a long choice as a list that opens.
type optionSelect struct {
	choices []present.Choice
	setting bool
	list    *widgets.Choice
	root    *widgets.Field
}

func newOptionSelect(chosen func(value string)) *optionSelect {
	o := &optionSelect{}
	o.list = widgets.NewChoice(func(label string) {
		for _, choice := range o.choices {
			if choice.Label == label && !o.setting {
				chosen(choice.Value)
				return
			}
		}
	})
	o.root = widgets.NewField("", o.list)
	return o
}

func (o *optionSelect) set(v present.Options) {
	o.setting = true
	defer func() { o.setting = false }()
	o.choices = v.Choices
	o.root.SetLabel(v.Label)
	labels := make([]string, 0, len(v.Choices))
	chosen := ""
	for _, choice := range v.Choices {
		labels = append(labels, choice.Label)
		if choice.Chosen {
			chosen = choice.Label
		}
	}
	o.list.Options, o.list.PlaceHolder = labels, v.Unchosen
	switch {
	case o.list.Selected == chosen:
	case chosen == "":
		o.list.ClearSelected()
	default:
		o.list.SetSelected(chosen)
	}
}

// labelled is a text field with its label and its line of help.
type labelled struct {
	entry   *widgets.Entry
	field   *widgets.Field
	problem string
	card    bool // the problem is a card number
	limit   int
}

func newLabelled(words *present.Presenter, redraw func(), secret bool, entered func(), changed func(string)) *labelled {
	l := &labelled{entry: newEntry(entered)}
	l.entry.Password = secret
	l.field = widgets.NewField("", l.entry)
	follow := func(text string) {
		if !shorten(l.entry, l.limit) && changed != nil {
			changed(text)
		}
	}
	if secret {
		l.entry.OnChanged = follow
		return l
	}
	watch(words, l.entry, func(sentence string) {
		if l.card != (sentence != "") {
			l.card, l.problem = sentence != "", sentence
			redraw()
		}
	}, follow)
	return l
}

// set shows the labels; a field without a label is not shown.
func (l *labelled) set(v present.Field) {
	setVisible(l.field, v.Label != "")
	l.field.SetLabel(v.Label)
	l.entry.SetPlaceHolder(v.Placeholder)
	l.limit = v.Limit
	if l.problem != "" {
		l.field.SetError(l.problem)
		return
	}
	l.field.SetHelp(v.Hint)
}
