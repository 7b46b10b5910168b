package event

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// finish describes an event.
func (g *Grouper) finish(e *report) Event {
	claims := slices.Clone(e.claims)
	slices.SortFunc(claims, func(i, j int) int {
		a, b := &g.block[i], &g.block[j]
		return cmp.Or(cmp.Compare(unknownLast(a.Published), unknownLast(b.Published)), strings.Compare(a.Article, b.Article), strings.Compare(a.ID, b.ID))
	})
	v := &views{block: g.block, claims: claims}
	first := &g.block[claims[0]]
	out := Event{
		ID: identify(first), Claims: claims, Published: first.Published, Articles: len(e.articles),
		Sources:  v.sources(claims),
		Subjects: v.arguments(func(c *Claim) *Argument { return &c.Subject }),
		Objects:  v.arguments(func(c *Claim) *Argument { return &c.Object }),
	}
	var dates []span
	if first.Kind != State {
		dates = v.dates()
		for _, p := range dates {
			if out.From == 0 || p.lo < dayNumber(out.From) {
				out.From = calendar(p.lo)
			}
			out.To = max(out.To, calendar(p.hi))
		}
	}
	if out.Sources > 1 {
		out.Disagreements = slices.Concat(v.moneyDisagreements(), v.argumentDisagreements(), v.countDisagreement(),
			v.dateDisagreement(dates), v.statusDisagreement())
		slices.SortFunc(out.Disagreements, func(a, b Disagreement) int { return strings.Compare(a.Field, b.Field) })
	}
	return out
}

// views looks at the claims of an event from the side of each field.
type views struct {
	block  []Claim
	claims []int
}

func (v *views) sources(claims []int) int {
	seen := map[string]bool{}
	for _, i := range claims {
		seen[v.block[i].source()] = true
	}
	return len(seen)
}

// all reports whether something holds for all claims.
func (v *views) all(holds func(*Claim) bool) bool {
	for _, i := range v.claims {
		if !holds(&v.block[i]) {
			return false
		}
	}
	return true
}

// arguments lists the ids in a role, those with a name first, then those with
// most sources.
func (v *views) arguments(role func(*Claim) *Argument) []string {
	if one := role(&v.block[v.claims[0]]).ID; v.all(func(c *Claim) bool { return role(c).ID == one }) {
		if one == "" {
			return nil
		}
		return []string{one}
	}
	type given struct {
		id      string
		vague   int
		sources map[string]bool
	}
	at := map[string]int{}
	var all []given
	for _, i := range v.claims {
		c := &v.block[i]
		a := role(c)
		if a.ID == "" {
			continue
		}
		n, ok := at[a.ID]
		if !ok {
			n = len(all)
			at[a.ID] = n
			all = append(all, given{a.ID, btoi(!a.Named), map[string]bool{}})
		}
		all[n].sources[c.source()] = true
	}
	slices.SortFunc(all, func(a, b given) int {
		return cmp.Or(cmp.Compare(a.vague, b.vague), cmp.Compare(len(b.sources), len(a.sources)), strings.Compare(a.id, b.id))
	})
	var out []string
	for _, g := range all {
		out = append(out, g.id)
	}
	return out
}

// disagreement makes one of the positions where two independent sources have
// none in common; nil otherwise. hint is asked of each two positions, and the
// first that knows something speaks.
func (v *views) disagreement(field string, positions []Position, hint func(a, b *Position) string) []Disagreement {
	for i := range positions {
		positions[i].Sources = v.sources(positions[i].Claims)
	}
	slices.SortFunc(positions, func(a, b Position) int {
		return cmp.Or(cmp.Compare(b.Sources, a.Sources), strings.Compare(a.Value, b.Value))
	})
	positions = positions[:min(len(positions), looked)]
	if len(positions) < 2 || !v.differ(positions) {
		return nil
	}
	d := Disagreement{Field: field, Positions: positions}
	for i := range positions {
		for j := i + 1; j < len(positions) && d.Hint == ""; j++ {
			d.Hint = hint(&positions[i], &positions[j])
		}
	}
	return []Disagreement{d}
}

// differ reports whether two sources have no position in common.
func (v *views) differ(positions []Position) bool {
	held := map[string]uint64{}
	for n, p := range positions {
		for _, i := range p.Claims {
			held[v.block[i].source()] |= 1 << n
		}
	}
	kinds := map[uint64]bool{}
	for _, set := range held {
		kinds[set] = true
	}
	for a := range kinds {
		for b := range kinds {
			if a&b == 0 {
				return true
			}
		}
	}
	return false
}

// span is a position on the date.
type span struct {
	lo, hi int32
	claims []int
}

// dates are the positions on when it happened. A date that is less precise than
// others and agrees with one of them is no position of its own.
func (v *views) dates() []span {
	byDate := map[[2]int32][]int{}
	for _, i := range v.claims {
		c := &v.block[i]
		lo, hi := dayNumber(c.From), dayNumber(c.To)
		if lo != 0 {
			k := [2]int32{lo, max(lo, hi)}
			byDate[k] = append(byDate[k], i)
		}
	}
	var given []span
	for k, claims := range byDate {
		given = append(given, span{k[0], k[1], claims})
	}
	slices.SortFunc(given, func(a, b span) int {
		return cmp.Or(cmp.Compare(a.hi-a.lo, b.hi-b.lo), cmp.Compare(a.lo, b.lo))
	})
	var out []span
	for _, s := range given {
		at, n := -1, 0
		for i := range out {
			if s.lo <= out[i].hi && out[i].lo <= s.hi {
				at, n = i, n+1
			}
		}
		switch {
		case n == 0 && len(out) < looked:
			out = append(out, s)
		case n == 1:
			out[at].claims = append(out[at].claims, s.claims...)
			// Two weeks that overlap agree on the days they share.
			out[at].lo, out[at].hi = max(out[at].lo, s.lo), min(out[at].hi, s.hi)
		}
	}
	return out
}

func (v *views) dateDisagreement(dates []span) []Disagreement {
	if len(dates) < 2 {
		return nil
	}
	var positions []Position
	at := map[string]span{}
	for _, s := range dates {
		p := Position{Value: isoDays(s.lo, s.hi), Claims: v.inOrder(s.claims)}
		positions = append(positions, p)
		at[p.Value] = s
	}
	return v.disagreement("date", positions, func(a, b *Position) string {
		if h := v.later(a, b); h != "" {
			return h
		}
		return dateHint(at[a.Value], at[b.Value])
	})
}

func dateHint(a, b span) string {
	if a.lo > b.lo {
		a, b = b, a
	}
	x, y := calendar(a.lo), calendar(b.lo)
	switch {
	case a.lo != a.hi || b.lo != b.hi:
		return ""
	case b.lo-a.lo == 1:
		return "day differs by one"
	case x%10000 == y%10000:
		return "year slip"
	case x/10000 == y/10000 && x%100 == y/100%100 && y%100 == x/100%100:
		return "day and month swapped"
	case x/10000 == y/10000 && x%100 == y%100:
		return "month slip"
	}
	return ""
}

// inOrder sorts claims as the event has them.
func (v *views) inOrder(claims []int) []int {
	at := make(map[int]bool, len(claims))
	for _, i := range claims {
		at[i] = true
	}
	out := make([]int, 0, len(at))
	for _, i := range v.claims {
		if at[i] {
			out = append(out, i)
		}
	}
	return out
}

// later is "later report" where one position is of what was to come, and the
// other came out afterwards.
func (v *views) later(a, b *Position) string {
	before := func(a, b *Position) bool {
		var last int32
		for _, i := range a.Claims {
			c := &v.block[i]
			if !ahead(c.Status) || c.Published == 0 {
				return false
			}
			last = max(last, c.Published)
		}
		for _, i := range b.Claims {
			c := &v.block[i]
			if ahead(c.Status) || c.Published <= last {
				return false
			}
		}
		return true
	}
	if before(a, b) || before(b, a) {
		return "later report"
	}
	return ""
}

// sum is an amount with the claims that give it.
type sum struct {
	worth
	claims []int
}

// sums gathers the amounts that claims give, by currency.
func (v *views) sums(amounts func(*Claim) []Amount) map[string][]sum {
	given := map[string][]sum{}
	for _, i := range v.claims {
		for _, a := range amounts(&v.block[i]) {
			if !a.real() {
				continue
			}
			all := given[a.Currency]
			n := slices.IndexFunc(all, func(s sum) bool { return s.Amount == a })
			if n < 0 {
				if n = len(all); n == 4*looked {
					continue
				}
				all = append(all, sum{worth: weigh(a)})
			}
			all[n].claims = append(all[n].claims, i)
			given[a.Currency] = all
		}
	}
	return given
}

func (v *views) moneyDisagreements() []Disagreement {
	if v.all(func(c *Claim) bool { return len(c.Amounts) == 0 }) {
		return nil
	}
	given := v.sums(func(c *Claim) []Amount { return c.Amounts })
	var differing, currencies []Position
	values := map[string]worth{}
	for currency, all := range given {
		own := v.positions(all)
		p := Position{Value: currency}
		if len(own) == 1 {
			p.Value = own[0].Value
		}
		for _, s := range all {
			p.Claims = append(p.Claims, s.claims...)
			values[s.String()] = s.worth
		}
		p.Claims = v.inOrder(p.Claims)
		currencies = append(currencies, p)
		if v.differ(own) {
			differing = append(differing, own...)
		}
	}
	out := v.disagreement("amount", differing, func(a, b *Position) string {
		x, y := values[a.Value], values[b.Value]
		if x.Currency != y.Currency {
			return ""
		}
		return cmp.Or(amountHint(&x, &y), v.later(a, b))
	})
	if !v.converted() {
		out = append(out, v.disagreement("currency", currencies, func(a, b *Position) string { return "different currency" })...)
	}
	return out
}

// countDisagreement compares the numbers of what has no name: "12 people".
func (v *views) countDisagreement() []Disagreement {
	if v.all(func(c *Claim) bool { return c.Object.count == 0 }) {
		return nil
	}
	given := v.sums(func(c *Claim) []Amount { return []Amount{c.Object.number()} })
	positions := v.positions(given[""])
	values := map[string]worth{}
	for i := range positions {
		p := &positions[i]
		count, _ := strconv.ParseFloat(p.Value, 64)
		// The words of the claim that came first and has this very number.
		for _, n := range p.Claims {
			if o := &v.block[n].Object; o.count == count {
				p.Value = o.Name
				break
			}
		}
		values[p.Value] = weigh(Amount{Value: count})
	}
	return v.disagreement("object", positions, func(a, b *Position) string {
		x, y := values[a.Value], values[b.Value]
		return cmp.Or(v.later(a, b), v.after(a, b), amountHint(&x, &y))
	})
}

// after is "later report" where all reports of one position came out before all
// of the other, as the toll of an accident rises.
func (v *views) after(a, b *Position) string {
	first := func(p *Position) (lo, hi int32) {
		lo = 1<<31 - 1
		for _, i := range p.Claims {
			d := v.block[i].Published
			lo, hi = min(lo, d), max(hi, d)
		}
		return lo, hi
	}
	alo, ahi := first(a)
	blo, bhi := first(b)
	if alo > 0 && blo > 0 && (ahi < blo || bhi < alo) {
		return "later report"
	}
	return ""
}

// positions joins sums that are roundings of one another; the one with most
// digits stands for them.
func (v *views) positions(all []sum) []Position {
	slices.SortFunc(all, func(a, b sum) int {
		return cmp.Or(cmp.Compare(btoi(a.Approximate), btoi(b.Approximate)),
			cmp.Compare(len(b.digits), len(a.digits)), cmp.Compare(a.Value, b.Value))
	})
	var kept []sum
	for _, m := range all {
		n := slices.IndexFunc(kept, func(k sum) bool { return rounds(&k.worth, &m.worth) })
		switch {
		case n >= 0:
			kept[n].claims = append(kept[n].claims, m.claims...)
		case len(kept) < looked:
			kept = append(kept, m)
		}
	}
	var out []Position
	for _, k := range kept {
		out = append(out, Position{Value: k.String(), Claims: v.inOrder(k.claims)})
	}
	return out
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// converted reports whether a source gives the sum in two currencies.
func (v *views) converted() bool {
	currency := map[string]string{}
	for _, i := range v.claims {
		c := &v.block[i]
		for _, a := range c.Amounts {
			if have, ok := currency[c.source()]; ok && have != a.Currency {
				return true
			}
			currency[c.source()] = a.Currency
		}
	}
	return false
}

// argumentDisagreements compares who acted and where. Countries stand beside
// their courts and ministries, and beside their towns, without contradiction.
func (v *views) argumentDisagreements() []Disagreement {
	agents := v.byValue(func(c *Claim) string { return named(&c.Subject, c.Subject.Type != nlp.Place) })
	if len(agents) == 0 {
		agents = v.byValue(func(c *Claim) string { return named(&c.Subject, true) })
	}
	none := func(a, b *Position) string { return "" }
	out := v.disagreement("subject", agents, none)
	for _, l := range []level{town, land} {
		places := v.byValue(func(c *Claim) string { return named(&c.Place, c.Place.level() == l) })
		if d := v.disagreement("place", places, none); d != nil {
			return append(out, d...)
		}
	}
	return out
}

func named(a *Argument, wanted bool) string {
	if !a.Named || !wanted {
		return ""
	}
	return a.ID
}

func (v *views) byValue(value func(*Claim) string) []Position {
	at := map[string]int{}
	var out []Position
	for _, i := range v.claims {
		s := value(&v.block[i])
		if s == "" {
			continue
		}
		n, ok := at[s]
		if !ok {
			n = len(out)
			at[s] = n
			out = append(out, Position{Value: s})
		}
		out[n].Claims = append(out[n].Claims, i)
	}
	return out
}

// statusDisagreement compares how surely sources tell it. What a source says
// most surely is its position: it was planned, then it happened.
func (v *views) statusDisagreement() []Disagreement {
	if one := v.block[v.claims[0]].Status; v.all(func(c *Claim) bool { return c.Status == one }) {
		return nil
	}
	said := map[string]map[nlp.Status]bool{}
	for _, i := range v.claims {
		c := &v.block[i]
		if said[c.source()] == nil {
			said[c.source()] = map[nlp.Status]bool{}
		}
		said[c.source()][c.Status] = true
	}
	positions := v.byValue(func(c *Claim) string {
		own := said[c.source()]
		sure := own[nlp.Asserted] || own[nlp.Negated]
		switch {
		case ahead(c.Status) && (sure || own[nlp.Alleged]), c.Status == nlp.Alleged && sure:
			return ""
		}
		return string(c.Status)
	})
	return v.disagreement("status", positions, v.later)
}
