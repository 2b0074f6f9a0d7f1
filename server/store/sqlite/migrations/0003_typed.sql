-- What was typed into the gaps of a question, in the bank's order, and how sure
-- the learner was of an answer: '' is not said, and never is of "I don't know yet".
ALTER TABLE answer ADD COLUMN texts TEXT NOT NULL DEFAULT '[]'
  CHECK (texts = '[]' OR unsure = 0 AND options = '[]')
  CHECK (octet_length(texts) <= 8192);
ALTER TABLE answer ADD COLUMN confidence TEXT NOT NULL DEFAULT ''
  CHECK (confidence IN ('', 'sure', 'rather-sure', 'not-sure'))
  CHECK (confidence = '' OR unsure = 0);
