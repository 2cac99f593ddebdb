package ui

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// listedFonts is a theme that writes down which fonts it was asked for.
type listedFonts struct {
	fyne.Theme
	asked []fyne.TextStyle
	ill   bool
}

func (l *listedFonts) Font(style fyne.TextStyle) fyne.Resource {
	if l.ill {
		panic("no such font")
	}
	l.asked = append(l.asked, style)
	return l.Theme.Font(style)
}

func TestTheFirstScreensFindTheirFontsRead(t *testing.T) {
	fonts := &listedFonts{Theme: theme.DefaultTheme()}
	test.NewTempApp(t).Settings().SetTheme(fonts)
	fonts.asked = nil
	readFonts(slog.New(slog.DiscardHandler))()
	if len(fonts.asked) != 2 {
		t.Fatalf("read %v, want the plain and the bold font", fonts.asked)
	}
	for _, style := range []fyne.TextStyle{{}, {Bold: true}} {
		fyne.MeasureText("a text of its own", 17, style)
	}
	if len(fonts.asked) != 2 {
		t.Errorf("read again: %v", fonts.asked)
	}
}

func TestAFontThatCannotBeReadAheadIsLogged(t *testing.T) {
	fonts := &listedFonts{Theme: theme.DefaultTheme()}
	test.NewTempApp(t).Settings().SetTheme(fonts)
	fonts.ill = true
	defer func() { fonts.ill = false }()
	var log bytes.Buffer
	readFonts(slog.New(slog.NewTextHandler(&log, nil)))()
	if !strings.Contains(log.String(), "no such font") {
		t.Errorf("the log says %q", log.String())
	}
}
