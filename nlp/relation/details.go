package relation

import (
	"slices"
	"sort"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// details adds the date, amount, place, reason and instrument that the clause
// of the trigger states.
func (x *extraction) details(c *nlp.Claim, d draft) {
	sent := &x.doc.Sentences[x.sentenceAt[d.head]]
	c.Date = x.date(d.head, sent)
	if x.lex.money[d.relation] {
		c.Amount = x.amount(d.head, sent)
	}
	c.Place = x.place(d.head, c)
	c.Reason = x.adjunct(d.head, x.lex.reasons)
	c.Instrument = x.adjunct(d.head, x.lex.instruments)
}

// date finds the time expression nearest to the trigger in the tree: one that
// hangs on it, on what hangs on it, or on a clause around it. Of several, the
// one that takes the fewest steps wins, then the nearest in the text.
func (x *extraction) date(head int, sent *nlp.Sentence) *nlp.Dated {
	var best *nlp.Timex
	score := 1 << 30
	for k := range x.doc.Times {
		tm := &x.doc.Times[k]
		if tm.Value == "" || tm.Kind == "duration" || tm.Kind == "set" || tm.First < sent.First || tm.First >= sent.Last {
			continue
		}
		steps := x.steps(tm.First, tm.Last, head)
		if steps < 0 {
			continue
		}
		dist := tm.First - head
		if dist < 0 {
			dist = -dist
		}
		if s := steps*100 + dist; s < score {
			best, score = tm, s
		}
	}
	if best == nil {
		best = x.onlyDate(sent)
	}
	if best == nil {
		return nil
	}
	return &nlp.Dated{
		Quoted: nlp.Quoted{Text: x.doc.Cut(best.Span), Start: best.Start, End: best.End},
		Value:  best.Value,
	}
}

// price finds the amount that the article states of a noun that stands for the
// relation ("The sale price is 900 million zlotys" for acquires); nil if it
// states none or several.
func (x *extraction) price(relation string) *nlp.Money {
	var found *nlp.Quantity
	for k := range x.doc.Quantities {
		q := &x.doc.Quantities[k]
		if q.Kind != "money" || q.First < 1 || x.t.tok(q.First-1).Tag == "-LRB-" {
			continue
		}
		sent := &x.doc.Sentences[x.sentenceAt[q.First]]
		for i := sent.First; i < sent.Last; i++ {
			if x.lex.prices[x.t.tok(i).Lemma] != relation {
				continue
			}
			if n := x.steps(q.First, q.Last, i); n < 0 || n > 2 {
				continue
			}
			if found != nil && found.Value != q.Value {
				return nil
			}
			found = q
		}
	}
	if found == nil {
		return nil
	}
	return x.money(found)
}

// money is an amount with what the text sets beside it as the same sum in other
// currencies: "2.6m roubles ($34,000; 29,000 euros)", "50,000 rand, or about $2,700".
func (x *extraction) money(q *nlp.Quantity) *nlp.Money {
	plain := func(q *nlp.Quantity) nlp.Money {
		return nlp.Money{
			Quoted: nlp.Quoted{Text: x.doc.Cut(q.Span), Start: q.Start, End: q.End},
			Value:  q.Value, Currency: q.Currency, Approximate: q.Approximate || q.High != q.Value,
		}
	}
	m := plain(q)
	told := []string{q.Currency}
	last := q.Last
	for k := range x.doc.Quantities {
		o := &x.doc.Quantities[k]
		if o.Kind != "money" || o.First < last || slices.Contains(told, o.Currency) || !x.restates(last, o.First) {
			continue
		}
		m.Also = append(m.Also, plain(o))
		told = append(told, o.Currency)
		last = o.Last
	}
	return &m
}

// maxRestating is how many words may stand between two forms of one sum.
const maxRestating = 3

// restates reports whether the words between two amounts say that the second is
// the first in another currency: a bracket or a dash opens, or "or" begins.
func (x *extraction) restates(from, to int) bool {
	if to <= from || to-from > maxRestating || x.sentenceAt[from] != x.sentenceAt[to] {
		return false
	}
	opened := false
	for i := from; i < to; i++ {
		switch tok := x.t.tok(i); {
		case tok.Tag == "-LRB-", tok.Lemma == "or", tok.Text == ";", tok.Text == "/", tok.Text == "--", tok.Text == "=":
			opened = true
		case tok.Tag == ",", tok.Tag == ":", tok.Tag == "IN", tok.Tag == "RB", tok.Tag == "JJ", tok.Tag == "DT", tok.Tag == "SYM":
		default:
			return false
		}
	}
	return opened
}

// lead gives the claims of a headline the date that the first sentences of the
// article state for the same relation.
func (x *extraction) lead(claims []nlp.Claim) {
	for i := range claims {
		c := &claims[i]
		if c.Date != nil || c.Relation == "says" || !x.inHeadline(c) {
			continue
		}
		for j := range claims {
			o := &claims[j]
			if o.Relation == c.Relation && o.Date != nil && !x.inHeadline(o) && x.bodySentence(o) < leadSentences {
				c.Date = o.Date
				break
			}
		}
	}
}

// leadSentences is how many sentences of the body may restate the headline.
const leadSentences = 3

func (x *extraction) inHeadline(c *nlp.Claim) bool {
	s := x.sentenceOf(c)
	return s >= 0 && x.doc.Blocks[x.doc.Sentences[s].Block].Kind == nlp.Headline
}

// bodySentence numbers the sentence of a claim among those of the body.
func (x *extraction) bodySentence(c *nlp.Claim) int {
	n := 0
	for s, last := 0, x.sentenceOf(c); s < last; s++ {
		if x.doc.Blocks[x.doc.Sentences[s].Block].Kind == nlp.Body {
			n++
		}
	}
	return n
}

// sentenceOf is the sentence in which a claim's trigger begins, -1 for none.
func (x *extraction) sentenceOf(c *nlp.Claim) int {
	s := sort.Search(len(x.doc.Sentences), func(s int) bool { return x.doc.Sentences[s].End > c.TriggerStart })
	if s == len(x.doc.Sentences) {
		return -1
	}
	return s
}

// onlyDate is the date of a sentence that has just one, outside relative
// clauses; nil if there is none or a choice.
func (x *extraction) onlyDate(sent *nlp.Sentence) *nlp.Timex {
	var only *nlp.Timex
	for k := range x.doc.Times {
		tm := &x.doc.Times[k]
		if tm.Value == "" || tm.Kind != "date" || tm.First < sent.First || tm.First >= sent.Last {
			continue
		}
		if only != nil {
			return nil
		}
		only = tm
	}
	if only == nil {
		return nil
	}
	for i, depth := only.First, 0; i >= 0 && depth < maxDepth; i, depth = x.t.tok(i).Head, depth+1 {
		if rel := x.t.tok(i).Rel; rel == "acl:relcl" || rel == "acl" {
			return nil
		}
	}
	return only
}

// share gives claims of one event in one article the date and amount that one
// of them states and the others leave out: a headline has neither. Claims are
// of one event when relation and object agree and the subjects do, or one names
// none; where the article gives two values, nothing is shared.
func share(claims []nlp.Claim, money map[string]bool) {
	for i := range claims {
		c := &claims[i]
		if c.Object == nil || c.Relation == "says" || c.Date != nil && (c.Amount != nil || !money[c.Relation]) {
			continue
		}
		var date *nlp.Dated
		var amount *nlp.Money
		dates, amounts := 0, 0
		for j := range claims {
			o := &claims[j]
			if i == j || o.Relation != c.Relation || o.Object == nil || o.Object.ID != c.Object.ID || o.Status != c.Status {
				continue
			}
			if o.Subject != nil && c.Subject != nil && o.Subject.ID != c.Subject.ID {
				continue
			}
			if o.Date != nil && (date == nil || date.Value != o.Date.Value) {
				date, dates = o.Date, dates+1
			}
			if o.Amount != nil && (amount == nil || amount.Value != o.Amount.Value) {
				amount, amounts = o.Amount, amounts+1
			}
		}
		if c.Date == nil && dates == 1 {
			c.Date = date
		}
		if c.Amount == nil && amounts == 1 {
			c.Amount = amount
		}
	}
}

// maxSteps is how far in the tree a time or amount may stand from its trigger.
const maxSteps = 4

// steps counts the arcs between an expression and a trigger, -1 if the way
// leads through another finite clause with a subject of its own.
func (x *extraction) steps(first, last, head int) int {
	top := first
	for depth := 0; depth < maxDepth; depth++ {
		h := x.t.tok(top).Head
		if h < first || h >= last {
			break
		}
		top = h
	}
	// Walk up from both ends until they meet.
	up := 0
	for a := top; a >= 0 && up <= maxSteps; a = x.t.tok(a).Head {
		down := 0
		for b := head; b >= 0 && down <= maxSteps; b = x.t.tok(b).Head {
			if a == b {
				if up+down > maxSteps {
					return -1
				}
				return up + down
			}
			if x.closesClause(b) {
				break
			}
			down++
		}
		if a != top && x.closesClause(a) {
			return -1
		}
		up++
	}
	return -1
}

// closesClause reports a clause whose times and amounts stay inside it: one
// that is reported or relative.
func (x *extraction) closesClause(i int) bool {
	switch tok := x.t.tok(i); tok.Rel {
	case "acl:relcl":
		return true
	case "ccomp":
		return tok.Head >= 0 && x.lex.speech[x.t.tok(tok.Head).Lemma] != ""
	case "advcl":
		return x.t.find(i, "nsubj") >= 0
	}
	return false
}

// amount finds the money nearest to the trigger in its sentence.
func (x *extraction) amount(head int, sent *nlp.Sentence) *nlp.Money {
	var best *nlp.Quantity
	dist := 1 << 30
	for k := range x.doc.Quantities {
		q := &x.doc.Quantities[k]
		if q.Kind != "money" || q.First < sent.First || q.First >= sent.Last {
			continue
		}
		d := q.First - head
		if d < 0 {
			d = -2 * d
		}
		// An amount in brackets repeats the one before it in another currency.
		if q.First > sent.First && x.t.tok(q.First-1).Tag == "-LRB-" {
			d += 20
		}
		if d < dist {
			best, dist = q, d
		}
	}
	if best == nil {
		return nil
	}
	return x.money(best)
}

// place finds where the event took place: a phrase with in, at or across that
// names a place and is neither subject nor object.
func (x *extraction) place(head int, c *nlp.Claim) *nlp.Argument {
	for k := x.t.child[head]; k >= 0; k = x.t.next[k] {
		i := int(k)
		if r := x.t.rel(i); r != "obl" && r != "nmod" {
			continue
		}
		switch x.caseOf(i) {
		case "in", "at", "across", "inside", "throughout":
		default:
			continue
		}
		m := x.mentionOf(i)
		if m < 0 || x.doc.Mentions[m].Type != nlp.Place {
			continue
		}
		a := x.argument(i)
		if a == nil || c.Subject != nil && c.Subject.ID == a.ID || c.Object != nil && c.Object.ID == a.ID {
			continue
		}
		return a
	}
	return nil
}

// adjunct cuts the phrase or clause on the trigger whose preposition or
// conjunction is one of marks.
func (x *extraction) adjunct(head int, marks map[string]bool) *nlp.Quoted {
	for k := x.t.child[head]; k >= 0; k = x.t.next[k] {
		i := int(k)
		mark := ""
		switch x.t.rel(i) {
		case "obl":
			if x.isTime[i] || x.t.tok(i).Rel == "obl:agent" {
				continue
			}
			mark = x.caseOf(i)
		case "advcl":
			if m := x.t.find(i, "mark"); m >= 0 {
				mark = x.t.tok(m).Lemma
			} else if x.t.tok(i).Tag == "VBG" {
				mark = strings.ToLower(x.t.tok(i).Text)
			}
		}
		if !marks[mark] || i < head {
			continue
		}
		if m := x.mentionOf(i); m >= 0 && x.doc.Mentions[m].Type == nlp.Place {
			continue
		}
		first, last := x.t.extent(i, nil)
		for last-1 > first && isPunct(x.t.tok(last-1).Tag) {
			last--
		}
		sp := x.doc.TokenSpan(first, last)
		return &nlp.Quoted{Text: x.doc.Cut(sp), Start: sp.Start, End: sp.End}
	}
	return nil
}
