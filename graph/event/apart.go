package event

import (
	"cmp"
	"slices"
)

// Apart reports whether no two claims of a block can be of one event because of
// their days alone, as in most blocks. It is quick, and needs no more of a claim
// than Kind, Article, From, To and Published, and where From is no day, Amounts
// and Object.
func (g *Grouper) Apart(block []Claim) bool {
	spans := g.spans[:0]
	within := int32(slipWithin)
	for i := range block {
		c := &block[i]
		s := span{lo: dayNumber(c.From), hi: dayNumber(c.To)}
		switch {
		case c.Kind != Happening, s.lo != 0 && s.hi-s.lo > longest:
			return false
		case s.lo == 0:
			// Of a sum, something reported much later may still tell.
			if s.lo = dayNumber(c.Published); s.lo == 0 || len(c.Amounts) > 0 || c.Object.number().real() {
				return false
			}
			s.hi = s.lo
			within = plannedWithin
		}
		spans = append(spans, span{lo: s.lo, hi: max(s.lo, s.hi)})
	}
	if within == plannedWithin && !ofManyArticles(block) {
		return false // an article may date an event once for all its claims
	}
	g.spans = spans
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.lo, b.lo) })
	for i := 1; i < len(spans); i++ {
		if spans[i].lo-spans[i-1].hi <= within {
			return false
		}
	}
	return true
}

// ofManyArticles reports whether each of the claims is of another article. It
// says no where there are too many to compare.
func ofManyArticles(block []Claim) bool {
	if len(block) > 16 {
		return false
	}
	for i := range block {
		for j := range i {
			if block[i].Article == block[j].Article {
				return false
			}
		}
	}
	return true
}
