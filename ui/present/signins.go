package present

import (
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// SignInsInput is what the list of who came to the till is drawn from.
type SignInsInput struct {
	Steps   []checkout.CommandStep // newest first
	Loading bool
	Problem error
	Now     time.Time
}

// SignInsView is that list.
type SignInsView struct {
	Title, Body string
	Days        []SignInDay
	Empty       *Sentence // instead of the days
	Back        Button
}

// SignInDay is one day of it, newest first.
type SignInDay struct {
	Title string
	Rows  []TimelineRow
}

// SignIns is the list of who came to the till, whose PIN was wrong and whose is locked.
func (p *Presenter) SignIns(in SignInsInput) SignInsView {
	v := SignInsView{Title: p.say("signins.title"), Body: p.say("signins.body"), Back: p.button(ActionBack, "button.back", "Esc")}
	switch {
	case in.Loading:
		return v
	case in.Problem != nil:
		problem := p.Error(in.Problem)
		v.Empty = &problem
		return v
	case len(in.Steps) == 0:
		v.Empty = &Sentence{Title: p.say("signins.empty.title"), Body: p.say("signins.empty.body")}
		return v
	}
	var current time.Time
	for _, s := range in.Steps {
		if day := p.day(s.At); len(v.Days) == 0 || !day.Equal(current) {
			current = day
			v.Days = append(v.Days, SignInDay{Title: p.dayTitle(day, in.Now)})
		}
		day := &v.Days[len(v.Days)-1]
		day.Rows = append(day.Rows, p.signIn(s))
	}
	return v
}

func (p *Presenter) signIn(s checkout.CommandStep) TimelineRow {
	row := TimelineRow{Time: p.clock(s.At), Tone: ToneNeutral}
	switch s.Command.Kind {
	case payments.CommandWrongPIN:
		row.Tone = ToneCaution
	case payments.CommandLockedOut:
		row.Tone = ToneDeclined
	}
	row.Text = p.say("signins."+string(s.Command.Kind), "Name", oneLine(s.Command.Operator, longestName))
	return row
}

// SignInsWay leads to the list, for whoever may see it.
func (p *Presenter) SignInsWay() Button { return p.button(ActionSignIn, "signins.title", "") }
