-- What there was to read when a page was marked: the ids of its segments, each
-- with the beginning of its hash. Empty: not known.
ALTER TABLE progress ADD COLUMN segments TEXT NOT NULL DEFAULT '' CHECK (octet_length(segments) <= 8192);

-- Who shares a computer leaves sooner, and nothing is kept in the browser. Of
-- sessions from before it is not known, so they are taken for shared ones.
ALTER TABLE session ADD COLUMN shared INTEGER NOT NULL DEFAULT 1 CHECK (shared IN (0, 1));

-- What readers say is wrong. Nothing here tells who wrote: no person, no
-- session, no address, and a day without a time of day. The order in which
-- reports came is not kept either: rows lie by their random id.
CREATE TABLE report (
  id             TEXT PRIMARY KEY NOT NULL CHECK (octet_length(id) = 32) CHECK (id NOT GLOB '*[^0-9a-f]*'),
  institution_id TEXT NOT NULL REFERENCES institution (id),
  day            TEXT NOT NULL CHECK (day IS date(day)),
  language       TEXT NOT NULL CHECK (octet_length(language) = 2),
  page           TEXT NOT NULL CHECK (octet_length(page) <= 200) CHECK (page NOT GLOB '*[^a-z0-9/_-]*'),
  kind           TEXT NOT NULL CHECK (kind IN ('mistake', 'line', 'translation', 'other')),
  line           TEXT NOT NULL CHECK (octet_length(line) <= 60) CHECK (line NOT GLOB '*[^a-z0-9_-]*'),
  text           TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 2000) CHECK (octet_length(text) <= 8000),
  done           TEXT NOT NULL CHECK (done = '' OR done IS date(done)),
  CHECK (line = '' OR kind = 'line')
) STRICT, WITHOUT ROWID;

CREATE INDEX report_day ON report (institution_id, day);
CREATE INDEX report_line ON report (institution_id, line) WHERE done = '' AND line <> '';

-- A report is done or open; the rest of it stays as it was sent.
CREATE TRIGGER report_fixed BEFORE UPDATE ON report
WHEN NEW.id <> OLD.id OR NEW.institution_id <> OLD.institution_id OR NEW.day <> OLD.day OR NEW.language <> OLD.language
  OR NEW.page <> OLD.page OR NEW.kind <> OLD.kind OR NEW.line <> OLD.line OR NEW.text <> OLD.text
BEGIN SELECT RAISE(ABORT, 'a report stays as it was sent'); END;
