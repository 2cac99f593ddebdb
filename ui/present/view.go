package present

// Tone is what a colour means. The theme gives each tone its colours; words and a mark
// always say the same, so that colour is never alone.
type Tone string

// The tones.
const (
	ToneNeutral  Tone = "neutral"
	ToneBrand    Tone = "brand"
	ToneApproved Tone = "approved"
	ToneDeclined Tone = "declined"
	ToneWaiting  Tone = "waiting"
	ToneUnknown  Tone = "unknown"
	ToneCaution  Tone = "caution"
)

// Mark is the shape that stands beside a state.
type Mark string

// The marks.
const (
	MarkNone     Mark = ""
	MarkTick     Mark = "tick"
	MarkCross    Mark = "cross"
	MarkQuestion Mark = "question"
	MarkDot      Mark = "dot"
	MarkReturn   Mark = "return" // money went back to a card
)

// Action is what a press of a button asks for. Views switch on it and on nothing else.
type Action string

// The actions.
const (
	ActionCharge        Action = "charge"
	ActionAskNow        Action = "ask_now"
	ActionServeNext     Action = "serve_next"
	ActionCancel        Action = "cancel" // a wish to the terminal
	ActionNewSale       Action = "new_sale"
	ActionSameAmount    Action = "same_amount"  // the keypad, filled with the same amount; nothing starts
	ActionAnotherCard   Action = "another_card" // likewise, after a declined card
	ActionTakeRest      Action = "take_rest"    // the keypad, filled with what is still to pay
	ActionReverse       Action = "reverse"
	ActionRefund        Action = "refund"
	ActionUnlinked      Action = "unlinked_refund"
	ActionReceipt       Action = "receipt"
	ActionOpenReceipt   Action = "open_receipt" // in the browser
	ActionClose         Action = "close"        // with a reason
	ActionBack          Action = "back"
	ActionKeep          Action = "keep" // the "no" of a question: everything stays as it is
	ActionPing          Action = "ping"
	ActionIncrease      Action = "increase"
	ActionWay           Action = "way"
	ActionTip           Action = "tip"
	ActionTipBack       Action = "tip_back"
	ActionDecrease      Action = "decrease"
	ActionCapture       Action = "capture"
	ActionHold          Action = "hold"
	ActionPhone         Action = "phone_order"
	ActionKeepCard      Action = "keep_card"
	ActionTakeCard      Action = "take_card"
	ActionShowAgain     Action = "show_again"
	ActionRename        Action = "rename"
	ActionRemoveCard    Action = "remove_card"
	ActionTell          Action = "tell"     // one of them
	ActionControls      Action = "controls" // the settings of a terminal
	ActionRetry         Action = "retry"    // of reading or connecting, never of a payment
	ActionSettings      Action = "settings"
	ActionTraining      Action = "training"
	ActionConnect       Action = "connect"
	ActionTestKey       Action = "test_key"
	ActionForgetKey     Action = "forget_key"
	ActionAddProfile    Action = "add_profile"
	ActionForgetProfile Action = "forget_profile"
	ActionKeepSecret    Action = "keep_secret"
	ActionRepeat        Action = "repeat" // type the amount a second time
	ActionQuit          Action = "quit"
	ActionHere          Action = "here"     // a terminal belongs to this till
	ActionNotHere       Action = "not_here" // it does not
	ActionSignIn        Action = "sign_in"
	ActionApprove       Action = "approve" // a limit is lifted once
	ActionAddPerson     Action = "add_person"
	ActionNewPIN        Action = "new_pin"
	ActionRemovePerson  Action = "remove_person"
	ActionCheckJournal  Action = "check_journal"
	ActionFilter        Action = "filter"       // show the filter of the journal, or hide it
	ActionClearFilter   Action = "clear_filter" // show everything again
	ActionCloseDay      Action = "close_day"
	ActionSavePDF       Action = "save_pdf"
	ActionPrint         Action = "print"   // by the system's printer
	ActionErase         Action = "erase"   // what tells of a person
	ActionExport        Action = "export"  // what the journal shows, as a file
	ActionLookUp        Action = "look_up" // at the payment provider, what this till did not take
	ActionRestore       Action = "restore" // a backup of the journal

	ActionLookForVersion Action = "look_for_version"
	ActionVersionPage    Action = "version_page"

	ActionAddTerminal    Action = "add_terminal" // one that is typed in
	ActionCopy           Action = "copy"         // to the clipboard
	ActionRemoveTerminal Action = "remove_terminal"
)

// Button is one thing that can be pressed.
type Button struct {
	Action  Action
	Label   string
	Hint    string // a second, quieter text: "on B · By the door"; why it is disabled
	Key     string // the key that does the same, as printed: "Enter", "Esc", "Ctrl+N"
	Tone    Tone
	Enabled bool
	Main    bool // the main action of the screen: largest, and Enter
}

// AmountText is an amount in two parts, because the number is set much larger than the
// currency.
type AmountText struct {
	Number string // "12.40", "−5.00"
	Code   string // "EUR"
}

// String is the amount on one line, "12.40 EUR"; empty when there is none.
func (a AmountText) String() string {
	if a.Code == "" {
		return a.Number
	}
	return a.Number + " " + a.Code
}

// BadgeView is a terminal's letter and colour.
type BadgeView struct {
	Letter string
	Colour int
	Name   string // "By the door"
	Place  string // "B · By the door", for sentences
}

// Sentence is what a person is told when something went wrong: what happened (the money
// first), why, and what to do next.
type Sentence struct {
	Title string
	Body  string
	Next  string
}

// String is the whole of it on one line, for a screen reader.
func (s Sentence) String() string { return joinSentences(s.Title+".", s.Body, s.Next) }

// Question is a confirmation. Confirm carries its verb and amount, Keep leaves everything
// as it is; neither is ever called yes or no.
type Question struct {
	Title       string
	Body        string
	Warning     string // set apart; empty for none
	ReasonLabel string // a reason must be typed when this is not empty
	ReasonHint  string // an example of one
	Secret      bool   // the reason is a PIN, and is not shown
	Confirm     Button
	Other       Button // another way to do it; one without a label is not there
	Keep        Button
}

// PaymentRow is one attempt in a list.
type PaymentRow struct {
	Reference string
	Time      string // "14:02"
	Badge     BadgeView
	Tone      Tone
	Mark      Mark
	Word      string // "Paid", "Declined", "Not known yet"
	Detail    string // "Visa ··0936 · order 118"
	Who       string // asked for it; "" where nobody is named
	Amount    AmountText
	Faded     bool // no money moved: the amount steps back
}

// TerminalCard is one terminal in a list.
type TerminalCard struct {
	ID       string
	Badge    BadgeView
	Name     string // "By the door", or "Terminal B" while it has no name
	Model    string // "PAXA920 · 1547854757"
	Health   string // "answered 14 s ago", "silent since 09:12", "not asked yet"
	Battery  string // "Battery 54 %, charging"; empty when it did not say
	Silent   bool
	Busy     string // "a payment is open here"; empty when free
	Selected bool
}
