package present

import (
	"context"
	"errors"
	"strings"
	"time"
)

// Why nothing can be said about newer versions. The program wraps what it meets in these.
var (
	ErrVersionsUnreached = errors.New("the list of versions cannot be reached")
	ErrVersionsUnread    = errors.New("what came is no list of versions")
	ErrVersionsTooLong   = errors.New("the list of versions is too long")
	ErrVersionsNone      = errors.New("no version is listed")
)

// Releases are the versions that the project has published. No method may be called on the UI
// goroutine.
type Releases interface {
	// Newest asks for the newest one. Nothing is told about the shop, and nothing installed.
	Newest(ctx context.Context) (Release, error)
	// Visit shows the page of a release in the person's browser.
	Visit(ctx context.Context, page string) error
}

// Release is a version that was published.
type Release struct {
	Version   string
	Standing  int    // to the version at work: above zero it is newer, below zero older
	Page      string // empty where there is none to trust
	Notes     string // what is new, as the project wrote it
	Published time.Time
}

// VersionsInput is what the part of the settings about newer versions is drawn from.
type VersionsInput struct {
	Possible bool // the program knows where its versions are listed
	On       bool // it looks by itself
	Yours    string
	Looking  bool
	Found    *Release
	Failed   error // of the last look
}

// VersionsView is that part.
type VersionsView struct {
	Choice  Options // without choices where it is not possible to look
	Meaning string
	Look    Button
	State   string
	Tone    Tone
	Notes   []string // what is new
	Page    Button   // not to be shown while it is not enabled
}

// The two ways, as values of the choice.
const (
	VersionsAsked = "asked"
	VersionsStart = "start"
)

// Notes are shown shortened: whoever wants all of it visits the page.
const (
	notesLines = 8
	notesWide  = 160
)

// Versions is the part of the settings about newer versions.
func (p *Presenter) Versions(in VersionsInput) VersionsView {
	if !in.Possible {
		return VersionsView{Meaning: p.say("versions.nowhere")}
	}
	chosen := VersionsAsked
	if in.On {
		chosen = VersionsStart
	}
	v := VersionsView{
		Choice:  p.options("versions.choice", chosen, "versions.choice.", VersionsAsked, VersionsStart),
		Meaning: p.say("versions.meaning"),
		Look:    p.button(ActionLookForVersion, "versions.look", ""),
		Page:    p.button(ActionVersionPage, "versions.page", ""),
	}
	v.Look.Enabled, v.Page.Enabled = !in.Looking, false
	switch {
	case in.Looking:
		v.State, v.Tone = p.say("versions.looking"), ToneWaiting
	case in.Failed != nil:
		v.State, v.Tone = p.Error(in.Failed).String(), ToneCaution
	case in.Found != nil:
		p.found(&v, in.Yours, *in.Found)
	}
	return v
}

func (p *Presenter) found(v *VersionsView, yours string, r Release) {
	version := oneLine(r.Version, 20)
	switch {
	case r.Standing == 0:
		v.State, v.Tone = p.say("versions.same", "Version", version), ToneApproved
		return
	case r.Standing < 0:
		v.State, v.Tone = p.say("versions.older", "Version", version, "Yours", yours), ToneNeutral
		return
	case r.Published.IsZero():
		v.State = p.say("versions.newer", "Version", version, "Yours", yours)
	default:
		v.State = p.say("versions.newer_of", "Version", version, "Yours", yours, "Date", p.fullDate(r.Published))
	}
	v.Tone, v.Notes, v.Page.Enabled = ToneBrand, notes(r.Notes), r.Page != ""
	if r.Page == "" {
		v.State = joinSentences(v.State, p.say("versions.no_page"))
	}
}

// notes are the first lines of what is new, without the marks of headings and lists.
func notes(text string) []string {
	var lines []string
	text = strings.NewReplacer("**", "", "`", "").Replace(text)
	for line := range strings.Lines(text) {
		line = oneLine(strings.TrimLeft(strings.TrimSpace(line), "#*->+ \t"), notesWide)
		switch {
		case line == "":
		case len(lines) == notesLines:
			return append(lines, "…")
		default:
			lines = append(lines, line)
		}
	}
	return lines
}
