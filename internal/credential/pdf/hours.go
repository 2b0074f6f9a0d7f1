package pdf

import (
	"fmt"

	"ascult/internal/catalog"
)

// Hours writes minutes as academic hours of 45 minutes and as clock hours:
// "academic hours of 45 min: 4 (3 h 0 min)". Tenths of an academic hour are
// rounded down, so that no sheet promises more than was learnt.
func Hours(lang string, minutes int, words *catalog.Catalog) string {
	tenths := minutes * 10 / 45
	academic := fmt.Sprint(tenths / 10)
	if tenths%10 != 0 {
		academic += words.Text(lang, "cert_decimal") + fmt.Sprint(tenths%10)
	}
	clock := words.Text(lang, "cert_clock", "Hours", minutes/60, "Minutes", minutes%60)
	if minutes < 60 {
		clock = words.Text(lang, "cert_clock_short", "Minutes", minutes)
	}
	return words.Text(lang, "cert_hours_value", "Academic", academic, "Clock", clock)
}
