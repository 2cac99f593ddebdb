package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
)

// settingsFile is the name of the settings' database in the data folder.
const settingsFile = "settings.db"

// Settings are plain words under plain keys, in a database of their own so that training
// and the real journal share them. No secret belongs here.
type Settings struct{ db *sql.DB }

// OpenSettings opens the settings in a data folder, making them where there are none. All
// errors of Settings are ErrSettings, and beside it ErrJournalBroken, ErrJournalRead,
// ErrJournalFull or ErrJournalNewer of package checkout for the cause.
func OpenSettings(ctx context.Context, dir string) (*Settings, error) {
	db, err := openDatabase(ctx, filepath.Join(dir, settingsFile), settingsSchema(), busyTimeout, false)
	if err != nil {
		return nil, settingsError("open settings", err)
	}
	return &Settings{db}, nil
}

// Close ends the connection.
func (s *Settings) Close() error { return settingsError("close settings", s.db.Close()) }

// Load reads all settings. A key that was never saved is not in the map.
func (s *Settings) Load(ctx context.Context) (map[string]string, error) {
	all, err := s.load(ctx)
	if err != nil {
		return nil, settingsError("load settings", err)
	}
	return all, nil
}

func (s *Settings) load(ctx context.Context) (map[string]string, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT key, value FROM settings")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := make(map[string]string)
	for rows.Next() {
		var key, value string
		if err := rows.Scan(&key, &value); err != nil {
			return nil, err
		}
		all[key] = value
	}
	return all, rows.Err()
}

// Save writes what changed in one durable transaction: all of it or nothing.
func (s *Settings) Save(ctx context.Context, changed map[string]string) error {
	return settingsError("save settings", s.save(ctx, changed))
}

const upsertSetting = `INSERT INTO settings (key, value) VALUES (?, ?)
	ON CONFLICT (key) DO UPDATE SET value = excluded.value`

func (s *Settings) save(ctx context.Context, changed map[string]string) error {
	if len(changed) == 0 {
		return nil
	}
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	whole := context.WithoutCancel(ctx) // as in Journal: what has begun is finished
	tx, err := conn.BeginTx(whole, nil)
	if err != nil {
		return err
	}
	for _, key := range sortedKeys(changed) {
		if _, err := tx.ExecContext(whole, upsertSetting, key, changed[key]); err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	return tx.Commit()
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func settingsError(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", ErrSettings, translate(doing, err))
}
