package learner

import (
	_ "embed"
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/secure/precis"
	"golang.org/x/text/unicode/norm"
)

// The limits of a password: characters at least, when it is the only factor
// (NIST SP 800-63B-4, 3.1.1.2), and bytes at most. There is no rule about its composition.
const (
	PasswordLeast = 15
	PasswordMost  = 256
)

// The reasons why [CheckPassword] refuses.
var (
	ErrPasswordShort     = errors.New("password is too short")
	ErrPasswordLong      = errors.New("password is too long")
	ErrPasswordCharacter = errors.New("password holds a character that is not allowed")
	ErrPasswordCommon    = errors.New("password is among the common ones")
	ErrPasswordContext   = errors.New("password is made of words that are tried first here")
)

// commonPasswords and contextWords have one entry a line, folded as [fold]
// does; lines with # are comments.
var (
	//go:embed common.txt
	commonList string
	//go:embed context.txt
	contextList string

	commonPasswords = entries(commonList)
	contextWords    = entries(contextList)
)

// NormalPassword returns a typed password as it is hashed: PRECIS OpaqueString
// (RFC 8265), so that the same keys pressed on two systems give the same
// bytes. It returns ErrPasswordLong or ErrPasswordCharacter.
func NormalPassword(typed string) (string, error) {
	if len(typed) > 4*PasswordMost { // work is bounded before anything is normalised
		return "", ErrPasswordLong
	}
	p, err := precis.OpaqueString.String(typed)
	switch {
	case typed == "":
		return "", nil // shorter than any password: the caller says so
	case err != nil || !utf8.ValidString(typed):
		return "", ErrPasswordCharacter
	case len(p) > PasswordMost:
		return "", ErrPasswordLong
	}
	return p, nil
}

// CheckPassword checks a new password of the person with this login name and
// returns it as it is hashed, or one of the reasons above.
func CheckPassword(typed, login string) (string, error) {
	p, err := NormalPassword(typed)
	if err != nil {
		return "", err
	}
	if utf8.RuneCountInString(p) < PasswordLeast {
		return "", ErrPasswordShort
	}
	folded := fold(p)
	if slices.Contains(commonPasswords, folded) || repeats([]rune(p)) || row([]rune(folded)) {
		return "", ErrPasswordCommon
	}
	rest := folded
	words := slices.Clone(contextWords)
	if login = fold(login); utf8.RuneCountInString(login) >= 3 {
		words = append(words, login)
	}
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
	for _, w := range words {
		rest = strings.ReplaceAll(rest, w, "")
	}
	// What is left must be worth guessing by itself.
	if rest != folded && utf8.RuneCountInString(rest) < 8 {
		return "", ErrPasswordContext
	}
	return p, nil
}

// repeats reports whether s is one piece of up to four characters again and
// again.
func repeats(s []rune) bool {
	for size := 1; size <= 4; size++ {
		if len(s) > size && slices.Equal(s[size:], s[:len(s)-size]) {
			return true
		}
	}
	return false
}

// row reports whether s is made of neighbours such as 123456 or abcdef, up or
// down, with one jump at most.
func row(s []rune) bool {
	neighbours := 0
	for i := 1; i < len(s); i++ {
		if d := s[i] - s[i-1]; d == 1 || d == -1 || s[i-1] == '9' && s[i] == '0' {
			neighbours++
		}
	}
	return len(s) >= 8 && neighbours >= len(s)-2
}

// fold makes passwords comparable: lower case, without marks on letters, and
// only letters and digits.
func fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// entries returns the folded lines of a list.
func entries(list string) []string {
	var out []string
	for line := range strings.Lines(list) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, fold(line))
		}
	}
	return out
}
