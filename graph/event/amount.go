package event

import (
	"hash/fnv"
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

// worth is an amount with its significant digits, ready for many comparisons.
type worth struct {
	Amount
	digits   string // without the zeros at both ends
	exponent int    // the first digit counts tens to this power
	size     int32  // the value in steps of a twentieth
	currency uint64 // hash of Currency
}

func weigh(a Amount) worth {
	s := strings.Replace(strconv.FormatFloat(a.Value, 'f', -1, 64), ".", "", 1)
	h := fnv.New64a()
	h.Write([]byte(a.Currency))
	return worth{
		Amount: a, digits: strings.Trim(s, "0"), exponent: int(math.Floor(math.Log10(a.Value))),
		size: int32(math.Floor(math.Log(a.Value) / math.Log(1.05))), currency: h.Sum64(),
	}
}

// real reports an amount that can be compared.
func (a Amount) real() bool { return a.Value > 0 && !math.IsInf(a.Value, 0) }

// addAmount adds an amount that is not there yet.
func addAmount(all []worth, a Amount) []worth {
	if !a.real() {
		return all
	}
	return addWorth(all, weigh(a))
}

func addWorth(all []worth, a worth) []worth {
	if len(all) == looked || slices.Contains(all, a) {
		return all
	}
	return append(all, a)
}

// compareAmounts finds the closest relationship of two lists of sums. A sum that
// agrees in one currency agrees, whatever the others say.
func compareAmounts(a, b []worth) relationship {
	found := unknown
	for i := range a {
		for k := range b {
			x, y := &a[i], &b[k]
			if x.currency != y.currency {
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

func compare(a, b *worth) relationship {
	switch {
	case rounds(a, b):
		return same
	case amountHint(a, b) != "":
		return slip
	}
	return other
}

// rounds reports whether two sums of one currency are one sum told with
// different precision: 117,500 and "about 120,000".
func rounds(a, b *worth) bool {
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
	n := min(len(a.digits), len(b.digits))
	unit := math.Pow10(max(a.exponent, b.exponent) - n + 1)
	return n >= 2 && math.Round(lo/unit) == math.Round(hi/unit)
}

// digits is how many significant digits the sum has that both lists give: the
// more, the less likely is it another sum of the same size.
func digits(a, b []worth) int {
	n := 0
	for i := range a {
		for k := range b {
			x, y := &a[i], &b[k]
			if x.Currency == y.Currency && rounds(x, y) {
				n = max(n, min(len(x.digits), len(y.digits)))
			}
		}
	}
	return n
}

// amountHint says what may have made two sums of one currency differ, "" for no
// idea.
func amountHint(a, b *worth) string {
	lo, hi := min(a.Value, b.Value), max(a.Value, b.Value)
	if !(lo > 0) || lo == hi {
		return ""
	}
	ratio := hi / lo
	for n, power := 1, 10.0; n < 10 && power < 1.005*ratio; n, power = n+1, power*10 {
		switch {
		case ratio > 1.005*power:
		case n%3 == 0:
			return "unit slip" // million for billion
		default:
			return "digit slip"
		}
	}
	switch {
	case hi-lo <= 0.05*hi:
		return "rounding"
	case transposed(a.digits, b.digits), dropped(a.digits, b.digits):
		return "digit slip"
	}
	return ""
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
