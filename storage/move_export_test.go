package storage

import "context"

// What the tests of the move need to see or to change inside.
var (
	RoomToMove = roomToMove
	EventWords = eventWords
	Unpack     = func(data []byte) (string, error) { return unpack(data, &known{}) }
)

// UnpackBeside reads bytes of an attempt of which one column is known.
func UnpackBeside(data []byte, own string) (string, error) {
	return unpack(data, &known{own: [mostOwn]string{own}})
}

// MoveJournal moves an earlier journal, which is brought up to the form before, and keeps it beside.
func MoveJournal(ctx context.Context, path string) error { return moveJournal(ctx, path, true) }

// PackedBeside packs and reads a text of an attempt of which columns are known.
func PackedBeside(text string, base int64, own ...string) (data []byte, back string, err error) {
	k := &known{base: base}
	copy(k.own[:], own)
	data = pack(text, k)
	back, err = unpack(data, k)
	return data, back, err
}

// SaveChangesOf is SaveChanges of a program of an earlier schema.
func (j *Journal) SaveChangesOf(ctx context.Context, since Mark, path string, schema int64) error {
	c, err := changesSince(ctx, j.read, since)
	if err != nil {
		return err
	}
	c.Schema = schema
	return c.save(path)
}
