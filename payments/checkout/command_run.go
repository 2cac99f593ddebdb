package checkout

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tillside/payments"
)

const (
	// resultPatience is how long a terminal may take to tell what became of a command.
	resultPatience = 2 * time.Minute
	// rebootPatience is how long a terminal may take to be silent and come back.
	rebootPatience = 10 * time.Minute
	// rebootLook is how often it is asked for a sign of life meanwhile.
	rebootLook = 10 * time.Second
	// answerTries is how often the answer to a command is written before that is given up.
	answerTries = 5
)

// commandRun is one command on its way. One goroutine at a time has it.
type commandRun struct {
	e    *Engine
	log  CommandLog
	step CommandStep // the newest line
}

// write commits a line and then tells it.
func (r *commandRun) write(ctx context.Context, a payments.CommandAnswer) error {
	next := CommandStep{
		Command: r.step.Command, State: a.State, At: r.e.wall(), Answer: a.Answer, Handle: a.Handle, Batch: a.Batch, Listed: a.Listed, Stated: a.Stated,
	}
	if err := r.log.AppendCommand(ctx, next); err != nil {
		return err
	}
	r.step = next
	if r.e.p.Told != nil {
		r.e.p.Told(next)
	}
	return nil
}

// persist is write for what is true outside already. It is tried for a few seconds; where the
// disk takes nothing, the log goes on saying that the command was asked, which is true.
func (r *commandRun) persist(a payments.CommandAnswer) error {
	var err error
	for try := range answerTries {
		if try > 0 && sleep(r.e.life, retryWrite) != nil {
			break
		}
		if err = r.write(context.WithoutCancel(r.e.life), a); err == nil {
			return nil
		}
		r.e.p.Log.Error("write journal", "reference", r.step.Command.Reference, "error", err.Error())
	}
	return fmt.Errorf("write down the answer: %w", err)
}

// give transmits the command, once.
func (r *commandRun) give(ctx context.Context) payments.CommandAnswer {
	c := r.step.Command
	if c.Kind == payments.CommandPing {
		_, err := r.e.Ping(ctx, c.Terminal)
		return pinged(err)
	}
	commander, ok := r.e.p.Gateway.(payments.Commander)
	if !ok {
		return payments.CommandAnswer{State: payments.CommandNotSent}
	}
	answer := commander.Command(ctx, c)
	if answer.State == payments.CommandDone && c.Kind.Row().Proof != payments.ProofAnswer || answer.State == payments.CommandAsked || answer.State == "" {
		answer.State = payments.CommandUnknown // a word that proves nothing
	}
	return answer
}

// pinged is what the end of a ping says. A busy terminal has answered as well.
func pinged(err error) payments.CommandAnswer {
	var e *payments.Error
	answer := payments.CommandAnswer{State: payments.CommandUnknown}
	switch {
	case err == nil:
		answer.State = payments.CommandDone
	case !errors.As(err, &e):
	case e.Kind == payments.ErrorBusy:
		answer.State, answer.Answer = payments.CommandDone, answerOf(e)
	default:
		answer.Answer = answerOf(e)
		if e.Unsent {
			answer.State = payments.CommandNotSent
		}
	}
	return answer
}

func answerOf(e *payments.Error) payments.Answer {
	return payments.Answer{Error: e.Kind, Code: e.Code, Status: e.Status, Detail: e.Detail}
}

// follow waits for what shows that a command was carried out.
func (r *commandRun) follow(ctx context.Context) {
	answer, proven := payments.CommandAnswer{}, false
	switch r.step.Command.Kind.Row().Proof {
	case payments.ProofResult:
		answer, proven = r.result(ctx)
	case payments.ProofSilent:
		answer, proven = r.returned(ctx)
	}
	if !proven {
		return // the log says that it was passed on, and that is all that is known
	}
	if err := r.persist(answer); err != nil {
		return // it was logged; the line before is still true
	}
}

// result reads what the terminal says of the command.
func (r *commandRun) result(ctx context.Context) (payments.CommandAnswer, bool) {
	follower, ok := r.e.p.Gateway.(payments.CommandFollower)
	if !ok || r.step.Handle == "" {
		return payments.CommandAnswer{}, false
	}
	patience, stop := context.WithTimeout(ctx, resultPatience)
	defer stop()
	for sleep(patience, firstLook) == nil {
		answer, known, err := follower.CommandResult(patience, r.step.Handle)
		r.e.clock.heardIn(err)
		if err == nil && known {
			return answer, true
		}
	}
	return payments.CommandAnswer{}, false
}

// returned pings the terminal until it has been silent and answers again. One that answers all
// the time has not been rebooted, as far as anybody can tell; a question that did not reach
// the provider says nothing of the terminal.
func (r *commandRun) returned(ctx context.Context) (payments.CommandAnswer, bool) {
	patience, stop := context.WithTimeout(ctx, rebootPatience)
	defer stop()
	silent := false
	for {
		_, err := r.e.Ping(patience, r.step.Command.Terminal)
		kind := payments.KindOf(err)
		switch {
		case err != nil && patience.Err() != nil:
			return payments.CommandAnswer{}, false
		case kind == payments.ErrorTerminalOff:
			silent = true
		case silent && (err == nil || kind == payments.ErrorBusy):
			return payments.CommandAnswer{State: payments.CommandDone}, true
		}
		if sleep(patience, rebootLook) != nil {
			return payments.CommandAnswer{}, false
		}
	}
}
