package link

import "strings"

// qualify finds the qualifier of each local of an article: what else of the
// article tells which of several things of one name it is.
func (l *Linker) qualify(art *article) []string {
	x := l.lex
	out := make([]string, len(art.locals))
	country := ""
	looked := false
	for i := range art.locals {
		v := &art.locals[i]
		p := &l.profiles[v.profile]
		if !p.named {
			continue
		}
		h := l.handles[v.handle]
		switch {
		case l.numbered(art, h, p):
			out[i] = "?"
		case p.class == aPerson && !p.form.full():
			out[i] = l.bareQual(art, i, p)
		case p.class == aThing && (p.institution || p.prone):
			if !looked {
				country, looked = l.mainCountry(art), true
			}
			if p.institution {
				if long := l.fullerBody(art, i, p); long != "" {
					out[i] = long
					continue
				}
			}
			switch {
			case x.placeIn(p.form.words) != "":
			case p.place != "":
				out[i] = "=" + p.place
			case country != "":
				out[i] = "~" + country
			case p.institution:
				out[i] = "?"
			}
		}
	}
	return out
}

// numbered says whether a handle ends in a number that only parts it from
// another of the same name in the article: "smith-2".
func (l *Linker) numbered(art *article, handle string, p *profile) bool {
	i := strings.LastIndexByte(handle, '-')
	if i <= 0 || i+2 > len(handle) || strings.Trim(handle[i+1:], "0123456789") != "" {
		return false
	}
	n := p.form.words
	if len(n) > 0 && n[len(n)-1] == handle[i+1:] {
		return false
	}
	_, v := l.local(art.id, handle[:i])
	return v != nil
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
		o := &l.profiles[art.locals[i].profile]
		if i == at || !o.named || o.class != aPerson || !o.form.full() || len(o.form.words) == 0 {
			continue
		}
		if v := o.form.words; v[len(v)-1] != w && v[0] != w {
			continue
		}
		if found != "" {
			return "?"
		}
		found = ">" + l.handles[art.locals[i].handle]
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
		o := &l.profiles[art.locals[i].profile]
		if i == at || !o.named || o.class != aThing || o.institution || !contained(p.form.words, o.form.words) {
			continue
		}
		if l.lex.sorted(o.form.words, "") != l.lex.sorted(p.form.words, l.lex.placeIn(o.form.words)) {
			continue // "Bank of Russia branch" is no bank
		}
		if found != "" {
			return ""
		}
		found = ">" + l.handles[art.locals[i].handle]
	}
	return found
}

// mainCountry is the country that the article names clearly more often than any
// other, "" for none.
func (l *Linker) mainCountry(art *article) string {
	x := l.lex
	count := map[string]int32{}
	for i := range art.locals {
		v := &art.locals[i]
		p := &l.profiles[v.profile]
		if !p.named || len(p.form.words) == 0 || p.class == aPerson {
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
