-- Times are whole seconds since 1970, UTC; NULL where the store's contract says
-- "zero". Hashes are lower-case hex. Every row belongs to an institution, and
-- foreign keys carry the institution along, so that rows of two never mix.

PRAGMA application_id = 1098081141; -- "Ascu" in ASCII

CREATE TABLE institution (
  id   TEXT PRIMARY KEY NOT NULL CHECK (id <> ''),
  name TEXT NOT NULL,
  zone TEXT NOT NULL CHECK (zone <> '')
) STRICT;

INSERT INTO institution (id, name, zone) VALUES ('home', '', 'Europe/Chisinau');

CREATE TABLE person (
  id             TEXT PRIMARY KEY NOT NULL CHECK (id <> ''),
  institution_id TEXT NOT NULL REFERENCES institution (id),
  login          TEXT NOT NULL CHECK (login <> ''),
  role           TEXT NOT NULL CHECK (role IN ('learner', 'trainer', 'office', 'admin')),
  suspended      INTEGER NOT NULL CHECK (suspended IN (0, 1)),
  erased         INTEGER NOT NULL CHECK (erased IN (0, 1)),
  password       TEXT NOT NULL,
  language       TEXT NOT NULL,
  created        INTEGER NOT NULL,
  UNIQUE (id, institution_id)
) STRICT;

CREATE UNIQUE INDEX person_login ON person (login);

-- What is known of a person by name. Apart from person, so that nothing else
-- is read together with it, and erased by emptying salt and sealed.
CREATE TABLE holder (
  person_id      TEXT PRIMARY KEY NOT NULL,
  institution_id TEXT NOT NULL,
  salt           BLOB NOT NULL CHECK (length(salt) IN (0, 32)),
  sealed         BLOB NOT NULL CHECK (length(salt) = 32 OR length(sealed) = 0),
  FOREIGN KEY (person_id, institution_id) REFERENCES person (id, institution_id)
) STRICT;

CREATE TABLE session (
  token_hash     TEXT PRIMARY KEY NOT NULL CHECK (length(token_hash) = 64),
  institution_id TEXT NOT NULL,
  person_id      TEXT NOT NULL,
  half           INTEGER NOT NULL CHECK (half IN (0, 1)),
  created        INTEGER NOT NULL,
  seen           INTEGER NOT NULL,
  FOREIGN KEY (person_id, institution_id) REFERENCES person (id, institution_id)
) STRICT;

CREATE INDEX session_person ON session (person_id);

CREATE TABLE invite (
  token_hash     TEXT PRIMARY KEY NOT NULL CHECK (length(token_hash) = 64),
  institution_id TEXT NOT NULL REFERENCES institution (id),
  role           TEXT NOT NULL CHECK (role IN ('learner', 'trainer', 'office', 'admin')),
  created        INTEGER NOT NULL,
  expires        INTEGER NOT NULL,
  used           INTEGER
) STRICT;

CREATE TABLE run (
  id             TEXT PRIMARY KEY NOT NULL CHECK (id <> ''),
  institution_id TEXT NOT NULL,
  course         TEXT NOT NULL CHECK (course <> ''),
  trainer_id     TEXT NOT NULL,
  title          TEXT NOT NULL,
  code_hash      TEXT NOT NULL CHECK (length(code_hash) = 64),
  seats          INTEGER NOT NULL,
  used           INTEGER NOT NULL CHECK (used BETWEEN 0 AND seats),
  created        INTEGER NOT NULL,
  expires        INTEGER NOT NULL,
  UNIQUE (id, institution_id, course),
  FOREIGN KEY (trainer_id, institution_id) REFERENCES person (id, institution_id)
) STRICT;

CREATE UNIQUE INDEX run_code ON run (code_hash);
CREATE INDEX run_trainer ON run (trainer_id, created);

CREATE TABLE enrolment (
  id             TEXT PRIMARY KEY NOT NULL CHECK (id <> ''),
  institution_id TEXT NOT NULL,
  run_id         TEXT NOT NULL,
  course         TEXT NOT NULL,
  person_id      TEXT NOT NULL,
  created        INTEGER NOT NULL,
  UNIQUE (id, person_id, course),
  FOREIGN KEY (run_id, institution_id, course) REFERENCES run (id, institution_id, course),
  FOREIGN KEY (person_id, institution_id) REFERENCES person (id, institution_id)
) STRICT;

CREATE UNIQUE INDEX enrolment_once ON enrolment (run_id, person_id);
CREATE INDEX enrolment_person ON enrolment (person_id, course, created);

CREATE TABLE progress (
  person_id      TEXT NOT NULL,
  institution_id TEXT NOT NULL,
  course         TEXT NOT NULL CHECK (course <> ''),
  page           TEXT NOT NULL CHECK (page <> ''),
  read_at        INTEGER NOT NULL,
  PRIMARY KEY (person_id, course, page),
  FOREIGN KEY (person_id, institution_id) REFERENCES person (id, institution_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE attempt (
  id                   TEXT PRIMARY KEY NOT NULL CHECK (id <> ''),
  institution_id       TEXT NOT NULL,
  person_id            TEXT NOT NULL,
  enrolment_id         TEXT NOT NULL,
  course               TEXT NOT NULL,
  edition              TEXT NOT NULL CHECK (edition <> ''),
  bank                 TEXT NOT NULL CHECK (bank <> ''),
  number               INTEGER NOT NULL CHECK (number >= 1),
  state                TEXT NOT NULL CHECK (state IN ('open', 'submitted', 'graded', 'expired', 'late', 'void')),
  language             TEXT NOT NULL,
  certificate_language TEXT NOT NULL,
  specimen             INTEGER NOT NULL CHECK (specimen IN (0, 1)),
  draw                 TEXT NOT NULL,
  secret               BLOB NOT NULL CHECK (length(secret) = 32),
  rev                  INTEGER NOT NULL CHECK (rev >= 0),
  started              INTEGER NOT NULL,
  deadline             INTEGER,
  ended                INTEGER,
  score                INTEGER NOT NULL,
  max_score            INTEGER NOT NULL,
  passed               INTEGER NOT NULL CHECK (passed IN (0, 1)),
  result_hash          TEXT NOT NULL CHECK (length(result_hash) IN (0, 64)),
  CHECK (score BETWEEN 0 AND max_score),
  CHECK ((state = 'open') = (ended IS NULL)),
  CHECK (state <> 'graded' OR length(result_hash) = 64),
  CHECK (passed = 0 OR state IN ('graded', 'void')),
  UNIQUE (id, institution_id),
  UNIQUE (id, person_id),
  FOREIGN KEY (enrolment_id, person_id, course) REFERENCES enrolment (id, person_id, course),
  FOREIGN KEY (person_id, institution_id) REFERENCES person (id, institution_id)
) STRICT;

CREATE UNIQUE INDEX attempt_number ON attempt (person_id, course, number);
CREATE UNIQUE INDEX attempt_open ON attempt (person_id, course) WHERE state = 'open';
CREATE INDEX attempt_enrolment ON attempt (enrolment_id);

-- Person, course and institution follow from the enrolment, by foreign keys.
CREATE TRIGGER attempt_fixed BEFORE UPDATE ON attempt
WHEN NEW.id <> OLD.id OR NEW.enrolment_id <> OLD.enrolment_id OR NEW.edition <> OLD.edition
  OR NEW.bank <> OLD.bank OR NEW.number <> OLD.number OR NEW.specimen <> OLD.specimen
  OR NEW.certificate_language <> OLD.certificate_language OR NEW.draw <> OLD.draw
  OR NEW.secret <> OLD.secret OR NEW.started <> OLD.started OR NEW.deadline IS NOT OLD.deadline
BEGIN SELECT RAISE(ABORT, 'an attempt keeps what was fixed at its start'); END;

CREATE TRIGGER attempt_graded BEFORE UPDATE ON attempt
WHEN OLD.state IN ('graded', 'void') AND NOT (
  OLD.state = 'graded' AND NEW.state = 'void' AND NEW.ended = OLD.ended AND NEW.score = OLD.score
  AND NEW.max_score = OLD.max_score AND NEW.passed = OLD.passed AND NEW.result_hash = OLD.result_hash
  AND NEW.rev = OLD.rev)
BEGIN SELECT RAISE(ABORT, 'a graded attempt can only become void'); END;

CREATE TABLE answer (
  attempt_id     TEXT NOT NULL,
  institution_id TEXT NOT NULL,
  position       INTEGER NOT NULL CHECK (position >= 1),
  options        TEXT NOT NULL,
  unsure         INTEGER NOT NULL CHECK (unsure IN (0, 1)),
  saved          INTEGER NOT NULL,
  PRIMARY KEY (attempt_id, position),
  CHECK (unsure = 0 OR options = '[]'),
  FOREIGN KEY (attempt_id, institution_id) REFERENCES attempt (id, institution_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER answer_added BEFORE INSERT ON answer
WHEN NOT EXISTS (SELECT 1 FROM attempt WHERE id = NEW.attempt_id AND state = 'open')
BEGIN SELECT RAISE(ABORT, 'answers are saved while the attempt is open'); END;

CREATE TRIGGER answer_changed BEFORE UPDATE ON answer
WHEN NOT EXISTS (SELECT 1 FROM attempt WHERE id = NEW.attempt_id AND id = OLD.attempt_id AND state = 'open')
BEGIN SELECT RAISE(ABORT, 'answers are saved while the attempt is open'); END;

CREATE TABLE idempotency (
  person_id      TEXT NOT NULL,
  key            TEXT NOT NULL CHECK (key <> ''),
  institution_id TEXT NOT NULL,
  attempt_id     TEXT,
  body_hash      TEXT NOT NULL,
  status         INTEGER NOT NULL,
  location       TEXT NOT NULL,
  at             INTEGER NOT NULL,
  PRIMARY KEY (person_id, key),
  FOREIGN KEY (attempt_id, person_id) REFERENCES attempt (id, person_id),
  FOREIGN KEY (person_id, institution_id) REFERENCES person (id, institution_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_attempt ON idempotency (attempt_id);

-- The ledger. Nothing personal in the clear; sealed is emptied by erasure, the
-- line stays.
CREATE TABLE certificate (
  id             TEXT PRIMARY KEY NOT NULL CHECK (id <> ''),
  institution_id TEXT NOT NULL,
  person_id      TEXT NOT NULL,
  attempt_id     TEXT NOT NULL,
  course         TEXT NOT NULL CHECK (course <> ''),
  edition        TEXT NOT NULL CHECK (edition <> ''),
  number_hash    TEXT NOT NULL CHECK (length(number_hash) = 64),
  payload_hash   TEXT NOT NULL CHECK (length(payload_hash) = 64),
  key_id         TEXT NOT NULL CHECK (key_id <> ''),
  sealed         BLOB NOT NULL,
  signature      BLOB NOT NULL,
  language       TEXT NOT NULL,
  minutes        INTEGER NOT NULL CHECK (minutes >= 0),
  specimen       INTEGER NOT NULL CHECK (specimen IN (0, 1)),
  issued         INTEGER NOT NULL,
  expires        INTEGER,
  revoked        INTEGER,
  reason         TEXT NOT NULL,
  CHECK ((revoked IS NULL) = (reason = '')),
  FOREIGN KEY (attempt_id, person_id) REFERENCES attempt (id, person_id),
  FOREIGN KEY (person_id, institution_id) REFERENCES person (id, institution_id)
) STRICT;

CREATE UNIQUE INDEX certificate_number ON certificate (number_hash);
CREATE UNIQUE INDEX certificate_valid ON certificate (person_id, edition) WHERE revoked IS NULL;
CREATE INDEX certificate_person ON certificate (person_id, issued);
CREATE INDEX certificate_attempt ON certificate (attempt_id);
CREATE INDEX certificate_planned ON certificate (issued) WHERE length(signature) = 0;
CREATE INDEX certificate_revoked ON certificate (revoked) WHERE revoked IS NOT NULL;

CREATE TRIGGER certificate_kept BEFORE DELETE ON certificate
BEGIN SELECT RAISE(ABORT, 'the ledger keeps every certificate'); END;

-- Person and institution follow from the attempt, by foreign keys.
CREATE TRIGGER certificate_fixed BEFORE UPDATE ON certificate
WHEN NEW.id <> OLD.id OR NEW.attempt_id <> OLD.attempt_id OR NEW.course <> OLD.course OR NEW.edition <> OLD.edition
  OR NEW.number_hash <> OLD.number_hash OR NEW.payload_hash <> OLD.payload_hash OR NEW.key_id <> OLD.key_id
  OR NEW.language <> OLD.language OR NEW.minutes <> OLD.minutes OR NEW.specimen <> OLD.specimen
  OR NEW.issued <> OLD.issued OR NEW.expires IS NOT OLD.expires
  OR (NEW.sealed <> OLD.sealed AND length(NEW.sealed) > 0)
  OR (NEW.signature <> OLD.signature AND length(OLD.signature) > 0)
  OR (OLD.revoked IS NOT NULL AND (NEW.revoked IS NOT OLD.revoked OR NEW.reason <> OLD.reason))
BEGIN SELECT RAISE(ABORT, 'a certificate is signed once, revoked once, and otherwise stays as it is'); END;

CREATE TABLE audit (
  seq            INTEGER PRIMARY KEY NOT NULL,
  institution_id TEXT NOT NULL REFERENCES institution (id),
  at             INTEGER NOT NULL,
  actor          TEXT NOT NULL,
  action         TEXT NOT NULL CHECK (action <> ''),
  object         TEXT NOT NULL,
  detail         TEXT NOT NULL,
  prev           TEXT NOT NULL,
  hash           TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT;

CREATE INDEX audit_actor ON audit (actor);

-- An entry can only be put behind the last one. That also stops INSERT OR
-- REPLACE, which deletes without asking the trigger below.
CREATE TRIGGER audit_appended BEFORE INSERT ON audit
WHEN NEW.seq <> coalesce((SELECT max(seq) FROM audit), 0) + 1
  OR NEW.prev <> coalesce((SELECT hash FROM audit ORDER BY seq DESC LIMIT 1), '')
BEGIN SELECT RAISE(ABORT, 'audit entries are only appended'); END;

CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END;

CREATE TRIGGER audit_kept BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit entries are never deleted'); END;

-- Installation-wide: buckets are hashes that name nobody.
CREATE TABLE throttle (
  bucket   TEXT PRIMARY KEY NOT NULL CHECK (bucket <> ''),
  failed   INTEGER NOT NULL CHECK (failed >= 0),
  since    INTEGER,
  until_at INTEGER
) STRICT, WITHOUT ROWID;

-- Installation-wide: the latest time ever stored.
CREATE TABLE clock (
  one  INTEGER PRIMARY KEY NOT NULL CHECK (one = 1),
  mark INTEGER NOT NULL
) STRICT;
