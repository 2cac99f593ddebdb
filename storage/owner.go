package storage

import (
	"context"
	"database/sql"
	"errors"

	"tillside/payments"
)

// selectOwner looks for each name by an index of its own. A linked attempt is filed under the
// reference of its original, so the reference counts for the others alone. Two profiles that
// have no key in common are strangers to each other, who may well be given the same names.
const selectOwner = `SELECT reference FROM (
		SELECT reference, provider, environment, profile, fingerprint FROM attempts WHERE ?1 <> '' AND tx IS NOT NULL AND tx = ?1
	UNION ALL
		SELECT reference, provider, environment, profile, fingerprint FROM attempts
		WHERE ?2 <> '' AND original IS NULL AND given IS NOT NULL AND given = ?2
	UNION ALL
		SELECT reference, provider, environment, profile, fingerprint FROM attempts WHERE ?2 <> '' AND original IS NULL AND reference = ?2
	) WHERE ` + ofOther + ` LIMIT 1`

const (
	ofOther      = `reference <> ?3 AND provider = ?4 AND environment = ?5 AND (profile = ?6 OR fingerprint = ?7)`
	selectHandle = "SELECT " + attemptColumns + " FROM attempts WHERE handle IS NOT NULL AND handle = ?1 AND ?2 <> '' AND " + ofOther
)

// Owner implements checkout.Journal.
func (j *Journal) Owner(ctx context.Context, a payments.Attempt, ids payments.IDs) (string, error) {
	given := ids.Reference
	if a.Kind.Linked() {
		given = ""
	}
	others := []any{id(a.Reference), a.Account.Provider, a.Account.Environment, a.Account.Profile, a.Account.KeyFingerprint}
	owner, err := j.ownerOfHandle(ctx, ids.Result, others)
	if err == nil && owner == "" {
		err = j.read.QueryRowContext(ctx, selectOwner, append([]any{id(ids.Transaction), id(given)}, others...)...).Scan(idColumn{&owner})
	}
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return owner, translate("look up the owner of a handle", err)
}

// ownerOfHandle compares the handles themselves: their keys may be alike.
func (j *Journal) ownerOfHandle(ctx context.Context, handle string, others []any) (string, error) {
	if handle == "" {
		return "", nil
	}
	all, err := attemptsOf(ctx, j.read, selectHandle, append([]any{handleKey(handle), handle}, others...)...)
	for _, a := range all {
		if a.Sent.ResultID == handle {
			return a.Reference, nil
		}
	}
	return "", err
}
