package logfile

import (
	"bytes"
	"io"
	"log/slog"
)

// What is written of the toolkit's own complaints: that there was one.
const (
	toolkitError  = "window toolkit reported an error"
	toolkitThread = "window toolkit was called on the wrong thread"
)

// toolkit holds the beginnings of the lines that Fyne writes with Go's standard logger, and
// what the log keeps of each; "" nothing.
var toolkit = []struct{ beginning, message string }{
	{"*** Error in Fyne call thread", toolkitThread},
	{"*** ", ""},
	{"Fyne error:", toolkitError},
	{"Fyne hint:", ""},
	{"  Cause:", ""},
	{"  At:", ""},
	{"  From:", ""},
	{"  Created at:", ""},
}

// Standard is where Go's standard logger is to write. Whoever uses it writes what he likes:
// net/http puts the first bytes there that a server sends without having been asked, and they
// may be the end of an answer about a card. So nothing of it reaches the log file, nor the
// console, which a desktop keeps in a file of its own. Fyne's lines, known by their beginnings,
// go to the console for whoever works on the program, and the log says that there were some.
func Standard(console io.Writer, log *slog.Logger) io.Writer {
	return &standard{console: console, log: log}
}

type standard struct {
	console io.Writer
	log     *slog.Logger
}

// Write takes one message, as the standard logger hands it over. It never fails: there is
// nobody to tell.
func (s *standard) Write(line []byte) (int, error) {
	for _, known := range toolkit {
		if !bytes.HasPrefix(line, []byte(known.beginning)) {
			continue
		}
		_, _ = s.console.Write(line)
		if known.message != "" {
			s.log.Warn(known.message)
		}
		break
	}
	return len(line), nil
}
