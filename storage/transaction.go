package storage

import (
	"context"
	"database/sql"
)

// transaction is what a write works with: the writer's connection between BEGIN and COMMIT,
// and what is remembered of the write before.
type transaction struct {
	*sql.Conn
	memory
}

// memory is what the newest write of ours has left, so that the next one need not ask: the
// two commits of a press follow each other, and a customer waits for both. It is a guess.
// Another process may have gone on since; then the database refuses what is made from it,
// because the place in the chain is taken or the version is not the newest, and is asked
// after all. A write that fails leaves none.
type memory struct {
	end link // of the chain; seq 0 when it is not known
	row row  // of the attempt that was written; no reference when there is none
}

// inTransaction runs one durable write. do changes nothing when it returns an error.
//
// BEGIN and COMMIT are statements here and not a sql.Tx, because that starts a goroutine for
// itself and one for each question inside it, which only wait for a context that cannot end:
// waking another thread for each of them takes as long as the statements do.
func (j *Journal) inTransaction(ctx context.Context, doing string, do func(context.Context, *transaction) error) error {
	conn, err := j.write.Conn(ctx) // waits for the writer's turn no longer than ctx
	if err != nil {
		return translate(doing, err)
	}
	defer conn.Close()
	if err := ctx.Err(); err != nil {
		return translate(doing, err)
	}
	whole := context.WithoutCancel(ctx)
	if _, err := conn.ExecContext(whole, "BEGIN IMMEDIATE"); err != nil {
		return translate(doing, err)
	}
	tx, committed := &transaction{Conn: conn, memory: j.memory}, false
	j.memory = memory{}
	defer func() {
		if committed {
			j.memory = tx.memory
			return
		}
		// Not even when do panicked may the next write find this one open. The rollback's own
		// error says nothing more: SQLite has often rolled back already.
		_, _ = conn.ExecContext(whole, "ROLLBACK")
	}()
	if err := do(whole, tx); err != nil {
		return translate(doing, err)
	}
	_, err = conn.ExecContext(whole, "COMMIT")
	committed = err == nil
	return translate(doing, err)
}
