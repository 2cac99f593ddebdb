package present

import "time"

// CustomerInput is what the window of one virtual terminal is drawn from.
type CustomerInput struct {
	Prompt Prompt
	Letter string
	Left   time.Duration // until it taps by itself; 0 for no countdown
}

// CustomerView is the window of the virtual terminal, played by the person who trains.
type CustomerView struct {
	Window  string // the window's title
	Title   string // "Terminal B"
	Amount  AmountText
	Screen  string // what the terminal shows
	Hint    string // "Left alone, it taps in 3 s."
	Actions []CustomerButton
}

// CustomerButton is one thing the customer can do.
type CustomerButton struct {
	Action  CustomerAction
	Label   string
	Tone    Tone
	Enabled bool
}
