package coref

import "github.com/newsgraph/newsgraph/nlp"

// feature mixes a template's number with two values; the upper bits choose the
// row of the model's table.
func feature(template, x, y uint32) uint32 {
	h := uint64(template)*0x9E3779B97F4A7C15 + uint64(x)*0xC2B2AE3D27D4EB4F + uint64(y)*0x165667B19E3779F9
	h ^= h >> 29
	h *= 0xBF58476D1CE4E5B9
	return uint32(h >> 32)
}

// pack joins small values into one.
func pack(values ...uint32) uint32 {
	h := uint32(0)
	for _, v := range values {
		h = h*37 + v
	}
	return h
}

func bit(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

// bucket maps a distance or count to a few ranges.
func bucket(n int) uint32 {
	switch {
	case n < 0:
		return 12
	case n <= 4:
		return uint32(n)
	case n <= 7:
		return 5
	case n <= 12:
		return 6
	case n <= 20:
		return 7
	case n <= 40:
		return 8
	case n <= 80:
		return 9
	}
	return 10
}

// form is what a phrase is at first sight: the pronoun itself, or kind,
// determiner and number.
func (c *candidate) form() uint32 {
	if c.kind == nlp.Pronoun {
		return c.pron.id
	}
	return pack(uint32(c.kind)+1, uint32(c.def), uint32(c.number), uint32(c.class))
}

// sort is coarser than form: which way of referring this is.
func (c *candidate) sort() uint32 {
	switch {
	case c.kind == nlp.Name:
		return 1
	case c.kind == nlp.Nominal:
		return 2 + uint32(c.def)
	case c.pron.kind == demonstrative:
		return 10
	case c.pron.person != 3:
		return 10 + uint32(c.pron.person)
	case c.pron.class == person:
		return 13
	case c.pron.gender == neuter:
		return 14
	}
	return 15
}

// templates of features; the numbers are part of the model.
const (
	newFeatures  = 100
	anaphorSide  = 200
	anteSide     = 300
	pairFeatures = 400
)

func (a *analysis) token(i int) uint32 {
	if i < 0 || i >= len(a.lower) {
		return 0
	}
	return a.lower[i]
}

// alone appends the features of one phrase under the templates from base on.
func (a *analysis) alone(fs []uint32, i int, base uint32) []uint32 {
	c := &a.cands[i]
	length := bucket(c.last - c.first)
	form := c.form()
	return append(fs,
		feature(base, form, 0),
		feature(base+1, c.headID, 0),
		feature(base+2, c.rel, c.sort()),
		feature(base+3, c.gov, 0),
		feature(base+4, uint32(c.class), uint32(c.number)),
		feature(base+5, length, uint32(c.def)),
		feature(base+6, a.token(c.first-1), 0),
		feature(base+7, a.token(c.last), 0),
		feature(base+8, bit(c.quote > 0), form),
		feature(base+9, bit(c.coord), bit(c.cop)),
		feature(base+10, bucket(c.seen), c.sort()),
		feature(base+11, a.token(c.first), c.sort()),
	)
}

// asNew appends the features of the hypothesis that phrase i has no antecedent.
func (a *analysis) asNew(fs []uint32, i int) []uint32 {
	const base = newFeatures
	fs = a.alone(fs, i, base)
	c := &a.cands[i]
	form, seen := c.form(), bucket(c.seen)
	next, prev := a.token(c.last), a.token(c.first-1)
	return append(fs,
		feature(base+20, form, c.rel),
		feature(base+21, form, seen),
		feature(base+22, c.headID, uint32(c.def)),
		feature(base+23, form, c.gov),
		feature(base+24, form, next),
		feature(base+25, form, prev),
		feature(base+26, pack(uint32(c.def), seen), c.headID),
		feature(base+27, bucket(c.sent), c.sort()),
		feature(base+28, pack(bucket(c.last-c.head-1), bucket(c.head-c.first)), c.sort()),
		feature(base+29, bit(a.ranker.sameText), c.sort()),
		feature(base+30, bit(c.inner), c.sort()),
		feature(base+31, bucket(a.ranker.agreeing), form),
		feature(base+32, pack(bit(c.cop), bit(c.coord)), c.sort()),
		feature(base+33, c.gov, c.rel),
		feature(base+34, pack(seen, bit(a.ranker.sameText), uint32(c.def)), bucket(c.last-c.first)),
	)
}

// pair appends the features of phrase i with antecedent j; closer counts the
// agreeing phrases between them.
func (a *analysis) pair(fs []uint32, i, j, closer int) []uint32 {
	const base = pairFeatures
	m, c := &a.cands[i], &a.cands[j]
	sort := m.sort()
	sents := bucket(m.sent - c.sent)
	far := bucket(i - j)
	sameHead := m.headID == c.headID && m.kind != nlp.Pronoun && c.kind != nlp.Pronoun
	sameText := m.text == c.text && (m.kind == nlp.Pronoun) == (c.kind == nlp.Pronoun)
	match := pack(bit(sameHead), bit(sameText), bit(m.syn&c.syn != 0), bit(m.named == j))
	nested := uint32(0)
	if c.first <= m.first && m.last <= c.last {
		nested = 1
	} else if m.first <= c.first && c.last <= m.last {
		nested = 2
	}
	quotes := uint32(0)
	switch {
	case m.quote == c.quote && m.quote > 0:
		quotes = 1
	case m.quote > 0 && c.quote > 0:
		quotes = 2
	case m.quote > 0:
		quotes = 3
	case c.quote > 0:
		quotes = 4
	}
	hm, hc := a.head(m.head), a.head(c.head)
	siblings := bit(hm >= 0 && hm == hc)
	formM, formC := m.form(), c.form()
	fs = append(fs,
		feature(base, formM, formC),
		feature(base+1, sort, sents),
		feature(base+2, formM, far),
		feature(base+3, pack(sort, sents), c.sort()),
		feature(base+4, pack(sort, siblings), m.rel*31+c.rel),
		feature(base+5, pack(sort, uint32(m.number), uint32(c.number)), pack(uint32(m.gender), uint32(c.gender))),
		feature(base+6, pack(sort, uint32(m.class)), uint32(c.class)),
		feature(base+7, match, sort),
		feature(base+8, pack(match, sents), uint32(m.def)),
		feature(base+9, pack(quotes, sort), c.sort()),
		feature(base+10, pack(nested, siblings, bit(m.pron.kind == personal)), sort),
		feature(base+11, pack(bucket(closer), sort), bit(c.kind == nlp.Pronoun)),
		feature(base+12, pack(sort, bucket(a.size(j))), bit(m.sent == c.sent)),
		feature(base+13, pack(sort, sents), c.rel),
		feature(base+14, pack(sort, bit(c.coord), uint32(m.number)), 0),
		feature(base+15, pack(sort, bit(c.cop), bit(c.inner)), 0),
		feature(base+16, formM, c.headID),
		feature(base+17, sort, pack(uint32(c.def), uint32(c.number), sents)),
	)
	if m.kind == nlp.Pronoun {
		fs = append(fs,
			feature(base+20, m.gov, pack(m.rel, uint32(c.class))),
			feature(base+21, m.gov, c.headID),
			feature(base+22, pack(formM, sents), pack(quotes, bit(sameText))),
		)
	} else {
		fs = append(fs,
			feature(base+30, m.headID, c.headID),
			feature(base+31, pack(match, a.modifiers(m, c)), sort),
			feature(base+32, pack(match, a.modifiers(c, m)), sort),
			feature(base+33, pack(match, uint32(m.def)), m.headID),
			feature(base+34, pack(match, a.modifiers(m, c), uint32(m.def), uint32(c.def)), sents),
		)
	}
	if m.gov == c.gov {
		fs = append(fs, feature(base+40, sort, m.rel*31+c.rel))
	}
	return fs
}

// modifiers says how many of the content words of m stand in c too: 0 m has
// none beside its head, 1 all, 2 some, 3 none.
func (a *analysis) modifiers(m, c *candidate) uint32 {
	have, found := 0, 0
	for i := m.first; i < m.last && i < m.first+12; i++ {
		if i == m.head || !content(a.doc.Tokens[i].Tag) {
			continue
		}
		have++
		for j := c.first; j < c.last && j < c.first+12; j++ {
			if a.lemma[j] == a.lemma[i] {
				found++
				break
			}
		}
	}
	switch {
	case have == 0:
		return 0
	case found == have:
		return 1
	case found > 0:
		return 2
	}
	return 3
}

func content(tag string) bool {
	if len(tag) < 2 {
		return false
	}
	switch tag[:2] {
	case "NN", "JJ", "CD", "VB", "PR":
		return true
	}
	return false
}

// size is how many phrases the antecedent's entity has so far, as far as names
// tell.
func (a *analysis) size(j int) int {
	if n := a.cands[j].name; n >= 0 {
		return len(a.names[n].cands)
	}
	return 1
}
