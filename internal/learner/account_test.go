package learner

import (
	"errors"
	"strings"
	"testing"
)

func TestCanonicalLogin(t *testing.T) {
	for _, tt := range []struct {
		why, typed, want string
		err              error
	}{
		{"as it is", "ana.rusu", "ana.rusu", nil},
		{"upper case", "Ana.RUSU", "ana.rusu", nil},
		{"spaces around", "  ana \n", "ana", nil},
		{"Romanian letters", "Ștefan_Țurcanu-2", "ștefan_țurcanu-2", nil},
		{"a decomposed letter is the same", "S\u0326tefan", "ștefan", nil},
		{"a letter that joins its mark only in lower case", "J\u030ca", "ǰa", nil},
		{"Cyrillic", "Олена.Шевченко", "олена.шевченко", nil},
		{"Hungarian and Gagauz letters", "őz.şişman", "őz.şişman", nil},
		{"digits alone", "12", "12", nil},
		{"Georgian", "ნინო", "ნინო", nil},
		{"two characters", "аб", "аб", nil},
		{"one character", "a", "", ErrLoginShort},
		{"nothing", "  ", "", ErrLoginShort},
		{"64 characters of two bytes", strings.Repeat("ș", 64), strings.Repeat("ș", 64), nil},
		{"65 characters", strings.Repeat("a", 65), "", ErrLoginLong},
		{"a Cyrillic a in a Latin name", "аna", "", ErrLoginScripts},
		{"Greek and Latin", "anα", "", ErrLoginScripts},
		{"a space inside", "ana rusu", "", ErrLoginCharacter},
		{"an address", "ana@example.md", "", ErrLoginCharacter},
		{"markup", "<b>ana", "", ErrLoginCharacter},
		{"a letter that turns the line round", "ana\u202eusur", "", ErrLoginCharacter},
		{"an invisible character", "ana\u200b", "", ErrLoginCharacter},
		{"a mark that joins no letter", "b\u0307na", "ḃna", nil}, // it does here
		{"a mark that does not", "q\u0307na", "", ErrLoginCharacter},
		{"wide letters", "ａｎａ", "", ErrLoginCharacter},
		{"a ligature", "ﬁn", "", ErrLoginCharacter},
		{"a Turkish capital", "İpek", "ipek", nil},
		{"other digits", "ana٣", "", ErrLoginCharacter},
		{"bytes that are no text", "ana\xff", "", ErrLoginCharacter},
		{"NUL", "ana\x00", "", ErrLoginCharacter},
	} {
		got, err := CanonicalLogin(tt.typed)
		if got != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("%s: %q, %v; want %q, %v", tt.why, got, err, tt.want, tt.err)
		}
		if tt.err != nil {
			continue
		}
		if again, err := CanonicalLogin(got); again != got || err != nil {
			t.Errorf("%s: %q is not canonical: %q, %v", tt.why, got, again, err)
		}
	}
}

func TestCheckPassword(t *testing.T) {
	for _, tt := range []struct {
		why, typed, login string
		want              error
	}{
		{"a sentence", "trei pisici beau ceai", "ana", nil},
		{"a Russian sentence", "три кошки пьют чай", "ana", nil},
		{"15 characters of two bytes", "ștrțăqșțzâîwkșț", "ana", nil},
		{"14 characters", "trei pisici be", "ana", ErrPasswordShort},
		{"nothing", "", "ana", ErrPasswordShort},
		{"256 bytes", strings.Repeat("trei pisici be ", 17) + "x", "ana", nil},
		{"257 bytes", strings.Repeat("trei pisici be ", 17) + "xy", "ana", ErrPasswordLong},
		{"180 bytes that were typed as 270", strings.Repeat("s\u0326a\u0306t", 30) + "x", "ana", nil},
		{"256 bytes that were typed as 3 MB", strings.Repeat("trei pisici be ", 17) + "s" + strings.Repeat("\u0326", 1<<20), "ana", ErrPasswordLong},
		{"a megabyte", strings.Repeat("a", 1<<20), "ana", ErrPasswordLong},
		{"a tab", "trei pisici\tbeau ceai", "ana", ErrPasswordCharacter},
		{"bytes that are no text", "trei pisici beau \xff", "ana", ErrPasswordCharacter},
		{"common", "passwordpassword", "ana", ErrPasswordCommon},
		{"common in capitals, with marks", "QWERTYUIOPasdfghjkl!", "ana", ErrPasswordCommon},
		{"common in Cyrillic", "Йцукенгшщзхъфывапролджэ", "ana", ErrPasswordCommon},
		{"one letter", strings.Repeat("я", 20), "ana", ErrPasswordCommon},
		{"a piece again and again", "abc-abc-abc-abc-abc-", "ana", ErrPasswordCommon},
		{"one sign", "...............", "ana", ErrPasswordCommon},
		{"a row", "1234567890123456", "ana", ErrPasswordCommon},
		{"a row with dashes", "1-2-3-4-5-6-7-8-9-0", "ana", ErrPasswordCommon},
		{"a row back", "zyxwvutsrqponmlk", "ana", ErrPasswordCommon},
		{"two rows", "abcdefgh12345678", "ana", ErrPasswordCommon},
		{"the name of the service and a year", "Ascult-Ascult-2026", "ana", ErrPasswordContext},
		{"the place of work", "Poliția Moldova 2026!", "ana", ErrPasswordContext},
		{"without marks too", "politia moldova 2026!", "ana", ErrPasswordContext},
		{"in Russian", "Полиция Кишинёв 2026", "ana", ErrPasswordContext},
		{"the login name", "ana.maria.rusu1234", "ana.maria.rusu", ErrPasswordContext},
		{"a context word in a real sentence", "la tribunal plouă mereu joia", "ana", nil},
	} {
		if _, err := CheckPassword(tt.typed, tt.login); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.why, err, tt.want)
		}
	}
}

func TestPasswordIsTheSameFromEveryKeyboard(t *testing.T) {
	composed, err1 := NormalPassword("zece știri proaste")
	decomposed, err2 := NormalPassword("zece s\u0326tiri proaste")
	spaced, err3 := NormalPassword("zece\u00a0știri\u2003proaste")
	if err1 != nil || err2 != nil || err3 != nil || composed != decomposed || composed != spaced {
		t.Errorf("%q, %q, %q; %v, %v, %v", composed, decomposed, spaced, err1, err2, err3)
	}
	if upper, _ := NormalPassword("ZECE ȘTIRI PROASTE"); upper == composed {
		t.Error("case is lost")
	}
}

func TestPasswordListsAreFolded(t *testing.T) {
	for _, list := range [][]string{commonPasswords, contextWords} {
		for _, w := range list {
			if w == "" || fold(w) != w {
				t.Errorf("entry %q", w)
			}
		}
	}
	for _, p := range commonPasswords {
		if _, err := CheckPassword(p, ""); err == nil {
			t.Errorf("%s is accepted", p)
		}
		if len([]rune(p)) < PasswordLeast {
			t.Errorf("%s is too short to be tried", p)
		}
	}
}

func TestRoles(t *testing.T) {
	for r, want := range map[Role][2]bool{
		RoleLearner: {true, false}, RoleTrainer: {true, true}, RoleOffice: {true, true}, RoleAdmin: {true, true},
		"": {false, false}, "root": {false, false}, "Admin": {false, false},
	} {
		if got := [2]bool{r.Valid(), r.Staff()}; got != want {
			t.Errorf("%q: valid, staff %v; want %v", r, got, want)
		}
	}
}
