package present

import (
	"errors"
	"strconv"
	"time"

	"tillside/payments/checkout"
)

// CareInput is what the part of the settings about the journal is drawn from.
type CareInput struct {
	Possible bool // the open session has records to look after
	Checking bool // the journal is being walked
	Checked  bool // it was, with what follows
	Lines    int64
	Misfit   error            // what the check found; nil when every line fits
	Backups  checkout.Backups // as far as they are known
	Listing  bool             // they are being looked through
	Listed   error            // why they could not be listed
	Stage    checkout.Stage   // of what is going on
	Chosen   string           // the name of the backup that is chosen
}

// CareView is that part.
type CareView struct {
	Shown   bool
	Title   string
	Body    string
	Check   Button
	State   string // what the check found, or how far it is
	Tone    Tone
	Backups Options // empty when there is none
	Note    string  // about the backups: none, damaged ones, why the newest failed
	Restore Button
}

// Care is the part of the settings about the journal.
func (p *Presenter) Care(in CareInput) CareView {
	if !in.Possible {
		return CareView{}
	}
	v := CareView{
		Shown: true, Title: p.say("care.title"), Body: p.say("care.body"),
		Check:   p.button(ActionCheckJournal, "care.check", ""),
		Restore: p.button(ActionRestore, "care.restore", ""),
		Backups: Options{Label: p.say("care.backups"), Unchosen: p.say("care.choose")},
		Note:    p.backupNote(in),
	}
	v.Check.Enabled = !in.Checking
	v.State, v.Tone = p.checkState(in)
	anyChosen := false
	for _, b := range in.Backups.Sound {
		chosen := b.Name == in.Chosen
		v.Backups.Choices = append(v.Backups.Choices, Choice{Value: b.Name, Label: p.backup(b), Chosen: chosen, Enabled: true})
		anyChosen = anyChosen || chosen
	}
	v.Restore.Enabled = anyChosen && !in.Checking
	return v
}

// backup names a backup: when it was made, how many payments it has, how large it is.
func (p *Presenter) backup(b checkout.Backup) string {
	return dotted(p.when(b.Made), p.counted("care.payments", b.Payments), fileSize(b.Size))
}

// when is a day and a time, both whole.
func (p *Presenter) when(t time.Time) string {
	return p.say("care.when", "Date", p.fullDate(t), "Time", p.seconds(t))
}

// fileSize is a number of bytes as people say it.
func fileSize(n int64) string {
	const kb, mb = 1 << 10, 1 << 20
	switch {
	case n < mb:
		return strconv.FormatInt(max((n+kb-1)/kb, 1), 10) + " kB"
	case n < 10*mb:
		tenths := n * 10 / mb
		return strconv.FormatInt(tenths/10, 10) + "." + strconv.FormatInt(tenths%10, 10) + " MB"
	}
	return strconv.FormatInt(n/mb, 10) + " MB"
}

func (p *Presenter) checkState(in CareInput) (string, Tone) {
	switch {
	case in.Checking:
		return p.Stage(in.Stage), ToneWaiting
	case !in.Checked:
		return "", ToneNeutral
	case in.Misfit == nil:
		return p.say("care.fits", "Count", strconv.FormatInt(in.Lines, 10)), ToneApproved
	}
	if misfit := misfitIn(in.Misfit); misfit != nil {
		return p.Misfit(*misfit), ToneDeclined
	}
	return p.Error(in.Misfit).String(), ToneDeclined
}

func misfitIn(err error) *checkout.Misfit {
	if misfit, ok := errors.AsType[*checkout.Misfit](err); ok {
		return misfit
	}
	return nil
}

// Misfit names the first line of the journal that does not fit.
func (p *Presenter) Misfit(m checkout.Misfit) string {
	what := p.say("care.misfit.other")
	for _, kind := range checkout.MisfitKinds() {
		if kind == m.Kind {
			what = p.say("care.misfit." + string(kind))
		}
	}
	where := ""
	switch {
	case m.Seq != 0 && m.Reference != "":
		where = p.say("care.at_line_of", "Line", strconv.FormatInt(m.Seq, 10), "Reference", oneLine(m.Reference, 40))
	case m.Seq != 0:
		where = p.say("care.at_line", "Line", strconv.FormatInt(m.Seq, 10))
	case m.Reference != "":
		where = p.say("care.at", "Reference", oneLine(m.Reference, 40))
	}
	return joinSentences(p.say("care.changed"), where, what, p.say("care.keep_evidence"))
}

// Stage tells how far long work on the journal is.
func (p *Presenter) Stage(s checkout.Stage) string {
	text := p.say("stage.working")
	for _, kind := range append(checkout.StageKinds(), StageKeyring) {
		if kind == s.Doing {
			text = p.say("stage." + string(kind))
		}
	}
	if s.All > 0 {
		percent := strconv.FormatInt(min(s.Done*100/s.All, 100), 10)
		text = dotted(text, p.say("settings.percent", "Percent", percent))
	}
	return text
}

func (p *Presenter) backupNote(in CareInput) string {
	if in.Listed != nil {
		return joinSentences(p.say("care.unread"), p.helpForBackup(in.Listed))
	}
	if in.Listing {
		return p.say("care.listing")
	}
	var parts []string
	if len(in.Backups.Sound) == 0 {
		parts = append(parts, p.say("care.none"))
	}
	if in.Backups.Torn > 0 {
		parts = append(parts, p.counted("care.torn", in.Backups.Torn))
	}
	if in.Backups.Trouble != nil {
		parts = append(parts, p.say("care.trouble"), p.helpForBackup(in.Backups.Trouble))
	}
	return joinSentences(parts...)
}

// helpForBackup is what to do about a backup that could not be made or read. The sentences about a
// journal that cannot be written say that no payment starts, which this does not mean.
func (p *Presenter) helpForBackup(err error) string {
	switch {
	case errors.Is(err, checkout.ErrTampered):
		return p.Error(err).String()
	case errors.Is(err, checkout.ErrJournalFull):
		return p.Error(err).Next
	}
	return p.say("care.trouble.next")
}

// AskRestore asks before a backup takes the place of the journal.
func (p *Presenter) AskRestore(b checkout.Backup) Question {
	q := Question{
		Title:   p.say("ask.restore.title", "When", p.when(b.Made)),
		Body:    p.say("ask.restore.body"),
		Warning: p.say("ask.restore.warning"),
		Confirm: p.button(ActionRestore, "ask.restore.confirm", ""),
		Keep:    p.button(ActionKeep, "ask.restore.keep", "Esc"),
	}
	q.Confirm.Tone = ToneDeclined
	return q
}

// Recovery tells what opening the journal had to mend; ok is false when it was nothing.
func (p *Presenter) Recovery(r checkout.Recovery) (s Sentence, ok bool) {
	stem := ""
	for _, cause := range checkout.RecoveryCauses() {
		if cause == r.Cause {
			stem = "recovery." + string(cause)
		}
	}
	if stem == "" {
		return Sentence{}, false
	}
	var parts []string
	if r.Misfit != nil {
		parts = append(parts, p.Misfit(*r.Misfit))
	} else {
		parts = append(parts, p.say(stem+".body"))
	}
	switch {
	case r.Restored != nil:
		parts = append(parts, p.say("recovery.restored_from", "When", p.when(r.Restored.Made), "Payments", p.counted("care.payments", r.Restored.Payments)))
	case r.Cause == checkout.RecoveryChanged:
		parts = append(parts, p.say("recovery.kept"))
	case r.Cause != checkout.RecoveryBehind:
		parts = append(parts, p.say("recovery.no_backup"))
	}
	if r.Torn > 0 {
		parts = append(parts, p.counted("recovery.torn", r.Torn))
	}
	if r.SetAside != "" {
		parts = append(parts, p.say("recovery.set_aside", "File", oneLine(r.SetAside, 80)))
	}
	s = Sentence{Title: p.say(stem + ".title"), Body: joinSentences(parts...)}
	switch {
	case r.Asked > 0:
		s.Next = p.counted("recovery.asked", r.Asked)
	case r.Restored != nil && r.Torn == 0:
		s.Next = p.say("recovery.nothing_open")
	}
	return s, true
}
