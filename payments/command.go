package payments

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

// CommandKind is what a terminal or the provider can be told to do that is no payment.
type CommandKind string

// The kinds of commands. What each is stands in the table of commands.
const (
	CommandPing         CommandKind = "ping"          // a sign of life
	CommandPrint        CommandKind = "print"         // a receipt on the terminal's own printer
	CommandReboot       CommandKind = "reboot"        // at once
	CommandRebootTime   CommandKind = "reboot_time"   // the hour at which it does so each day
	CommandBrightness   CommandKind = "brightness"    // of its screen
	CommandLocale       CommandKind = "locale"        // the language of its screen
	CommandPassword     CommandKind = "password"      // whether its settings ask for one
	CommandUnattended   CommandKind = "unattended"    // whether it shows the payment screen alone
	CommandBatchSummary CommandKind = "batch_summary" // what the acquirer counts in a batch
	CommandBatchDetail  CommandKind = "batch_detail"  // and each transaction of it
	CommandBatchClose   CommandKind = "batch_close"   // send the batch to be settled
	CommandLookUp       CommandKind = "look_up"       // what is filed under a reference that is none of ours
	CommandKeepCard     CommandKind = "keep_card"     // have a card presented and kept by the provider, without a sale
	CommandCardNumber   CommandKind = "card_number"   // have a card of the shop's own presented, and its number told
	CommandTip          CommandKind = "tip"           // another tip on top of a sale that is over
	CommandSignIn       CommandKind = "sign_in"       // somebody gave their PIN; told to nobody, and written down like the others
	CommandWrongPIN     CommandKind = "wrong_pin"     // somebody gave another; which one is kept nowhere
	CommandLockedOut    CommandKind = "locked_out"    // the last wrong one before theirs is locked, or one that was not looked at since
)

// CommandRow is one row of the table of commands.
type CommandRow struct {
	Kind     CommandKind
	Proof    Proof
	Disturbs bool // a payment that runs at the terminal
	Reads    bool // changes nothing
	Apart    bool // no terminal has a part in it, and no button of one gives it
}

// Proof says what shows that a command was carried out. That it was taken shows nothing.
type Proof string

// The proofs.
const (
	ProofNone   Proof = ""       // there is none: it was asked for, and that is all that is known
	ProofAnswer Proof = "answer" // the immediate answer is the provider's own statement
	ProofResult Proof = "result" // the terminal's result, by a handle
	ProofSilent Proof = "silent" // the terminal answers again after it was silent
	ProofCard   Proof = "card"   // the token for a card in the terminal's result, by a handle
	ProofNumber Proof = "number" // the number of a card in it
	ProofStated Proof = "stated" // what the provider states of a payment afterwards
)

// commands is the table. Every kind has a row.
var commands = []CommandRow{
	{Kind: CommandPing, Proof: ProofAnswer, Reads: true},
	{Kind: CommandPrint, Proof: ProofResult, Disturbs: true},
	{Kind: CommandReboot, Proof: ProofSilent, Disturbs: true},
	{Kind: CommandRebootTime},
	{Kind: CommandBrightness},
	{Kind: CommandLocale},
	{Kind: CommandPassword},
	{Kind: CommandUnattended},
	{Kind: CommandBatchSummary, Proof: ProofAnswer, Reads: true},
	{Kind: CommandBatchDetail, Proof: ProofAnswer, Reads: true},
	{Kind: CommandBatchClose, Proof: ProofAnswer},
	{Kind: CommandLookUp, Proof: ProofAnswer, Reads: true, Apart: true},
	{Kind: CommandKeepCard, Proof: ProofCard, Disturbs: true},
	{Kind: CommandCardNumber, Proof: ProofNumber, Disturbs: true},
	{Kind: CommandTip, Proof: ProofStated, Apart: true},
	{Kind: CommandSignIn, Apart: true},
	{Kind: CommandWrongPIN, Apart: true},
	{Kind: CommandLockedOut, Apart: true},
}

// CommandRows lists the table.
func CommandRows() []CommandRow { return slices.Clone(commands) }

// Row is the row of a kind. A word that is not in the table has an empty one: nothing
// proves it.
func (k CommandKind) Row() CommandRow {
	for _, row := range commands {
		if row.Kind == k {
			return row
		}
	}
	return CommandRow{}
}

// CommandSet is a set of kinds of commands, one bit for each row of the table.
type CommandSet uint64

// SetOf is the set of some kinds. A word that is not in the table is in no set.
func SetOf(kinds ...CommandKind) CommandSet {
	var set CommandSet
	for i, row := range commands {
		if slices.Contains(kinds, row.Kind) {
			set |= 1 << i
		}
	}
	return set
}

// Has reports whether a kind is in the set.
func (s CommandSet) Has(k CommandKind) bool { return s&SetOf(k) != 0 }

// OfBatch reports whether it is about a batch.
func (k CommandKind) OfBatch() bool {
	return k == CommandBatchSummary || k == CommandBatchDetail || k == CommandBatchClose
}

// Command is what was asked for, once.
type Command struct {
	Reference  string // UUID version 4, ours; no provider has a field for it
	RequestKey string // names the press of the button; taken once
	Kind       CommandKind
	Terminal   Terminal
	Account    Account
	Operator   string // who asked, where the till knows; "" where it does not
	Settings   CommandSettings
	Paper      string // what is to be printed, as the receipt came; not kept
	Created    time.Time
}

// CommandSettings are what a command was asked with. Those of other kinds are zero.
type CommandSettings struct {
	On              bool   // CommandPassword, CommandUnattended
	Locale          string // CommandLocale: "en_CA"
	Darkest         int    // CommandBrightness, in percent
	Brightest       int
	Hour            int    // CommandRebootTime, 0 to 23
	Force           bool   // CommandReboot: although a payment runs
	Batch           string // its number
	RetrievalNumber string // CommandBatchDetail: of one transaction of it; "" for all
	Receipt         string // CommandPrint, CommandTip: our reference of the payment
	Reference       string // CommandLookUp: as somebody has typed it
	Tip             TipChange
}

// ErrCommand refuses a command that no terminal could take.
var ErrCommand = errors.New("not a setting of a terminal")

// longestPaper is the longest receipt that is sent to a printer, and longestNumber the
// longest number of a batch.
const (
	longestPaper  = 256 << 10
	longestNumber = 40
)

// Check says whether the settings can be meant.
func (c Command) Check() error {
	row, fits := c.Kind.Row(), c.fits()
	if row.Apart {
		fits = c.fitsApart()
	}
	if !fits || row.Kind == "" || row.Apart != (c.Terminal.Serial == "") {
		return ErrCommand
	}
	return nil
}

// fits is Check for what a terminal or a batch is told.
func (c Command) fits() bool {
	s := c.Settings
	switch {
	case c.Kind == CommandLocale:
		return isLocale(s.Locale)
	case c.Kind == CommandBrightness:
		return 0 <= s.Darkest && s.Darkest <= s.Brightest && s.Brightest <= 100
	case c.Kind == CommandRebootTime:
		return 0 <= s.Hour && s.Hour <= 23
	case c.Kind == CommandPrint:
		return strings.TrimSpace(c.Paper) != "" && len(c.Paper) <= longestPaper
	case c.Kind.OfBatch():
		return isNumber(s.Batch) && (s.RetrievalNumber == "" || isNumber(s.RetrievalNumber))
	}
	return true
}

// fitsApart is Check for what no terminal has a part in.
func (c Command) fitsApart() bool {
	switch c.Kind {
	case CommandLookUp:
	case CommandTip:
		return c.Settings.Tip.fits()
	default:
		return c.Operator != ""
	}
	reference, ok := Sought(c.Settings.Reference)
	return ok && reference == c.Settings.Reference
}

// isLocale: "Two-letter language and country code", as in en_US.
func isLocale(s string) bool {
	return len(s) == 5 && s[2] == '_' && strings.Trim(s[:2], "abcdefghijklmnopqrstuvwxyz") == "" &&
		strings.Trim(s[3:], "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// isNumber reports whether a text may number a batch or a transaction. It is no card number.
func isNumber(s string) bool {
	return s != "" && len(s) <= longestNumber && !CardNumberIn(s) && strings.IndexFunc(s, func(r rune) bool {
		return r > '~' || !letterOrDigit(byte(r)) && r != '-'
	}) < 0
}

// CommandState is how far a command is known to have come.
type CommandState string

// The states of a command. Only Done says that something was done.
const (
	CommandAsked   CommandState = "asked"    // written down; perhaps sent
	CommandTaken   CommandState = "taken"    // the provider has passed it on; nothing shows that it was carried out
	CommandDone    CommandState = "done"     // proven
	CommandRefused CommandState = "refused"  // the provider or the terminal said no
	CommandNotSent CommandState = "not_sent" // no byte left this machine
	CommandUnknown CommandState = "unknown"  // perhaps taken, perhaps not
	CommandMisread CommandState = "misread"  // carried out with another amount than was asked for
)

// CommandStates lists every state.
func CommandStates() []CommandState {
	return []CommandState{CommandAsked, CommandTaken, CommandDone, CommandRefused, CommandNotSent, CommandUnknown, CommandMisread}
}

// CommandAnswer is what one call told about a command. What is not an explicit statement is
// CommandUnknown.
type CommandAnswer struct {
	State  CommandState
	Handle string // for CommandFollower; "" where there is none
	Answer Answer
	Batch  Batch    // of a command about one
	Listed []Listed // of a look-up
	Stated Stated   // of CommandTip
	Card   KeptCard // of CommandKeepCard; a secret that is written down nowhere

	Number CardNumber // of CommandCardNumber; its whole is written down nowhere
}

// Batch is what a provider says of a batch. Its amounts are kept as they were written: pages
// of one provider contradict each other about their unit, and a person must see what was said.
type Batch struct {
	Number string
	Status string // the provider's word
	Count  int    // transactions in it; -1 where it does not say
	Net    string // as it was written
	Lines  []BatchLine
}

// BatchLine is one transaction of a batch.
type BatchLine struct {
	Kind            string // the provider's word
	Amount          string // as it was written
	RetrievalNumber string
}

// Commander tells a terminal or the provider to do what is no payment. Command transmits at
// most once and returns no error: everything is an answer. NotSent only where it is proven
// that no byte was written; Done only on a statement that it was carried out.
type Commander interface {
	Commands() []CommandKind
	Command(ctx context.Context, c Command) CommandAnswer
}

// CommandFollower reads what became of a command by its handle; ok is false while nothing is
// known. It has no effect and may be repeated. The error, always an *Error, means that the
// call told nothing new.
type CommandFollower interface {
	CommandResult(ctx context.Context, handle string) (answer CommandAnswer, ok bool, err error)
}
