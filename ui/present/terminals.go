package present

import "time"

// TerminalsInput is what the terminals screen is drawn from.
type TerminalsInput struct {
	Terminals []TerminalState
	Selected  string
	Problem   error
	KeyGone   bool
	Loading   bool
	Now       time.Time
}

// TerminalsView is the terminals screen.
type TerminalsView struct {
	Title   string
	Intro   string
	Rows    []TerminalRow
	Nothing *Sentence // instead of the rows
	Retry   Button
}

// TerminalRow is one terminal with what can be done to it.
type TerminalRow struct {
	Card   TerminalCard
	Name   Field
	Letter Field
	Ping   Button
}
