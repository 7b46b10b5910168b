package train

import (
	"slices"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/conll"
)

// CorefDocument is a document of GUM with its gold chains.
type CorefDocument struct {
	Name, Genre string
	Doc         *nlp.Document // gold tokens, tags, trees; names as Mentions
	Chains      [][][2]int    // phrases as first token and the token after the last
}

// CorefDocuments makes documents of GUM's sentences. GUM marks more than
// OntoNotes does; its layer is brought to OntoNotes' manner, as OntoGUM does
// (Zhu, Pradhan and Zeldes 2021): no singletons, appositions as part of the
// phrase before them, no predicates, no expletives, no common nouns inside
// compounds, and an indefinite description always begins a new chain.
func CorefDocuments(sents []conll.Sentence) []CorefDocument {
	var out []CorefDocument
	for len(sents) > 0 {
		n := 1
		for n < len(sents) && sents[n].Doc == sents[0].Doc {
			n++
		}
		out = append(out, corefDocument(sents[:n]))
		sents = sents[n:]
	}
	return out
}

func corefDocument(sents []conll.Sentence) CorefDocument {
	c := CorefDocument{Name: sents[0].Doc, Doc: conll.Document(sents)}
	if _, rest, ok := strings.Cut(c.Name, "_"); ok {
		c.Genre, _, _ = strings.Cut(rest, "_")
	}
	doc, at := c.Doc, 0
	block := 0
	for i := range sents {
		if sents[i].NewPar {
			block = i
		}
		doc.Sentences[i].Block = block
		first := at
		for _, t := range sents[i].Tokens {
			d := &doc.Tokens[at]
			d.Tag, d.Lemma, d.Rel, d.Head = t.XPOS, t.Lemma, t.Rel, -1
			if t.Head >= 0 {
				d.Head = first + t.Head
			}
			at++
		}
	}
	marks := entityMarks(sents)
	c.Chains = ontoNotes(doc, marks)
	doc.Mentions = nameMentions(doc, marks)
	return c
}

// entityMark is one span of GUM's entity layer.
type entityMark struct {
	first, last int // tokens, half open
	head        int
	id          string
	kind        string // person, place, organization, ...
	link        string // ana, coref, appos, cata, disc, pred, sgl
}

// entityMarks reads the Entity entries of column 10, such as
// "(3-abstract-new-sssss-cf1-5-coref", "3)" and "(3-...-appos)": one or
// several run together, an opening bracket with its attributes, a closing one
// with the identifier alone.
func entityMarks(sents []conll.Sentence) []entityMark {
	open := map[string][]int{}
	var out []entityMark
	at := 0
	for i := range sents {
		for _, t := range sents[i].Tokens {
			for _, entry := range strings.Split(t.Misc, "|") {
				value, ok := strings.CutPrefix(entry, "Entity=")
				if !ok {
					continue
				}
				for value != "" {
					opening := value[0] == '('
					value = strings.TrimPrefix(value, "(")
					end := strings.IndexAny(value, "()")
					body, closing := value, false
					if end >= 0 {
						body, closing = value[:end], value[end] == ')'
						value = strings.TrimPrefix(value[end:], ")")
					} else {
						value = ""
					}
					f := strings.Split(body, "-")
					if opening {
						m := entityMark{first: at, last: -1, id: f[0]}
						if len(f) >= 7 {
							m.kind, m.link = f[1], f[6]
						}
						out = append(out, m)
						open[f[0]] = append(open[f[0]], len(out)-1)
					}
					if s := open[f[0]]; closing && len(s) > 0 {
						out[s[len(s)-1]].last = at + 1
						open[f[0]] = s[:len(s)-1]
					}
				}
			}
			at++
		}
	}
	return slices.DeleteFunc(out, func(m entityMark) bool { return m.last < 0 })
}

// ontoNotes makes chains in OntoNotes' manner of GUM's entity layer.
func ontoNotes(doc *nlp.Document, marks []entityMark) [][][2]int {
	var ids []string
	byID := map[string][]entityMark{}
	for _, m := range marks {
		m.head = m.last - 1
		for i := m.first; i < m.last; i++ {
			if h := doc.Tokens[i].Head; h < m.first || h >= m.last {
				m.head = i
				break
			}
		}
		if byID[m.id] == nil {
			ids = append(ids, m.id)
		}
		byID[m.id] = append(byID[m.id], m)
	}
	var chains [][][2]int
	for _, id := range ids {
		list := byID[id]
		slices.SortStableFunc(list, func(x, y entityMark) int {
			if x.first != y.first {
				return x.first - y.first
			}
			return y.last - x.last
		})
		var kept []entityMark
		for _, m := range list {
			t := &doc.Tokens[m.head]
			rel, _, _ := strings.Cut(t.Rel, ":")
			switch {
			case m.link == "appos":
				if n := len(kept); n > 0 && m.first <= kept[n-1].last+3 && kept[n-1].last < m.last {
					kept[n-1].last = m.last
				}
				continue
			case m.link == "pred", m.link == "cata" && strings.HasPrefix(t.Tag, "PRP"):
				continue
			case rel == "expl", rel == "reparandum", rel == "discourse", rel == "dep":
				continue
			case rel == "compound" && !strings.HasPrefix(t.Tag, "NNP"):
				continue
			}
			kept = append(kept, m)
		}
		var chain [][2]int
		flush := func() {
			if len(chain) > 1 {
				chains = append(chains, chain)
			}
			chain = nil
		}
		for _, m := range kept {
			if !definitePhrase(doc, m) {
				flush()
			}
			chain = append(chain, [2]int{m.first, m.last})
		}
		flush()
	}
	return chains
}

// definitePhrase says whether a phrase may go on a chain: pronouns, names,
// and descriptions with a definite determiner or a possessor.
func definitePhrase(doc *nlp.Document, m entityMark) bool {
	tag := doc.Tokens[m.head].Tag
	if m.link == "disc" || strings.HasPrefix(tag, "PRP") || strings.HasPrefix(tag, "NNP") || tag == "DT" || tag == "WP" || tag == "WDT" {
		return true
	}
	for i := m.first; i < m.head; i++ {
		t := &doc.Tokens[i]
		if t.Head != m.head {
			continue
		}
		switch strings.ToLower(t.Text) {
		case "the", "this", "that", "these", "those", "such", "both", "each", "all", "said":
			return true
		}
		if t.Tag == "PRP$" || t.Rel == "nmod:poss" {
			return true
		}
	}
	return false
}

var gumTypes = map[string]nlp.EntityType{
	"person": nlp.Person, "organization": nlp.Organization, "place": nlp.Place, "event": nlp.Event,
	"object": nlp.Product, "substance": nlp.Product,
}

// nameMentions makes mentions of the proper nouns around the head of each
// entity, as package ner would.
func nameMentions(doc *nlp.Document, marks []entityMark) []nlp.Mention {
	var out []nlp.Mention
	sent := 0
	seen := map[[2]int]bool{}
	for _, m := range marks {
		for sent < len(doc.Sentences)-1 && doc.Sentences[sent].Last <= m.first {
			sent++
		}
		proper := func(i int) bool { return strings.HasPrefix(doc.Tokens[i].Tag, "NNP") }
		head := m.last - 1
		for i := m.first; i < m.last; i++ {
			if h := doc.Tokens[i].Head; h < m.first || h >= m.last {
				head = i
				break
			}
		}
		if !proper(head) {
			continue
		}
		first, last := head, head+1
		for first > m.first && proper(first-1) {
			first--
		}
		for last < m.last && proper(last) {
			last++
		}
		if seen[[2]int{first, last}] {
			continue
		}
		seen[[2]int{first, last}] = true
		typ, ok := gumTypes[m.kind]
		if !ok {
			typ = nlp.Other
		}
		out = append(out, nlp.Mention{
			Span: doc.TokenSpan(first, last), First: first, Last: last, Head: last - 1,
			Sentence: sent, Kind: nlp.Name, Type: typ, Entity: -1, Confidence: 1,
		})
	}
	slices.SortStableFunc(out, func(x, y nlp.Mention) int {
		if x.First != y.First {
			return x.First - y.First
		}
		return y.Last - x.Last
	})
	return out
}
