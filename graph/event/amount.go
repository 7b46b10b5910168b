package event

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// relationship of two sums, or of the sums that two reports give.
type relationship uint8

const (
	unknown relationship = iota // nothing to compare: no amount, or other currencies
	same                        // one, or one a rounding of the other
	slip                        // other, but likely by a slip of the pen, or nearly the same
	other
)

// addAmount adds an amount that is not there yet. Values that no currency has
// are left out.
func addAmount(all []Amount, a Amount) []Amount {
	if !(a.Value > 0) || math.IsInf(a.Value, 0) || len(all) == looked {
		return all
	}
	if slices.Contains(all, a) {
		return all
	}
	return append(all, a)
}

// compareAmounts finds the closest relationship of two lists of sums. A sum that
// agrees in one currency agrees, whatever the others say.
func compareAmounts(a, b []Amount) relationship {
	found := unknown
	for _, x := range a {
		for _, y := range b {
			if x.Currency != y.Currency {
				continue
			}
			switch r := compare(x, y); {
			case r == same:
				return same
			case found == unknown || r < found:
				found = r
			}
		}
	}
	return found
}

func compare(a, b Amount) relationship {
	switch {
	case rounds(a, b):
		return same
	case amountHint(a.Value, b.Value) != "":
		return slip
	}
	return other
}

// rounds reports whether two sums of one currency are one sum told with
// different precision: 117,500 and "about 120,000".
func rounds(a, b Amount) bool {
	if a.Value == b.Value {
		return true
	}
	lo, hi := min(a.Value, b.Value), max(a.Value, b.Value)
	if a.Approximate || b.Approximate {
		return hi-lo <= 0.1*hi
	}
	if hi-lo > 0.05*hi {
		return false
	}
	n := min(len(significant(a.Value)), len(significant(b.Value)))
	return n >= 2 && round(a.Value, n) == round(b.Value, n)
}

// significant is the digits of a number without the zeros at its ends.
func significant(v float64) string {
	s := strconv.FormatFloat(v, 'e', -1, 64)
	s, _, _ = strings.Cut(s, "e")
	return strings.Replace(s, ".", "", 1)
}

func round(v float64, digits int) string { return strconv.FormatFloat(v, 'e', digits-1, 64) }

// digits is how many significant digits the sum has that both lists give: the
// more, the less likely is it another sum of the same size.
func digits(a, b []Amount) int {
	n := 0
	for _, x := range a {
		for _, y := range b {
			if x.Currency == y.Currency && rounds(x, y) {
				n = max(n, min(len(significant(x.Value)), len(significant(y.Value))))
			}
		}
	}
	return n
}

// amountHint says what may have made two sums of one currency differ, "" for no
// idea.
func amountHint(a, b float64) string {
	lo, hi := min(a, b), max(a, b)
	if !(lo > 0) || lo == hi {
		return ""
	}
	for _, r := range []float64{1e3, 1e6, 1e9} {
		if math.Abs(hi/lo/r-1) < 0.005 {
			return "unit slip" // million for billion
		}
	}
	for _, r := range []float64{10, 100, 1e4, 1e5} {
		if math.Abs(hi/lo/r-1) < 0.005 {
			return "digit slip"
		}
	}
	if hi-lo <= 0.05*hi {
		return "rounding"
	}
	if x, y := plain(a), plain(b); transposed(x, y) || dropped(x, y) {
		return "digit slip"
	}
	return ""
}

// plain is a number's digits as written out, without the zeros that a word like
// "million" stands for.
func plain(v float64) string {
	return strings.TrimRight(strings.Replace(strconv.FormatFloat(v, 'f', -1, 64), ".", "", 1), "0")
}

// transposed reports whether two neighbouring digits have changed places.
func transposed(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

// dropped reports whether one number is the other without one of its digits.
func dropped(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < 3 || len(b) != len(a)+1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	return a[i:] == b[i+1:]
}

// number is how many of something a phrase counts, as an amount of no currency.
func (a *Argument) number() Amount { return Amount{Value: a.count, Approximate: a.about} }

// String prints the amount plainly: "34000 USD".
func (a Amount) String() string {
	s := strconv.FormatFloat(a.Value, 'f', -1, 64)
	if a.Currency != "" {
		s += " " + a.Currency
	}
	return s
}
