-- +goose Up

-- The same journal in less than half the room. The tables that grow with each payment hold numbers in
-- the place of words and times, and what follows from other columns not again; two views say it all as
-- it was said before, byte by byte, so that each digest of the chain is still of what was written.
--
--   a word that comes again and again     its number in "names"
--   a time                                nanoseconds since 1970
--   a UUID, a digest in hexadecimal       its bytes
--   the JSON of where an attempt stands   with one sign from 1 to 31 for what is often in it; JSON has none
--                                         of these, so that each stands for one thing alone
--   the hash before an event              that of the event before
--
-- Whatever would not come back exactly as it was is kept as it is.
ALTER TABLE receipts RENAME TO receipts_before;
ALTER TABLE events RENAME TO events_before;
ALTER TABLE attempts RENAME TO attempts_before;

-- Words that come again: kinds, states, currencies, terminals, keys, and what was asked for where nothing in
-- it is of one payment alone.
CREATE TABLE names (
    id   INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
) STRICT;

INSERT INTO names (id, text) VALUES (0, ''), (1, 'recorded'), (2, 'sending'), (3, 'waiting'), (4, 'approved'), (5, 'declined'),
    (6, 'cancelled'), (7, 'failed'), (8, 'partially_approved'), (9, 'refused'), (10, 'not_sent'), (11, 'not_charged'),
    (12, 'unknown'), (13, 'cancelling'), (14, 'closed'), (15, 'mismatch'), (16, 'needs_attention'), (17, 'accepted'),
    (18, 'result'), (19, 'answered'), (20, 'sale'), (21, 'refund'), (22, 'nothing_found'), (23, 'evidence'),
    (24, 'cancel_asked'), (25, 'cancel_taken'), (26, 'cancel_refused'), (27, 'no_answer'), (28, 'attention'),
    (29, 'contradiction'), (30, 'receipt'), (31, 'no_receipt'), (32, 'taken_up'), (33, 'rebuilt'), (34, 'reopened'),
    (35, 'repeated'), (36, 'erased'), (37, 'offline'), (38, 'timeout'), (39, 'broken'), (40, 'busy'), (41, 'server');

-- An attempt. handle is what a gateway has called it, given the reference that a gateway has put in the
-- place of ours, token the digest of the word that a result is brought with.
CREATE TABLE payments (
    id             INTEGER PRIMARY KEY,
    reference      TEXT NOT NULL UNIQUE CHECK (reference <> ''),
    pressed        ANY NOT NULL CHECK (pressed <> ''),
    kind           INTEGER NOT NULL,
    amount         INTEGER NOT NULL,
    currency       INTEGER NOT NULL,
    note           TEXT NOT NULL,
    made           ANY NOT NULL,
    provider       INTEGER NOT NULL,
    environment    INTEGER NOT NULL,
    profile        INTEGER NOT NULL,
    fingerprint    INTEGER NOT NULL,
    terminal       INTEGER NOT NULL,
    original       TEXT NOT NULL,
    original_tx    TEXT NOT NULL,
    intent         ANY NOT NULL CHECK (json_valid(intent)),
    state          INTEGER NOT NULL,
    final          INTEGER NOT NULL CHECK (final IN (0, 1)),
    charged        INTEGER NOT NULL CHECK (charged IN (0, 1, 2)),
    moved          INTEGER NOT NULL,
    moved_currency INTEGER NOT NULL,
    last_four      TEXT NOT NULL,
    authorisation  TEXT NOT NULL,
    updated        ANY NOT NULL,
    version        INTEGER NOT NULL CHECK (version > 0),
    packed         TEXT NOT NULL,
    scheme         INTEGER,
    tx             ANY,
    handle         TEXT,
    given          TEXT,
    token          ANY
) STRICT;

-- What events says: one line of an attempt's story.
CREATE TABLE lines (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    payment    INTEGER NOT NULL REFERENCES payments (id),
    at         ANY NOT NULL,
    kind       INTEGER NOT NULL,
    from_state INTEGER NOT NULL,
    to_state   INTEGER NOT NULL,
    error      INTEGER NOT NULL,
    code       INTEGER NOT NULL,
    status     INTEGER NOT NULL,
    detail     TEXT NOT NULL,
    copy       TEXT NOT NULL,
    receipt    BLOB NOT NULL,
    attempt    BLOB NOT NULL,
    form       INTEGER NOT NULL,
    hash       BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TABLE receipts (
    reference TEXT NOT NULL REFERENCES payments (reference),
    copy      TEXT NOT NULL CHECK (copy <> ''),
    location  TEXT NOT NULL,
    type      TEXT NOT NULL,
    body      BLOB,
    seq       INTEGER NOT NULL REFERENCES lines (seq),
    PRIMARY KEY (reference, copy)
) STRICT;

-- What the rows above say, in the columns and words that they have always had: whoever reads a journal
-- reads these two, and the digests of the chain are of what they say.
CREATE VIEW attempts AS SELECT
    p.reference AS reference,
    CASE typeof(p.pressed) WHEN 'blob' THEN lower(substr(hex(p.pressed), 1, 8) || '-' || substr(hex(p.pressed), 9, 4) || '-' || substr(hex(p.pressed), 13, 4) || '-' || substr(hex(p.pressed), 17, 4) || '-' || substr(hex(p.pressed), 21)) ELSE p.pressed END AS nonce,
    (SELECT text FROM names WHERE id = p.kind) AS kind,
    p.amount AS amount,
    (SELECT text FROM names WHERE id = p.currency) AS currency,
    p.note AS note,
    CASE typeof(p.made) WHEN 'integer' THEN strftime('%Y-%m-%dT%H:%M:%S', p.made / 1000000000, 'unixepoch') || format('.%09dZ', p.made % 1000000000) ELSE p.made END AS created,
    (SELECT text FROM names WHERE id = p.provider) AS provider,
    (SELECT text FROM names WHERE id = p.environment) AS environment,
    (SELECT text FROM names WHERE id = p.profile) AS profile,
    (SELECT text FROM names WHERE id = p.fingerprint) AS fingerprint,
    (SELECT text FROM names WHERE id = p.terminal) AS terminal,
    p.original AS original,
    p.original_tx AS original_tx,
    CASE typeof(p.intent) WHEN 'integer' THEN (SELECT text FROM names WHERE id = p.intent) ELSE p.intent END AS intent,
    (SELECT text FROM names WHERE id = p.state) AS state,
    p.final AS final,
    CASE p.charged WHEN 0 THEN 'no' WHEN 1 THEN 'yes' ELSE 'unknown' END AS charged,
    p.moved AS moved,
    (SELECT text FROM names WHERE id = p.moved_currency) AS moved_currency,
    p.last_four AS last_four,
    p.authorisation AS authorisation,
    CASE typeof(p.updated) WHEN 'integer' THEN strftime('%Y-%m-%dT%H:%M:%S', p.updated / 1000000000, 'unixepoch') || format('.%09dZ', p.updated % 1000000000) ELSE p.updated END AS updated,
    p.version AS version,
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(p.packed, char(29), '"device":{"at":"' || char(2)), char(28), ',"status":200'), char(27), '","verification":"'), char(26), '","merchant":"'), char(25), '"receipts":{"customer":"'), char(24), ',"clock_offset_ns":'), char(23), '"server_date":"' || char(2)), char(22), '},"mismatch":null'), char(21), '"card":{' || char(4) || ',' || char(7) || ',"entry":"'), char(20), ',' || char(6) || '},' || char(11) || ',"amounts":{"requested":' || char(5) || ',"charged":' || char(5) || '},'), char(19), '"ids":{' || char(3)), char(18), '},"outcome":{' || char(8) || ',"source":"'), char(17), ',"answered_at":"' || char(2)), char(16), 'Z","offset_known":true'), char(15), '{"v":2,"sent":{"at":"' || char(2)), char(14), '"token_digest":"' || ifnull(CASE typeof(p.token) WHEN 'blob' THEN lower(hex(p.token)) ELSE p.token END, '') || '"'), char(12), '"result_id":"' || ifnull(p.handle, '') || '"'), char(11), '"kind":"' || (SELECT text FROM names WHERE id = p.kind) || '"'), char(8), '"state":"' || (SELECT text FROM names WHERE id = p.state) || '"'), char(7), '"masked":"************' || p.last_four || '"'), char(6), '"authorisation":"' || p.authorisation || '"'), char(5), '{"minor":' || p.amount || ',"currency":"' || (SELECT text FROM names WHERE id = p.currency) || '"}'), char(4), '"scheme":"' || ifnull((SELECT text FROM names WHERE id = p.scheme), '') || '"'), char(3), '"transaction":"' || ifnull(CASE typeof(p.tx) WHEN 'blob' THEN lower(substr(hex(p.tx), 1, 8) || '-' || substr(hex(p.tx), 9, 4) || '-' || substr(hex(p.tx), 13, 4) || '-' || substr(hex(p.tx), 17, 4) || '-' || substr(hex(p.tx), 21)) ELSE p.tx END, '') || '"'), char(2), substr(CASE typeof(p.made) WHEN 'integer' THEN strftime('%Y-%m-%dT%H:%M:%S', p.made / 1000000000, 'unixepoch') || format('.%09dZ', p.made % 1000000000) ELSE p.made END, 1, 14)), char(1), p.reference) AS progress,
    ifnull((SELECT text FROM names WHERE id = p.scheme), '') AS scheme,
    ifnull(CASE typeof(p.tx) WHEN 'blob' THEN lower(substr(hex(p.tx), 1, 8) || '-' || substr(hex(p.tx), 9, 4) || '-' || substr(hex(p.tx), 13, 4) || '-' || substr(hex(p.tx), 17, 4) || '-' || substr(hex(p.tx), 21)) ELSE p.tx END, '') AS transaction_id,
    p.id, p.pressed, p.made, p.tx, p.handle, p.given, p.token, p.packed,
    p.kind AS kind_id, p.currency AS currency_id, p.moved_currency AS moved_currency_id, p.state AS state_id, p.terminal AS terminal_id
FROM payments p;

CREATE VIEW events AS SELECT
    l.seq, p.reference,
    CASE typeof(l.at) WHEN 'integer' THEN strftime('%Y-%m-%dT%H:%M:%S', l.at / 1000000000, 'unixepoch') || format('.%09dZ', l.at % 1000000000) ELSE l.at END AS at,
    (SELECT text FROM names WHERE id = l.kind) AS kind, (SELECT text FROM names WHERE id = l.from_state) AS from_state, (SELECT text FROM names WHERE id = l.to_state) AS to_state,
    CASE l.error WHEN 0 THEN '' ELSE (SELECT text FROM names WHERE id = l.error) END AS error, CASE l.code WHEN 0 THEN '' ELSE (SELECT text FROM names WHERE id = l.code) END AS code,
    l.status, l.detail, l.copy, l.receipt, l.attempt, l.form,
    ifnull((SELECT b.hash FROM lines b WHERE b.seq = l.seq - 1), x'') AS prev, l.hash, l.payment
FROM lines l JOIN payments p ON p.id = l.payment;

-- All that there was.
INSERT INTO names (text) SELECT t FROM (
    SELECT kind AS t FROM attempts_before
    UNION SELECT currency AS t FROM attempts_before
    UNION SELECT provider AS t FROM attempts_before
    UNION SELECT environment AS t FROM attempts_before
    UNION SELECT profile AS t FROM attempts_before
    UNION SELECT fingerprint AS t FROM attempts_before
    UNION SELECT terminal AS t FROM attempts_before
    UNION SELECT state AS t FROM attempts_before
    UNION SELECT moved_currency AS t FROM attempts_before
    UNION SELECT json_extract(progress, '$.outcome.card.scheme') FROM attempts_before
    UNION SELECT intent FROM attempts_before WHERE json_extract(intent, '$.original', '$.reason', '$.fields', '$.rebuilt', '$.tip', '$.tips.base') = '[null,null,null,null,null,null]'
    UNION SELECT kind FROM events_before
    UNION SELECT from_state FROM events_before
    UNION SELECT to_state FROM events_before
    UNION SELECT error FROM events_before
    UNION SELECT code FROM events_before
) WHERE t IS NOT NULL AND t NOT IN (SELECT text FROM names);
INSERT INTO payments (id, reference, pressed, kind, amount, currency, made, provider, environment, profile, fingerprint, terminal, original, original_tx, note, intent, state, charged, moved, moved_currency, authorisation, updated, version, scheme, packed, final, last_four, tx, handle, given, token)
SELECT a.rowid,
    a.reference,
    (SELECT CASE WHEN length(b) = 16 AND CASE typeof(b) WHEN 'blob' THEN lower(substr(hex(b), 1, 8) || '-' || substr(hex(b), 9, 4) || '-' || substr(hex(b), 13, 4) || '-' || substr(hex(b), 17, 4) || '-' || substr(hex(b), 21)) ELSE b END = a.nonce THEN b ELSE a.nonce END FROM (SELECT unhex(replace(a.nonce, '-', '')) AS b)),
    (SELECT id FROM names WHERE text = a.kind),
    a.amount,
    (SELECT id FROM names WHERE text = a.currency),
    (SELECT CASE WHEN CASE typeof(n) WHEN 'integer' THEN strftime('%Y-%m-%dT%H:%M:%S', n / 1000000000, 'unixepoch') || format('.%09dZ', n % 1000000000) ELSE n END = a.created THEN n ELSE a.created END FROM (SELECT unixepoch(substr(a.created, 1, 19)) * 1000000000 + substr(a.created, 21, 9) AS n)),
    (SELECT id FROM names WHERE text = a.provider),
    (SELECT id FROM names WHERE text = a.environment),
    (SELECT id FROM names WHERE text = a.profile),
    (SELECT id FROM names WHERE text = a.fingerprint),
    (SELECT id FROM names WHERE text = a.terminal),
    a.original,
    a.original_tx,
    a.note,
    CASE WHEN json_extract(a.intent, '$.original', '$.reason', '$.fields', '$.rebuilt', '$.tip', '$.tips.base') = '[null,null,null,null,null,null]' THEN (SELECT id FROM names WHERE text = a.intent) ELSE a.intent END,
    (SELECT id FROM names WHERE text = a.state),
    CASE a.charged WHEN 'no' THEN 0 WHEN 'yes' THEN 1 WHEN 'unknown' THEN 2 END,
    a.moved,
    (SELECT id FROM names WHERE text = a.moved_currency),
    a.authorisation,
    (SELECT CASE WHEN CASE typeof(n) WHEN 'integer' THEN strftime('%Y-%m-%dT%H:%M:%S', n / 1000000000, 'unixepoch') || format('.%09dZ', n % 1000000000) ELSE n END = a.updated THEN n ELSE a.updated END FROM (SELECT unixepoch(substr(a.updated, 1, 19)) * 1000000000 + substr(a.updated, 21, 9) AS n)),
    a.version,
    (SELECT id FROM names WHERE text = json_extract(a.progress, '$.outcome.card.scheme')),
    (SELECT CASE WHEN d = a.progress THEN b ELSE a.progress END
            FROM (SELECT b, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(c, char(16), 'Z","offset_known":true'), char(15), '{"v":2,"sent":{"at":"' || char(2)), char(14), '"token_digest":"' || ifnull(json_extract(a.progress, '$.sent.token_digest'), '') || '"'), char(12), '"result_id":"' || ifnull(json_extract(a.progress, '$.sent.result_id'), '') || '"'), char(11), '"kind":"' || a.kind || '"'), char(8), '"state":"' || a.state || '"'), char(7), '"masked":"************' || a.last_four || '"'), char(6), '"authorisation":"' || a.authorisation || '"'), char(5), '{"minor":' || a.amount || ',"currency":"' || a.currency || '"}'), char(4), '"scheme":"' || ifnull(json_extract(a.progress, '$.outcome.card.scheme'), '') || '"'), char(3), '"transaction":"' || ifnull(json_extract(a.progress, '$.outcome.ids.transaction'), '') || '"'), char(2), substr(a.created, 1, 14)), char(1), a.reference) AS d
            FROM (SELECT b, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(b, char(29), '"device":{"at":"' || char(2)), char(28), ',"status":200'), char(27), '","verification":"'), char(26), '","merchant":"'), char(25), '"receipts":{"customer":"'), char(24), ',"clock_offset_ns":'), char(23), '"server_date":"' || char(2)), char(22), '},"mismatch":null'), char(21), '"card":{' || char(4) || ',' || char(7) || ',"entry":"'), char(20), ',' || char(6) || '},' || char(11) || ',"amounts":{"requested":' || char(5) || ',"charged":' || char(5) || '},'), char(19), '"ids":{' || char(3)), char(18), '},"outcome":{' || char(8) || ',"source":"'), char(17), ',"answered_at":"' || char(2)) AS c
            FROM (SELECT replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(a, ',"answered_at":"' || char(2), char(17)), '},"outcome":{' || char(8) || ',"source":"', char(18)), '"ids":{' || char(3), char(19)), ',' || char(6) || '},' || char(11) || ',"amounts":{"requested":' || char(5) || ',"charged":' || char(5) || '},', char(20)), '"card":{' || char(4) || ',' || char(7) || ',"entry":"', char(21)), '},"mismatch":null', char(22)), '"server_date":"' || char(2), char(23)), ',"clock_offset_ns":', char(24)), '"receipts":{"customer":"', char(25)), '","merchant":"', char(26)), '","verification":"', char(27)), ',"status":200', char(28)), '"device":{"at":"' || char(2), char(29)) AS b
            FROM (SELECT replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(a.progress, a.reference, char(1)), substr(a.created, 1, 14), char(2)), '"transaction":"' || ifnull(json_extract(a.progress, '$.outcome.ids.transaction'), '') || '"', char(3)), '"scheme":"' || ifnull(json_extract(a.progress, '$.outcome.card.scheme'), '') || '"', char(4)), '{"minor":' || a.amount || ',"currency":"' || a.currency || '"}', char(5)), '"authorisation":"' || a.authorisation || '"', char(6)), '"masked":"************' || a.last_four || '"', char(7)), '"state":"' || a.state || '"', char(8)), '"kind":"' || a.kind || '"', char(11)), '"result_id":"' || ifnull(json_extract(a.progress, '$.sent.result_id'), '') || '"', char(12)), '"token_digest":"' || ifnull(json_extract(a.progress, '$.sent.token_digest'), '') || '"', char(14)), '{"v":2,"sent":{"at":"' || char(2), char(15)), 'Z","offset_known":true', char(16)) AS a))))),
    a.final,
    a.last_four,
    (SELECT CASE WHEN length(b) = 16 AND CASE typeof(b) WHEN 'blob' THEN lower(substr(hex(b), 1, 8) || '-' || substr(hex(b), 9, 4) || '-' || substr(hex(b), 13, 4) || '-' || substr(hex(b), 17, 4) || '-' || substr(hex(b), 21)) ELSE b END = json_extract(a.progress, '$.outcome.ids.transaction') THEN b ELSE json_extract(a.progress, '$.outcome.ids.transaction') END FROM (SELECT unhex(replace(json_extract(a.progress, '$.outcome.ids.transaction'), '-', '')) AS b)),
    json_extract(a.progress, '$.sent.result_id'),
    json_extract(a.progress, '$.sent.reference'),
    (SELECT CASE WHEN lower(hex(b)) = json_extract(a.progress, '$.sent.token_digest') THEN b ELSE json_extract(a.progress, '$.sent.token_digest') END FROM (SELECT unhex(json_extract(a.progress, '$.sent.token_digest')) AS b))
FROM attempts_before a ORDER BY a.rowid;

-- An event that did not follow the one before it, which somebody from outside has done, is to be found as
-- well: no hash is of the form that it gets.
INSERT INTO lines (seq, payment, at, kind, from_state, to_state, error, code, status, detail, copy, receipt, attempt, form, hash)
SELECT e.seq, (SELECT p.id FROM payments p WHERE p.reference = e.reference), (SELECT CASE WHEN CASE typeof(n) WHEN 'integer' THEN strftime('%Y-%m-%dT%H:%M:%S', n / 1000000000, 'unixepoch') || format('.%09dZ', n % 1000000000) ELSE n END = e.at THEN n ELSE e.at END FROM (SELECT unixepoch(substr(e.at, 1, 19)) * 1000000000 + substr(e.at, 21, 9) AS n)),
    (SELECT id FROM names WHERE text = e.kind), (SELECT id FROM names WHERE text = e.from_state), (SELECT id FROM names WHERE text = e.to_state), (SELECT id FROM names WHERE text = e.error), (SELECT id FROM names WHERE text = e.code),
    e.status, e.detail, e.copy, e.receipt, e.attempt,
    CASE WHEN e.seq = 1 OR e.prev IS (SELECT b.hash FROM events_before b WHERE b.seq = e.seq - 1) THEN e.form ELSE -1 END, e.hash
FROM events_before e ORDER BY e.seq;
INSERT INTO receipts SELECT reference, copy, location, type, body, seq FROM receipts_before ORDER BY rowid;

-- How many events were ever added, whatever became of them.
INSERT INTO sqlite_sequence (name, seq)
SELECT 'lines', 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'lines');
UPDATE sqlite_sequence SET seq = ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'events_before'), 0) WHERE name = 'lines';

DROP TABLE receipts_before;
DROP TABLE events_before;
DROP TABLE attempts_before;

-- The rules against doubles, as they were.
CREATE UNIQUE INDEX payments_pressed ON payments (pressed);
CREATE UNIQUE INDEX payments_one_terminal ON payments (provider, environment, terminal)
    WHERE final = 0 AND terminal <> 0 AND json_extract(intent, '$.rebuilt') IS NULL;
CREATE UNIQUE INDEX payments_one_original ON payments (original)
    WHERE final = 0 AND original <> '' AND json_extract(intent, '$.rebuilt') IS NULL;
CREATE UNIQUE INDEX payments_one_original_tx ON payments (provider, environment, original_tx)
    WHERE final = 0 AND original_tx <> '' AND json_extract(intent, '$.rebuilt') IS NULL;
CREATE UNIQUE INDEX payments_token ON payments (token) WHERE token IS NOT NULL;

CREATE INDEX payments_made ON payments (made);
CREATE INDEX payments_open ON payments (made) WHERE final = 0;
CREATE INDEX payments_open_original ON payments (original) WHERE final = 0 AND original <> '';
CREATE INDEX payments_open_original_tx ON payments (provider, environment, original_tx)
    WHERE final = 0 AND original_tx <> '';
CREATE INDEX payments_terminal ON payments (terminal, made);
CREATE INDEX payments_original ON payments (original) WHERE original <> '';
CREATE INDEX payments_last_four ON payments (last_four, made) WHERE last_four <> '';
CREATE INDEX payments_amount ON payments (currency, amount, made);
CREATE INDEX payments_tx ON payments (tx) WHERE tx IS NOT NULL;
CREATE INDEX payments_handle ON payments (handle) WHERE handle IS NOT NULL;
CREATE INDEX payments_given ON payments (given) WHERE given IS NOT NULL;
CREATE INDEX lines_payment ON lines (payment);

-- Writing is in the old columns, too. What has no word of its own yet gets one first.

-- +goose StatementBegin
CREATE TRIGGER attempts_added INSTEAD OF INSERT ON attempts
BEGIN
    INSERT INTO names (text) SELECT DISTINCT t FROM (SELECT NEW.kind AS t UNION ALL SELECT NEW.currency AS t UNION ALL SELECT NEW.provider AS t UNION ALL SELECT NEW.environment AS t UNION ALL SELECT NEW.profile AS t UNION ALL SELECT NEW.fingerprint AS t UNION ALL SELECT NEW.terminal AS t UNION ALL SELECT NEW.state AS t UNION ALL SELECT NEW.moved_currency AS t UNION ALL SELECT json_extract(NEW.progress, '$.outcome.card.scheme')
        UNION ALL SELECT NEW.intent WHERE json_extract(NEW.intent, '$.original', '$.reason', '$.fields', '$.rebuilt', '$.tip', '$.tips.base') = '[null,null,null,null,null,null]') WHERE t IS NOT NULL AND t NOT IN (SELECT text FROM names);
    INSERT INTO payments (reference, pressed, kind, amount, currency, made, provider, environment, profile, fingerprint, terminal, original, original_tx, note, intent, state, charged, moved, moved_currency, authorisation, updated, version, scheme, packed, final, last_four, tx, handle, given, token)
    VALUES (
        NEW.reference,
        (SELECT CASE WHEN length(b) = 16 AND CASE typeof(b) WHEN 'blob' THEN lower(substr(hex(b), 1, 8) || '-' || substr(hex(b), 9, 4) || '-' || substr(hex(b), 13, 4) || '-' || substr(hex(b), 17, 4) || '-' || substr(hex(b), 21)) ELSE b END = NEW.nonce THEN b ELSE NEW.nonce END FROM (SELECT unhex(replace(NEW.nonce, '-', '')) AS b)),
        (SELECT id FROM names WHERE text = NEW.kind),
        NEW.amount,
        (SELECT id FROM names WHERE text = NEW.currency),
        (SELECT CASE WHEN CASE typeof(n) WHEN 'integer' THEN strftime('%Y-%m-%dT%H:%M:%S', n / 1000000000, 'unixepoch') || format('.%09dZ', n % 1000000000) ELSE n END = NEW.created THEN n ELSE NEW.created END FROM (SELECT unixepoch(substr(NEW.created, 1, 19)) * 1000000000 + substr(NEW.created, 21, 9) AS n)),
        (SELECT id FROM names WHERE text = NEW.provider),
        (SELECT id FROM names WHERE text = NEW.environment),
        (SELECT id FROM names WHERE text = NEW.profile),
        (SELECT id FROM names WHERE text = NEW.fingerprint),
        (SELECT id FROM names WHERE text = NEW.terminal),
        NEW.original,
        NEW.original_tx,
        NEW.note,
        CASE WHEN json_extract(NEW.intent, '$.original', '$.reason', '$.fields', '$.rebuilt', '$.tip', '$.tips.base') = '[null,null,null,null,null,null]' THEN (SELECT id FROM names WHERE text = NEW.intent) ELSE NEW.intent END,
        (SELECT id FROM names WHERE text = NEW.state),
        CASE NEW.charged WHEN 'no' THEN 0 WHEN 'yes' THEN 1 WHEN 'unknown' THEN 2 END,
        NEW.moved,
        (SELECT id FROM names WHERE text = NEW.moved_currency),
        NEW.authorisation,
        (SELECT CASE WHEN CASE typeof(n) WHEN 'integer' THEN strftime('%Y-%m-%dT%H:%M:%S', n / 1000000000, 'unixepoch') || format('.%09dZ', n % 1000000000) ELSE n END = NEW.updated THEN n ELSE NEW.updated END FROM (SELECT unixepoch(substr(NEW.updated, 1, 19)) * 1000000000 + substr(NEW.updated, 21, 9) AS n)),
        NEW.version,
        (SELECT id FROM names WHERE text = json_extract(NEW.progress, '$.outcome.card.scheme')),
        (SELECT CASE WHEN d = NEW.progress THEN b ELSE NEW.progress END
            FROM (SELECT b, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(c, char(16), 'Z","offset_known":true'), char(15), '{"v":2,"sent":{"at":"' || char(2)), char(14), '"token_digest":"' || ifnull(json_extract(NEW.progress, '$.sent.token_digest'), '') || '"'), char(12), '"result_id":"' || ifnull(json_extract(NEW.progress, '$.sent.result_id'), '') || '"'), char(11), '"kind":"' || NEW.kind || '"'), char(8), '"state":"' || NEW.state || '"'), char(7), '"masked":"************' || NEW.last_four || '"'), char(6), '"authorisation":"' || NEW.authorisation || '"'), char(5), '{"minor":' || NEW.amount || ',"currency":"' || NEW.currency || '"}'), char(4), '"scheme":"' || ifnull(json_extract(NEW.progress, '$.outcome.card.scheme'), '') || '"'), char(3), '"transaction":"' || ifnull(json_extract(NEW.progress, '$.outcome.ids.transaction'), '') || '"'), char(2), substr(NEW.created, 1, 14)), char(1), NEW.reference) AS d
            FROM (SELECT b, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(b, char(29), '"device":{"at":"' || char(2)), char(28), ',"status":200'), char(27), '","verification":"'), char(26), '","merchant":"'), char(25), '"receipts":{"customer":"'), char(24), ',"clock_offset_ns":'), char(23), '"server_date":"' || char(2)), char(22), '},"mismatch":null'), char(21), '"card":{' || char(4) || ',' || char(7) || ',"entry":"'), char(20), ',' || char(6) || '},' || char(11) || ',"amounts":{"requested":' || char(5) || ',"charged":' || char(5) || '},'), char(19), '"ids":{' || char(3)), char(18), '},"outcome":{' || char(8) || ',"source":"'), char(17), ',"answered_at":"' || char(2)) AS c
            FROM (SELECT replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(a, ',"answered_at":"' || char(2), char(17)), '},"outcome":{' || char(8) || ',"source":"', char(18)), '"ids":{' || char(3), char(19)), ',' || char(6) || '},' || char(11) || ',"amounts":{"requested":' || char(5) || ',"charged":' || char(5) || '},', char(20)), '"card":{' || char(4) || ',' || char(7) || ',"entry":"', char(21)), '},"mismatch":null', char(22)), '"server_date":"' || char(2), char(23)), ',"clock_offset_ns":', char(24)), '"receipts":{"customer":"', char(25)), '","merchant":"', char(26)), '","verification":"', char(27)), ',"status":200', char(28)), '"device":{"at":"' || char(2), char(29)) AS b
            FROM (SELECT replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(NEW.progress, NEW.reference, char(1)), substr(NEW.created, 1, 14), char(2)), '"transaction":"' || ifnull(json_extract(NEW.progress, '$.outcome.ids.transaction'), '') || '"', char(3)), '"scheme":"' || ifnull(json_extract(NEW.progress, '$.outcome.card.scheme'), '') || '"', char(4)), '{"minor":' || NEW.amount || ',"currency":"' || NEW.currency || '"}', char(5)), '"authorisation":"' || NEW.authorisation || '"', char(6)), '"masked":"************' || NEW.last_four || '"', char(7)), '"state":"' || NEW.state || '"', char(8)), '"kind":"' || NEW.kind || '"', char(11)), '"result_id":"' || ifnull(json_extract(NEW.progress, '$.sent.result_id'), '') || '"', char(12)), '"token_digest":"' || ifnull(json_extract(NEW.progress, '$.sent.token_digest'), '') || '"', char(14)), '{"v":2,"sent":{"at":"' || char(2), char(15)), 'Z","offset_known":true', char(16)) AS a))))),
        NEW.final,
        NEW.last_four,
        (SELECT CASE WHEN length(b) = 16 AND CASE typeof(b) WHEN 'blob' THEN lower(substr(hex(b), 1, 8) || '-' || substr(hex(b), 9, 4) || '-' || substr(hex(b), 13, 4) || '-' || substr(hex(b), 17, 4) || '-' || substr(hex(b), 21)) ELSE b END = json_extract(NEW.progress, '$.outcome.ids.transaction') THEN b ELSE json_extract(NEW.progress, '$.outcome.ids.transaction') END FROM (SELECT unhex(replace(json_extract(NEW.progress, '$.outcome.ids.transaction'), '-', '')) AS b)),
        json_extract(NEW.progress, '$.sent.result_id'),
        json_extract(NEW.progress, '$.sent.reference'),
        (SELECT CASE WHEN lower(hex(b)) = json_extract(NEW.progress, '$.sent.token_digest') THEN b ELSE json_extract(NEW.progress, '$.sent.token_digest') END FROM (SELECT unhex(json_extract(NEW.progress, '$.sent.token_digest')) AS b)));
END;
-- +goose StatementEnd

-- SQLite takes each index of a column that is named out and puts it in again, changed or not, and each of
-- its pages is one more that a commit waits for: those that stay are not named.

-- +goose StatementBegin
CREATE TRIGGER attempts_moved INSTEAD OF UPDATE ON attempts
WHEN NOT (NEW.final IS NOT OLD.final OR NEW.last_four IS NOT OLD.last_four OR json_extract(NEW.progress, '$.outcome.ids.transaction') IS NOT json_extract(OLD.progress, '$.outcome.ids.transaction') OR json_extract(NEW.progress, '$.sent.result_id') IS NOT json_extract(OLD.progress, '$.sent.result_id') OR json_extract(NEW.progress, '$.sent.reference') IS NOT json_extract(OLD.progress, '$.sent.reference') OR json_extract(NEW.progress, '$.sent.token_digest') IS NOT json_extract(OLD.progress, '$.sent.token_digest')
  OR (NEW.reference, NEW.nonce, NEW.kind, NEW.amount, NEW.currency, NEW.created, NEW.provider, NEW.environment, NEW.profile, NEW.fingerprint, NEW.terminal, NEW.original, NEW.original_tx) IS NOT
     (OLD.reference, OLD.nonce, OLD.kind, OLD.amount, OLD.currency, OLD.created, OLD.provider, OLD.environment, OLD.profile, OLD.fingerprint, OLD.terminal, OLD.original, OLD.original_tx))
BEGIN
    INSERT INTO names (text) SELECT DISTINCT t FROM (SELECT NEW.kind AS t UNION ALL SELECT NEW.currency AS t UNION ALL SELECT NEW.provider AS t UNION ALL SELECT NEW.environment AS t UNION ALL SELECT NEW.profile AS t UNION ALL SELECT NEW.fingerprint AS t UNION ALL SELECT NEW.terminal AS t UNION ALL SELECT NEW.state AS t UNION ALL SELECT NEW.moved_currency AS t UNION ALL SELECT json_extract(NEW.progress, '$.outcome.card.scheme')
        UNION ALL SELECT NEW.intent WHERE json_extract(NEW.intent, '$.original', '$.reason', '$.fields', '$.rebuilt', '$.tip', '$.tips.base') = '[null,null,null,null,null,null]') WHERE t IS NOT NULL AND t NOT IN (SELECT text FROM names);
    UPDATE payments SET
        note = NEW.note,
        intent = CASE WHEN json_extract(NEW.intent, '$.original', '$.reason', '$.fields', '$.rebuilt', '$.tip', '$.tips.base') = '[null,null,null,null,null,null]' THEN (SELECT id FROM names WHERE text = NEW.intent) ELSE NEW.intent END,
        state = (SELECT id FROM names WHERE text = NEW.state),
        charged = CASE NEW.charged WHEN 'no' THEN 0 WHEN 'yes' THEN 1 WHEN 'unknown' THEN 2 END,
        moved = NEW.moved,
        moved_currency = (SELECT id FROM names WHERE text = NEW.moved_currency),
        authorisation = NEW.authorisation,
        updated = (SELECT CASE WHEN CASE typeof(n) WHEN 'integer' THEN strftime('%Y-%m-%dT%H:%M:%S', n / 1000000000, 'unixepoch') || format('.%09dZ', n % 1000000000) ELSE n END = NEW.updated THEN n ELSE NEW.updated END FROM (SELECT unixepoch(substr(NEW.updated, 1, 19)) * 1000000000 + substr(NEW.updated, 21, 9) AS n)),
        version = NEW.version,
        scheme = (SELECT id FROM names WHERE text = json_extract(NEW.progress, '$.outcome.card.scheme')),
        packed = (SELECT CASE WHEN d = NEW.progress THEN b ELSE NEW.progress END
            FROM (SELECT b, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(c, char(16), 'Z","offset_known":true'), char(15), '{"v":2,"sent":{"at":"' || char(2)), char(14), '"token_digest":"' || ifnull(json_extract(NEW.progress, '$.sent.token_digest'), '') || '"'), char(12), '"result_id":"' || ifnull(json_extract(NEW.progress, '$.sent.result_id'), '') || '"'), char(11), '"kind":"' || NEW.kind || '"'), char(8), '"state":"' || NEW.state || '"'), char(7), '"masked":"************' || NEW.last_four || '"'), char(6), '"authorisation":"' || NEW.authorisation || '"'), char(5), '{"minor":' || NEW.amount || ',"currency":"' || NEW.currency || '"}'), char(4), '"scheme":"' || ifnull(json_extract(NEW.progress, '$.outcome.card.scheme'), '') || '"'), char(3), '"transaction":"' || ifnull(json_extract(NEW.progress, '$.outcome.ids.transaction'), '') || '"'), char(2), substr(NEW.created, 1, 14)), char(1), NEW.reference) AS d
            FROM (SELECT b, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(b, char(29), '"device":{"at":"' || char(2)), char(28), ',"status":200'), char(27), '","verification":"'), char(26), '","merchant":"'), char(25), '"receipts":{"customer":"'), char(24), ',"clock_offset_ns":'), char(23), '"server_date":"' || char(2)), char(22), '},"mismatch":null'), char(21), '"card":{' || char(4) || ',' || char(7) || ',"entry":"'), char(20), ',' || char(6) || '},' || char(11) || ',"amounts":{"requested":' || char(5) || ',"charged":' || char(5) || '},'), char(19), '"ids":{' || char(3)), char(18), '},"outcome":{' || char(8) || ',"source":"'), char(17), ',"answered_at":"' || char(2)) AS c
            FROM (SELECT replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(a, ',"answered_at":"' || char(2), char(17)), '},"outcome":{' || char(8) || ',"source":"', char(18)), '"ids":{' || char(3), char(19)), ',' || char(6) || '},' || char(11) || ',"amounts":{"requested":' || char(5) || ',"charged":' || char(5) || '},', char(20)), '"card":{' || char(4) || ',' || char(7) || ',"entry":"', char(21)), '},"mismatch":null', char(22)), '"server_date":"' || char(2), char(23)), ',"clock_offset_ns":', char(24)), '"receipts":{"customer":"', char(25)), '","merchant":"', char(26)), '","verification":"', char(27)), ',"status":200', char(28)), '"device":{"at":"' || char(2), char(29)) AS b
            FROM (SELECT replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(NEW.progress, NEW.reference, char(1)), substr(NEW.created, 1, 14), char(2)), '"transaction":"' || ifnull(json_extract(NEW.progress, '$.outcome.ids.transaction'), '') || '"', char(3)), '"scheme":"' || ifnull(json_extract(NEW.progress, '$.outcome.card.scheme'), '') || '"', char(4)), '{"minor":' || NEW.amount || ',"currency":"' || NEW.currency || '"}', char(5)), '"authorisation":"' || NEW.authorisation || '"', char(6)), '"masked":"************' || NEW.last_four || '"', char(7)), '"state":"' || NEW.state || '"', char(8)), '"kind":"' || NEW.kind || '"', char(11)), '"result_id":"' || ifnull(json_extract(NEW.progress, '$.sent.result_id'), '') || '"', char(12)), '"token_digest":"' || ifnull(json_extract(NEW.progress, '$.sent.token_digest'), '') || '"', char(14)), '{"v":2,"sent":{"at":"' || char(2), char(15)), 'Z","offset_known":true', char(16)) AS a)))))
    WHERE id = OLD.id;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER attempts_found INSTEAD OF UPDATE ON attempts
WHEN (NEW.final IS NOT OLD.final OR NEW.last_four IS NOT OLD.last_four OR json_extract(NEW.progress, '$.outcome.ids.transaction') IS NOT json_extract(OLD.progress, '$.outcome.ids.transaction') OR json_extract(NEW.progress, '$.sent.result_id') IS NOT json_extract(OLD.progress, '$.sent.result_id') OR json_extract(NEW.progress, '$.sent.reference') IS NOT json_extract(OLD.progress, '$.sent.reference') OR json_extract(NEW.progress, '$.sent.token_digest') IS NOT json_extract(OLD.progress, '$.sent.token_digest'))
  AND NOT ((NEW.reference, NEW.nonce, NEW.kind, NEW.amount, NEW.currency, NEW.created, NEW.provider, NEW.environment, NEW.profile, NEW.fingerprint, NEW.terminal, NEW.original, NEW.original_tx) IS NOT
     (OLD.reference, OLD.nonce, OLD.kind, OLD.amount, OLD.currency, OLD.created, OLD.provider, OLD.environment, OLD.profile, OLD.fingerprint, OLD.terminal, OLD.original, OLD.original_tx))
BEGIN
    INSERT INTO names (text) SELECT DISTINCT t FROM (SELECT NEW.kind AS t UNION ALL SELECT NEW.currency AS t UNION ALL SELECT NEW.provider AS t UNION ALL SELECT NEW.environment AS t UNION ALL SELECT NEW.profile AS t UNION ALL SELECT NEW.fingerprint AS t UNION ALL SELECT NEW.terminal AS t UNION ALL SELECT NEW.state AS t UNION ALL SELECT NEW.moved_currency AS t UNION ALL SELECT json_extract(NEW.progress, '$.outcome.card.scheme')
        UNION ALL SELECT NEW.intent WHERE json_extract(NEW.intent, '$.original', '$.reason', '$.fields', '$.rebuilt', '$.tip', '$.tips.base') = '[null,null,null,null,null,null]') WHERE t IS NOT NULL AND t NOT IN (SELECT text FROM names);
    UPDATE payments SET
        note = NEW.note,
        intent = CASE WHEN json_extract(NEW.intent, '$.original', '$.reason', '$.fields', '$.rebuilt', '$.tip', '$.tips.base') = '[null,null,null,null,null,null]' THEN (SELECT id FROM names WHERE text = NEW.intent) ELSE NEW.intent END,
        state = (SELECT id FROM names WHERE text = NEW.state),
        charged = CASE NEW.charged WHEN 'no' THEN 0 WHEN 'yes' THEN 1 WHEN 'unknown' THEN 2 END,
        moved = NEW.moved,
        moved_currency = (SELECT id FROM names WHERE text = NEW.moved_currency),
        authorisation = NEW.authorisation,
        updated = (SELECT CASE WHEN CASE typeof(n) WHEN 'integer' THEN strftime('%Y-%m-%dT%H:%M:%S', n / 1000000000, 'unixepoch') || format('.%09dZ', n % 1000000000) ELSE n END = NEW.updated THEN n ELSE NEW.updated END FROM (SELECT unixepoch(substr(NEW.updated, 1, 19)) * 1000000000 + substr(NEW.updated, 21, 9) AS n)),
        version = NEW.version,
        scheme = (SELECT id FROM names WHERE text = json_extract(NEW.progress, '$.outcome.card.scheme')),
        packed = (SELECT CASE WHEN d = NEW.progress THEN b ELSE NEW.progress END
            FROM (SELECT b, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(c, char(16), 'Z","offset_known":true'), char(15), '{"v":2,"sent":{"at":"' || char(2)), char(14), '"token_digest":"' || ifnull(json_extract(NEW.progress, '$.sent.token_digest'), '') || '"'), char(12), '"result_id":"' || ifnull(json_extract(NEW.progress, '$.sent.result_id'), '') || '"'), char(11), '"kind":"' || NEW.kind || '"'), char(8), '"state":"' || NEW.state || '"'), char(7), '"masked":"************' || NEW.last_four || '"'), char(6), '"authorisation":"' || NEW.authorisation || '"'), char(5), '{"minor":' || NEW.amount || ',"currency":"' || NEW.currency || '"}'), char(4), '"scheme":"' || ifnull(json_extract(NEW.progress, '$.outcome.card.scheme'), '') || '"'), char(3), '"transaction":"' || ifnull(json_extract(NEW.progress, '$.outcome.ids.transaction'), '') || '"'), char(2), substr(NEW.created, 1, 14)), char(1), NEW.reference) AS d
            FROM (SELECT b, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(b, char(29), '"device":{"at":"' || char(2)), char(28), ',"status":200'), char(27), '","verification":"'), char(26), '","merchant":"'), char(25), '"receipts":{"customer":"'), char(24), ',"clock_offset_ns":'), char(23), '"server_date":"' || char(2)), char(22), '},"mismatch":null'), char(21), '"card":{' || char(4) || ',' || char(7) || ',"entry":"'), char(20), ',' || char(6) || '},' || char(11) || ',"amounts":{"requested":' || char(5) || ',"charged":' || char(5) || '},'), char(19), '"ids":{' || char(3)), char(18), '},"outcome":{' || char(8) || ',"source":"'), char(17), ',"answered_at":"' || char(2)) AS c
            FROM (SELECT replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(a, ',"answered_at":"' || char(2), char(17)), '},"outcome":{' || char(8) || ',"source":"', char(18)), '"ids":{' || char(3), char(19)), ',' || char(6) || '},' || char(11) || ',"amounts":{"requested":' || char(5) || ',"charged":' || char(5) || '},', char(20)), '"card":{' || char(4) || ',' || char(7) || ',"entry":"', char(21)), '},"mismatch":null', char(22)), '"server_date":"' || char(2), char(23)), ',"clock_offset_ns":', char(24)), '"receipts":{"customer":"', char(25)), '","merchant":"', char(26)), '","verification":"', char(27)), ',"status":200', char(28)), '"device":{"at":"' || char(2), char(29)) AS b
            FROM (SELECT replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(NEW.progress, NEW.reference, char(1)), substr(NEW.created, 1, 14), char(2)), '"transaction":"' || ifnull(json_extract(NEW.progress, '$.outcome.ids.transaction'), '') || '"', char(3)), '"scheme":"' || ifnull(json_extract(NEW.progress, '$.outcome.card.scheme'), '') || '"', char(4)), '{"minor":' || NEW.amount || ',"currency":"' || NEW.currency || '"}', char(5)), '"authorisation":"' || NEW.authorisation || '"', char(6)), '"masked":"************' || NEW.last_four || '"', char(7)), '"state":"' || NEW.state || '"', char(8)), '"kind":"' || NEW.kind || '"', char(11)), '"result_id":"' || ifnull(json_extract(NEW.progress, '$.sent.result_id'), '') || '"', char(12)), '"token_digest":"' || ifnull(json_extract(NEW.progress, '$.sent.token_digest'), '') || '"', char(14)), '{"v":2,"sent":{"at":"' || char(2), char(15)), 'Z","offset_known":true', char(16)) AS a))))),
        final = NEW.final,
        last_four = NEW.last_four,
        tx = (SELECT CASE WHEN length(b) = 16 AND CASE typeof(b) WHEN 'blob' THEN lower(substr(hex(b), 1, 8) || '-' || substr(hex(b), 9, 4) || '-' || substr(hex(b), 13, 4) || '-' || substr(hex(b), 17, 4) || '-' || substr(hex(b), 21)) ELSE b END = json_extract(NEW.progress, '$.outcome.ids.transaction') THEN b ELSE json_extract(NEW.progress, '$.outcome.ids.transaction') END FROM (SELECT unhex(replace(json_extract(NEW.progress, '$.outcome.ids.transaction'), '-', '')) AS b)),
        handle = json_extract(NEW.progress, '$.sent.result_id'),
        given = json_extract(NEW.progress, '$.sent.reference'),
        token = (SELECT CASE WHEN lower(hex(b)) = json_extract(NEW.progress, '$.sent.token_digest') THEN b ELSE json_extract(NEW.progress, '$.sent.token_digest') END FROM (SELECT unhex(json_extract(NEW.progress, '$.sent.token_digest')) AS b))
    WHERE id = OLD.id;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER attempts_changed INSTEAD OF UPDATE ON attempts
WHEN (NEW.reference, NEW.nonce, NEW.kind, NEW.amount, NEW.currency, NEW.created, NEW.provider, NEW.environment, NEW.profile, NEW.fingerprint, NEW.terminal, NEW.original, NEW.original_tx) IS NOT
     (OLD.reference, OLD.nonce, OLD.kind, OLD.amount, OLD.currency, OLD.created, OLD.provider, OLD.environment, OLD.profile, OLD.fingerprint, OLD.terminal, OLD.original, OLD.original_tx)
BEGIN
    INSERT INTO names (text) SELECT DISTINCT t FROM (SELECT NEW.kind AS t UNION ALL SELECT NEW.currency AS t UNION ALL SELECT NEW.provider AS t UNION ALL SELECT NEW.environment AS t UNION ALL SELECT NEW.profile AS t UNION ALL SELECT NEW.fingerprint AS t UNION ALL SELECT NEW.terminal AS t UNION ALL SELECT NEW.state AS t UNION ALL SELECT NEW.moved_currency AS t UNION ALL SELECT json_extract(NEW.progress, '$.outcome.card.scheme')
        UNION ALL SELECT NEW.intent WHERE json_extract(NEW.intent, '$.original', '$.reason', '$.fields', '$.rebuilt', '$.tip', '$.tips.base') = '[null,null,null,null,null,null]') WHERE t IS NOT NULL AND t NOT IN (SELECT text FROM names);
    UPDATE payments SET
        reference = NEW.reference,
        pressed = (SELECT CASE WHEN length(b) = 16 AND CASE typeof(b) WHEN 'blob' THEN lower(substr(hex(b), 1, 8) || '-' || substr(hex(b), 9, 4) || '-' || substr(hex(b), 13, 4) || '-' || substr(hex(b), 17, 4) || '-' || substr(hex(b), 21)) ELSE b END = NEW.nonce THEN b ELSE NEW.nonce END FROM (SELECT unhex(replace(NEW.nonce, '-', '')) AS b)),
        kind = (SELECT id FROM names WHERE text = NEW.kind),
        amount = NEW.amount,
        currency = (SELECT id FROM names WHERE text = NEW.currency),
        made = (SELECT CASE WHEN CASE typeof(n) WHEN 'integer' THEN strftime('%Y-%m-%dT%H:%M:%S', n / 1000000000, 'unixepoch') || format('.%09dZ', n % 1000000000) ELSE n END = NEW.created THEN n ELSE NEW.created END FROM (SELECT unixepoch(substr(NEW.created, 1, 19)) * 1000000000 + substr(NEW.created, 21, 9) AS n)),
        provider = (SELECT id FROM names WHERE text = NEW.provider),
        environment = (SELECT id FROM names WHERE text = NEW.environment),
        profile = (SELECT id FROM names WHERE text = NEW.profile),
        fingerprint = (SELECT id FROM names WHERE text = NEW.fingerprint),
        terminal = (SELECT id FROM names WHERE text = NEW.terminal),
        original = NEW.original,
        original_tx = NEW.original_tx,
        note = NEW.note,
        intent = CASE WHEN json_extract(NEW.intent, '$.original', '$.reason', '$.fields', '$.rebuilt', '$.tip', '$.tips.base') = '[null,null,null,null,null,null]' THEN (SELECT id FROM names WHERE text = NEW.intent) ELSE NEW.intent END,
        state = (SELECT id FROM names WHERE text = NEW.state),
        charged = CASE NEW.charged WHEN 'no' THEN 0 WHEN 'yes' THEN 1 WHEN 'unknown' THEN 2 END,
        moved = NEW.moved,
        moved_currency = (SELECT id FROM names WHERE text = NEW.moved_currency),
        authorisation = NEW.authorisation,
        updated = (SELECT CASE WHEN CASE typeof(n) WHEN 'integer' THEN strftime('%Y-%m-%dT%H:%M:%S', n / 1000000000, 'unixepoch') || format('.%09dZ', n % 1000000000) ELSE n END = NEW.updated THEN n ELSE NEW.updated END FROM (SELECT unixepoch(substr(NEW.updated, 1, 19)) * 1000000000 + substr(NEW.updated, 21, 9) AS n)),
        version = NEW.version,
        scheme = (SELECT id FROM names WHERE text = json_extract(NEW.progress, '$.outcome.card.scheme')),
        packed = (SELECT CASE WHEN d = NEW.progress THEN b ELSE NEW.progress END
            FROM (SELECT b, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(c, char(16), 'Z","offset_known":true'), char(15), '{"v":2,"sent":{"at":"' || char(2)), char(14), '"token_digest":"' || ifnull(json_extract(NEW.progress, '$.sent.token_digest'), '') || '"'), char(12), '"result_id":"' || ifnull(json_extract(NEW.progress, '$.sent.result_id'), '') || '"'), char(11), '"kind":"' || NEW.kind || '"'), char(8), '"state":"' || NEW.state || '"'), char(7), '"masked":"************' || NEW.last_four || '"'), char(6), '"authorisation":"' || NEW.authorisation || '"'), char(5), '{"minor":' || NEW.amount || ',"currency":"' || NEW.currency || '"}'), char(4), '"scheme":"' || ifnull(json_extract(NEW.progress, '$.outcome.card.scheme'), '') || '"'), char(3), '"transaction":"' || ifnull(json_extract(NEW.progress, '$.outcome.ids.transaction'), '') || '"'), char(2), substr(NEW.created, 1, 14)), char(1), NEW.reference) AS d
            FROM (SELECT b, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(b, char(29), '"device":{"at":"' || char(2)), char(28), ',"status":200'), char(27), '","verification":"'), char(26), '","merchant":"'), char(25), '"receipts":{"customer":"'), char(24), ',"clock_offset_ns":'), char(23), '"server_date":"' || char(2)), char(22), '},"mismatch":null'), char(21), '"card":{' || char(4) || ',' || char(7) || ',"entry":"'), char(20), ',' || char(6) || '},' || char(11) || ',"amounts":{"requested":' || char(5) || ',"charged":' || char(5) || '},'), char(19), '"ids":{' || char(3)), char(18), '},"outcome":{' || char(8) || ',"source":"'), char(17), ',"answered_at":"' || char(2)) AS c
            FROM (SELECT replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(a, ',"answered_at":"' || char(2), char(17)), '},"outcome":{' || char(8) || ',"source":"', char(18)), '"ids":{' || char(3), char(19)), ',' || char(6) || '},' || char(11) || ',"amounts":{"requested":' || char(5) || ',"charged":' || char(5) || '},', char(20)), '"card":{' || char(4) || ',' || char(7) || ',"entry":"', char(21)), '},"mismatch":null', char(22)), '"server_date":"' || char(2), char(23)), ',"clock_offset_ns":', char(24)), '"receipts":{"customer":"', char(25)), '","merchant":"', char(26)), '","verification":"', char(27)), ',"status":200', char(28)), '"device":{"at":"' || char(2), char(29)) AS b
            FROM (SELECT replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(NEW.progress, NEW.reference, char(1)), substr(NEW.created, 1, 14), char(2)), '"transaction":"' || ifnull(json_extract(NEW.progress, '$.outcome.ids.transaction'), '') || '"', char(3)), '"scheme":"' || ifnull(json_extract(NEW.progress, '$.outcome.card.scheme'), '') || '"', char(4)), '{"minor":' || NEW.amount || ',"currency":"' || NEW.currency || '"}', char(5)), '"authorisation":"' || NEW.authorisation || '"', char(6)), '"masked":"************' || NEW.last_four || '"', char(7)), '"state":"' || NEW.state || '"', char(8)), '"kind":"' || NEW.kind || '"', char(11)), '"result_id":"' || ifnull(json_extract(NEW.progress, '$.sent.result_id'), '') || '"', char(12)), '"token_digest":"' || ifnull(json_extract(NEW.progress, '$.sent.token_digest'), '') || '"', char(14)), '{"v":2,"sent":{"at":"' || char(2), char(15)), 'Z","offset_known":true', char(16)) AS a))))),
        final = NEW.final,
        last_four = NEW.last_four,
        tx = (SELECT CASE WHEN length(b) = 16 AND CASE typeof(b) WHEN 'blob' THEN lower(substr(hex(b), 1, 8) || '-' || substr(hex(b), 9, 4) || '-' || substr(hex(b), 13, 4) || '-' || substr(hex(b), 17, 4) || '-' || substr(hex(b), 21)) ELSE b END = json_extract(NEW.progress, '$.outcome.ids.transaction') THEN b ELSE json_extract(NEW.progress, '$.outcome.ids.transaction') END FROM (SELECT unhex(replace(json_extract(NEW.progress, '$.outcome.ids.transaction'), '-', '')) AS b)),
        handle = json_extract(NEW.progress, '$.sent.result_id'),
        given = json_extract(NEW.progress, '$.sent.reference'),
        token = (SELECT CASE WHEN lower(hex(b)) = json_extract(NEW.progress, '$.sent.token_digest') THEN b ELSE json_extract(NEW.progress, '$.sent.token_digest') END FROM (SELECT unhex(json_extract(NEW.progress, '$.sent.token_digest')) AS b))
    WHERE id = OLD.id;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER events_added INSTEAD OF INSERT ON events
BEGIN
    SELECT RAISE(ABORT, 'an event follows the newest one') WHERE NEW.prev <> (SELECT hash FROM lines WHERE seq = NEW.seq - 1);
    INSERT INTO names (text) SELECT DISTINCT t FROM (SELECT NEW.kind AS t UNION ALL SELECT NEW.from_state AS t UNION ALL SELECT NEW.to_state AS t UNION ALL SELECT NEW.error AS t UNION ALL SELECT NEW.code) WHERE t IS NOT NULL AND t NOT IN (SELECT text FROM names);
    INSERT INTO lines (seq, payment, at, kind, from_state, to_state, error, code, status, detail, copy, receipt, attempt, form, hash)
    VALUES (NEW.seq, (SELECT id FROM payments WHERE reference = NEW.reference), (SELECT CASE WHEN CASE typeof(n) WHEN 'integer' THEN strftime('%Y-%m-%dT%H:%M:%S', n / 1000000000, 'unixepoch') || format('.%09dZ', n % 1000000000) ELSE n END = NEW.at THEN n ELSE NEW.at END FROM (SELECT unixepoch(substr(NEW.at, 1, 19)) * 1000000000 + substr(NEW.at, 21, 9) AS n)), (SELECT id FROM names WHERE text = NEW.kind), (SELECT id FROM names WHERE text = NEW.from_state), (SELECT id FROM names WHERE text = NEW.to_state), (SELECT id FROM names WHERE text = NEW.error), (SELECT id FROM names WHERE text = NEW.code), NEW.status, NEW.detail, NEW.copy, NEW.receipt, NEW.attempt, NEW.form, NEW.hash);
END;
-- +goose StatementEnd

-- The rules, as they were, on what is kept now.

-- +goose StatementBegin
CREATE TRIGGER names_never_updated BEFORE UPDATE ON names
BEGIN
    SELECT RAISE(ABORT, 'a word is never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER names_never_deleted BEFORE DELETE ON names
BEGIN
    SELECT RAISE(ABORT, 'a word is never deleted');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER names_never_replaced BEFORE INSERT ON names
WHEN EXISTS (SELECT 1 FROM names WHERE id = NEW.id OR text = NEW.text)
BEGIN
    SELECT RAISE(ABORT, 'a word is never replaced');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER events_never_updated BEFORE UPDATE ON lines
BEGIN
    SELECT RAISE(ABORT, 'events are never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER events_never_deleted BEFORE DELETE ON lines
BEGIN
    SELECT RAISE(ABORT, 'events are never deleted');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER events_only_appended BEFORE INSERT ON lines
WHEN NEW.seq <> (SELECT ifnull(max(seq), 0) + 1 FROM lines)
BEGIN
    SELECT RAISE(ABORT, 'an event follows the newest one');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER attempts_never_deleted BEFORE DELETE ON payments
BEGIN
    SELECT RAISE(ABORT, 'attempts are never deleted');
END;
-- +goose StatementEnd

-- A time that is no number is one of no calendar; then the two are taken for close.
-- +goose StatementBegin
CREATE TRIGGER attempts_never_replaced BEFORE INSERT ON payments
WHEN EXISTS (SELECT 1 FROM payments WHERE id = NEW.id OR reference = NEW.reference OR pressed = NEW.pressed)
  OR json_extract(NEW.intent, '$.rebuilt') IS NULL AND (
     NEW.final = 0 AND NEW.terminal <> 0 AND EXISTS (
        SELECT 1 FROM payments
        WHERE final = 0 AND +provider = NEW.provider AND +environment = NEW.environment AND +terminal = NEW.terminal
          AND (json_extract(intent, '$.rebuilt') IS NULL
            OR typeof(made) <> 'integer' OR typeof(NEW.made) <> 'integer' OR abs(NEW.made - made) < 3600000000000))
  OR NEW.final = 0 AND NEW.original <> '' AND EXISTS (
        SELECT 1 FROM payments WHERE final = 0 AND original <> '' AND original = NEW.original)
  OR NEW.final = 0 AND NEW.original_tx <> '' AND EXISTS (
        SELECT 1 FROM payments
        WHERE final = 0 AND original_tx <> '' AND provider = NEW.provider AND environment = NEW.environment
          AND original_tx = NEW.original_tx))
BEGIN
    SELECT RAISE(ABORT, 'attempts are never replaced');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER attempts_final_never_left BEFORE UPDATE ON payments
WHEN OLD.final = 1 AND (NEW.final <> 1 OR NEW.state <> OLD.state AND (
     OLD.state IS NOT (SELECT id FROM names WHERE text = 'closed')
  OR NEW.state NOT IN (SELECT id FROM names
        WHERE text IN ('approved', 'partially_approved', 'declined', 'cancelled', 'failed', 'not_charged'))))
BEGIN
    SELECT RAISE(ABORT, 'a final state is never left');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER attempts_version_next BEFORE UPDATE ON payments
WHEN NEW.version <> OLD.version + 1
BEGIN
    SELECT RAISE(ABORT, 'the version is not the next one');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER attempts_intent_kept BEFORE UPDATE ON payments
WHEN (NEW.id, NEW.reference, NEW.pressed, NEW.kind, NEW.amount, NEW.currency, NEW.made, NEW.provider,
      NEW.environment, NEW.profile, NEW.fingerprint, NEW.terminal, NEW.original, NEW.original_tx)
  IS NOT
     (OLD.id, OLD.reference, OLD.pressed, OLD.kind, OLD.amount, OLD.currency, OLD.made, OLD.provider,
      OLD.environment, OLD.profile, OLD.fingerprint, OLD.terminal, OLD.original, OLD.original_tx)
BEGIN
    SELECT RAISE(ABORT, 'what was asked for never changes');
END;
-- +goose StatementEnd

-- Only what is erased loses its note, its reason and what was noted beside it. It is looked at when it is
-- written, because only then the view says what it is.
-- +goose StatementBegin
CREATE TRIGGER attempts_words_kept AFTER UPDATE ON payments
WHEN (NEW.note, NEW.intent) IS NOT (OLD.note, OLD.intent) AND (
     OLD.final <> 1
  OR (SELECT json_extract(progress, '$.erased') FROM attempts WHERE id = NEW.id) IS NOT 1
  OR NEW.note <> ''
  OR EXISTS (SELECT 1 FROM (SELECT
        CASE typeof(NEW.intent) WHEN 'integer' THEN (SELECT text FROM names WHERE id = NEW.intent) ELSE NEW.intent END AS fresh,
        CASE typeof(OLD.intent) WHEN 'integer' THEN (SELECT text FROM names WHERE id = OLD.intent) ELSE OLD.intent END AS stale)
     WHERE json_remove(fresh, '$.v') IS NOT json_remove(stale, '$.v', '$.reason', '$.fields')
        OR json_extract(fresh, '$.v') > json_extract(stale, '$.v')))
BEGIN
    SELECT RAISE(ABORT, 'what was asked for never changes');
END;
-- +goose StatementEnd

-- Where an attempt stands is JSON, and the columns that it is found by are what is in it.
-- +goose StatementBegin
CREATE TRIGGER attempts_told_when_moved AFTER UPDATE ON payments
WHEN NOT EXISTS (SELECT 1 FROM attempts WHERE id = NEW.id AND json_valid(progress)
    AND json_extract(progress, '$.sent.reference') IS NEW.given)
BEGIN
    SELECT RAISE(ABORT, 'an attempt is not what its columns say');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER attempts_told_when_added AFTER INSERT ON payments
WHEN NOT EXISTS (SELECT 1 FROM attempts WHERE id = NEW.id AND json_valid(progress)
    AND json_extract(progress, '$.sent.reference') IS NEW.given)
BEGIN
    SELECT RAISE(ABORT, 'an attempt is not what its columns say');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER receipts_never_deleted BEFORE DELETE ON receipts
BEGIN
    SELECT RAISE(ABORT, 'receipts are never deleted');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER receipts_never_shorter BEFORE UPDATE ON receipts
WHEN NEW.reference <> OLD.reference OR NEW.copy <> OLD.copy
  OR ifnull(length(NEW.body), 0) < ifnull(length(OLD.body), 0)
     AND (NEW.location <> '' OR NEW.type <> '' OR NEW.body IS NOT NULL
       OR NOT EXISTS (SELECT 1 FROM attempts WHERE reference = NEW.reference AND json_extract(progress, '$.erased') = 1))
BEGIN
    SELECT RAISE(ABORT, 'a receipt is never replaced by less');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER receipts_never_replaced BEFORE INSERT ON receipts
WHEN EXISTS (SELECT 1 FROM receipts WHERE reference = NEW.reference AND copy = NEW.copy)
BEGIN
    SELECT RAISE(ABORT, 'receipts are never replaced');
END;
-- +goose StatementEnd
