package present

import (
	"context"
	"errors"
	"strconv"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// Problems that are found outside the engine and the gateway. The program wraps what it
// meets at its edges in one of these.
var (
	ErrKeyring      = errors.New("the keyring did not answer")
	ErrKeyBack      = errors.New("the keyring answers again")
	ErrInUse        = errors.New("another Tillside has this journal open")
	ErrFolder       = errors.New("the data folder cannot be used")
	ErrFolderRemote = errors.New("the data folder is on a network drive")
	ErrSettings     = errors.New("the settings cannot be kept")
	ErrSettingsRead = errors.New("the settings cannot be read")
	ErrSettingsNew  = errors.New("the settings were written by a newer Tillside")
	ErrBrowser      = errors.New("the browser could not be opened")
	ErrNoPrinter    = errors.New("the system has no printer")
	ErrPrint        = errors.New("the printer did not take it")
	ErrNoScreen     = errors.New("no window can be drawn")

	ErrExport       = errors.New("the export could not be written")
	ErrExportExists = errors.New("there is a file of this name already")

	ErrReceiptHost = errors.New("the receipt is not at the payment provider's")
)

// sentences maps errors to the stem of their three keys. The first that matches counts.
var sentences = []struct {
	err error
	key string
}{
	{ErrSettingsNew, "error.settings_newer"}, // before what is said of a journal: they are kept alike
	{ErrSettingsRead, "error.settings_read"},
	{ErrExportExists, "error.export_exists"}, // before the reasons that a disk may have
	{ErrExport, "error.export"},
	{checkout.ErrNonceTaken, "error.nonce_taken"},
	{checkout.ErrTerminalTaken, "error.terminal_taken"},
	{checkout.ErrOriginalTaken, "error.original_taken"},
	{checkout.ErrStale, "error.stale"},
	{checkout.ErrNoAttempt, "error.no_attempt"},
	{checkout.ErrJournalFull, "error.journal_full"},
	{checkout.ErrJournalRead, "error.journal_read"},
	{checkout.ErrJournalNewer, "error.journal_newer"},
	{checkout.ErrNoBackup, "error.no_backup"},
	{checkout.ErrBackupTorn, "error.backup_torn"},
	{checkout.ErrTampered, "error.journal_changed"},
	{checkout.ErrJournalBroken, "error.journal_broken"},
	{checkout.ErrJournal, "error.journal"},
	{checkout.ErrUnsupported, "error.unsupported"},
	{checkout.ErrAmountRange, "error.amount_range"},
	{checkout.ErrTooSoon, "error.too_soon"},
	{checkout.ErrTooLate, "error.too_late"}, // before what it is one of
	{checkout.ErrUnclear, "error.unclear"},  // likewise
	{checkout.ErrNotRefundable, "error.not_refundable"},
	{checkout.ErrNotSeen, "error.not_seen"},
	{checkout.ErrOurs, "error.ours"},
	{checkout.ErrOverRefund, "error.over_refund"},
	{checkout.ErrOverLimit, "error.over_limit"},
	{checkout.ErrDayClosed, "error.day_closed"},
	{checkout.ErrOverAge, "error.over_age"},
	{checkout.ErrNoUnlinked, "error.no_unlinked"},
	{checkout.ErrOverHour, "error.over_hour"},
	{checkout.ErrNeedsApproval, "error.needs_approval"},
	{checkout.ErrNobody, "error.nobody"},
	{checkout.ErrNotAllowed, "error.not_allowed"},
	{checkout.ErrWrongPIN, "error.wrong_pin"},
	{checkout.ErrLockedOut, "error.locked_out"},
	{checkout.ErrBadPIN, "error.bad_pin"},
	{checkout.ErrBadName, "error.bad_name"},
	{checkout.ErrNameTaken, "error.name_taken"},
	{checkout.ErrNoOperator, "error.no_operator"},
	{checkout.ErrLastOwner, "error.last_owner"},
	{checkout.ErrNoPepper, "error.no_pepper"},
	{checkout.ErrPINUnchecked, "error.pin_unchecked"},
	{checkout.ErrHoldOver, "error.hold_over"},
	{checkout.ErrUnits, "error.units"},
	{checkout.ErrHoldLate, "error.hold_late"},
	{checkout.ErrOverHold, "error.over_hold"},
	{checkout.ErrWholeHold, "error.whole_hold"},
	{checkout.ErrTipOver, "error.tip_over"},
	{checkout.ErrTips, "error.tips"},
	{checkout.ErrTipThere, "error.tip_there"},
	{checkout.ErrTipAdjusted, "error.tip_adjusted"},
	{checkout.ErrDisturbs, "error.disturbs"},
	{payments.ErrCommand, "error.command"},
	{checkout.ErrNoReason, "error.no_reason"},
	{checkout.ErrCardNumber, "error.card_number"},
	{checkout.ErrNotErasable, "error.not_erasable"},
	{checkout.ErrNotClosable, "error.not_closable"},
	{checkout.ErrWrongAccount, "error.wrong_account"},
	{checkout.ErrStopped, "error.stopped"},
	{checkout.ErrVirtualPayment, "error.virtual"},
	{checkout.ErrNoTerminal, "error.no_terminal"},
	{checkout.ErrCardUse, "error.card_use"},
	{payments.ErrLacking, "error.lacking"},
	{payments.ErrNoCard, "error.no_card"},
	{payments.ErrCardName, "error.card_name"},
	{ErrCardNameTaken, "error.card_name_taken"},
	{ErrCardsFull, "error.cards_full"},
	{ErrNoSuchCard, "error.no_such_card"},
	{ErrCardsClosed, "error.cards_closed"},
	{ErrCardRefused, "error.card_refused"},
	{ErrCardUnsent, "error.card_unsent"},
	{ErrCardUnclear, "error.card_unclear"},
	{checkout.ErrTooEarly, "error.too_early"},
	{ErrKeyring, "error.keyring"},
	{ErrInUse, "error.in_use"},
	{ErrFolder, "error.folder"},
	{ErrFolderRemote, "error.folder_remote"},
	{ErrSettings, "error.settings"},
	{payments.ErrAddress, "error.address"},
	{payments.ErrProvider, "error.provider"},
	{payments.ErrEnvironment, "error.environment"},
	{ErrBrowser, "error.browser"},
	{ErrNoPrinter, "error.no_printer"},
	{ErrPrint, "error.print"},
	{ErrNoScreen, "error.no_screen"},
	{ErrReceiptHost, "error.receipt_host"},
	{ErrListenBusy, "error.listen_busy"},
	{ErrListen, "error.listen"},
	{ErrCallbackURL, "error.callback_url"},
	{ErrVersionsUnreached, "error.versions_unreached"},
	{ErrVersionsUnread, "error.versions_unread"},
	{ErrVersionsTooLong, "error.versions_too_long"},
	{ErrVersionsNone, "error.versions_none"},
	{payments.ErrAmount, "error.amount"},
	{payments.ErrCurrency, "error.currency"},
	{payments.ErrMixedCurrencies, "error.currency"},
	{payments.ErrOverflow, "error.amount_range"},
}

// Error is what a person is told about an error: what happened, why, what to do next. An
// error that nobody foresaw gets a sentence that is safe for the money; its own text is
// for the log.
func (p *Presenter) Error(err error) Sentence {
	s := p.sentence(errorKey(err))
	if errors.Is(err, checkout.ErrLookupFailed) {
		// The cause tells what to do; that nothing was started comes first.
		s.Body = p.say("error.lookup_failed.body")
	}
	var soon *checkout.TooSoon
	if errors.As(err, &soon) {
		seconds := int64((soon.Wait + time.Second - 1) / time.Second)
		s.Next = p.say("error.too_soon.wait", "Seconds", strconv.FormatInt(seconds, 10))
	}
	var full *checkout.NoSpace
	if errors.As(err, &full) && full.Missing() > 0 {
		s.Next = p.say("error.journal_full.free", "Size", roundedUp(full.Missing()), "Folder", oneLine(full.Folder, 120))
	}
	return s
}

// errorHere is what is said of an error on the screen of the payment that it is about. Nobody
// is sent there to look at it.
func (p *Presenter) errorHere(err error) string {
	s, key := p.Error(err), errorKey(err)
	switch key {
	case "error.keyring":
		return p.say("error.keyring.here")
	case "error.timeout", "error.broken", "error.server", "error.unreadable", "error.interrupted":
		s.Next = p.say("error.next_here")
	case "error.old_copy":
		s.Next = p.say("error.old_copy.next_here")
	}
	return s.String()
}

func errorKey(err error) string {
	for _, s := range sentences {
		if errors.Is(err, s.err) {
			return s.key
		}
	}
	for _, kind := range payments.ErrorKinds() {
		if payments.KindOf(err) == kind {
			return "error." + string(kind)
		}
	}
	switch {
	case errors.Is(err, checkout.ErrLookupFailed):
		return "error.lookup_failed"
	case errors.Is(err, context.Canceled):
		return "error.interrupted"
	case errors.Is(err, context.DeadlineExceeded):
		return "error.timeout"
	}
	return "error.unforeseen"
}

func (p *Presenter) sentence(stem string) Sentence {
	return Sentence{Title: p.say(stem + ".title"), Body: p.say(stem + ".body"), Next: p.say(stem + ".next")}
}

// BlockedView is shown when the program cannot work at all, a damaged journal for one.
type BlockedView struct {
	Sentence Sentence
	Buttons  []Button
}

// Blocked is the screen of a problem that stops everything in this mode. What changes
// nothing is the main button: a hurried Enter must not try a damaged journal once more. A
// mode that does not exist is not tried again; another one is chosen.
func (p *Presenter) Blocked(err error) BlockedView {
	again := p.button(ActionRetry, "button.try_again", "")
	if errors.Is(err, payments.ErrProvider) || errors.Is(err, payments.ErrEnvironment) {
		again = p.OpenSettings()
	}
	return BlockedView{Sentence: p.Error(err), Buttons: []Button{
		p.main(ActionQuit, "button.quit"), p.button(ActionTraining, "button.training", ""), again,
	}}
}
