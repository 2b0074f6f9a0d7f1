// Package interchange holds what the readers and writers of other programs'
// question formats have in common: what did not fit, ids made from names,
// plain text made from markup, and the step from what a file says to a question
// of ours. See docs/formats/interchange.md.
//
// Nothing here reads or writes a file. A source, a place to read again or a
// feedback that a foreign file does not name stays empty: it is the author's to
// add, and a check points at it.
package interchange

import "ascult/internal/diag"

// MaxFile is the largest file that is read, in bytes; of an archive, packed and
// unpacked.
const MaxFile = 10 << 20

// A Loss is one thing that did not fit: what a file says and a bank cannot, or
// the other way round.
type Loss struct {
	Pos      diag.Pos       // in the file read, File "" but in archives; zero when writing
	Question string         // its id, or what it is called when it was left out; "": the whole file
	Field    string         // "points", "options.file.feedback" …; "": the question was left out
	Rule     Rule           // why
	Args     map[string]any // for the text of the rule
	Broken   bool           // the file breaks its own format here
}

// A Rule says why something did not fit. Its text is "interchange_" and the
// name with "_" for "-".
type Rule string

// What is wrong with a file that cannot be read, or a question of it.
const (
	BadText     Rule = "bad-text"     // not UTF-8, or a character no text has
	BadBrace    Rule = "bad-brace"    // GIFT: one brace without the other
	BadBraces   Rule = "bad-braces"   // GIFT: a second pair of braces
	BadAnswers  Rule = "bad-answers"  // fewer answers than the question needs
	BadWeight   Rule = "bad-weight"   // a weight that is no number from -100 to 100
	BadPair     Rule = "bad-pair"     // a line of a match without its other half
	BadNumber   Rule = "bad-number"   // Args: Text
	BadXML      Rule = "bad-xml"      // not well-formed
	BadDTD      Rule = "bad-dtd"      // a document type, which could hold a bomb
	BadDepth    Rule = "bad-depth"    // elements too deep in one another
	BadRoot     Rule = "bad-root"     // another kind of file; Args: Have, Want
	BadArchive  Rule = "bad-archive"  // not a ZIP archive, or damaged
	BadPath     Rule = "bad-path"     // a name that leads out of the archive; Args: Name
	BadSize     Rule = "bad-size"     // Args: Limit (MiB)
	BadItem     Rule = "bad-item"     // named by the manifest and not there; Args: Name
	BadQuestion Rule = "bad-question" // a question without text
)

// What a bank cannot hold.
const (
	NoKind        Rule = "no-kind"        // a kind of question; Args: Kind
	NoCategory    Rule = "no-category"    // Args: Name
	NoTags        Rule = "no-tags"        // Args: Tags
	NoNames       Rule = "no-names"       // names of questions
	NoMarkup      Rule = "no-markup"      // bold, colour, links …; Args: Elements
	NoMedia       Rule = "no-media"       // pictures, sound, tables, formulas; Args: Elements
	NoCharacters  Rule = "no-characters"  // invisible characters
	NoPenalty     Rule = "no-penalty"     // a penalty for trying again
	NoMarks       Rule = "no-marks"       // another way of giving marks
	NoCredit      Rule = "no-credit"      // an answer that is partly right; Args: Percent
	NoPoints      Rule = "no-points"      // points that are not a whole number from 1 to 10; Args: Have, Now
	NoRange       Rule = "no-range"       // a number with a tolerance
	NoWildcard    Rule = "no-wildcard"    // an accepted answer with a wildcard; Args: Text
	NoAccept      Rule = "no-accept"      // an accepted answer for a part of the marks; Args: Text, Percent
	NoFeedback    Rule = "no-feedback"    // feedback of its own for each accepted answer, or for a degree of rightness
	NoHints       Rule = "no-hints"       // more than one hint: they were joined
	NoCase        Rule = "no-case"        // capital letters that matter
	NoDistractor  Rule = "no-distractor"  // a match without its other half, there to mislead; Args: Text
	NoOrder       Rule = "no-order"       // answers in an order that stays
	NoID          Rule = "no-id"          // an id that is none of ours; Args: Have
	NoSetting     Rule = "no-setting"     // a setting of the other program; Args: Name
	SeveralRight  Rule = "several-right"  // more than one right answer where one may be chosen
	NoneRight     Rule = "none-right"     // no answer is wholly right
	NoTranslation Rule = "no-translation" // other languages in one text; Args: Lang
	NoQuestion    Rule = "no-question"    // a translation of a question that is not there, or another
)

// What another format cannot hold.
const (
	LacksKind       Rule = "lacks-kind"       // a kind of question; Args: Kind
	LacksGaps       Rule = "lacks-gaps"       // more than one gap
	LacksFeedback   Rule = "lacks-feedback"   // feedback for each option of this kind of question
	LacksHint       Rule = "lacks-hint"       // a hint
	LacksEffect     Rule = "lacks-effect"     // what an answer does
	LacksConfidence Rule = "lacks-confidence" // how sure somebody is
	LacksFolding    Rule = "lacks-folding"    // typed answers are compared letter by letter there
	LacksMarks      Rule = "lacks-marks"      // marks are given otherwise
	LacksPoints     Rule = "lacks-points"     // points
	LacksCanary     Rule = "lacks-canary"     // it stays where it is
	LacksText       Rule = "lacks-text"       // there is no text in that language; Args: Lang
	LacksCharacter  Rule = "lacks-character"  // a character had to be another; Args: Have, Now
)
