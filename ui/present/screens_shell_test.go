package present_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

func settingsScreens(p *present.Presenter) string {
	var w page
	read := func(p *present.Presenter, name string, in present.SettingsInput) {
		v := p.Settings(in)
		w.head("settings: %s", name)
		w.line(v.Title, v.About)
		if len(v.Provider.Choice.Choices) > 0 {
			w.options(v.Provider.Choice, 9)
		}
		w.options(v.Environment, 9)
		w.line(v.Meaning, v.Provider.Lacks)
		for _, c := range v.Provider.Choices {
			w.options(c.Options, 9)
			w.line(c.Meaning)
		}
		if v.Key.Shown {
			w.field(v.Key.Field)
			w.buttons(v.Key.Test, v.Key.Forget)
		}
		w.line(v.Key.State, string(v.Key.Tone))
		w.sentence(v.Key.Error)
		for _, other := range v.Key.Others {
			w.field(other.Field)
			w.buttons(other.Keep, other.Forget)
			w.line(other.State, string(other.Tone))
		}
		for _, host := range v.Hosts {
			w.field(host)
		}
		w.field(v.Shop)
		w.options(v.Currency, 3)
		w.field(v.AskAbove)
		w.options(v.Theme, 9)
		w.options(v.TextSize, 9)
		w.options(v.Locale, 9)
		w.callbacks(v.Callbacks)
		w.sentence(v.Problem)
	}
	show := func(name string, in present.SettingsInput) { read(p, name, in) }
	for _, e := range places {
		s := present.DefaultSettings()
		s.Environment, s.Shop = e, "Harbour Books"
		show(e, present.SettingsInput{Settings: s, Key: present.KeyKept, Info: handpoint, Version: "1.0.0"})
	}
	live := present.DefaultSettings()
	live.Environment = "production"
	for _, k := range []present.KeyState{
		present.KeyMissing, present.KeyInMemory, present.KeyTesting, present.KeyWorks, present.KeyFails, present.KeyUnread, present.KeyNotAsked,
	} {
		in := present.SettingsInput{Settings: live, Key: k, KeyTyped: true, Found: 3}
		if k == present.KeyUnread {
			in.KeyError = present.ErrKeyring
		}
		if k == present.KeyFails {
			in.KeyError = &payments.Error{Kind: payments.ErrorUnauthorised}
		}
		show("key "+string(k), in)
	}
	show("one terminal", present.SettingsInput{Settings: live, Key: present.KeyWorks, Found: 1})
	show("no terminal", present.SettingsInput{Settings: live, Key: present.KeyWorks})
	show("not kept", present.SettingsInput{Settings: present.DefaultSettings(), Problem: present.ErrSettings})
	live.Callbacks = present.Callbacks{On: true, Listen: "192.168.1.20:8130", URL: "https://till.example/results"}
	show("results are brought", present.SettingsInput{Settings: live, Key: present.KeyKept, CallbackURL: live.Callbacks.URL})
	live.Callbacks.URL = "http://192.168.1.20:8130/results"
	show("results over http", present.SettingsInput{Settings: live, Key: present.KeyKept, CallbackURL: live.Callbacks.URL})
	for _, problem := range []error{present.ErrListenBusy, present.ErrListen, present.ErrCallbackURL} {
		show(problem.Error(), present.SettingsInput{Settings: live, Key: present.KeyKept, CallbackProblem: problem})
	}
	practice := present.DefaultSettings()
	practice.Environment, practice.Callbacks.On = "training", true
	show("results in training", present.SettingsInput{Settings: practice, CallbackURL: "http://127.0.0.1:40123/results"})
	custom := present.DefaultSettings()
	custom.Environment = "custom"
	show("addresses of the command line", present.SettingsInput{Settings: custom, CommandLine: map[string]string{
		"cloud": "https://cloud.example", "status": "https://status.example",
	}})
	two := p.Offering(payments.Providers{provider, harbour})
	settingsOfTwo(&w, two, read)
	settingsOfIsland(&w, p, read)
	_, wrong, _ := p.ReadAskAbove("a lot", "EUR")
	w.line(wrong)
	first := p.FirstRun("")
	w.head("first run")
	w.line(first.Title)
	w.line(first.Body)
	w.buttons(first.Training, first.Connect)
	w.head("forgetting the key")
	leave, _ := p.AskLeave(2)
	w.question(leave)
	w.question(p.AskForgetSecret("production", payments.CredentialAPI, 0))
	w.question(two.AskForgetSecret("harbour/uat", payments.CredentialRefunds, 0))
	return w.String()
}

// settingsOfTwo are those of a program with a second provider.
func settingsOfTwo(w *page, two *present.Presenter, read func(*present.Presenter, string, present.SettingsInput)) {
	for _, place := range []string{"development", "harbour/live", "harbour/lab", "harbour/custom", "acme/live"} {
		s := present.DefaultSettings()
		s.Environment = place
		s.Hosts["harbour/refunds"] = "https://refunds.example"
		read(two, "two providers, "+place, present.SettingsInput{Settings: s, Key: present.KeyMissing, Secrets: map[string]bool{"refunds": place == "harbour/lab"}})
	}
	read(two, "what is kept is not known", present.SettingsInput{Settings: func() present.Settings {
		s := present.DefaultSettings()
		s.Environment = "harbour/live"
		return s
	}(), Key: present.KeyUnread})
	typed := harbour
	typed.Terminals.Typed = true
	s := present.DefaultSettings()
	s.Environment = "harbour/live"
	read(two.Offering(payments.Providers{provider, typed}), "terminals that are typed in", present.SettingsInput{Settings: s, Key: present.KeyWorks})
	w.line(two.CheckSecret("harbour/live", "api", payments.NewSecret("x")))
}

func shellScreens(p *present.Presenter) string {
	var w page
	opening := p.Opening()
	w.head("opening")
	w.line(p.ProgramName(), p.Backspace(), p.Silent())
	w.sentence(&opening)
	closing := p.Closing()
	w.head("closing")
	w.sentence(&closing)
	leaving, _ := p.AskClosing(unfinished(payments.KindSale, payments.StateWaiting))
	w.question(leaving)
	w.buttons(p.Understood(), p.Back(), p.CloseWindow(), p.OpenSettings())
	w.head("navigation")
	for _, n := range p.Navigation() {
		w.line(n.Label)
	}
	w.head("banners")
	for _, e := range places {
		b := p.Banner(e)
		w.line(b.Text, b.Short, string(b.Tone), map[bool]string{true: "striped"}[b.Striped])
	}
	keys := p.Shortcuts()
	w.head("%s", keys.Title)
	for _, r := range keys.Rows {
		w.line(r.Keys+":", r.Does)
	}
	w.buttons(keys.Close)
	showTerminals(&w, p)
	showCustomer(&w, p)
	showReceipts(&w, p)
	return w.String()
}

func showTerminals(w *page, p *present.Presenter) {
	show := func(name string, in present.TerminalsInput) {
		in.Now = now
		v := p.Terminals(in)
		w.head("terminals: %s", name)
		w.line(v.Title + ". " + v.Intro)
		for _, r := range v.Rows {
			w.cards([]present.TerminalCard{r.Card})
			w.field(r.Name)
			w.field(r.Letter)
			w.buttons(r.Ping)
			if r.Here.Label != "" {
				w.buttons(r.Here)
			}
		}
		w.line(v.Find)
		w.line(v.Note)
		w.sentence(v.Nothing)
		w.buttons(v.Retry)
	}
	asking := terminals()
	asking[0].Asking, asking[1].Open = true, true
	show("three", present.TerminalsInput{Terminals: asking, Selected: door.ID(), Can: handpoint.Can})
	crowd := crowdOf(60)
	show("many, and nobody has chosen", present.TerminalsInput{Terminals: crowd[:2], All: crowd, Can: handpoint.Can})
	mine := map[string]bool{crowd[0].Terminal.ID(): true}
	show("many, of which one is here", present.TerminalsInput{Terminals: crowd[:1], All: crowd, Here: mine})
	show("two, of which one is here", present.TerminalsInput{Terminals: crowd[:1], All: crowd[:2], Here: mine})
	show("one that is sought", present.TerminalsInput{Terminals: crowd[:1], All: crowd, Here: mine, Sought: " ab"})
	show("one that is not there", present.TerminalsInput{Terminals: crowd[:1], All: crowd, Here: mine, Sought: "zzz"})
	few := present.TerminalsInput{Terminals: crowd[:1], All: crowd[:21], Here: mine, Sought: "900"}
	w.line(p.Terminals(few).Note)
	few.All = crowd
	w.line(p.Terminals(few).Note)
	show("being listed", present.TerminalsInput{Loading: true})
	show("none", present.TerminalsInput{})
	show("no key", present.TerminalsInput{KeyGone: true})
	show("no connection", present.TerminalsInput{Problem: &payments.Error{Kind: payments.ErrorPortal}})
	show("typed in, none", present.TerminalsInput{Typed: true})
	show("typed in, one", present.TerminalsInput{Typed: true, Terminals: terminals()[:1]})
	show("typed in, no connection", present.TerminalsInput{Typed: true, Problem: &payments.Error{Kind: payments.ErrorPortal}})
}

func showCustomer(w *page, p *present.Presenter) {
	show := func(prompt present.Prompt, left time.Duration) {
		v := p.Customer(present.CustomerInput{Prompt: prompt, Letter: "B", Left: left})
		w.line(v.Window, v.Title, v.Amount.String())
		w.line(v.Screen, v.Hint)
		for _, a := range v.Actions {
			w.line("  "+map[bool]string{true: "[" + a.Label + "]", false: a.Label + " (off)"}[a.Enabled], string(a.Tone))
		}
	}
	stages := []present.CustomerStage{
		present.StageIdle, present.StageTip, present.StageCard, present.StagePIN, present.StageSign, present.StageProcessing, present.StageDone, "",
	}
	for _, s := range stages {
		w.head("virtual terminal: %s", s)
		show(present.Prompt{Terminal: door, Stage: s, Amount: eur(1240), Kind: payments.KindSale}, 3500*time.Millisecond)
	}
	for _, k := range payments.Kinds() {
		w.head("virtual terminal: %s", k)
		show(present.Prompt{Terminal: door, Stage: present.StageCard, Amount: eur(1240), Kind: k}, 0)
	}
}

func showReceipts(w *page, p *present.Presenter) {
	show := func(name string, in present.ReceiptsInput) {
		v := p.Receipts(in)
		w.head("receipt: %s", name)
		for _, t := range v.Tabs {
			w.line(choice(t))
		}
		w.line(string(v.Chosen.Body))
		w.sentence(v.Missing)
		w.buttons(v.Open, p.PrintReceipt(v, door, badgeA, false))
	}
	paid := attempt(payments.KindSale, payments.StateApproved)
	merchant := checkout.Receipt{Copy: checkout.CopyMerchant, Type: "text/html", Body: []byte("<p>merchant</p>")}
	customer := checkout.Receipt{Copy: checkout.CopyCustomer, Type: "text/html", Body: []byte("<p>customer</p>"), Location: "https://receipts.example/c"}
	both := []checkout.Receipt{merchant, customer, {Copy: checkout.CopySignature, Body: []byte("png")}}
	show("both", present.ReceiptsInput{Attempt: paid, Receipts: both})
	show("merchant copy", present.ReceiptsInput{Attempt: paid, Receipts: both, Chosen: checkout.CopyMerchant})
	show("announced", present.ReceiptsInput{Attempt: paid})
	show("on its way", present.ReceiptsInput{Attempt: paid, Loading: true})
	paid.Outcome.Receipts = payments.Receipts{}
	show("none", present.ReceiptsInput{Attempt: paid})
}

// mistakes are all errors that a screen may have to explain.
func mistakes() []error {
	all := []error{
		checkout.ErrNonceTaken, checkout.ErrTerminalTaken, checkout.ErrOriginalTaken, checkout.ErrStale, checkout.ErrNoAttempt,
		checkout.ErrJournalFull, checkout.ErrJournalRead, checkout.ErrJournalNewer, checkout.ErrJournalBroken, checkout.ErrJournal,
		checkout.ErrNoBackup, checkout.ErrBackupTorn, checkout.ErrTampered,
		checkout.ErrUnsupported, checkout.ErrAmountRange, checkout.ErrNotRefundable, checkout.ErrUnclear, checkout.ErrNotSeen, checkout.ErrOurs, checkout.ErrOverRefund, checkout.ErrHoldOver, checkout.ErrHoldLate, checkout.ErrUnits,
		checkout.ErrOverHold, checkout.ErrWholeHold, checkout.ErrTipOver, checkout.ErrTips, checkout.ErrTipThere, checkout.ErrTipAdjusted, checkout.ErrDisturbs, payments.ErrCommand, checkout.ErrNoReason, checkout.ErrCardNumber,
		checkout.ErrNotErasable, checkout.ErrNotClosable, checkout.ErrWrongAccount, checkout.ErrStopped, checkout.ErrLookupFailed, checkout.ErrVirtualPayment, checkout.ErrNoTerminal, checkout.ErrTooEarly, checkout.ErrTooLate,
		checkout.ErrCardUse, payments.ErrLacking, payments.ErrNoCard, payments.ErrCardName, present.ErrCardNameTaken, present.ErrCardsFull, present.ErrNoSuchCard, present.ErrCardsClosed, present.ErrCardRefused, present.ErrCardUnsent, present.ErrCardUnclear,
		present.ErrKeyring, present.ErrInUse, present.ErrFolder, present.ErrFolderRemote, present.ErrSettings, present.ErrSettingsNew, present.ErrSettingsRead, payments.ErrAddress, payments.ErrProvider, payments.ErrEnvironment, present.ErrBrowser, present.ErrNoScreen, present.ErrNoPrinter, present.ErrPrint, present.ErrReceiptHost, present.ErrExport, present.ErrExportExists, checkout.ErrOverLimit, checkout.ErrOverAge, checkout.ErrNoUnlinked, checkout.ErrDayClosed,
		checkout.ErrOverHour, checkout.ErrNeedsApproval, checkout.ErrNobody, checkout.ErrNotAllowed, checkout.ErrWrongPIN, checkout.ErrLockedOut, checkout.ErrBadPIN,
		checkout.ErrBadName, checkout.ErrNameTaken, checkout.ErrNoOperator, checkout.ErrLastOwner, checkout.ErrNoPepper, checkout.ErrPINUnchecked,
		present.ErrVersionsUnreached, present.ErrVersionsUnread, present.ErrVersionsTooLong, present.ErrVersionsNone,
		checkout.ErrTooSoon, &checkout.TooSoon{Wait: 41*time.Second + time.Millisecond},
		&checkout.NoSpace{Folder: "/home/ana/.local/share/tillside", Free: 3 << 20, Needed: 48<<20 + 1},
		payments.ErrAmount, payments.ErrCurrency, payments.ErrMixedCurrencies, payments.ErrOverflow,
		context.Canceled, context.DeadlineExceeded, errors.New("sql: no rows in result set"),
	}
	for _, k := range payments.ErrorKinds() {
		all = append(all, &payments.Error{Kind: k, Status: 500, Code: "1001"})
	}
	return all
}

func errorScreens(p *present.Presenter) string {
	var w page
	for _, err := range mistakes() {
		s := p.Error(fmt.Errorf("start sale: %w", err))
		w.head("%v", err)
		w.sentence(&s)
	}
	for _, kind := range append(present.FolderKinds(), present.FolderUsual) {
		w.head("folder %s", kind)
		w.sentence(p.Folder(present.FolderNotice{Kind: kind, Path: "/home/ana/till", System: "9p"}))
	}
	w.head("nothing works")
	blocked := p.Blocked(checkout.ErrJournalBroken)
	w.sentence(&blocked.Sentence)
	w.buttons(blocked.Buttons...)
	return w.String()
}
