package learner

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The limits of a login name, in characters.
const (
	LoginLeast = 2
	LoginMost  = 64
)

// The reasons of a [LoginError].
var (
	ErrLoginShort     = errors.New("login name is too short")
	ErrLoginLong      = errors.New("login name is too long")
	ErrLoginCharacter = errors.New("login name holds a character that is not allowed")
	ErrLoginScripts   = errors.New("login name mixes alphabets")
)

// A LoginError says why a login name is refused. It unwraps to one of the
// reasons above. Char is the character for ErrLoginCharacter, else 0.
type LoginError struct {
	Err  error
	Char rune
}

// Error says the reason.
func (e *LoginError) Error() string {
	if e.Char != 0 {
		return fmt.Sprintf("%v: %q", e.Err, e.Char)
	}
	return e.Err.Error()
}

// Unwrap returns the reason.
func (e *LoginError) Unwrap() error { return e.Err }

// CanonicalLogin returns a typed login name in the form under which it is
// kept and compared: NFC, lower case, without spaces around it. It holds
// letters of one alphabet, the digits 0 to 9, and . _ - so that no two names
// look alike. It returns a *[LoginError].
func CanonicalLogin(typed string) (string, error) {
	login := norm.NFC.String(strings.ToLower(norm.NFC.String(strings.TrimSpace(typed))))
	script := ""
	for _, r := range login {
		switch {
		case r >= '0' && r <= '9', r == '.', r == '_', r == '-':
			continue
		// Letters that are only another shape of a letter, such as the wide
		// ones, would make two names look alike.
		case !unicode.IsLetter(r) || !norm.NFKC.IsNormalString(string(r)):
			return "", &LoginError{Err: ErrLoginCharacter, Char: r}
		}
		s := scriptOf(r)
		if script != "" && s != script {
			return "", &LoginError{Err: ErrLoginScripts}
		}
		script = s
	}
	switch n := utf8.RuneCountInString(login); {
	case n < LoginLeast:
		return "", &LoginError{Err: ErrLoginShort}
	case n > LoginMost:
		return "", &LoginError{Err: ErrLoginLong}
	}
	return login, nil
}

// scriptOf returns the name of the script of a letter.
func scriptOf(r rune) string {
	for _, s := range []string{"Latin", "Cyrillic"} { // nearly always one of these
		if unicode.Is(unicode.Scripts[s], r) {
			return s
		}
	}
	for name, table := range unicode.Scripts {
		if unicode.Is(table, r) {
			return name
		}
	}
	return ""
}
