package read

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// layouts are the ways in which feeds, dumps and meta tags write a date; ISO
// dates and seconds since 1970 are read without them.
var layouts = []string{
	time.RFC1123Z, time.RFC1123, time.RFC822Z, time.RFC822, time.RFC850, time.ANSIC, time.UnixDate,
	"Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 MST", "2 Jan 2006 15:04:05 -0700",
	"Mon, 2 Jan 2006", "2 Jan 2006", "2 January 2006", "Monday, 2 January 2006", "Jan 2, 2006", "January 2, 2006",
	"Monday, January 2, 2006", "Jan 2, 2006 3:04 PM", "January 2, 2006 3:04 PM", "January 2, 2006, 3:04 PM",
	"2006/01/02 15:04:05", "2006/01/02", "2006/1/2", "20060102T150405Z", "20060102150405", "20060102", "02.01.2006",
}

// isoDate returns the day of a date as YYYY-MM-DD, empty where it cannot be
// read. The day is the one that the input names; no time zone is applied.
func isoDate(s string) string {
	s = squeeze(s)
	if len(s) >= 10 && s[4] == '-' && s[7] == '-' {
		if t, err := time.Parse(time.DateOnly, s[:10]); err == nil {
			return day(t)
		}
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, s); err == nil {
			return day(t)
		}
	}
	// Seconds or milliseconds since 1970; shorter numbers are years and the like.
	if seconds, err := strconv.ParseFloat(s, 64); err == nil && seconds > 1e8 {
		if seconds > 1e11 {
			seconds /= 1000
		}
		if seconds < 1e10 {
			return day(time.Unix(int64(seconds), 0).UTC())
		}
	}
	return ""
}

func day(t time.Time) string {
	if t.Year() < 1800 || t.Year() > 2200 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", t.Year(), t.Month(), t.Day())
}

// isoLanguage returns the two letters of a tag such as "en-US", empty where it
// is no such tag.
func isoLanguage(tag string) string {
	code, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(tag, "_", "-")), "-")
	if len(code) != 2 {
		return ""
	}
	return code
}
