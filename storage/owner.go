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
		SELECT reference, provider, environment, profile, fingerprint FROM attempts
		WHERE ?1 <> '' AND json_extract(progress, '$.sent.result_id') = ?1
	UNION ALL
		SELECT reference, provider, environment, profile, fingerprint FROM attempts
		WHERE ?2 <> '' AND json_extract(progress, '$.outcome.ids.transaction') = ?2
	UNION ALL
		SELECT reference, provider, environment, profile, fingerprint FROM attempts
		WHERE ?3 <> '' AND original = '' AND json_extract(progress, '$.sent.reference') = ?3
	UNION ALL
		SELECT reference, provider, environment, profile, fingerprint FROM attempts WHERE ?3 <> '' AND original = '' AND reference = ?3
	) WHERE reference <> ?4 AND provider = ?5 AND environment = ?6
		AND (profile = ?7 OR fingerprint = ?8) LIMIT 1`

// Owner implements checkout.Journal.
func (j *Journal) Owner(ctx context.Context, a payments.Attempt, ids payments.IDs) (string, error) {
	given := ids.Reference
	if a.Kind.Linked() {
		given = ""
	}
	var owner string
	err := j.read.QueryRowContext(ctx, selectOwner, ids.Result, ids.Transaction, given, a.Reference,
		a.Account.Provider, a.Account.Environment, a.Account.Profile, a.Account.KeyFingerprint).Scan(&owner)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return owner, translate("look up the owner of a handle", err)
}
