package checkout

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Errors of looking after a journal, beside those of a Journal. Compare with errors.Is.
var (
	ErrTampered   = errors.New("the journal was changed from outside")
	ErrNoBackup   = errors.New("there is no sound backup of the journal")
	ErrBackupTorn = errors.New("the backup is damaged")
)

// MisfitKind says in which way a line of the journal does not fit.
type MisfitKind string

// The kinds of misfits.
const (
	MisfitMissing        MisfitKind = "missing"         // an event is not there
	MisfitForm           MisfitKind = "form"            // a hash of a form that this program does not know
	MisfitOrder          MisfitKind = "order"           // an event does not follow the one before it
	MisfitContent        MisfitKind = "content"         // an event does not say what was written
	MisfitEnd            MisfitKind = "end"             // events are missing at the end
	MisfitAttempt        MisfitKind = "attempt"         // an attempt is not as its newest event left it
	MisfitReceiptMissing MisfitKind = "receipt_missing" // a receipt is not there
	MisfitReceipt        MisfitKind = "receipt"         // a receipt is not as it came
	MisfitReceiptAdded   MisfitKind = "receipt_added"   // a receipt that no event brought
	MisfitCommand        MisfitKind = "command"         // a line about a command is not as it was written, or not there
	MisfitClosing        MisfitKind = "closing"         // a closed day is not as it was written, or not there
)

// MisfitKinds lists every kind, for the test that each has its sentence.
func MisfitKinds() []MisfitKind {
	return []MisfitKind{
		MisfitMissing, MisfitForm, MisfitOrder, MisfitContent, MisfitEnd, MisfitAttempt,
		MisfitReceiptMissing, MisfitReceipt, MisfitReceiptAdded, MisfitCommand, MisfitClosing,
	}
}

// Misfit is the first line of a journal that does not fit. It is ErrTampered to errors.Is.
type Misfit struct {
	Seq       int64  // the event, 0 when it is not about one
	Reference string // the attempt, "" when it is not about one
	Kind      MisfitKind
	Problem   string // the same in plain English, with figures
}

func (m *Misfit) Error() string {
	text := ErrTampered.Error()
	if m.Seq != 0 {
		text += fmt.Sprintf(", event %d", m.Seq)
	}
	if m.Reference != "" {
		text += ", attempt " + m.Reference
	}
	return text + ": " + m.Problem
}

// Is makes every Misfit an ErrTampered.
func (m *Misfit) Is(target error) bool { return target == ErrTampered }

// Backup is a copy of a journal that was found sound.
type Backup struct {
	Name     string    // names it to whoever listed it
	Made     time.Time // UTC
	Size     int64     // bytes
	Payments int       // attempts of any kind
}

// Backups are the backups of a journal.
type Backups struct {
	Sound   []Backup // newest first
	Torn    int      // files that are damaged and not on offer
	Trouble error    // why the newest backup could not be made; nil when it was
}

// Recovery is what opening a journal had to mend. The zero value is the usual case.
type Recovery struct {
	Cause    RecoveryCause
	Misfit   *Misfit // the first line that did not fit, where that was the cause
	SetAside string  // the name under which the damaged file was kept; "" when there was none
	Restored *Backup // nil when no sound backup was there
	Torn     int     // backups and lines of the list of what was sent that could not be read
	Asked    int     // attempts that were re-created and are being asked about again
}

// RecoveryCause says why a journal was mended.
type RecoveryCause string

// The causes.
const (
	RecoveryNone     RecoveryCause = ""
	RecoveryDamaged  RecoveryCause = "damaged"  // the file could not be read
	RecoveryEmpty    RecoveryCause = "empty"    // the file had zero bytes
	RecoveryMissing  RecoveryCause = "missing"  // the file was gone
	RecoveryChanged  RecoveryCause = "changed"  // a line did not fit
	RecoveryBehind   RecoveryCause = "behind"   // sound, but without payments that had been sent
	RecoveryByPerson RecoveryCause = "restored" // a person chose a backup
)

// RecoveryCauses lists every cause but none.
func RecoveryCauses() []RecoveryCause {
	return []RecoveryCause{
		RecoveryDamaged, RecoveryEmpty, RecoveryMissing, RecoveryChanged, RecoveryBehind, RecoveryByPerson,
	}
}

// Stage is how far the opening, checking or copying of a journal is. All is 0 where nobody
// knows how much there is to do.
type Stage struct {
	Doing     StageKind
	Done, All int64
}

// StageKind says what is being done.
type StageKind string

// The kinds of stages.
const (
	StageChecking   StageKind = "checking"   // the file and its chain
	StageRestoring  StageKind = "restoring"  // looking for a sound backup and putting it in place
	StageRebuilding StageKind = "rebuilding" // comparing with the list of what was sent
	StageCopying    StageKind = "copying"    // making a backup
	StageMoving     StageKind = "moving"     // bringing what an older version left into the form of this one
)

// StageKinds lists every kind, for the test that each has its sentence.
func StageKinds() []StageKind {
	return []StageKind{StageChecking, StageRestoring, StageRebuilding, StageCopying, StageMoving}
}

type stagesKey struct{}

// WithStages makes whoever works on a journal under the context tell how far it is. tell is
// called from any goroutine and must not block.
func WithStages(ctx context.Context, tell func(Stage)) context.Context {
	return context.WithValue(ctx, stagesKey{}, tell)
}

// TellStage tells who asked for it with WithStages how far the work is.
func TellStage(ctx context.Context, s Stage) {
	if tell, ok := ctx.Value(stagesKey{}).(func(Stage)); ok {
		tell(s)
	}
}
