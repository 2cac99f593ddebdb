package parts

import (
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// OptionSegments shows a short choice as segments with its label.
type OptionSegments struct {
	Choices  []present.Choice
	Segments *widgets.Segments
	Root     *widgets.Field
}

func NewOptionSegments(count int, chosen func(value string)) *OptionSegments {
	o := &OptionSegments{}
	o.Segments = widgets.NewSegments(make([]string, count), func(index int) {
		if index < len(o.Choices) {
			chosen(o.Choices[index].Value)
		}
	})
	o.Root = widgets.NewField("", o.Segments)
	return o
}

func (o *OptionSegments) Set(v present.Options) {
	o.Choices = v.Choices
	o.Root.SetLabel(v.Label)
	selected := -1
	for i, chip := range o.Segments.Chips() {
		widgets.SetVisible(chip, i < len(v.Choices))
	}
	for i, choice := range v.Choices {
		o.Segments.SetText(i, choice.Label)
		if choice.Chosen {
			selected = i
		}
	}
	o.Segments.Select(selected)
}

// OptionSelect shows a long choice as a list that opens.
type OptionSelect struct {
	Choices []present.Choice
	setting bool
	List    *widgets.Choice
	Root    *widgets.Field
}

func NewOptionSelect(chosen func(value string)) *OptionSelect {
	o := &OptionSelect{}
	o.List = widgets.NewChoice(func(label string) {
		for _, choice := range o.Choices {
			if choice.Label == label && !o.setting {
				chosen(choice.Value)
				return
			}
		}
	})
	o.Root = widgets.NewField("", o.List)
	return o
}

func (o *OptionSelect) Set(v present.Options) {
	o.setting = true
	defer func() { o.setting = false }()
	o.Choices = v.Choices
	o.Root.SetLabel(v.Label)
	labels := make([]string, 0, len(v.Choices))
	chosen := ""
	for _, choice := range v.Choices {
		labels = append(labels, choice.Label)
		if choice.Chosen {
			chosen = choice.Label
		}
	}
	o.List.Options, o.List.PlaceHolder = labels, v.Unchosen
	switch {
	case o.List.Selected == chosen:
	case chosen == "":
		o.List.ClearSelected()
	default:
		o.List.SetSelected(chosen)
	}
}

// Labelled is a text field with its label and its line of help.
type Labelled struct {
	Entry   *widgets.Entry
	Field   *widgets.Field
	Problem string
	card    bool // the problem is a card number
	limit   int
}

func NewLabelled(words *present.Presenter, redraw func(), secret bool, entered func(), changed func(string)) *Labelled {
	l := &Labelled{Entry: NewEntry(entered)}
	l.Entry.Password = secret
	l.Field = widgets.NewField("", l.Entry)
	follow := func(text string) {
		if !Shorten(l.Entry, l.limit) && changed != nil {
			changed(text)
		}
	}
	if secret {
		l.Entry.OnChanged = follow
		return l
	}
	Watch(words, l.Entry, func(sentence string) {
		if l.card != (sentence != "") {
			l.card, l.Problem = sentence != "", sentence
			redraw()
		}
	}, follow)
	return l
}

// Set shows the labels; a field without a label is not shown.
func (l *Labelled) Set(v present.Field) {
	widgets.SetVisible(l.Field, v.Label != "")
	l.Field.SetLabel(v.Label)
	l.Entry.SetPlaceHolder(v.Placeholder)
	l.limit = v.Limit
	if l.Problem != "" {
		l.Field.SetError(l.Problem)
		return
	}
	l.Field.SetHelp(v.Hint)
}
