package link

import (
	"slices"
	"strings"
)

// relation is how two names stand to each other.
type relation uint8

const (
	unrelated relation = iota
	apart              // namesakes or relatives: never one
	likely             // one, should nothing else be as likely
	sure
)

// people compares two full names of people.
//
//	Alexei Navalny       Aleksey Navalny            sure, spelling
//	Volodymyr Zelensky   Volodymyr Zelenskyy        sure, transliteration
//	Bill Clinton         William Clinton            sure, nickname
//	A. Navalny           Alexei Navalny             likely, initial
//	George Bush          George W. Bush             likely, middle name
//	John Adams           John Quincy Adams          unrelated: an article must show that they are one
//	George W. Bush       George H. W. Bush          apart
//	Donald Trump         Donald Trump Jr.           apart
//	Yulia Navalny        Alexei Navalny             apart
func (x *lexicon) people(a, b *form) (relation, string, float64) {
	v, w := a.words, b.words
	exact := a.surname() == b.surname()
	if !exact && a.heard != b.heard {
		return unrelated, "", 0
	}
	if len(v) < 2 || len(w) < 2 {
		if a.key == b.key && a.rest().generation == b.rest().generation {
			return sure, "same name", 0.97
		}
		return apart, "", 0
	}
	if a.rest().generation != b.rest().generation {
		return apart, "", 0
	}
	if a.key == b.key {
		return sure, "spelling", 0.98
	}
	rel, kind, score := x.givens(v[0], w[0])
	if rel == apart {
		return apart, "", 0
	}
	if !exact && rel == sure {
		kind, score = "transliteration", min(score, 0.93)
	}
	switch m, n := v[1:len(v)-1], w[1:len(w)-1]; {
	case len(m) == 0 && len(n) == 0:
	case (len(m) == 0 || len(n) == 0) && lesser(m) && lesser(n):
		rel, kind, score = min(rel, likely), "middle name", min(score, 0.82)
	case len(m) == 0 || len(n) == 0:
		return unrelated, "", 0
	case !middles(m, n):
		return apart, "", 0
	}
	return rel, kind, score
}

// givens compares two given names.
func (x *lexicon) givens(v, w string) (relation, string, float64) {
	if v == w {
		return sure, "spelling", 0.98
	}
	if len(v) == 1 || len(w) == 1 {
		if v[0] == w[0] {
			return likely, "initial", 0.8
		}
		return apart, "", 0
	}
	if sound(v) == sound(w) {
		return sure, "transliteration", 0.95
	}
	for _, f := range x.formals(v) {
		for _, g := range x.formals(w) {
			if f == g {
				if x.nicknamed[v] || x.nicknamed[w] {
					return sure, "nickname", 0.88
				}
				return sure, "spelling", 0.96
			}
		}
	}
	return apart, "", 0
}

// lesser says whether middle names are such as a full name may leave out without
// being that of another: initials and patronymics.
func lesser(middle []string) bool {
	for _, w := range middle {
		if len(w) > 1 && !strings.HasSuffix(w, "vich") && !strings.HasSuffix(w, "vych") && !strings.HasSuffix(w, "ich") && !strings.HasSuffix(w, "vna") {
			return false
		}
	}
	return true
}

// middles says whether the middle names of two people agree, initials included.
func middles(m, n []string) bool {
	if len(m) > len(n) {
		m, n = n, m
	}
	if len(m) < len(n) && len(m[0]) > 1 && slices.Contains(n, m[0]) {
		return true // "Maria de Souza" and "Maria Luisa de Souza"
	}
	for i := range m {
		if !agree(m[i], n[i]) {
			return false
		}
	}
	return true
}

func agree(v, w string) bool {
	if len(v) == 1 || len(w) == 1 {
		return v[0] == w[0]
	}
	return sound(v) == sound(w) || strings.HasPrefix(v, w) || strings.HasPrefix(w, v)
}

// genderOf is what a person's title or given name shows.
func (x *lexicon) genderOf(f *form) gender {
	if f.title != anyGender || len(f.words) < 2 {
		return f.title
	}
	return x.gender[f.words[0]]
}
