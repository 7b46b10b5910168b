package eval

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/ner"
	"github.com/newsgraph/newsgraph/nlp/relation"
)

// BenchIE (Gashteovski et al. 2022) lists for each sentence the facts that it
// states, each with all the ways of writing it as a triple. A triple is right
// when its three slots are word for word those of one way. Recall counts facts
// found, precision facts found among them and the wrong triples.

// Triple is a fact as open extractors write it; a slot holds words of the sentence.
type Triple [3][]string

// benchSentence is a sentence of the benchmark with its facts.
type benchSentence struct {
	id, text string
	facts    [][]benchTriple // facts, each with its ways of writing
}

type benchTriple [3][]benchUnit

// benchUnit is one or more words that stand together; optional where the
// benchmark puts them in square brackets.
type benchUnit struct {
	words    []string
	optional bool
}

// OpenIEScores measures the clauses behind open relations on BenchIE.
func OpenIEScores(in Inputs) ([]Score, error) {
	sents, err := readBenchIE(filepath.Join(in.Shared, "bench", "openie", "benchie_dev_gold.txt"))
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(sents))
	for i := range sents {
		texts[i] = sents[i].text
	}
	triples, err := OpenTriples(in, texts)
	if err != nil {
		return nil, err
	}
	found, wrong, facts := 0, 0, 0
	for i := range sents {
		f, w := sents[i].score(triples[i])
		found, wrong, facts = found+f, wrong+w, facts+len(sents[i].facts)
	}
	p := 100 * float64(found) / float64(max(found+wrong, 1))
	r := 100 * float64(found) / float64(max(facts, 1))
	return []Score{
		{"openie", "benchie-dev", "precision", p},
		{"openie", "benchie-dev", "recall", r},
		{"openie", "benchie-dev", "F1", 2 * p * r / max(p+r, 1)},
	}, nil
}

// OpenIEAnswers writes what is found in BenchIE's sentences as its scorer reads
// it: number of the sentence, subject, relation and object, parted by tabs.
func OpenIEAnswers(in Inputs) ([]byte, error) {
	path := filepath.Join(in.Shared, "bench", "openie", "benchie_dev_sentences.tsv")
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("eval: %w", err)
	}
	var ids, texts []string
	for line := range strings.Lines(string(file)) {
		id, text, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "\t")
		if !ok {
			return nil, fmt.Errorf("eval: %s: no tab in %q", path, line)
		}
		ids, texts = append(ids, id), append(texts, text)
	}
	triples, err := OpenTriples(in, texts)
	if err != nil {
		return nil, err
	}
	var out []byte
	for i := range triples {
		for _, t := range triples[i] {
			out = fmt.Appendf(out, "%s\t%s\t%s\t%s\n", ids[i], strings.Join(t[0], " "), strings.Join(t[1], " "), strings.Join(t[2], " "))
		}
	}
	return out, nil
}

// OpenTriples analyses sentences whose words are parted by spaces and writes
// their clauses as triples, those of each sentence by themselves.
func OpenTriples(in Inputs, texts []string) ([][]Triple, error) {
	segmenter, tagger, parser, err := syntax(in.Models)
	if err != nil {
		return nil, err
	}
	recognizer, err := ner.New(in.Models)
	if err != nil {
		return nil, err
	}
	stages := []nlp.Stage{segmenter, tagger, parser, recognizer}
	extractor, err := relation.New(in.Models, relation.Options{})
	if err != nil {
		return nil, err
	}
	out := make([][]Triple, len(texts))
	for i, text := range texts {
		doc := &nlp.Document{Article: nlp.Article{Text: text}}
		process(doc, stages)
		w := tripleWriter{doc: doc, clauses: extractor.Clauses(doc)}
		out[i] = w.triples()
	}
	return out, nil
}

// score counts the facts that triples find, and the wrong triples.
func (s *benchSentence) score(triples []Triple) (found, wrong int) {
	hit := map[int]bool{}
	for _, t := range triples {
		k := slices.IndexFunc(s.facts, func(ways []benchTriple) bool {
			return slices.ContainsFunc(ways, func(w benchTriple) bool { return w.matches(t) })
		})
		if k < 0 {
			wrong++
		} else {
			hit[k] = true
		}
	}
	return len(hit), wrong
}

func (b *benchTriple) matches(t Triple) bool {
	for i := range b {
		if !matchUnits(b[i], t[i]) {
			return false
		}
	}
	return true
}

func matchUnits(units []benchUnit, words []string) bool {
	if len(units) == 0 {
		return len(words) == 0
	}
	u := units[0]
	if len(words) >= len(u.words) && slices.Equal(words[:len(u.words)], u.words) && matchUnits(units[1:], words[len(u.words):]) {
		return true
	}
	return u.optional && matchUnits(units[1:], words)
}

// readBenchIE reads the benchmark's file of facts.
func readBenchIE(path string) ([]benchSentence, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("eval: %w", err)
	}
	defer f.Close()
	var out []benchSentence
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		line := strings.TrimSpace(sc.Text())
		if id, ok := strings.CutPrefix(line, "sent_id:"); ok {
			id, text, _ := strings.Cut(id, "\t")
			out = append(out, benchSentence{id: id, text: text})
			continue
		}
		if line == "" || len(out) == 0 {
			continue
		}
		s := &out[len(out)-1]
		if number, rest, _ := strings.Cut(line, "-->"); strings.HasPrefix(strings.TrimSpace(rest), "Cluster") && !strings.ContainsAny(number, " \t") {
			s.facts = append(s.facts, nil)
			continue
		}
		parts := strings.Split(line, " --> ")
		if len(parts) < 3 {
			continue
		}
		if len(s.facts) == 0 {
			s.facts = append(s.facts, nil)
		}
		last := len(s.facts) - 1
		s.facts[last] = append(s.facts[last], benchTriple{parseUnits(parts[0]), parseUnits(parts[1]), parseUnits(parts[2])})
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("eval: %s: %w", path, err)
	}
	return out, nil
}

var brackets = strings.NewReplacer("[", "", "]", "")

// parseUnits reads a slot: "[the] Prime Minister [of Australia]".
func parseUnits(slot string) []benchUnit {
	var out []benchUnit
	words := strings.Fields(slot)
	for i := 0; i < len(words); i++ {
		u := benchUnit{optional: strings.Contains(words[i], "[")}
		for ; u.optional && i < len(words)-1 && !strings.Contains(words[i], "]"); i++ {
			u.words = append(u.words, brackets.Replace(words[i]))
		}
		u.words = append(u.words, brackets.Replace(words[i]))
		out = append(out, u)
	}
	return out
}

// tripleWriter writes the clauses of one sentence in the benchmark's manner: a
// triple for each constituent, with what stands between the subject and it as
// the relation, its preposition included. The relation carries the object, or
// without one the first prepositional phrase, on to the constituents behind it
// and into infinitives and gerunds. Phrases are short: of what follows the
// noun only phrases with "of" are kept.
//
//	Graner --> handcuffed --> him
//	Graner --> handcuffed him to --> the bars of a cell window
//	Graner --> handcuffed him to the bars of --> a cell window
type tripleWriter struct {
	doc     *nlp.Document
	clauses []relation.Clause
	at      map[int]*relation.Clause // by head
	seen    map[string]bool
	out     []Triple
}

func (w *tripleWriter) triples() []Triple {
	w.seen = map[string]bool{}
	w.at = map[int]*relation.Clause{}
	for i := range w.clauses {
		w.at[w.clauses[i].Head] = &w.clauses[i]
	}
	for i := range w.clauses {
		w.clause(&w.clauses[i])
	}
	return w.out
}

// maxChain bounds how many clauses and nouns stand behind each other in a
// relation.
const maxChain = 5

// clause writes the triples whose relation begins with the clause's own verb.
func (w *tripleWriter) clause(c *relation.Clause) {
	if len(c.Subjects) == 0 || c.Verb == nil {
		return
	}
	if c.Within >= 0 {
		switch w.rel(c.Head) {
		case "xcomp":
			// The verb around it has the same subject: extend comes here.
			if g := w.at[c.Within]; g != nil && slices.Equal(g.Subjects, c.Subjects) {
				return
			}
		case "acl":
			return // "the ship to conduct attacks": chain comes here
		}
	}
	verb := c.Verb
	if n := len(c.Marks); n > 0 && w.doc.Tokens[c.Marks[n-1]].Lemma == "to" {
		verb = slices.Concat(c.Marks[n-1:], verb)
	}
	if there := w.expletive(c); there >= 0 {
		w.extend([]int{there}, verb, w.existential(c), 0)
		return
	}
	for _, s := range c.Subjects {
		w.extend(w.long(s), verb, c, 0)
	}
}

// expletive finds the word in the subject's place of "there are reasons".
func (w *tripleWriter) expletive(c *relation.Clause) int {
	for i := range c.Head {
		if tok := &w.doc.Tokens[i]; tok.Head == c.Head && tok.Rel == "expl" && tok.Tag == "EX" {
			return i
		}
	}
	return -1
}

// existential is the clause with what there is in the place of an object.
func (w *tripleWriter) existential(c *relation.Clause) *relation.Clause {
	e := *c
	e.Parts = slices.Concat([]relation.Constituent{{Role: relation.Object, Heads: c.Subjects}}, c.Parts)
	return &e
}

// extend writes the triples of what the clause takes; words are the relation
// so far.
func (w *tripleWriter) extend(subject, words []int, c *relation.Clause, depth int) {
	if depth > maxChain {
		return
	}
	carried := w.core(subject, words, c, depth)
	first := -1 // phrase that is carried for want of an object
	if carried == nil {
		carried = words
		first = slices.IndexFunc(c.Parts, func(p relation.Constituent) bool { return prepositional(&p) && p.Heads[0] > c.Head })
		if first >= 0 {
			p := &c.Parts[first]
			carried = slices.Concat(words, p.Prep, w.carry(p.Heads[0]))
		}
	}
	for k := range c.Parts {
		p := &c.Parts[k]
		switch rel := w.rel(p.Heads[0]); {
		case prepositional(p) && k == first:
			w.chains(subject, slices.Concat(words, p.Prep), p.Heads, depth)
		case prepositional(p):
			w.chains(subject, slices.Concat(carried, p.Prep), p.Heads, depth)
		case p.Role == relation.Adverbial && (rel == "obl" || len(c.Parts) == 1 && p.Heads[0] > c.Head):
			// "last week", or the only thing the verb has: "recover quickly"
			for _, h := range p.Heads {
				w.add(subject, carried, w.long(h))
			}
		case p.Role == relation.Content && rel == "ccomp":
			w.add(subject, carried, w.whole(p.Heads[0]))
		case p.Role == relation.Content:
			w.into(subject, carried, p.Heads[0], depth)
		}
	}
	for i := range w.clauses {
		if in := &w.clauses[i]; in.Within == c.Head && w.rel(in.Head) == "advcl" {
			w.into(subject, carried, in.Head, depth)
		}
	}
}

func prepositional(p *relation.Constituent) bool {
	return p.Role == relation.Adverbial && len(p.Prep) > 0
}

// core writes the triples of objects and complements and returns the relation
// with the first of them, nil if there is none. An adjective that something
// completes says little alone: "was able", "was involved in".
func (w *tripleWriter) core(subject, words []int, c *relation.Clause, depth int) (carried []int) {
	completed := slices.ContainsFunc(c.Parts, func(p relation.Constituent) bool {
		return p.Role == relation.Content || prepositional(&p) && p.Heads[0] > c.Head
	})
	for k := range c.Parts {
		p := &c.Parts[k]
		switch {
		case p.Role == relation.Object:
			w.chains(subject, words, p.Heads, depth)
		case p.Role != relation.Complement:
			continue
		case carried != nil:
			// "kept them moist"
			w.chains(subject, slices.Concat(carried, p.Prep), p.Heads, depth)
		case !completed || !strings.HasPrefix(w.doc.Tokens[p.Heads[0]].Tag, "JJ"):
			w.chains(subject, slices.Concat(words, p.Prep), p.Heads, depth)
		}
		if carried == nil {
			carried = slices.Concat(words, p.Prep, w.carry(p.Heads[0]))
		}
	}
	return carried
}

// into carries the relation on into an infinitive or gerund.
func (w *tripleWriter) into(subject, words []int, head, depth int) {
	if in := w.at[head]; in != nil && in.Verb != nil && in.Within >= 0 {
		words = slices.Concat(words, in.Marks)
		if w.doc.Tokens[in.Within].Rel == "cop" && len(in.Subjects) > 0 {
			words = slices.Concat(words, w.short(in.Subjects[0])) // "is that the bridge collapsed in"
		}
		w.extend(subject, slices.Concat(words, in.Verb), in, depth+1)
	}
}

// chains writes the triples of several nouns in one place.
func (w *tripleWriter) chains(subject, words, heads []int, depth int) {
	for _, h := range heads {
		w.chain(subject, words, h, depth)
	}
}

// chain writes the triple with the noun h as object, and those with what
// prepositions and infinitives tie to it.
func (w *tripleWriter) chain(subject, words []int, h, depth int) {
	if depth > maxChain {
		return
	}
	w.add(subject, words, w.long(h))
	words = slices.Concat(words, w.short(h))
	for c := h + 1; c < len(w.doc.Tokens); c++ {
		if w.doc.Tokens[c].Head != h {
			continue
		}
		switch w.rel(c) {
		case "nmod":
			if prep := w.prep(c); len(prep) > 0 {
				w.chains(subject, slices.Concat(words, prep), w.members(c), depth+1)
			}
		case "acl":
			w.into(subject, words, c, depth+1)
		}
	}
}

// members lists a noun and those coordinated to it.
func (w *tripleWriter) members(h int) []int {
	out := []int{h}
	for c := h + 1; c < len(w.doc.Tokens); c++ {
		if tok := &w.doc.Tokens[c]; tok.Head == h && tok.Rel == "conj" && w.at[c] == nil {
			out = append(out, c)
		}
	}
	return out
}

func (w *tripleWriter) prep(i int) []int {
	var out []int
	for c := range i {
		if tok := &w.doc.Tokens[c]; tok.Head == i && tok.Rel == "case" {
			out = append(out, c)
		}
	}
	return out
}

// rel is a token's relation without subtype.
func (w *tripleWriter) rel(i int) string { return Coarse(w.doc.Tokens[i].Rel) }

// short is the noun phrase around h without what follows its head.
func (w *tripleWriter) short(h int) []int { return w.phrase(h, false) }

// long is the noun phrase with the "of" phrases behind it.
func (w *tripleWriter) long(h int) []int { return w.phrase(h, true) }

// carry is the noun phrase as later relations carry it: with the first "of"
// phrase behind it ("a third row of seats to").
func (w *tripleWriter) carry(h int) []int {
	for c := h + 1; c < len(w.doc.Tokens); c++ {
		if w.doc.Tokens[c].Head == h && w.rel(c) == "nmod" {
			if prep := w.prep(c); w.isOf(prep) {
				return slices.Concat(w.short(h), prep, w.short(c))
			}
			break
		}
	}
	return w.short(h)
}

func (w *tripleWriter) isOf(prep []int) bool {
	return len(prep) == 1 && w.doc.Tokens[prep[0]].Lemma == "of"
}

// phrase lists the tokens of the noun phrase around h.
func (w *tripleWriter) phrase(h int, of bool) []int {
	out := []int{h}
	for c := range w.doc.Tokens {
		tok := &w.doc.Tokens[c]
		if tok.Head != h || tok.Tag == "``" || tok.Tag == "''" {
			continue
		}
		switch w.rel(c) {
		case "det", "amod", "compound", "nummod", "flat", "fixed", "goeswith":
			out = append(out, w.phrase(c, of)...)
		case "advmod":
			// "only under supervision"
			if prep := w.prep(h); c < h && (len(prep) == 0 || c > prep[0]) {
				out = append(out, w.phrase(c, of)...)
			}
		case "punct":
			if tok.Tag == "HYPH" {
				out = append(out, c)
			}
		case "case":
			if tok.Tag == "POS" {
				out = append(out, c)
			}
		case "nmod":
			prep := w.prep(c)
			if c < h || tok.Rel == "nmod:unmarked" || of && (len(prep) == 0 || w.isOf(prep)) {
				out = slices.Concat(out, prep, w.phrase(c, true))
			}
		}
	}
	sort.Ints(out)
	return slices.Compact(out)
}

// whole lists the tokens of a clause with its conjunction, without marks.
func (w *tripleWriter) whole(h int) []int {
	out := []int{h}
	for c := range w.doc.Tokens {
		if tok := &w.doc.Tokens[c]; tok.Head == h && tok.Rel != "punct" {
			out = append(out, w.whole(c)...)
		}
	}
	sort.Ints(out)
	return out
}

func (w *tripleWriter) add(subject, words, object []int) {
	t := Triple{w.words(subject), w.words(words), w.words(object)}
	key := fmt.Sprint(t)
	if w.seen[key] || len(t[0]) == 0 || len(t[1]) == 0 || len(t[2]) == 0 {
		return
	}
	w.seen[key] = true
	w.out = append(w.out, t)
}

// words gives the sentence's own words, parted by spaces, that the tokens are
// of: the analysis parts "re-elected" in three.
func (w *tripleWriter) words(tokens []int) []string {
	text := w.doc.Article.Text
	var out []string
	last := -1
	for _, i := range tokens {
		start := strings.LastIndexByte(text[:w.doc.Tokens[i].Start], ' ') + 1
		if start == last {
			continue
		}
		last = start
		word, _, _ := strings.Cut(text[start:], " ")
		out = append(out, word)
	}
	return out
}
