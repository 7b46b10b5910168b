package temporal

import (
	"strconv"
	"strings"
	"time"
)

type precision uint8

const (
	precNone precision = iota
	precYear
	precMonth
	precDay
	precMinute
)

// stamp is a point in time at some precision; parts below it are zero.
type stamp struct {
	y, m, d, h, min int
	prec            precision
}

func day(t time.Time) stamp {
	return stamp{y: t.Year(), m: int(t.Month()), d: t.Day(), prec: precDay}
}

func month(t time.Time) stamp { return stamp{y: t.Year(), m: int(t.Month()), prec: precMonth} }

func year(y int) stamp { return stamp{y: y, prec: precYear} }

// time is the first day that the stamp covers.
func (s stamp) time() time.Time {
	return time.Date(s.y, time.Month(max(s.m, 1)), max(s.d, 1), 0, 0, 0, 0, time.UTC)
}

func (s stamp) before(t stamp) bool { return s.time().Before(t.time()) }

// valid reports whether the stamp can be written as ISO 8601 with four digits
// of the year.
func (s stamp) valid() bool { return s.prec != precNone && s.y >= 1 && s.y <= 9999 }

func (s stamp) append(b []byte) []byte {
	two := func(b []byte, sep byte, n int) []byte {
		return append(b, sep, byte('0'+n/10), byte('0'+n%10))
	}
	for d := 1000; d > s.y && d > 1; d /= 10 {
		b = append(b, '0')
	}
	b = strconv.AppendInt(b, int64(s.y), 10)
	if s.prec >= precMonth {
		b = two(b, '-', s.m)
	}
	if s.prec >= precDay {
		b = two(b, '-', s.d)
	}
	if s.prec >= precMinute {
		b = two(b, 'T', s.h)
		b = two(b, ':', s.min)
	}
	return b
}

type timeKind uint8

const (
	kindDate timeKind = iota
	kindTime
	kindDuration
	kindSet
)

func (k timeKind) String() string { return [...]string{"date", "time", "duration", "set"}[k] }

// value is what a time expression means.
type value struct {
	kind     timeKind
	a, b     stamp // b where interval is set: its last day, month or year
	interval bool
	yearless bool   // the words give no year, a's was worked out
	relative bool   // counted from another date
	period   string // of durations and sets: "P2W"
	weekday  bool   // the words give a weekday alone
}

func (v value) String() string {
	if v.period != "" {
		return v.period
	}
	if !v.a.valid() || v.interval && !v.b.valid() {
		return ""
	}
	b := v.a.append(make([]byte, 0, 24))
	if v.interval {
		b = v.b.append(append(b, '/'))
	}
	return string(b)
}

func point(s stamp) value { return value{a: s} }

func interval(a, b stamp) value { return value{a: a, b: b, interval: true} }

// isoWeekday counts from Monday, 1, to Sunday, 7.
func isoWeekday(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }

// week is the Monday-to-Sunday week that holds t.
func week(t time.Time) value {
	mon := t.AddDate(0, 0, 1-isoWeekday(t))
	return interval(day(mon), day(mon.AddDate(0, 0, 6)))
}

// weekend is the Saturday and Sunday of the week that holds t.
func weekend(t time.Time) value {
	sat := t.AddDate(0, 0, 6-isoWeekday(t))
	return interval(day(sat), day(sat.AddDate(0, 0, 1)))
}

// quarter is the q-th quarter, 1 to 4, of year y.
func quarter(y, q int) value {
	return interval(stamp{y: y, m: 3*q - 2, prec: precMonth}, stamp{y: y, m: 3 * q, prec: precMonth})
}

// addMonths moves to the month n months on; the day is dropped.
func addMonths(t time.Time, n int) stamp {
	return month(time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC))
}

// lastDay is the last day of what the value covers.
func (v value) lastDay() stamp {
	s := v.a
	if v.interval {
		s = v.b
	}
	switch s.prec {
	case precYear:
		return stamp{y: s.y, m: 12, d: 31, prec: precDay}
	case precMonth:
		return day(time.Date(s.y, time.Month(s.m)+1, 0, 0, 0, 0, 0, time.UTC))
	}
	s.prec = min(s.prec, precDay)
	return s
}

// daysIn is the length of month m; without a year February has 29 days.
func daysIn(y, m int) int {
	if y == 0 {
		y = 2000
	}
	return time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// holiday works out a rule of timewords.tsv for year y.
func holiday(rule string, y int) (stamp, bool) {
	if n, ok := strings.CutPrefix(rule, "easter"); ok {
		off, err := strconv.Atoi(n)
		if err != nil {
			return stamp{}, false
		}
		return day(easter(y).AddDate(0, 0, off)), true
	}
	if m, d, ok := strings.Cut(rule, "-"); ok && !strings.Contains(rule, "/") {
		mm, err1 := strconv.Atoi(m)
		dd, err2 := strconv.Atoi(d)
		return stamp{y: y, m: mm, d: dd, prec: precDay}, err1 == nil && err2 == nil && mm >= 1 && mm <= 12 && dd >= 1 && dd <= 31
	}
	f := strings.Split(rule, "/")
	if len(f) != 3 {
		return stamp{}, false
	}
	var n [3]int
	for i := range f {
		v, err := strconv.Atoi(f[i])
		if err != nil {
			return stamp{}, false
		}
		n[i] = v
	}
	m, wd, nth := n[0], n[1], n[2]
	if nth > 0 {
		first := time.Date(y, time.Month(m), 1, 0, 0, 0, 0, time.UTC)
		return day(first.AddDate(0, 0, (wd-isoWeekday(first)+7)%7+7*(nth-1))), true
	}
	last := time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC)
	return day(last.AddDate(0, 0, -((isoWeekday(last) - wd + 7) % 7))), true
}

// easter is the Sunday by the Gregorian calendar (the anonymous algorithm
// published in Nature, 20 April 1876).
func easter(y int) time.Time {
	a, b, c := y%19, y/100, y%100
	d, e := b/4, b%4
	f := (b + 8) / 25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return time.Date(y, time.Month(n/31), n%31+1, 0, 0, 0, 0, time.UTC)
}

// unitAt is the calendar unit off units after the one that holds t.
func unitAt(t time.Time, unit byte, off int) value {
	switch unit {
	case 'Y':
		return point(year(t.Year() + off))
	case 'M':
		return point(addMonths(t, off))
	case 'D':
		return point(day(t.AddDate(0, 0, off)))
	case 'W':
		return week(t.AddDate(0, 0, 7*off))
	case 'F':
		a := week(t.AddDate(0, 0, 14*off))
		return interval(a.a, day(a.a.time().AddDate(0, 0, 13)))
	case 'E':
		return weekend(t.AddDate(0, 0, 7*off))
	case 'Q':
		s := addMonths(t, 3*off)
		return quarter(s.y, (s.m+2)/3)
	case 'X':
		y := t.Year() - t.Year()%10 + 10*off
		return decade(y)
	case 'C':
		y := t.Year() - t.Year()%100 + 100*off
		return interval(year(y), year(y+99))
	}
	return value{}
}

// stampIn gives t at the precision of a unit.
func stampIn(t time.Time, unit byte) stamp {
	switch unit {
	case 'Y', 'X', 'C':
		return year(t.Year())
	case 'M', 'Q':
		return month(t)
	}
	return day(t)
}

// shift moves t by n units.
func shift(t time.Time, unit byte, n int) time.Time {
	months := func(n int) time.Time {
		first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
		return first.AddDate(0, 0, min(t.Day(), daysIn(first.Year(), int(first.Month())))-1)
	}
	switch unit {
	case 'Y':
		return months(12 * n)
	case 'X':
		return months(120 * n)
	case 'C':
		return months(1200 * n)
	case 'Q':
		return months(3 * n)
	case 'M':
		return months(n)
	case 'W', 'E':
		return t.AddDate(0, 0, 7*n)
	case 'F':
		return t.AddDate(0, 0, 14*n)
	case 'B':
		step := 1
		if n < 0 {
			step, n = -1, -n
		}
		for n > 0 {
			t = t.AddDate(0, 0, step)
			if isoWeekday(t) < 6 {
				n--
			}
		}
		return t
	case 'D':
		return t.AddDate(0, 0, n)
	}
	return t
}
