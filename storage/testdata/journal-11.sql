PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE migrations (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO migrations VALUES(1,0,1,'2026-11-20 22:58:39');
INSERT INTO migrations VALUES(2,1,1,'2026-11-20 22:58:39');
INSERT INTO migrations VALUES(3,2,1,'2026-11-20 23:32:00');
INSERT INTO migrations VALUES(4,3,1,'2026-11-20 23:40:00');
INSERT INTO migrations VALUES(5,4,1,'2026-11-21 07:02:19');
INSERT INTO migrations VALUES(6,5,1,'2026-11-21 16:58:00');
INSERT INTO migrations VALUES(7,6,1,'2026-11-30 17:25:00');
INSERT INTO migrations VALUES(8,7,1,'2026-11-30 17:50:00');
INSERT INTO migrations VALUES(9,8,1,'2026-11-30 17:50:00');
INSERT INTO migrations VALUES(10,9,1,'2026-12-01 04:00:00');
INSERT INTO migrations VALUES(11,10,1,'2026-12-01 04:20:00');
INSERT INTO migrations VALUES(12,11,1,'2026-12-01 10:59:32');
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
CREATE TABLE erasures (
    seq       INTEGER PRIMARY KEY,
    reference TEXT NOT NULL
) STRICT;
CREATE TABLE names (
    id   INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO names VALUES(0,'');
INSERT INTO names VALUES(1,'recorded');
INSERT INTO names VALUES(2,'sending');
INSERT INTO names VALUES(3,'waiting');
INSERT INTO names VALUES(4,'approved');
INSERT INTO names VALUES(5,'declined');
INSERT INTO names VALUES(6,'cancelled');
INSERT INTO names VALUES(7,'failed');
INSERT INTO names VALUES(8,'partially_approved');
INSERT INTO names VALUES(9,'refused');
INSERT INTO names VALUES(10,'not_sent');
INSERT INTO names VALUES(11,'not_charged');
INSERT INTO names VALUES(12,'unknown');
INSERT INTO names VALUES(13,'cancelling');
INSERT INTO names VALUES(14,'closed');
INSERT INTO names VALUES(15,'mismatch');
INSERT INTO names VALUES(16,'needs_attention');
INSERT INTO names VALUES(17,'accepted');
INSERT INTO names VALUES(18,'result');
INSERT INTO names VALUES(19,'answered');
INSERT INTO names VALUES(20,'sale');
INSERT INTO names VALUES(21,'refund');
INSERT INTO names VALUES(22,'nothing_found');
INSERT INTO names VALUES(23,'evidence');
INSERT INTO names VALUES(24,'cancel_asked');
INSERT INTO names VALUES(25,'cancel_taken');
INSERT INTO names VALUES(26,'cancel_refused');
INSERT INTO names VALUES(27,'no_answer');
INSERT INTO names VALUES(28,'attention');
INSERT INTO names VALUES(29,'contradiction');
INSERT INTO names VALUES(30,'receipt');
INSERT INTO names VALUES(31,'no_receipt');
INSERT INTO names VALUES(32,'taken_up');
INSERT INTO names VALUES(33,'rebuilt');
INSERT INTO names VALUES(34,'reopened');
INSERT INTO names VALUES(35,'repeated');
INSERT INTO names VALUES(36,'erased');
INSERT INTO names VALUES(37,'offline');
INSERT INTO names VALUES(38,'timeout');
INSERT INTO names VALUES(39,'broken');
INSERT INTO names VALUES(40,'busy');
INSERT INTO names VALUES(41,'server');
INSERT INTO names VALUES(42,'0011223344556677');
INSERT INTO names VALUES(43,'EUR');
INSERT INTO names VALUES(44,'PAXA920/1547800001');
INSERT INTO names VALUES(45,'PAXA920/1547800002');
INSERT INTO names VALUES(46,'PAXA920/1547800003');
INSERT INTO names VALUES(47,'Visa');
INSERT INTO names VALUES(48,'default');
INSERT INTO names VALUES(49,'development');
INSERT INTO names VALUES(50,'handpoint');
INSERT INTO names VALUES(51,'{"v":1,"terminal":{"serial":"1547800001","type":"PAXA920","merchant":"m1"}}');
INSERT INTO names VALUES(52,'{"v":1,"terminal":{"serial":"1547800003","type":"PAXA920","merchant":"m1"}}');
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
INSERT INTO payments VALUES(1,'00000000-0000-4000-8000-000000000001','nonce-1',20,1240,43,'order 1',1795176060123456789,50,49,48,42,44,'','',51,4,1,1,1240,43,'0936','',1795176067123456789,6,'{"v":1,"outcome":{},"amounts":{"charged":},"card":{,"masked":"479275******0936"}}',47,'tx-1',NULL,NULL,NULL);
INSERT INTO payments VALUES(2,'00000000-0000-4000-8000-000000000002','nonce-2',21,1240,43,'order 2',1795176120123456789,50,49,48,42,45,'00000000-0000-4000-8000-000000000001','tx-00000000-0000-4000-8000-000000000001','{"v":1,"terminal":{"serial":"1547800002","type":"PAXA920","merchant":"m1"},"reason":"wrong size","original":{"reference":"00000000-0000-4000-8000-000000000001","transaction_id":"tx-00000000-0000-4000-8000-000000000001","root":"00000000-0000-4000-8000-000000000001","amount":{"minor":1240,"currency":"EUR"}}}',3,0,2,0,0,'','',1795176120123456789,3,'{"v":1,"sent":{"at":"00:00.123456789Z","known":["tx-1"],"known_read":true,"notice":"in_progress"}',NULL,NULL,NULL,NULL,NULL);
INSERT INTO payments VALUES(3,'00000000-0000-4000-8000-000000000003','nonce-3',20,1240,43,'order 3',1795176180123456789,50,49,48,42,46,'','',52,10,1,0,0,0,'','',1795176180123456789,2,'{"v":1,"mismatch":null}',NULL,NULL,NULL,NULL,NULL);
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
INSERT INTO lines VALUES(1,1,1795176060123456789,1,1,1,0,0,0,'','',X'',X'83c7d381ee09d74e0005e0f346027e27c04bc6c5e0b25d823f1c7840a4f47245',1,X'f84b0328c4677db2bc65d589b8df95677c573a117cb4aeba90b7c084e23a1d8f');
INSERT INTO lines VALUES(2,1,1795176061123456789,2,1,2,0,0,0,'','',X'',X'017872fba3c200d5ab12facfb859f5aa18e0dc21050959b5d833822496974758',1,X'a98062a265e3fb2128d0c3266b073fe0fb4af3f2bc912f0805601a964d6b07d4');
INSERT INTO lines VALUES(3,1,1795176062123456789,17,2,3,0,0,0,'','',X'',X'f8e9a0c940520a5640120318dd062caa2c88c7347ced0632bc833cff515ca2fc',1,X'5b0e7a1e3d2c798e7e38d4a6066c933ca3c1b8917f82b1d062eed6d94b32ee69');
INSERT INTO lines VALUES(4,1,1795176067123456789,18,3,4,0,0,0,'','',X'',X'b371ec2e51ffdcaa38d0e97df283e3143bd6cc917b6ea7fa13e8d7a68915e059',1,X'14d8a2b74a6b94736c57383e358a4393e126247a6f9d9a1b18ead3da6885b44e');
INSERT INTO lines VALUES(5,1,1795176068123456789,30,4,4,0,0,0,'','customer',X'c87ce49a305cb9f0c6a30a0cb0bc019ba05c12ba3b8e740e6b240a21bc080586',X'f7c298d1bcebf2c6725fb1338d252d9422c990d29b7ce512721faf6eea36e533',1,X'84bb86dc9da28df3e759c1b04bc73223cb1359c56a22fe1ae98d12fb0add8068');
INSERT INTO lines VALUES(6,1,1795176069123456789,30,4,4,0,0,0,'','customer',X'3cfe304a0a75bde8336800edac9195f31c7656b92ab25427e1572d68e55189f8',X'17a0a2dcc5da091d8f842bd2287d42a9015f81a7b32dd6e30f54e7332ef754df',1,X'd95e4f26d6322701cd7dd49ceeda9caa296cc134ef8a85d79272050722b6377d');
INSERT INTO lines VALUES(7,2,1795176120123456789,1,1,1,0,0,0,'','',X'',X'ac977559053e5fa4412966f83e20c141a3eaf5df2def33670a3531d53bce520f',1,X'c0e8e3be1a5bfb388cef82841e5012bd035843c0ed60436d443e4b2fc9d891f1');
INSERT INTO lines VALUES(8,2,1795176120123456789,2,1,2,0,0,0,'','',X'',X'eee203610accbb42963ddc0f2016cd0e464064146dc22349baea6f012cc5ad27',1,X'2254a5a5a7ba31fd476ccb7b826ca934cfb632de47f82f94ced0d54d927176a5');
INSERT INTO lines VALUES(9,2,1795176120123456789,17,2,3,0,0,0,'','',X'',X'21c4a8df6a63f3acfd18335d29a98a8165a1d3d083d3bc971028669db5621f19',1,X'ddbb170ba388f07fd838cfce95140b4cd0738fca67e6610c7027c0974affbee5');
INSERT INTO lines VALUES(10,3,1795176180123456789,1,1,1,0,0,0,'','',X'',X'09fca881d8206afdf907ecca71bba6a3d16d77cf6379fb8091ff0a651d4a6b39',1,X'8a066f402a2da4736530b9fc90c70c3bd79fd63f84e7b65c53ab2b8dd50959be');
INSERT INTO lines VALUES(11,3,1795176180123456789,19,1,10,0,0,0,'','',X'',X'90487750595aba156190cc0d7a4fab1eca4405a33cbb31dd62261e5a7750cf86',1,X'56e0d848dd8f94b4838ae35df570681fec6722b89db344e28403799a4838f695');
CREATE TABLE receipts (
    reference TEXT NOT NULL REFERENCES payments (reference),
    copy      TEXT NOT NULL CHECK (copy <> ''),
    location  TEXT NOT NULL,
    type      TEXT NOT NULL,
    body      BLOB,
    seq       INTEGER NOT NULL REFERENCES lines (seq),
    PRIMARY KEY (reference, copy)
) STRICT;
INSERT INTO receipts VALUES('00000000-0000-4000-8000-000000000001','customer','https://receipts.example/1','text/html',X'3c703e31322e34303c2f703e',6);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('migrations',12);
INSERT INTO sqlite_sequence VALUES('lines',11);
CREATE TRIGGER journal_never_updated BEFORE UPDATE ON journal
BEGIN
    SELECT RAISE(ABORT, 'a journal keeps its name');
END;
CREATE TRIGGER journal_never_deleted BEFORE DELETE ON journal
BEGIN
    SELECT RAISE(ABORT, 'a journal keeps its name');
END;
CREATE UNIQUE INDEX commands_nonce ON commands (nonce) WHERE state = 'asked';
CREATE INDEX commands_reference ON commands (reference, seq);
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
CREATE TRIGGER events_added INSTEAD OF INSERT ON events
BEGIN
    SELECT RAISE(ABORT, 'an event follows the newest one') WHERE NEW.prev <> (SELECT hash FROM lines WHERE seq = NEW.seq - 1);
    INSERT INTO names (text) SELECT DISTINCT t FROM (SELECT NEW.kind AS t UNION ALL SELECT NEW.from_state AS t UNION ALL SELECT NEW.to_state AS t UNION ALL SELECT NEW.error AS t UNION ALL SELECT NEW.code) WHERE t IS NOT NULL AND t NOT IN (SELECT text FROM names);
    INSERT INTO lines (seq, payment, at, kind, from_state, to_state, error, code, status, detail, copy, receipt, attempt, form, hash)
    VALUES (NEW.seq, (SELECT id FROM payments WHERE reference = NEW.reference), (SELECT CASE WHEN CASE typeof(n) WHEN 'integer' THEN strftime('%Y-%m-%dT%H:%M:%S', n / 1000000000, 'unixepoch') || format('.%09dZ', n % 1000000000) ELSE n END = NEW.at THEN n ELSE NEW.at END FROM (SELECT unixepoch(substr(NEW.at, 1, 19)) * 1000000000 + substr(NEW.at, 21, 9) AS n)), (SELECT id FROM names WHERE text = NEW.kind), (SELECT id FROM names WHERE text = NEW.from_state), (SELECT id FROM names WHERE text = NEW.to_state), (SELECT id FROM names WHERE text = NEW.error), (SELECT id FROM names WHERE text = NEW.code), NEW.status, NEW.detail, NEW.copy, NEW.receipt, NEW.attempt, NEW.form, NEW.hash);
END;
CREATE TRIGGER names_never_updated BEFORE UPDATE ON names
BEGIN
    SELECT RAISE(ABORT, 'a word is never changed');
END;
CREATE TRIGGER names_never_deleted BEFORE DELETE ON names
BEGIN
    SELECT RAISE(ABORT, 'a word is never deleted');
END;
CREATE TRIGGER names_never_replaced BEFORE INSERT ON names
WHEN EXISTS (SELECT 1 FROM names WHERE id = NEW.id OR text = NEW.text)
BEGIN
    SELECT RAISE(ABORT, 'a word is never replaced');
END;
CREATE TRIGGER events_never_updated BEFORE UPDATE ON lines
BEGIN
    SELECT RAISE(ABORT, 'events are never changed');
END;
CREATE TRIGGER events_never_deleted BEFORE DELETE ON lines
BEGIN
    SELECT RAISE(ABORT, 'events are never deleted');
END;
CREATE TRIGGER events_only_appended BEFORE INSERT ON lines
WHEN NEW.seq <> (SELECT ifnull(max(seq), 0) + 1 FROM lines)
BEGIN
    SELECT RAISE(ABORT, 'an event follows the newest one');
END;
CREATE TRIGGER attempts_never_deleted BEFORE DELETE ON payments
BEGIN
    SELECT RAISE(ABORT, 'attempts are never deleted');
END;
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
CREATE TRIGGER attempts_final_never_left BEFORE UPDATE ON payments
WHEN OLD.final = 1 AND (NEW.final <> 1 OR NEW.state <> OLD.state AND (
     OLD.state IS NOT (SELECT id FROM names WHERE text = 'closed')
  OR NEW.state NOT IN (SELECT id FROM names
        WHERE text IN ('approved', 'partially_approved', 'declined', 'cancelled', 'failed', 'not_charged'))))
BEGIN
    SELECT RAISE(ABORT, 'a final state is never left');
END;
CREATE TRIGGER attempts_version_next BEFORE UPDATE ON payments
WHEN NEW.version <> OLD.version + 1
BEGIN
    SELECT RAISE(ABORT, 'the version is not the next one');
END;
CREATE TRIGGER attempts_intent_kept BEFORE UPDATE ON payments
WHEN (NEW.id, NEW.reference, NEW.pressed, NEW.kind, NEW.amount, NEW.currency, NEW.made, NEW.provider,
      NEW.environment, NEW.profile, NEW.fingerprint, NEW.terminal, NEW.original, NEW.original_tx)
  IS NOT
     (OLD.id, OLD.reference, OLD.pressed, OLD.kind, OLD.amount, OLD.currency, OLD.made, OLD.provider,
      OLD.environment, OLD.profile, OLD.fingerprint, OLD.terminal, OLD.original, OLD.original_tx)
BEGIN
    SELECT RAISE(ABORT, 'what was asked for never changes');
END;
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
CREATE TRIGGER attempts_told_when_moved AFTER UPDATE ON payments
WHEN NOT EXISTS (SELECT 1 FROM attempts WHERE id = NEW.id AND json_valid(progress)
    AND json_extract(progress, '$.sent.reference') IS NEW.given)
BEGIN
    SELECT RAISE(ABORT, 'an attempt is not what its columns say');
END;
CREATE TRIGGER attempts_told_when_added AFTER INSERT ON payments
WHEN NOT EXISTS (SELECT 1 FROM attempts WHERE id = NEW.id AND json_valid(progress)
    AND json_extract(progress, '$.sent.reference') IS NEW.given)
BEGIN
    SELECT RAISE(ABORT, 'an attempt is not what its columns say');
END;
CREATE TRIGGER receipts_never_deleted BEFORE DELETE ON receipts
BEGIN
    SELECT RAISE(ABORT, 'receipts are never deleted');
END;
CREATE TRIGGER receipts_never_shorter BEFORE UPDATE ON receipts
WHEN NEW.reference <> OLD.reference OR NEW.copy <> OLD.copy
  OR ifnull(length(NEW.body), 0) < ifnull(length(OLD.body), 0)
     AND (NEW.location <> '' OR NEW.type <> '' OR NEW.body IS NOT NULL
       OR NOT EXISTS (SELECT 1 FROM attempts WHERE reference = NEW.reference AND json_extract(progress, '$.erased') = 1))
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
