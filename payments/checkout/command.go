package checkout

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tillside/payments"

	"github.com/google/uuid"
)

// ErrDisturbs refuses a command that would disturb a payment that runs at the terminal, until
// a person has said that it shall be given all the same.
var ErrDisturbs = errors.New("a payment is open on this terminal")

// CommandRequest is what a person asks for with one press.
type CommandRequest struct {
	RequestKey string
	Kind       payments.CommandKind
	Terminal   payments.Terminal
	Operator   string
	Settings   payments.CommandSettings
	Paper      string
	Confirmed  bool // although a payment is open on the terminal
}

// CommandStep is one line about a command: how far it was known to have come, and when.
type CommandStep struct {
	Seq     int64 // position in the log, given by it
	Command payments.Command
	State   payments.CommandState
	At      time.Time // wall clock, UTC
	Answer  payments.Answer
	Handle  string
	Batch   payments.Batch
	Listed  []payments.Listed // of a look-up, without what it says of cards
	Stated  payments.Stated   // of CommandTip
}

// Noted is the one line about what somebody did at the till itself and nobody else was told.
func Noted(k payments.CommandKind, operator string, at time.Time) CommandStep {
	at = at.UTC().Round(0)
	c := payments.Command{Reference: uuid.NewString(), RequestKey: uuid.NewString(), Kind: k, Operator: operator, Created: at}
	return CommandStep{Command: c, State: payments.CommandDone, At: at}
}

// CommandLog is a Journal that also keeps commands: lines that are only ever added, the first
// of which is on the disk before anything leaves. A request key that was used before is
// ErrNonceTaken.
type CommandLog interface {
	AppendCommand(ctx context.Context, s CommandStep) error
	CommandReader
}

// CommandReader is what the screens read of it.
type CommandReader interface {
	// Commands lists the newest line of each command, the newest command first.
	Commands(ctx context.Context, q CommandQuery) ([]CommandStep, error)
}

// SignIns is a Reader that also knows who has given a PIN.
type SignIns interface {
	// SignIns lists who came to the till, whose PIN was wrong and whose is locked, newest first and as
	// many as there may be. A journal of before that was written down has none.
	SignIns(ctx context.Context, most int) ([]CommandStep, error)
}

// CommandQuery narrows a list of commands. Zero fields do not narrow.
type CommandQuery struct {
	Terminal string // Terminal.ID
	Kind     payments.CommandKind
	Receipt  string    // CommandSettings.Receipt
	Since    time.Time // asked for then or later; zero for all
	Limit    int       // 0 means 100, and less than 0 all of them
}

// Command writes a command down, gives it once and writes down what was answered. What it
// returns is as far as it has come; what shows later that it was carried out comes through
// Params.Told. An error means that nothing was sent, unless it is one of the journal's:
// then the log says that it was asked, and no more. A card is kept by KeepCard and
// read by CardNumber alone, and a tip adjusted by AdjustTip.
func (e *Engine) Command(ctx context.Context, r CommandRequest) (CommandStep, error) {
	if proof := r.Kind.Row().Proof; proof == payments.ProofCard || proof == payments.ProofNumber || proof == payments.ProofStated {
		return CommandStep{}, ErrUnsupported
	}
	return e.tellTerminal(ctx, r, func(run *commandRun) CommandStep {
		taken := run.step
		e.work.Go(func() { run.follow(e.life) })
		return taken
	})
}

// tellTerminal is Command with what is done about one that was passed on.
func (e *Engine) tellTerminal(ctx context.Context, r CommandRequest, follow func(*commandRun) CommandStep) (CommandStep, error) {
	if err := e.awaitReady(ctx); err != nil {
		return CommandStep{}, err
	}
	c, err := e.prepareCommand(ctx, r)
	if err != nil {
		return CommandStep{}, err
	}
	log, ok := e.p.Journal.(CommandLog)
	if !ok {
		return CommandStep{}, ErrUnsupported
	}
	if err := e.hold(); err != nil {
		return CommandStep{}, err
	}
	defer e.work.Done()
	run := &commandRun{e: e, log: log, step: CommandStep{Command: c}}
	if err := run.write(context.WithoutCancel(ctx), payments.CommandAnswer{State: payments.CommandAsked}); err != nil {
		return CommandStep{}, fmt.Errorf("write the command down: %w", err)
	}
	sending, stop := e.lasting(ctx)
	defer stop()
	if err := run.persist(run.give(sending)); err != nil {
		return run.step, err
	}
	if run.step.State == payments.CommandTaken {
		return follow(run), nil
	}
	return run.step, nil
}

// prepareCommand checks a request and makes the command, without writing anything.
func (e *Engine) prepareCommand(ctx context.Context, r CommandRequest) (payments.Command, error) {
	if !payments.Describe(e.p.Gateway).Can.Commands.Has(r.Kind) {
		return payments.Command{}, ErrUnsupported
	}
	if payments.CardNumberIn(r.Paper) {
		return payments.Command{}, ErrCardNumber
	}
	c := payments.Command{
		Reference: uuid.NewString(), RequestKey: r.RequestKey, Kind: r.Kind, Terminal: r.Terminal, Account: e.p.Account,
		Operator: r.Operator, Settings: r.Settings, Paper: r.Paper, Created: e.wall(),
	}
	operator, err := e.mayCommand(r.Kind)
	if err != nil {
		return payments.Command{}, err
	}
	if c.Operator == "" {
		c.Operator = operator.Name
	}
	if err := c.Check(); err != nil {
		return payments.Command{}, err
	}
	c.Settings.Force = false
	if !r.Kind.Row().Disturbs {
		return c, nil
	}
	busy, err := e.paymentOpen(ctx, r.Terminal)
	switch {
	case err != nil:
		return payments.Command{}, err
	case busy && !r.Confirmed:
		return payments.Command{}, ErrDisturbs
	}
	c.Settings.Force = busy && r.Kind == payments.CommandReboot
	return c, nil
}

// paymentOpen reports whether the journal holds a payment that is not settled on a terminal,
// whichever profile's it is: those with one key speak to the same terminal, whatever each of
// them calls it.
func (e *Engine) paymentOpen(ctx context.Context, t payments.Terminal) (bool, error) {
	open, err := e.p.Journal.Open(ctx)
	if err != nil {
		return false, fmt.Errorf("list open payments: %w", err)
	}
	for _, a := range open {
		same := a.Terminal.Serial == t.Serial && a.Terminal.Type == t.Type
		if same && (e.holds(a.Account) || a.Account.KeyFingerprint == e.p.Account.KeyFingerprint) {
			return true, nil
		}
	}
	return false, nil
}

// lasting is for what must not be cut short by a screen that is closed: it ends a little
// after the engine's life does.
func (e *Engine) lasting(ctx context.Context) (lasting context.Context, stop func()) {
	lasting, cancel := context.WithCancel(context.WithoutCancel(ctx))
	release := context.AfterFunc(e.life, func() { time.AfterFunc(lastWords, cancel) })
	return lasting, func() { release(); cancel() }
}

// leftCommands writes of each command that the last run has asked for and heard no answer
// to that nobody knows what became of it. It is best effort, as the log itself says no more.
func (e *Engine) leftCommands(ctx context.Context) {
	log, ok := e.p.Journal.(CommandLog)
	if !ok {
		return
	}
	left, err := log.Commands(ctx, CommandQuery{})
	if err != nil {
		e.p.Log.Warn("read journal", "error", err.Error())
		return
	}
	for _, s := range left {
		if s.State != payments.CommandAsked || s.Command.Account != e.p.Account {
			continue
		}
		run := &commandRun{e: e, log: log, step: s}
		if err := run.write(ctx, payments.CommandAnswer{State: payments.CommandUnknown}); err != nil {
			e.p.Log.Warn("write journal", "error", err.Error())
			return
		}
	}
}
