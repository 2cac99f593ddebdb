package proof

// plainColumns are the columns of an attempt that its digest is of, and what they are read with.
const plainColumns = `reference, nonce, kind, amount, currency, note, created, provider, environment, profile, fingerprint, terminal,
	merchant, original, original_tx, intent, state, final, charged, moved, moved_currency, last_four, authorisation, updated, version,
	tx, given, token, scheme, notice, progress`

// plainRow is a row of the journal as SQLite has it.
type plainRow struct {
	texts struct {
		kind, currency, note, provider, environment, profile, fingerprint, terminal, state, charged, movedCurrency, lastFour, authorisation string
	}
	reference, nonce, created, merchant, original, originalTx, intent, updated any
	own                                                                        [5]any // tx, given, token, scheme, notice
	amount, moved, version                                                     int64
	final                                                                      bool
	packed                                                                     []byte
}

func (p *plainRow) pointers() []any {
	t := &p.texts
	return []any{
		&p.reference, &p.nonce, &t.kind, &p.amount, &t.currency, &t.note, &p.created, &t.provider, &t.environment, &t.profile, &t.fingerprint,
		&t.terminal, &p.merchant, &p.original, &p.originalTx, &p.intent, &t.state, &p.final, &t.charged, &p.moved, &t.movedCurrency, &t.lastFour,
		&t.authorisation, &p.updated, &p.version, &p.own[0], &p.own[1], &p.own[2], &p.own[3], &p.own[4], &p.packed,
	}
}

// progress is what became of it, as JSON.
func (p *plainRow) progress() (string, error) {
	t := &p.texts
	own := ownTexts{
		textOf(p.reference), textOf(p.own[0]), textOf(p.own[1]), textOf(p.own[2]), textOf(p.original), textOf(p.originalTx), t.authorisation,
		t.lastFour, textOf(p.own[3]), textOf(p.own[4]), moneyOf(p.amount, t.currency), moneyOf(p.moved, t.movedCurrency),
	}
	return unpacked(p.packed, own, p.created)
}

func (p *plainRow) asked() string { return whole(p.intent, p.texts.terminal, textOf(p.merchant)) }

// hashed are the columns that the digest is of, in their order.
func (p *plainRow) hashed() ([]any, error) {
	t := &p.texts
	progress, err := p.progress()
	return []any{
		textOf(p.reference), textOf(p.nonce), t.kind, p.amount, t.currency, t.note, timeOf(p.created), t.provider, t.environment, t.profile,
		t.fingerprint, t.terminal, textOf(p.original), textOf(p.originalTx), p.asked(), t.state, p.final, t.charged, p.moved, t.movedCurrency,
		t.lastFour, t.authorisation, timeOf(p.updated), p.version, progress,
	}, err
}

// into fills what the checks ask for.
func (p *plainRow) into(r *row) (err error) {
	t := &p.texts
	r.reference, r.note, r.kind, r.amount, r.currency, r.state, r.charged = textOf(p.reference), t.note, t.kind, p.amount, t.currency, t.state, t.charged
	r.moved, r.final, r.original, r.originalTx, r.movedCurrency = p.moved, p.final, textOf(p.original), textOf(p.originalTx), t.movedCurrency
	r.lastFour, r.authorisation, r.terminal, r.created, r.version = t.lastFour, t.authorisation, t.terminal, timeOf(p.created), p.version
	r.asked = p.asked()
	r.stands, err = p.progress()
	return err
}
