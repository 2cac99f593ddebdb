package storage

import (
	"context"
	"database/sql"
	"errors"
)

// transaction is what a write works with: the writer's connection between BEGIN and COMMIT,
// and what is remembered of the write before.
type transaction struct {
	*sql.Conn
	// end of the chain as the newest write of ours has left it, so that the next one need not ask;
	// seq 0 when it is not known. It is a guess: where another process has gone on since, the
	// database refuses what is made from it, because the place is taken, and is asked after all.
	end    link
	beside func() error // done while SQLite commits; none when nil
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
	tx, committed := &transaction{Conn: conn, end: j.end}, false
	j.end = link{} // a write that fails leaves none
	defer func() {
		if committed {
			j.end = tx.end
			return
		}
		// Not even when do panicked may the next write find this one open. The rollback's own
		// error says nothing more: SQLite has often rolled back already.
		_, _ = conn.ExecContext(whole, "ROLLBACK")
	}()
	if err := do(whole, tx); err != nil {
		return translate(doing, err)
	}
	besides := make(chan error, 1)
	if tx.beside == nil {
		besides <- nil
	} else {
		go func() { besides <- tx.beside() }() // ends with its write, and is waited for here
	}
	_, err = conn.ExecContext(whole, "COMMIT")
	committed = err == nil
	return errors.Join(translate(doing, err), <-besides)
}
