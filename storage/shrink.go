package storage

import (
	"context"
	"database/sql"
	"path/filepath"
)

// shrink gives back what a file does not use, where that is more than half of it: a migration has then
// written everything anew. SQLite makes the smaller file beside and puts it in place as one transaction.
// Nothing depends on it: where there is no room or it does not come about, the file stays as large as it
// is, fills up in time, and the next start tries again.
func shrink(ctx context.Context, db *sql.DB, path string) error {
	var pages, free, size int64
	const query = "SELECT * FROM pragma_page_count, pragma_freelist_count, pragma_page_size"
	if err := db.QueryRowContext(ctx, query).Scan(&pages, &free, &size); err != nil || free <= pages/2 {
		return err
	}
	// Once for the smaller file and once for the log, through which it comes into its place.
	if room, err := freeSpace(filepath.Dir(path)); err != nil || room < 3*(pages-free)*size {
		return nil
	}
	if _, err := db.ExecContext(ctx, "VACUUM"); err != nil {
		return ctx.Err()
	}
	_, _ = db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)") // what it leaves in the log the next one takes
	return nil
}
