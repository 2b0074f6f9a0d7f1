package catalog

import (
	"fmt"
	"time"
)

// months are in the form that follows a day: genitive in Russian and Ukrainian.
var months = map[string][12]string{
	"ro": {"ianuarie", "februarie", "martie", "aprilie", "mai", "iunie", "iulie", "august", "septembrie", "octombrie", "noiembrie", "decembrie"},
	"ru": {"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"},
	"uk": {"січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня", "жовтня", "листопада", "грудня"},
	"en": {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
}

// Date writes a day in words, with no-break spaces: "23 noiembrie 2026",
// "23 ноября 2026 г.", "23 листопада 2026 р.", "23 November 2026". It takes the
// day as t's own location has it.
func Date(lang string, t time.Time) string {
	names, ok := months[lang]
	if !ok {
		names = months[Languages[0]]
	}
	s := fmt.Sprintf("%d\u00a0%s\u00a0%d", t.Day(), names[t.Month()-1], t.Year())
	switch lang {
	case "ru":
		s += "\u00a0г."
	case "uk":
		s += "\u00a0р."
	}
	return s
}

// Clock writes a time of day: "14:02".
func Clock(t time.Time) string { return t.Format("15:04") }
