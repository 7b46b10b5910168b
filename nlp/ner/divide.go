package ner

import (
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// divide takes apart what the net joined: two listed names side by side ("Apple
// iPhone", "Miramar California"), a description with what surrounds it, and
// titles before persons' names ("Premier Fahie").
func (a *analysis) divide() {
	out := make([]name, 0, len(a.names))
	for _, n := range a.names {
		for k := n.first + 1; k < n.last-1; k++ {
			if a.isVerb(k) {
				before := n
				before.last = k
				out = a.dividePlain(out, a.untitled(before))
				n.first = k + 1
			}
		}
		for k := n.last - 2; k > n.first; k-- {
			if a.describes(k) {
				before := n
				before.last = k
				if before.kind == person {
					before.revote(organization)
				}
				out = a.dividePlain(out, before)
				n.first = k + 1
				n.revote(person)
				break
			}
		}
		out = a.dividePlain(out, a.untitled(n))
	}
	a.names = out
}

// isVerb reports a finite verb in lower case, which the net overlooked between
// the names of a title-cased headline: "Moscow Court fines TikTok".
func (a *analysis) isVerb(k int) bool {
	t := &a.doc.Tokens[k]
	return !capitalized(t.Text) && (t.Tag == "VBZ" || t.Tag == "VBD" || t.Tag == "VBP")
}

// describes reports whether the token is a common noun for a person, which no
// name holds inside: "Foreign Ministry spokeswoman Hua Chunying".
func (a *analysis) describes(k int) bool {
	t := &a.doc.Tokens[k]
	return !capitalized(t.Text) && (t.Tag == "NN" || t.Tag == "") && a.noun(k) == nlp.Person
}

func (n *name) revote(kind int) {
	n.kind = kind
	n.vote = [kinds]float64{}
	n.vote[kind] = float64(n.confidence)
}

// untitled drops the title that begins a person's name, with one word before
// it that is no forename ("Acting Premier Fahie").
func (a *analysis) untitled(n name) name {
	if n.kind != person {
		return n
	}
	for n.last-n.first > 1 && a.isTitle(n.first) {
		n.first++
	}
	if n.last-n.first > 2 && a.isTitle(n.first+1) && a.doc.Tokens[n.first+1].Tag != "" && !a.lex.listed.has(a.key(n.first, n.first+1), "forename") {
		n.first += 2
	}
	return n
}

// isTitle reports whether the token is a title that is no part of a name.
func (a *analysis) isTitle(k int) bool {
	for _, c := range a.lex.cues[strings.ToLower(a.doc.Tokens[k].Text)] {
		if c.where == "before" && c.kind == person && c.weight >= titleWeight {
			return true
		}
	}
	return false
}

// titleWeight is the weight from which a word before a person's name counts as
// a title.
const titleWeight = 0.8

// dividePlain appends n to out, in parts where listed names make it up wholly.
func (a *analysis) dividePlain(out []name, n name) []name {
	if n.last-n.first < 2 {
		return append(out, n)
	}
	if _, ok := a.lex.listed.kind([]byte(a.key(n.first, n.last))); ok {
		return append(out, n)
	}
	if n.kind == person && n.last-n.first > 2 && a.lex.listed.has(a.key(n.last-1, n.last), "platform") {
		site := n // "Mikhail Petrov TikTok"
		site.first = n.last - 1
		site.revote(organization)
		n.last--
		return append(out, n, site)
	}
	var parts []name
	for k := n.first; k < n.last; {
		best := 0
		for end := k + 1; end <= n.last; end++ {
			if kind, ok := a.lex.listed.kind([]byte(a.key(k, end))); ok {
				best = end
				if len(parts) > 0 && parts[len(parts)-1].first == k {
					parts = parts[:len(parts)-1]
				}
				part := n
				part.first, part.last = k, end
				part.revote(kind)
				parts = append(parts, part)
			}
		}
		if best == 0 {
			return append(out, n)
		}
		k = best
	}
	return append(out, parts...)
}
