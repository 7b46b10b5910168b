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
	last := time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	t := time.Date(y, time.Month(m), min(d, last), 0, 0, 0, 0, time.UTC)
	return int32(t.Unix()/86400) + epoch
}

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
