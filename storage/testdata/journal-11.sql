PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE migrations (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	version_id INTEGER NOT NULL,
	is_applied INTEGER NOT NULL,
	tstamp TIMESTAMP DEFAULT (datetime('now')));
INSERT INTO migrations VALUES(1,0,1,'2026-12-01 14:28:20');
INSERT INTO migrations VALUES(2,1,1,'2026-12-01 14:28:20');
INSERT INTO migrations VALUES(3,2,1,'2026-12-01 14:28:20');
INSERT INTO migrations VALUES(4,3,1,'2026-12-01 14:28:20');
INSERT INTO migrations VALUES(5,4,1,'2026-12-01 14:28:20');
INSERT INTO migrations VALUES(6,5,1,'2026-12-01 14:28:20');
INSERT INTO migrations VALUES(7,6,1,'2026-12-01 14:28:20');
INSERT INTO migrations VALUES(8,7,1,'2026-12-01 14:28:20');
INSERT INTO migrations VALUES(9,8,1,'2026-12-01 14:28:20');
INSERT INTO migrations VALUES(10,9,1,'2026-12-01 14:28:20');
INSERT INTO migrations VALUES(11,10,1,'2026-12-01 14:28:20');
INSERT INTO migrations VALUES(12,11,1,'2026-12-01 14:28:20');
CREATE TABLE journal (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    id      TEXT NOT NULL,
    created TEXT NOT NULL
) STRICT;
INSERT INTO journal VALUES(1,'7afb25d6c622bcd8bf4c7835ec787a92','2026-11-20T22:58:39.551Z');
CREATE TABLE health (
    terminal TEXT PRIMARY KEY,
    at       TEXT NOT NULL,
    battery  TEXT NOT NULL,
    charging INTEGER NOT NULL,
    app      TEXT NOT NULL,
    serial   TEXT NOT NULL
) STRICT;
INSERT INTO health VALUES('PAXA920/1547800003','2026-11-20T12:00:00.123456789Z','80',0,'','');
CREATE TABLE commands (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    reference   TEXT NOT NULL CHECK (reference <> ''),
    nonce       TEXT NOT NULL CHECK (nonce <> ''),
    kind        TEXT NOT NULL,
    state       TEXT NOT NULL,
    at          TEXT NOT NULL,
    created     TEXT NOT NULL,
    provider    TEXT NOT NULL,
    environment TEXT NOT NULL,
    profile     TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    terminal    TEXT NOT NULL,
    operator    TEXT NOT NULL,
    asked       TEXT NOT NULL CHECK (json_valid(asked)),
    found       TEXT NOT NULL CHECK (json_valid(found)),
    after       INTEGER NOT NULL,
    form        INTEGER NOT NULL,
    prev        BLOB NOT NULL,
    hash        BLOB NOT NULL
) STRICT;
CREATE TABLE closings (
    seq    INTEGER PRIMARY KEY AUTOINCREMENT,
    at     TEXT NOT NULL,
    since  TEXT NOT NULL,
    until  TEXT NOT NULL,
    sheet  TEXT NOT NULL CHECK (json_valid(sheet)),
    after  INTEGER NOT NULL,
    form   INTEGER NOT NULL,
    prev   BLOB NOT NULL,
    hash   BLOB NOT NULL
) STRICT;
CREATE TABLE attempts (
    key            INTEGER PRIMARY KEY,
    reference      ANY NOT NULL UNIQUE CHECK (reference <> ''),
    nonce          ANY NOT NULL CHECK (nonce <> ''),
    kind           TEXT NOT NULL,
    amount         INTEGER NOT NULL,
    currency       TEXT NOT NULL,
    note           TEXT NOT NULL,
    created        ANY NOT NULL CHECK (typeof(created) IN ('integer', 'text')),
    provider       TEXT NOT NULL,
    environment    TEXT NOT NULL,
    profile        TEXT NOT NULL,
    fingerprint    TEXT NOT NULL,
    terminal       TEXT NOT NULL,
    merchant       TEXT,
    original       ANY,
    original_tx    ANY,
    intent         TEXT CHECK (intent IS NULL OR json_valid(intent)),
    state          TEXT NOT NULL,
    final          INTEGER NOT NULL CHECK (final IN (0, 1)),
    charged        TEXT NOT NULL CHECK (charged IN ('yes', 'no', 'unknown')),
    moved          INTEGER NOT NULL,
    moved_currency TEXT NOT NULL,
    last_four      TEXT NOT NULL,
    authorisation  TEXT NOT NULL,
    updated        ANY NOT NULL CHECK (typeof(updated) IN ('integer', 'text')),
    version        INTEGER NOT NULL CHECK (version > 0),
    tx             ANY,
    handle         INTEGER,
    given          ANY,
    token          TEXT,
    scheme         TEXT,
    notice         TEXT,
    tip            INTEGER NOT NULL,
    contradicted   INTEGER NOT NULL CHECK (contradicted IN (0, 1)),
    erased         INTEGER NOT NULL CHECK (erased IN (0, 1)),
    progress       BLOB NOT NULL CHECK (length(progress) > 0)
) STRICT;
INSERT INTO attempts VALUES(1,X'00000000000040008000000000000001','nonce-1','sale',1240,'EUR','order 1',1795176060123456789,'handpoint','development','default','0011223344556677','PAXA920/1547800001','m1',NULL,NULL,NULL,'approved',1,'yes',1240,'EUR','0936','',1795176067123456789,6,'tx-1',NULL,NULL,NULL,'Visa',NULL,0,0,0,X'017b2276223a312c226f7574636f6d65223a7b22696473223a7b9202227d2c22616d6f756e7473223a7b2263686172676564223a0ba009a312aba01d2a2a2a2a2a2a0822c17d');
INSERT INTO attempts VALUES(2,X'00000000000040008000000000000002','nonce-2','refund',1240,'EUR','order 2',1795176120123456789,'handpoint','development','default','0011223344556677','PAXA920/1547800002','m1',X'00000000000040008000000000000001','tx-00000000-0000-4000-8000-000000000001','{"v":1,"reason":"wrong size","original":{"reference":"00000000-0000-4000-8000-000000000001","transaction_id":"tx-00000000-0000-4000-8000-000000000001","root":"00000000-0000-4000-8000-000000000001","amount":{"minor":1240,"currency":"EUR"}}}','waiting',0,'unknown',0,'','','',1795176120123456789,3,NULL,NULL,NULL,NULL,NULL,'in_progress',0,0,0,X'017b2276223a312c2273656e74223a7b226174223a2211ffbff588fe0622d574782d31225dd7c2c90a227d');
INSERT INTO attempts VALUES(3,X'00000000000040008000000000000003','nonce-3','sale',1240,'EUR','order 3',1795176180123456789,'handpoint','development','default','0011223344556677','PAXA920/1547800003','m1',NULL,NULL,NULL,'not_sent',1,'no',0,'','','',1795176180123456789,2,NULL,NULL,NULL,NULL,NULL,NULL,0,0,0,X'017b2276223a31c37d');
CREATE TABLE events (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    attempt    INTEGER NOT NULL REFERENCES attempts (key),
    at         ANY NOT NULL CHECK (typeof(at) IN ('integer', 'text')),
    kind       ANY NOT NULL,
    from_state ANY NOT NULL,
    to_state   ANY NOT NULL,
    error      TEXT,
    code       TEXT,
    status     INTEGER NOT NULL,
    detail     TEXT,
    copy       TEXT,
    receipt    BLOB NOT NULL,
    digest     BLOB NOT NULL,
    form       INTEGER NOT NULL,
    hash       BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
INSERT INTO events VALUES(1,1,1795176060123456789,1,1,1,NULL,NULL,0,NULL,NULL,X'',X'83c7d381ee09d74e0005e0f346027e27c04bc6c5e0b25d823f1c7840a4f47245',1,X'f84b0328c4677db2bc65d589b8df95677c573a117cb4aeba90b7c084e23a1d8f');
INSERT INTO events VALUES(2,1,1795176061123456789,2,1,2,NULL,NULL,0,NULL,NULL,X'',X'017872fba3c200d5ab12facfb859f5aa18e0dc21050959b5d833822496974758',1,X'a98062a265e3fb2128d0c3266b073fe0fb4af3f2bc912f0805601a964d6b07d4');
INSERT INTO events VALUES(3,1,1795176062123456789,17,2,3,NULL,NULL,0,NULL,NULL,X'',X'f8e9a0c940520a5640120318dd062caa2c88c7347ced0632bc833cff515ca2fc',1,X'5b0e7a1e3d2c798e7e38d4a6066c933ca3c1b8917f82b1d062eed6d94b32ee69');
INSERT INTO events VALUES(4,1,1795176067123456789,21,3,8,NULL,NULL,0,NULL,NULL,X'',X'b371ec2e51ffdcaa38d0e97df283e3143bd6cc917b6ea7fa13e8d7a68915e059',1,X'14d8a2b74a6b94736c57383e358a4393e126247a6f9d9a1b18ead3da6885b44e');
INSERT INTO events VALUES(5,1,1795176068123456789,28,8,8,NULL,NULL,0,NULL,'customer',X'c87ce49a305cb9f0c6a30a0cb0bc019ba05c12ba3b8e740e6b240a21bc080586',X'f7c298d1bcebf2c6725fb1338d252d9422c990d29b7ce512721faf6eea36e533',1,X'84bb86dc9da28df3e759c1b04bc73223cb1359c56a22fe1ae98d12fb0add8068');
INSERT INTO events VALUES(6,1,1795176069123456789,28,8,8,NULL,NULL,0,NULL,'customer',X'3cfe304a0a75bde8336800edac9195f31c7656b92ab25427e1572d68e55189f8',X'17a0a2dcc5da091d8f842bd2287d42a9015f81a7b32dd6e30f54e7332ef754df',1,X'd95e4f26d6322701cd7dd49ceeda9caa296cc134ef8a85d79272050722b6377d');
INSERT INTO events VALUES(7,2,1795176120123456789,1,1,1,NULL,NULL,0,NULL,NULL,X'',X'ac977559053e5fa4412966f83e20c141a3eaf5df2def33670a3531d53bce520f',1,X'c0e8e3be1a5bfb388cef82841e5012bd035843c0ed60436d443e4b2fc9d891f1');
INSERT INTO events VALUES(8,2,1795176120123456789,2,1,2,NULL,NULL,0,NULL,NULL,X'',X'eee203610accbb42963ddc0f2016cd0e464064146dc22349baea6f012cc5ad27',1,X'2254a5a5a7ba31fd476ccb7b826ca934cfb632de47f82f94ced0d54d927176a5');
INSERT INTO events VALUES(9,2,1795176120123456789,17,2,3,NULL,NULL,0,NULL,NULL,X'',X'21c4a8df6a63f3acfd18335d29a98a8165a1d3d083d3bc971028669db5621f19',1,X'ddbb170ba388f07fd838cfce95140b4cd0738fca67e6610c7027c0974affbee5');
INSERT INTO events VALUES(10,3,1795176180123456789,1,1,1,NULL,NULL,0,NULL,NULL,X'',X'09fca881d8206afdf907ecca71bba6a3d16d77cf6379fb8091ff0a651d4a6b39',1,X'8a066f402a2da4736530b9fc90c70c3bd79fd63f84e7b65c53ab2b8dd50959be');
INSERT INTO events VALUES(11,3,1795176180123456789,18,1,14,NULL,NULL,0,NULL,NULL,X'',X'90487750595aba156190cc0d7a4fab1eca4405a33cbb31dd62261e5a7750cf86',1,X'56e0d848dd8f94b4838ae35df570681fec6722b89db344e28403799a4838f695');
CREATE TABLE receipts (
    reference ANY NOT NULL REFERENCES attempts (reference),
    copy      TEXT NOT NULL CHECK (copy <> ''),
    location  TEXT NOT NULL,
    type      TEXT NOT NULL,
    body      BLOB,
    seq       INTEGER NOT NULL REFERENCES events (seq),
    PRIMARY KEY (reference, copy)
) STRICT;
INSERT INTO receipts VALUES(X'00000000000040008000000000000001','customer','https://receipts.example/1','text/html',X'3c703e31322e34303c2f703e',6);
CREATE TABLE erasures (
    seq       INTEGER PRIMARY KEY,
    reference ANY NOT NULL
) STRICT;
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('migrations',12);
INSERT INTO sqlite_sequence VALUES('events',11);
CREATE UNIQUE INDEX commands_nonce ON commands (nonce) WHERE state = 'asked';
CREATE INDEX commands_reference ON commands (reference, seq);
CREATE UNIQUE INDEX attempts_nonce ON attempts (nonce);
CREATE UNIQUE INDEX attempts_one_terminal ON attempts (provider, environment, terminal)
    WHERE final = 0 AND terminal <> '' AND json_extract(intent, '$.rebuilt') IS NULL;
CREATE UNIQUE INDEX attempts_one_original ON attempts (original)
    WHERE final = 0 AND original IS NOT NULL AND json_extract(intent, '$.rebuilt') IS NULL;
CREATE UNIQUE INDEX attempts_one_original_tx ON attempts (provider, environment, original_tx)
    WHERE final = 0 AND original_tx IS NOT NULL AND json_extract(intent, '$.rebuilt') IS NULL;
CREATE INDEX attempts_open_original ON attempts (original) WHERE final = 0 AND original IS NOT NULL;
CREATE INDEX attempts_open_original_tx ON attempts (provider, environment, original_tx)
    WHERE final = 0 AND original_tx IS NOT NULL;
CREATE UNIQUE INDEX attempts_token ON attempts (token) WHERE token IS NOT NULL;
CREATE INDEX attempts_created ON attempts (created);
CREATE INDEX attempts_open ON attempts (created, reference) WHERE final = 0;
CREATE INDEX attempts_terminal ON attempts (terminal, created);
CREATE INDEX attempts_original ON attempts (original, created) WHERE original IS NOT NULL;
CREATE INDEX attempts_amount ON attempts (currency, amount, created);
CREATE INDEX attempts_handle ON attempts (handle) WHERE handle IS NOT NULL;
CREATE INDEX attempts_transaction ON attempts (tx) WHERE tx IS NOT NULL;
CREATE INDEX attempts_given_reference ON attempts (given) WHERE given IS NOT NULL;
CREATE INDEX events_attempt ON events (attempt);
CREATE TRIGGER journal_never_updated BEFORE UPDATE ON journal
BEGIN
    SELECT RAISE(ABORT, 'a journal keeps its name');
END;
CREATE TRIGGER journal_never_deleted BEFORE DELETE ON journal
BEGIN
    SELECT RAISE(ABORT, 'a journal keeps its name');
END;
CREATE TRIGGER commands_never_updated BEFORE UPDATE ON commands
BEGIN
    SELECT RAISE(ABORT, 'commands are never changed');
END;
CREATE TRIGGER commands_never_deleted BEFORE DELETE ON commands
BEGIN
    SELECT RAISE(ABORT, 'commands are never deleted');
END;
CREATE TRIGGER commands_only_appended BEFORE INSERT ON commands
WHEN NEW.seq <> (SELECT ifnull(max(seq), 0) + 1 FROM commands)
  OR NEW.prev <> (SELECT hash FROM commands WHERE seq = NEW.seq - 1)
BEGIN
    SELECT RAISE(ABORT, 'a command follows the newest one');
END;
CREATE TRIGGER closings_never_updated BEFORE UPDATE ON closings
BEGIN
    SELECT RAISE(ABORT, 'closings are never changed');
END;
CREATE TRIGGER closings_never_deleted BEFORE DELETE ON closings
BEGIN
    SELECT RAISE(ABORT, 'closings are never deleted');
END;
CREATE TRIGGER closings_only_appended BEFORE INSERT ON closings
WHEN NEW.seq <> (SELECT ifnull(max(seq), 0) + 1 FROM closings)
  OR NEW.prev <> (SELECT hash FROM closings WHERE seq = NEW.seq - 1)
  OR NEW.since <> (SELECT until FROM closings WHERE seq = NEW.seq - 1)
  OR NEW.until < NEW.since
BEGIN
    SELECT RAISE(ABORT, 'a closing follows the newest one');
END;
CREATE TRIGGER events_never_updated BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are never changed');
END;
CREATE TRIGGER events_never_deleted BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are never deleted');
END;
CREATE TRIGGER events_only_appended BEFORE INSERT ON events
WHEN NEW.seq <> (SELECT ifnull(max(seq), 0) + 1 FROM events)
BEGIN
    SELECT RAISE(ABORT, 'an event follows the newest one');
END;
CREATE TRIGGER attempts_never_deleted BEFORE DELETE ON attempts
BEGIN
    SELECT RAISE(ABORT, 'attempts are never deleted');
END;
CREATE TRIGGER attempts_never_replaced BEFORE INSERT ON attempts
WHEN EXISTS (SELECT 1 FROM attempts WHERE key = NEW.key OR reference = NEW.reference OR nonce = NEW.nonce)
  OR json_extract(NEW.intent, '$.rebuilt') IS NULL AND (
     NEW.final = 0 AND NEW.terminal <> '' AND EXISTS (
        SELECT 1 FROM attempts
        WHERE final = 0 AND +provider = NEW.provider AND +environment = NEW.environment AND +terminal = NEW.terminal
          AND (json_extract(intent, '$.rebuilt') IS NULL
            OR iif(typeof(NEW.created) = 'integer' AND typeof(created) = 'integer' AND min(created, NEW.created) > -9200000000000000000,
                abs(NEW.created - created), 0) < 3600000000000))
  OR NEW.final = 0 AND NEW.original IS NOT NULL AND EXISTS (
        SELECT 1 FROM attempts WHERE final = 0 AND original IS NOT NULL AND original = NEW.original)
  OR NEW.final = 0 AND NEW.original_tx IS NOT NULL AND EXISTS (
        SELECT 1 FROM attempts
        WHERE final = 0 AND original_tx IS NOT NULL AND provider = NEW.provider AND environment = NEW.environment
          AND original_tx = NEW.original_tx))
BEGIN
    SELECT RAISE(ABORT, 'attempts are never replaced');
END;
CREATE TRIGGER attempts_final_never_left BEFORE UPDATE ON attempts
WHEN OLD.final = 1 AND (NEW.final <> 1 OR NEW.state <> OLD.state AND (OLD.state <> 'closed'
  OR NEW.state NOT IN ('approved', 'partially_approved', 'declined', 'cancelled', 'failed', 'not_charged')))
BEGIN
    SELECT RAISE(ABORT, 'a final state is never left');
END;
CREATE TRIGGER attempts_version_next BEFORE UPDATE ON attempts
WHEN NEW.version <> OLD.version + 1
BEGIN
    SELECT RAISE(ABORT, 'the version is not the next one');
END;
CREATE TRIGGER attempts_intent_kept BEFORE UPDATE ON attempts
WHEN (NEW.key, NEW.reference, NEW.nonce, NEW.kind, NEW.amount, NEW.currency, NEW.created, NEW.provider,
      NEW.environment, NEW.profile, NEW.fingerprint, NEW.terminal, NEW.merchant, NEW.original, NEW.original_tx)
  IS NOT
     (OLD.key, OLD.reference, OLD.nonce, OLD.kind, OLD.amount, OLD.currency, OLD.created, OLD.provider,
      OLD.environment, OLD.profile, OLD.fingerprint, OLD.terminal, OLD.merchant, OLD.original, OLD.original_tx)
  OR (NEW.note, NEW.intent) IS NOT (OLD.note, OLD.intent)
     AND (OLD.final <> 1 OR NEW.erased <> 1 OR NEW.note <> ''
       OR json_remove(ifnull(NEW.intent, '{"v":1}'), '$.v') IS NOT json_remove(ifnull(OLD.intent, '{"v":1}'), '$.v', '$.reason', '$.fields')
       OR ifnull(json_extract(NEW.intent, '$.v'), 1) > ifnull(json_extract(OLD.intent, '$.v'), 1))
BEGIN
    SELECT RAISE(ABORT, 'what was asked for never changes');
END;
CREATE TRIGGER receipts_never_deleted BEFORE DELETE ON receipts
BEGIN
    SELECT RAISE(ABORT, 'receipts are never deleted');
END;
CREATE TRIGGER receipts_never_shorter BEFORE UPDATE ON receipts
WHEN NEW.reference <> OLD.reference OR NEW.copy <> OLD.copy
  OR ifnull(length(NEW.body), 0) < ifnull(length(OLD.body), 0)
     AND (NEW.location <> '' OR NEW.type <> '' OR NEW.body IS NOT NULL
       OR NOT EXISTS (SELECT 1 FROM attempts WHERE reference = NEW.reference AND erased = 1))
BEGIN
    SELECT RAISE(ABORT, 'a receipt is never replaced by less');
END;
CREATE TRIGGER receipts_never_replaced BEFORE INSERT ON receipts
WHEN EXISTS (SELECT 1 FROM receipts WHERE reference = NEW.reference AND copy = NEW.copy)
BEGIN
    SELECT RAISE(ABORT, 'receipts are never replaced');
END;
COMMIT;
PRAGMA application_id = 1416195180;
