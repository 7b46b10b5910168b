package link

import "strings"

// asks says whether the qualifier of a local depends on the rest of its article.
func (l *Linker) asks(handle string, p *profile) bool {
	switch {
	case !p.named():
		return false
	case number(handle, p) != "":
		return true
	case p.class == aPerson:
		return !p.form.full()
	}
	return p.form.caps && len(p.form.key) > 1 || p.class == aThing && (p.form.institution || p.form.prone)
}

// qualifier finds the qualifiers of the locals of an article: what else of the
// article tells which of several things of one name each is.
type qualifier struct {
	l       *Linker
	art     *article
	country string // mainCountry
	looked  bool   // for it
}

func (q *qualifier) qual(i int) string {
	l, x, art := q.l, q.l.lex, q.art
	v := &art.locals[i]
	p := l.profiles.at(v.profile)
	h := l.handles.at(v.handle).name
	if !l.asks(h, p) {
		return ""
	}
	if l.numbered(art, h, p) {
		return "?"
	}
	if p.class == aPerson {
		if p.form.full() {
			return ""
		}
		return l.bareQual(art, i, p)
	}
	if p.form.caps && len(p.form.key) > 1 {
		if s := l.spelledOut(art, i, p); s != "" {
			return s
		}
	}
	if p.class != aThing || !p.form.institution && !p.form.prone {
		return ""
	}
	if p.form.institution {
		if s := l.fullerBody(art, i, p); s != "" {
			return s
		}
	}
	switch {
	case x.placeIn(p.form.words) != "":
	case p.rest().place != "":
		return "=" + p.rest().place
	case p.form.institution && len(p.form.words) == 1 && !x.solitary[p.form.words[0]]:
		return "?" // "the Court" is one in its article alone
	case q.mainCountry() != "":
		return "~" + q.mainCountry()
	case p.form.institution:
		return "?"
	}
	return ""
}

func (q *qualifier) mainCountry() string {
	if !q.looked {
		q.country, q.looked = q.l.mainCountry(q.art), true
	}
	return q.country
}

// spelledOut looks for the one name of the article that an acronym stands for.
func (l *Linker) spelledOut(art *article, at int, p *profile) string {
	if l.lex.canonical(p.form.key, true) != p.form.key {
		return "" // known without the article
	}
	found := ""
	for i := range art.locals {
		o := l.profiles.at(art.locals[i].profile)
		if i == at || !o.named() || o.class == aPerson || !abbreviates(p.form.key, o.form.words) {
			continue
		}
		if found != "" {
			return ""
		}
		found = ">" + l.handles.at(art.locals[i].handle).name
	}
	return found
}

// numbered says whether a handle ends in a number that only parts it from
// another of the same name in the article: "smith-2".
func (l *Linker) numbered(art *article, handle string, p *profile) bool {
	n := number(handle, p)
	if n == "" {
		return false
	}
	_, v := l.local(art.id, strings.TrimSuffix(handle, "-"+n))
	return v != nil
}

// number is the number at the end of a handle that is not one of the name.
func number(handle string, p *profile) string {
	i := strings.LastIndexByte(handle, '-')
	if i <= 0 || i+2 > len(handle) || strings.Trim(handle[i+1:], "0123456789") != "" {
		return ""
	}
	n := p.form.words
	if len(n) > 0 && n[len(n)-1] == handle[i+1:] {
		return ""
	}
	return handle[i+1:]
}

// bareQual looks for the full name of a person whom the article also calls by
// one word.
func (l *Linker) bareQual(art *article, at int, p *profile) string {
	if len(p.form.words) == 0 {
		return "?"
	}
	w := p.form.words[0]
	found := ""
	for i := range art.locals {
		o := l.profiles.at(art.locals[i].profile)
		if i == at || !o.named() || o.class != aPerson || !o.form.full() || len(o.form.words) == 0 {
			continue
		}
		if v := o.form.words; v[len(v)-1] != w && v[0] != w {
			continue
		}
		if g := l.lex.genderOf(o.form); p.title != anyGender && g != anyGender && g != p.title {
			continue
		}
		if found != "" {
			return "?"
		}
		found = ">" + l.handles.at(art.locals[i].handle).name
	}
	if found != "" {
		return found
	}
	switch p.title {
	case masc:
		return "m"
	case fem:
		return "f"
	}
	return ""
}

// fullerBody looks for the one name of the article of which an institution's is
// short: "Congress" beside "United States Congress".
func (l *Linker) fullerBody(art *article, at int, p *profile) string {
	found := ""
	for i := range art.locals {
		o := l.profiles.at(art.locals[i].profile)
		if i == at || !o.named() || o.class != aThing || o.form.institution || !contained(p.form.words, o.form.words) {
			continue
		}
		// "Central Bank" is that of Russia, "Bank of Russia branch" is no bank.
		if w := o.form.words; len(p.form.words) > 1 && l.lex.sorted(w, "") != l.lex.sorted(p.form.words, l.lex.placeIn(w)) {
			continue
		} else if head := p.form.words[0]; len(p.form.words) == 1 && headOf(w) != head {
			continue
		}
		if found != "" {
			return ""
		}
		found = ">" + l.handles.at(art.locals[i].handle).name
	}
	return found
}

// headOf is the noun that a body's name is about: the last word, or that before
// "of", "for" or "in".
func headOf(words []string) string {
	for i, w := range words {
		if i > 0 && (w == "of" || w == "for" || w == "in") {
			return words[i-1]
		}
	}
	return words[len(words)-1]
}

// mainCountry is the country that the article names clearly more often than any
// other, or the town where it names no country; "" for none.
func (l *Linker) mainCountry(art *article) string {
	x := l.lex
	count := map[string]int32{}
	for i := range art.locals {
		v := &art.locals[i]
		p := l.profiles.at(v.profile)
		if !p.named() || len(p.form.words) == 0 || p.class == aPerson {
			continue
		}
		c, ok := x.place[p.form.key]
		if !ok {
			c = x.canonical(p.form.key, p.form.caps)
		}
		if x.country[c] {
			count[c] += v.mentions + 1
		} else if c = x.placeIn(p.form.words); x.country[c] {
			count[c]++
		}
	}
	if len(count) == 0 { // a town where there is no country
		for i := range art.locals {
			if p := l.profiles.at(art.locals[i].profile); p.class == aPlace && x.town[p.form.key] {
				count[p.form.key] += art.locals[i].mentions + 1
			}
		}
	}
	best, second := "", int32(0)
	for c, n := range count {
		switch {
		case best == "" || n > count[best]:
			if best != "" {
				second = max(second, count[best])
			}
			best = c
		default:
			second = max(second, n)
		}
	}
	if best == "" || 2*count[best] < 3*second {
		return ""
	}
	return best
}
