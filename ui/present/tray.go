package present

import (
	"strconv"
	"time"

	"tillside/payments"
)

// TrayInput is one payment that was put aside.
type TrayInput struct {
	Attempt payments.Attempt
	Badge   payments.Badge
	Since   time.Duration // how long it has been running
	Look    bool          // see LookThere
	Unasked bool          // the keyring is closed, so that nobody can ask about it
	Unheard bool          // nobody has answered about it lately: that it runs is not proven
}

// TrayView shows the payments that were put aside.
type TrayView struct {
	Title string
	Pill  string // "Put aside: 1 · 0:42", "2 payments finished: look"; empty when the tray is empty
	Short string // the pill in a narrow window, "1 ? 0:42"
	Tone  Tone
	Items []TrayItem
}

// TrayItem is one of them.
type TrayItem struct {
	Reference string
	Badge     BadgeView
	Amount    AmountText
	Word      string
	Clock     string // "0:42"
	Tone      Tone
	Mark      Mark
	Ended     bool // it is final and waits to be looked at
}

// Tray shows the payments that were put aside.
func (p *Presenter) Tray(in []TrayInput) TrayView {
	v := TrayView{Title: p.say("tray.title")}
	var longest time.Duration
	ended := 0
	for _, one := range contradictedFirst(in) {
		item := p.trayItem(one)
		v.Items = append(v.Items, item)
		v.Tone = worse(v.Tone, item.Tone)
		longest = max(longest, one.Since)
		if item.Ended {
			ended++
		}
	}
	if len(in) > 0 {
		count, clock := strconv.Itoa(len(in)), stopwatch(longest)
		v.Pill = p.say("tray.pill", "Count", count, "Clock", clock)
		v.Short = p.say("tray.pill.short", "Count", count, "Clock", clock)
	}
	if ended > 0 { // what waits to be looked at comes before what still runs
		v.Title = p.say("tray.title.finished")
		v.Pill, v.Short = p.counted("tray.finished", ended), p.counted("tray.finished_short", ended)
	}
	return v
}

func (p *Presenter) trayItem(in TrayInput) TrayItem {
	in = in.seen()
	l := lookOfAttempt(in.Attempt)
	return TrayItem{
		Reference: in.Attempt.Reference, Badge: p.badgeOf(in.Badge, in.Attempt),
		Amount: p.amountText(signed(in.Attempt)), Word: p.word(in.Attempt), Clock: stopwatch(in.Since),
		Tone: l.tone, Mark: l.mark, Ended: in.Attempt.State.Final(),
	}
}

// worse picks the tone that should be seen first: an open question before everything.
func worse(a, b Tone) Tone {
	for _, tone := range []Tone{ToneUnknown, ToneDeclined, ToneCaution, ToneWaiting, ToneApproved} {
		if a == tone || b == tone {
			return tone
		}
	}
	return ToneNeutral
}

// seen is a payment that was put aside as far as it is known.
func (in TrayInput) seen() TrayInput {
	if in.Unasked {
		in.Attempt = Unasked(in.Attempt)
	}
	return in
}
