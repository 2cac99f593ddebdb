// Package present decides what a screen shows and allows. A presenter takes the state of
// the domain and gives a view-state: finished texts, what is enabled, which tone. It knows
// no window, so every screen can be tested as plain values.
//
// A Presenter is made once per language with New. It has one method per screen, each a
// pure function of its input:
//
//	Sale(SaleInput) SaleView                 Payment(PaymentInput) PaymentView
//	Refund(RefundInput) RefundView           Unlinked(UnlinkedInput) UnlinkedView
//	Journal(JournalInput) JournalView        Detail(DetailInput) DetailView
//	Terminals(TerminalsInput) TerminalsView  Settings(SettingsInput) SettingsView
//	Receipts(ReceiptsInput) ReceiptsView     Customer(CustomerInput) CustomerView
//	FirstRun() FirstRunView                  Shortcuts() ShortcutsView
//	Navigation() []NavItem                   Banner(environment) BannerView
//	Tray([]TrayInput) TrayView               Error(error) Sentence
//
// and the questions that are asked before something is done:
//
//	AskDuplicate(DuplicateInput) (Question, bool)
//	AskReverse(ReverseInput) Question
//	AskClose(payments.Attempt, payments.Info) Question
//	AskLeave(open) (Question, bool)
//	AskForgetSecret(place, credential) Question
//
// Book holds the sentences of every language and gives the Translate that New wants.
// Entry is the amount being typed. Settings are read and written as plain words.
package present
