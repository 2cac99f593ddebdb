-- +goose Up

-- The people at the till. What stands for a PIN is made with a secret that is not in any file, so
-- that the table alone does not give it away. wrong counts the wrong PINs since the last right one.
CREATE TABLE operators (
    name         TEXT PRIMARY KEY COLLATE NOCASE CHECK (name <> ''),
    role         TEXT NOT NULL,
    salt         BLOB NOT NULL,
    pin          BLOB NOT NULL,
    passes       INTEGER NOT NULL CHECK (passes > 0),
    kibibytes    INTEGER NOT NULL CHECK (kibibytes > 0),
    lanes        INTEGER NOT NULL CHECK (lanes > 0),
    wrong        INTEGER NOT NULL DEFAULT 0,
    locked_until TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
