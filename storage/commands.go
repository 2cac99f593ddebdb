package storage

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"tillside/payments"
	"tillside/payments/checkout"
)

// commandRow is a line about a command as its table holds it.
type commandRow struct {
	Reference, Nonce, Kind string
	State                  string
	At, Created            timeJSON
	account                commandAccount
	Terminal, Operator     string
	Asked, Found           string
	place                  commandPlace
}

// commandPlace is where a line stands.
type commandPlace struct {
	Seq        int64
	After      int64 // the newest event when it was written
	Form       int64
	Prev, Hash []byte
}

type commandAccount struct{ Provider, Environment, Profile, Fingerprint string }

// commandVersion is that of the two JSON columns: 2 came with look-ups, and 3 with tips, which alone are
// written so.
const commandVersion = 3

func versionOfCommand(k payments.CommandKind) int {
	switch k {
	case payments.CommandTip:
		return commandVersion
	case payments.CommandLookUp:
		return 2
	}
	return 1
}

// askedJSON is what a command was asked with. What was printed is not among it.
type askedJSON struct {
	V         int          `json:"v"`
	Terminal  terminalJSON `json:"terminal"`
	On        bool         `json:"on,omitempty"`
	Locale    string       `json:"locale,omitempty"`
	Darkest   int          `json:"darkest,omitempty"`
	Brightest int          `json:"brightest,omitempty"`
	Hour      int          `json:"hour,omitempty"`
	Force     bool         `json:"force,omitempty"`
	Batch     string       `json:"batch,omitempty"`
	RRN       string       `json:"rrn,omitempty"`
	Receipt   string       `json:"receipt,omitempty"`
	Reference string       `json:"reference,omitempty"`
	Tip       tipJSON      `json:"tip,omitzero"`
}

// tipJSON is a tip that was asked for once a payment was over.
type tipJSON struct {
	Tip         moneyJSON `json:"tip"`
	Of          moneyJSON `json:"of"`
	Transaction string    `json:"transaction"`
	FiledUnder  string    `json:"filed_under"`
}

// statedJSON is what a provider stated of a payment.
type statedJSON struct {
	Tip   moneyJSON `json:"tip,omitzero"`
	Total moneyJSON `json:"total,omitzero"`
}

// foundJSON is what became known with a line.
type foundJSON struct {
	V      int                `json:"v"`
	Handle string             `json:"handle,omitempty"`
	Error  payments.ErrorKind `json:"error,omitempty"`
	Code   string             `json:"code,omitempty"`
	Status int                `json:"status,omitempty"`
	Detail string             `json:"detail,omitempty"`
	Reason payments.Reason    `json:"reason,omitempty"`
	Batch  batchJSON          `json:"batch,omitzero"`
	Listed []listedJSON       `json:"listed,omitzero"`
	Stated statedJSON         `json:"stated,omitzero"`
}

// listedJSON is what a provider files under a reference that is none of ours, without what it says of
// a card.
type listedJSON struct {
	Kind        payments.Kind  `json:"kind,omitempty"`
	State       payments.State `json:"state"`
	Amount      moneyJSON      `json:"amount,omitzero"`
	Reference   string         `json:"reference,omitempty"`
	Transaction string         `json:"transaction,omitempty"`
	Original    string         `json:"original,omitempty"`
	At          timeJSON       `json:"at,omitempty"`
}

type batchJSON struct {
	Number string      `json:"number,omitempty"`
	Status string      `json:"status,omitempty"`
	Count  int         `json:"count,omitempty"`
	Net    string      `json:"net,omitempty"`
	Lines  []batchLine `json:"lines,omitzero"`
}

type batchLine struct {
	Kind   string `json:"kind,omitempty"`
	Amount string `json:"amount,omitempty"`
	RRN    string `json:"rrn,omitempty"`
}

const commandColumns = `seq, reference, nonce, kind, state, at, created, provider, environment, profile, fingerprint,
	terminal, operator, asked, found, after, form, prev`

// content points at what the hash covers, in the order of commandColumns.
func (r *commandRow) content() []any {
	return []any{
		&r.place.Seq, &r.Reference, &r.Nonce, &r.Kind, &r.State, &r.At, &r.Created,
		&r.account.Provider, &r.account.Environment, &r.account.Profile, &r.account.Fingerprint,
		&r.Terminal, &r.Operator, &r.Asked, &r.Found, &r.place.After, &r.place.Form, &r.place.Prev,
	}
}

func (r *commandRow) fields() []any { return append(r.content(), &r.place.Hash) }

func (r commandRow) seal() []byte { return digest("tillside command", values(r.content())...) }

const insertCommand = `INSERT INTO commands (` + commandColumns + `, hash)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

var _ checkout.CommandLog = (*Journal)(nil)

// AppendCommand implements checkout.CommandLog.
func (j *Journal) AppendCommand(ctx context.Context, s checkout.CommandStep) error {
	doing := "write command " + s.Command.Reference
	r, err := encodeCommand(s)
	if err != nil {
		return translate(doing, err)
	}
	return j.inTransaction(ctx, doing, func(ctx context.Context, tx *transaction) error {
		end, err := lastCommand(ctx, tx)
		if err != nil {
			return err
		}
		r.place.Seq, r.place.Prev = end.seq+1, end.hash
		if err := tx.QueryRowContext(ctx, "SELECT ifnull(max(seq), 0) FROM events").Scan(&r.place.After); err != nil {
			return err
		}
		r.place.Hash = r.seal()
		_, err = tx.ExecContext(ctx, insertCommand, values(r.fields())...)
		if isConstraint(err) && s.State == payments.CommandAsked {
			return checkout.ErrNonceTaken
		}
		return err
	})
}

// lastCommand reads the end of the chain of commands.
func lastCommand(ctx context.Context, q querier) (link, error) {
	var end link
	err := q.QueryRowContext(ctx, "SELECT seq, hash FROM commands ORDER BY seq DESC LIMIT 1").Scan(&end.seq, &end.hash)
	if errors.Is(err, sql.ErrNoRows) {
		end.hash, err = readGenesis(ctx, q)
	}
	return end, err
}

// selectCommands lists the newest line of each command, which is as far as it has come.
const selectCommands = `SELECT ` + commandColumns + `, hash FROM commands AS c
	WHERE seq = (SELECT max(seq) FROM commands n WHERE n.reference = c.reference)
		AND (?1 = '' OR terminal = ?1) AND (?2 = '' OR kind = ?2) AND (?4 = '' OR json_extract(asked, '$.receipt') = ?4)
		AND (?5 = '' OR created >= ?5)
	ORDER BY created DESC, seq DESC LIMIT ?3`

// Commands implements checkout.CommandLog.
func (j *Journal) Commands(ctx context.Context, q checkout.CommandQuery) ([]checkout.CommandStep, error) {
	limit := q.Limit
	if limit == 0 {
		limit = 100
	}
	since, err := encodeTime(q.Since)
	if err != nil {
		return nil, translate("list commands", err)
	}
	all, err := commandsOf(ctx, j.read, selectCommands, q.Terminal, string(q.Kind), limit, q.Receipt, since)
	return all, translate("list commands", err)
}

// SignIns implements checkout.SignIns.
func (j *Journal) SignIns(ctx context.Context, most int) ([]checkout.CommandStep, error) {
	const query = "SELECT " + commandColumns + ", hash FROM commands WHERE kind IN (?, ?, ?) ORDER BY seq DESC LIMIT ?"
	all, err := commandsOf(ctx, j.read, query, string(payments.CommandSignIn), string(payments.CommandWrongPIN), string(payments.CommandLockedOut), most)
	return all, translate("list sign-ins", err)
}

// CommandSteps lists every line about one command, oldest first.
func (j *Journal) CommandSteps(ctx context.Context, reference string) ([]checkout.CommandStep, error) {
	const query = "SELECT " + commandColumns + ", hash FROM commands WHERE reference = ? ORDER BY seq"
	all, err := commandsOf(ctx, j.read, query, reference)
	return all, translate("read command", err)
}

func commandsOf(ctx context.Context, q querier, query string, args ...any) ([]checkout.CommandStep, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	var found []commandRow
	if err := scanAll(rows, &found, (*commandRow).fields); err != nil {
		return nil, err
	}
	steps := make([]checkout.CommandStep, 0, len(found))
	for _, r := range found {
		s, err := r.decode()
		if err != nil {
			return nil, err
		}
		steps = append(steps, s)
	}
	return steps, nil
}

// commandsSince is the schema that brought the commands. A journal or a backup of before that
// time is looked through as it is, and has none.
const commandsSince = 6

// checkCommands follows the chain of commands.
func checkCommands(ctx context.Context, q querier, _ int64) error {
	version, err := schemaVersion(ctx, q)
	if err != nil || version < commandsSince {
		return err
	}
	prev, err := readGenesis(ctx, q)
	if err != nil {
		return err
	}
	rows, err := q.QueryContext(ctx, "SELECT "+commandColumns+", hash FROM commands ORDER BY seq")
	if err != nil {
		return err
	}
	var all []commandRow
	if err := scanAll(rows, &all, (*commandRow).fields); err != nil {
		return err
	}
	for i, r := range all {
		if problem := r.fits(int64(i+1), prev); problem != "" {
			return &Tampering{Reference: r.Reference, Kind: checkout.MisfitCommand, Problem: problem}
		}
		prev = r.place.Hash
	}
	return checkCommandsEnd(ctx, q, int64(len(all)))
}

// checkCommandsEnd compares the end of the chain with SQLite's own count of what was added.
func checkCommandsEnd(ctx context.Context, q querier, n int64) error {
	var added int64
	err := q.QueryRowContext(ctx, "SELECT ifnull(max(seq), 0) FROM sqlite_sequence WHERE name = 'commands'").Scan(&added)
	if err == nil && added != n {
		err = &Tampering{
			Kind: checkout.MisfitCommand, Problem: fmt.Sprintf("lines about commands are missing: %d of %d are left", n, added),
		}
	}
	return err
}

// fits says what is wrong with a line at a place in the chain, "" when nothing is.
func (r commandRow) fits(seq int64, prev []byte) string {
	switch {
	case r.place.Seq != seq:
		return fmt.Sprintf("line %d about commands is missing", seq)
	case r.place.Form != chainForm:
		return fmt.Sprintf("the hash of line %d about commands is of form %d, which this program does not know", seq, r.place.Form)
	case !bytes.Equal(r.place.Prev, prev):
		return fmt.Sprintf("line %d about commands does not follow the one before it", seq)
	case !bytes.Equal(r.place.Hash, r.seal()):
		return fmt.Sprintf("line %d about commands is not what was written", seq)
	}
	return ""
}

func encodeTip(t payments.TipChange) tipJSON {
	return tipJSON{encodeMoney(t.Tip), encodeMoney(t.Of), t.Transaction, t.FiledUnder}
}

func encodeCommand(s checkout.CommandStep) (commandRow, error) {
	var f faults
	c := s.Command
	if c.Reference == "" || c.RequestKey == "" || !slices.Contains(payments.CommandStates(), s.State) {
		return commandRow{}, ErrEvent
	}
	asked, err := marshal(askedJSON{
		V: versionOfCommand(c.Kind), Terminal: encodeTerminal(c.Terminal),
		On: c.Settings.On, Locale: c.Settings.Locale, Darkest: c.Settings.Darkest, Brightest: c.Settings.Brightest,
		Hour: c.Settings.Hour, Force: c.Settings.Force, Batch: c.Settings.Batch, RRN: c.Settings.RetrievalNumber,
		Receipt: c.Settings.Receipt, Reference: c.Settings.Reference, Tip: encodeTip(c.Settings.Tip),
	})
	if err != nil {
		return commandRow{}, err
	}
	found := foundJSON{
		V: versionOfCommand(c.Kind), Handle: s.Handle, Error: s.Answer.Error, Code: s.Answer.Code, Status: s.Answer.Status, Detail: s.Answer.Detail,
		Reason: s.Answer.Refusal,
		Stated: statedJSON{encodeMoney(s.Stated.Tip), encodeMoney(s.Stated.Total)},
		Batch:  batchJSON{Number: s.Batch.Number, Status: s.Batch.Status, Count: s.Batch.Count, Net: s.Batch.Net},
	}
	for _, l := range s.Batch.Lines {
		found.Batch.Lines = append(found.Batch.Lines, batchLine{l.Kind, l.Amount, l.RetrievalNumber})
	}
	for _, l := range s.Listed {
		found.Listed = append(found.Listed, listedJSON{
			l.Kind, l.State, encodeMoney(l.Amounts.Charged), l.IDs.Reference, l.IDs.Transaction, l.IDs.Original, f.time(l.At),
		})
	}
	told, err := marshal(found)
	r := commandRow{
		Reference: c.Reference, Nonce: c.RequestKey, Kind: string(c.Kind), State: string(s.State),
		At: f.time(s.At), Created: f.time(c.Created),
		account:  commandAccount{c.Account.Provider, c.Account.Environment, c.Account.Profile, c.Account.KeyFingerprint},
		Terminal: c.Terminal.ID(), Operator: c.Operator, Asked: string(asked), Found: string(told), place: commandPlace{Form: chainForm},
	}
	return r, errors.Join(err, f.err)
}

func (r commandRow) decode() (checkout.CommandStep, error) {
	var asked askedJSON
	var found foundJSON
	if err := errors.Join(unmarshal([]byte(r.Asked), commandVersion, &asked), unmarshal([]byte(r.Found), commandVersion, &found)); err != nil {
		return checkout.CommandStep{}, err
	}
	var f faults
	s := checkout.CommandStep{
		Seq: r.place.Seq, State: payments.CommandState(r.State), At: f.parse(r.At), Handle: found.Handle,
		Answer: payments.Answer{Error: found.Error, Code: found.Code, Status: found.Status, Detail: found.Detail, Refusal: found.Reason},
		Stated: payments.Stated{Tip: f.money(found.Stated.Tip), Total: f.money(found.Stated.Total)},
		Batch:  payments.Batch{Number: found.Batch.Number, Status: found.Batch.Status, Count: found.Batch.Count, Net: found.Batch.Net},
		Command: payments.Command{
			Reference: r.Reference, RequestKey: r.Nonce, Kind: payments.CommandKind(r.Kind), Operator: r.Operator, Created: f.parse(r.Created),
			Terminal: asked.Terminal.decode(),
			Account: payments.Account{
				Provider: r.account.Provider, Environment: r.account.Environment, Profile: r.account.Profile, KeyFingerprint: r.account.Fingerprint,
			},
			Settings: payments.CommandSettings{
				On: asked.On, Locale: asked.Locale, Darkest: asked.Darkest, Brightest: asked.Brightest, Hour: asked.Hour,
				Force: asked.Force, Batch: asked.Batch, RetrievalNumber: asked.RRN, Receipt: asked.Receipt,
				Reference: asked.Reference,
				Tip:       payments.TipChange{Tip: f.money(asked.Tip.Tip), Of: f.money(asked.Tip.Of), Transaction: asked.Tip.Transaction, FiledUnder: asked.Tip.FiledUnder},
			},
		},
	}
	for _, l := range found.Batch.Lines {
		s.Batch.Lines = append(s.Batch.Lines, payments.BatchLine{Kind: l.Kind, Amount: l.Amount, RetrievalNumber: l.RRN})
	}
	for _, l := range found.Listed {
		var o payments.Listed
		o.Kind, o.State, o.Amounts.Charged, o.At = l.Kind, l.State, f.money(l.Amount), f.parse(l.At)
		o.IDs.Reference, o.IDs.Transaction, o.IDs.Original = l.Reference, l.Transaction, l.Original
		s.Listed = append(s.Listed, o)
	}
	return s, f.err
}
