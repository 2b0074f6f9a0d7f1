package quiz

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Option returns the option with an id, and whether there is one.
func (q Question) Option(id string) (Option, bool) {
	for _, o := range q.Options {
		if o.ID == id {
			return o, true
		}
	}
	return Option{}, false
}

// Question returns the question with an id, and whether there is one.
func (b Bank) Question(id string) (Question, bool) {
	for _, q := range b.Questions {
		if q.ID == id {
			return q, true
		}
	}
	return Question{}, false
}

// Public returns what a learner may see of q in a language. order holds the
// ids of the options as they are shown; those it does not name are left out,
// and nil means the bank's own order. optionID turns an option's id into the
// one it has in this attempt, choiceID that of what belongs to it in a match; the
// choices stand in the order of these ids, which is one of chance when they are.
func (q Question) Public(lang string, order []string, optionID, choiceID func(option string) string) Public {
	if order == nil {
		for _, o := range q.Options {
			order = append(order, o.ID)
		}
	}
	p := Public{Type: q.Type, Text: q.Plain(lang), Case: q.Case[lang], Hint: q.Hint[lang]}
	if q.Type == Gap {
		p.Parts = q.Parts(lang)
	}
	for _, id := range order {
		o, ok := q.Option(id)
		if !ok {
			continue
		}
		po := PublicOption{ID: optionID(id), Who: o.Who[lang], Text: o.Text[lang]}
		if q.Type == TrueFalse {
			po.Text, po.Word = "", id
		}
		p.Options = append(p.Options, po)
		if q.Type == Match {
			p.Choices = append(p.Choices, PublicOption{ID: choiceID(id), Text: o.Match[lang]})
		}
	}
	slices.SortFunc(p.Choices, func(a, b PublicOption) int { return strings.Compare(a.ID, b.ID) })
	return p
}

// JSON writes the bank, keys included, in one form only: the same bank gives
// the same bytes.
func (b Bank) JSON() []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(b); err != nil {
		panic("quiz: a bank holds only text and numbers: " + err.Error())
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n"))
}

// Decode reads what [Bank.JSON] wrote.
func Decode(data []byte) (Bank, error) {
	var b Bank
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&b); err != nil {
		return Bank{}, fmt.Errorf("decode bank: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return Bank{}, fmt.Errorf("decode bank %s: more than one value", b.ID)
	}
	return b, nil
}

// Hash names the bank exactly as it is: the hex SHA-256 of [Bank.JSON].
func (b Bank) Hash() string {
	sum := sha256.Sum256(b.JSON())
	return hex.EncodeToString(sum[:])
}
