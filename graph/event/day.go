package event

import (
	"fmt"
	"time"
)

// dayNumber counts days from the beginning of the year 1, so that dates can be
// subtracted; 0 for unknown and impossible ones. The 31st day of a shorter
// month, the end of a month as the index writes it, is its last day.
func dayNumber(yyyymmdd int32) int32 {
	y, m, d := int(yyyymmdd/10000), int(yyyymmdd/100%100), int(yyyymmdd%100)
	if y < 1 || m < 1 || m > 12 || d < 1 || d > 31 {
		return 0
	}
	leap := y%4 == 0 && (y%100 != 0 || y%400 == 0)
	n := 365*(y-1) + (y-1)/4 - (y-1)/100 + (y-1)/400 + min(before[m-1]+d, before[m])
	if leap && (m > 2 || m == 2 && d > 28) {
		n++
	}
	return int32(n)
}

// IsDay reports whether a date, as YYYYMMDD, is one of the calendar. One that is
// none dates no claim.
func IsDay(yyyymmdd int32) bool { return dayNumber(yyyymmdd) != 0 }

// before is the days of a common year before each month.
var before = [...]int{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365}

// epoch is the number of 1970-01-01.
const epoch = 719163

// calendar turns a day number back into YYYYMMDD.
func calendar(n int32) int32 {
	if n == 0 {
		return 0
	}
	y, m, d := time.Unix(int64(n-epoch)*86400, 0).UTC().Date()
	return int32(y*10000 + int(m)*100 + d)
}

// isoDays prints a day, a month, a year or an interval as ISO 8601.
func isoDays(lo, hi int32) string {
	from, to := calendar(lo), calendar(hi)
	iso := func(d int32) string { return fmt.Sprintf("%04d-%02d-%02d", d/10000, d/100%100, d%100) }
	switch {
	case from == to:
		return iso(from)
	case from/100 == to/100 && from%100 == 1 && calendar(hi+1)%100 == 1:
		return iso(from)[:7]
	case from/10000 == to/10000 && from%10000 == 101 && to%10000 == 1231:
		return iso(from)[:4]
	}
	return iso(from) + "/" + iso(to)
}
