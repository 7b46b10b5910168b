package eval

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/conll"
	"github.com/newsgraph/newsgraph/nlp/coref"
	"github.com/newsgraph/newsgraph/nlp/depparse"
	"github.com/newsgraph/newsgraph/nlp/ner"
	"github.com/newsgraph/newsgraph/nlp/segment"
	"github.com/newsgraph/newsgraph/nlp/tag"
)

// PRF counts towards precision and recall, which have numerators of their own
// in the scores of coreference.
type PRF struct{ RecallOf, Recall, PrecisionOf, Precision float64 }

// R is recall, P precision, F1 their harmonic mean; 0 where nothing is counted.
func (s PRF) R() float64  { return ratio(s.Recall, s.RecallOf) }
func (s PRF) P() float64  { return ratio(s.Precision, s.PrecisionOf) }
func (s PRF) F1() float64 { return ratio(2*s.P()*s.R(), s.P()+s.R()) }

func ratio(x, of float64) float64 {
	if of == 0 {
		return 0
	}
	return x / of
}

func (s *PRF) add(recall, recallOf, precision, precisionOf float64) {
	s.Recall += recall
	s.RecallOf += recallOf
	s.Precision += precision
	s.PrecisionOf += precisionOf
}

// Coreference holds the scores of chains, counted over documents: phrases
// found, and MUC, B-cubed and entity-based CEAF as the reference scorer v8.01
// defines them (Pradhan et al. 2014), with the response's own phrases.
type Coreference struct{ Mentions, MUC, B3, CEAFE PRF }

// CoNLL is the mean F1 of MUC, B-cubed and CEAF-e, from 0 to 1.
func (s Coreference) CoNLL() float64 { return (s.MUC.F1() + s.B3.F1() + s.CEAFE.F1()) / 3 }

func (s Coreference) String() string {
	var b strings.Builder
	for _, x := range []struct {
		name string
		PRF
	}{{"mentions", s.Mentions}, {"muc", s.MUC}, {"b3", s.B3}, {"ceafe", s.CEAFE}} {
		fmt.Fprintf(&b, "%-9s R %.4f P %.4f F1 %.4f\n", x.name, x.R(), x.P(), x.F1())
	}
	fmt.Fprintf(&b, "CoNLL F1  %.4f\n", s.CoNLL())
	return b.String()
}

// Span is a phrase as first and last token, both inside.
type Span [2]int

// Add counts one document: its gold chains and those of the response. A phrase
// must stand in one chain only.
func (s *Coreference) Add(key, response [][]Span) {
	inKey, inResponse := chainOf(key), chainOf(response)
	found := 0.0
	for m := range inKey {
		if _, ok := inResponse[m]; ok {
			found++
		}
	}
	s.Mentions.add(found, float64(len(inKey)), found, float64(len(inResponse)))
	r, rOf := muc(key, inResponse)
	p, pOf := muc(response, inKey)
	s.MUC.add(r, rOf, p, pOf)
	r, rOf = b3(key, inResponse)
	p, pOf = b3(response, inKey)
	s.B3.add(r, rOf, p, pOf)
	c := ceafE(key, response, inResponse)
	s.CEAFE.add(c, float64(len(key)), c, float64(len(response)))
}

func chainOf(chains [][]Span) map[Span]int {
	at := map[Span]int{}
	for i, c := range chains {
		for _, m := range c {
			at[m] = i
		}
	}
	return at
}

// muc counts the links of chains that survive in the other side: a chain of n
// phrases has n-1 links, and falls into as many parts as the other side has
// chains in it.
func muc(chains [][]Span, other map[Span]int) (n, of float64) {
	for _, c := range chains {
		if len(c) < 2 {
			continue
		}
		parts, missing := map[int]bool{}, 0
		for _, m := range c {
			if k, ok := other[m]; ok {
				parts[k] = true
			} else {
				missing++
			}
		}
		n += float64(len(c) - len(parts) - missing)
		of += float64(len(c) - 1)
	}
	return n, of
}

// b3 counts for each phrase the share of its chain that its chain on the other
// side holds.
func b3(chains [][]Span, other map[Span]int) (n, of float64) {
	for _, c := range chains {
		common := map[int]int{}
		for _, m := range c {
			if k, ok := other[m]; ok {
				common[k]++
			}
		}
		for _, k := range common {
			n += float64(k) * float64(k) / float64(len(c))
		}
		of += float64(len(c))
	}
	return n, of
}

// ceafE finds the one-to-one alignment of chains with the greatest sum of
// similarities 2|K and R| / (|K| + |R|).
func ceafE(key, response [][]Span, inResponse map[Span]int) float64 {
	// Chains that share no phrase cannot be aligned: each connected part of
	// the overlaps is small and is solved alone.
	type edge struct {
		r int
		w float64
	}
	edges := make([][]edge, len(key))
	parent := make([]int, len(key)+len(response))
	for i := range parent {
		parent[i] = i
	}
	find := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	for i, c := range key {
		common := map[int]int{}
		for _, m := range c {
			if k, ok := inResponse[m]; ok {
				common[k]++
			}
		}
		for k, n := range common {
			edges[i] = append(edges[i], edge{k, 2 * float64(n) / float64(len(c)+len(response[k]))})
			parent[find(i)] = find(len(key) + k)
		}
	}
	parts := map[int][]int{}
	var order []int
	for i := range key {
		if len(edges[i]) > 0 {
			p := find(i)
			if parts[p] == nil {
				order = append(order, p)
			}
			parts[p] = append(parts[p], i)
		}
	}
	total := 0.0
	for _, p := range order {
		column := map[int]int{}
		for _, i := range parts[p] {
			for _, e := range edges[i] {
				if _, ok := column[e.r]; !ok {
					column[e.r] = len(column)
				}
			}
		}
		size := max(len(parts[p]), len(column))
		w := make([][]float64, size)
		for i := range w {
			w[i] = make([]float64, size)
		}
		for row, i := range parts[p] {
			for _, e := range edges[i] {
				w[row][column[e.r]] = e.w
			}
		}
		total += assign(w)
	}
	return total
}

// assign gives the greatest sum of a one-to-one assignment in a square matrix:
// the Hungarian algorithm with potentials, in cubic time.
func assign(w [][]float64) float64 {
	const inf = 1e18
	n := len(w)
	u, v := make([]float64, n+1), make([]float64, n+1)
	row, way := make([]int, n+1), make([]int, n+1) // row matched to column, and the column before on the path
	for i := 1; i <= n; i++ {
		row[0] = i
		j := 0
		least, used := make([]float64, n+1), make([]bool, n+1)
		for k := range least {
			least[k] = inf
		}
		for {
			used[j] = true
			delta, next := inf, 0
			for k := 1; k <= n; k++ {
				if used[k] {
					continue
				}
				if c := -w[row[j]-1][k-1] - u[row[j]] - v[k]; c < least[k] {
					least[k], way[k] = c, j
				}
				if least[k] < delta {
					delta, next = least[k], k
				}
			}
			for k := 0; k <= n; k++ {
				if used[k] {
					u[row[k]] += delta
					v[k] -= delta
				} else {
					least[k] -= delta
				}
			}
			j = next
			if row[j] == 0 {
				break
			}
		}
		for j != 0 {
			row[j] = row[way[j]]
			j = way[j]
		}
	}
	total := 0.0
	for j := 1; j <= n; j++ {
		total += w[row[j]-1][j-1]
	}
	return total
}

// CorefKey is a document of a CoNLL file of chains.
type CorefKey struct {
	Name   string
	Words  []string
	Chains [][]Span
}

// ReadCorefKeys reads the column format of the reference scorer: lines of
// number, word and chains, such as "(12|(3)" and "12)", in documents that
// begin with "#begin document NAME".
func ReadCorefKeys(r io.Reader) ([]CorefKey, error) {
	var out []CorefKey
	var open map[string][]int
	var at map[string]int
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 1<<20)
	for line := 1; sc.Scan(); line++ {
		l := sc.Text()
		if name, ok := strings.CutPrefix(l, "#begin document "); ok {
			out = append(out, CorefKey{Name: strings.TrimSpace(name)})
			open, at = map[string][]int{}, map[string]int{}
			continue
		}
		c := strings.Split(l, "\t")
		if len(c) < 3 || len(out) == 0 {
			continue
		}
		d := &out[len(out)-1]
		i := len(d.Words)
		d.Words = append(d.Words, c[1])
		if c[len(c)-1] == "_" || c[len(c)-1] == "-" {
			continue
		}
		for _, mark := range strings.FieldsFunc(c[len(c)-1], func(r rune) bool { return r == '|' }) {
			for mark != "" {
				opening := mark[0] == '('
				mark = strings.TrimPrefix(mark, "(")
				end := strings.IndexAny(mark, "()")
				id, closing := mark, false
				if end >= 0 {
					id, closing = mark[:end], mark[end] == ')'
					mark = strings.TrimPrefix(mark[end:], ")")
				} else {
					mark = ""
				}
				if opening {
					open[id] = append(open[id], i)
				}
				if s := open[id]; closing && len(s) > 0 {
					k, ok := at[id]
					if !ok {
						k = len(d.Chains)
						at[id] = k
						d.Chains = append(d.Chains, nil)
					}
					d.Chains[k] = append(d.Chains[k], Span{s[len(s)-1], i})
					open[id] = s[:len(s)-1]
				} else if closing {
					return nil, fmt.Errorf("line %d: chain %s closes but was not opened", line, id)
				}
			}
		}
	}
	return out, sc.Err()
}

// Text joins the key's words as a writer would: no space before a comma, none
// inside brackets, none around a hyphen. It returns where each word begins.
func (k *CorefKey) Text() (text string, starts []int) {
	var b strings.Builder
	open := false
	glue := true // no space before the next word
	for i, w := range k.Words {
		left, right := false, false // whether w leans on what is before, after it
		switch w {
		case ",", ".", ";", ":", "!", "?", ")", "]", "}", "%", "...", "”", "’":
			left = true
		case "(", "[", "{", "$", "€", "£", "“", "‘", "#":
			right = true
		case "-", "/", "–":
			left, right = true, true
			if w == "–" && i > 0 && len(k.Words[i-1]) > 1 && k.Words[i-1][0] > '9' {
				left, right = false, false
			}
		case `"`:
			left, right = open, !open
			open = !open
		default:
			left = len(w) > 1 && (w[0] == '\'' || strings.HasPrefix(w, "’")) && len(w) <= 5 || w == "n't" || w == "n’t"
			if w == "not" && i > 0 && strings.EqualFold(k.Words[i-1], "can") {
				left = true
			}
			left = left || w == "na" && i > 0 && (k.Words[i-1] == "gon" || k.Words[i-1] == "wan")
		}
		if !glue && !left {
			b.WriteByte(' ')
		}
		starts = append(starts, b.Len())
		b.WriteString(w)
		glue = right
	}
	return b.String(), starts
}

// Chains is what scores need of a resolver: the chains of an analysed document.
type Chains interface {
	Chains(*nlp.Document) [][]nlp.Mention
}

// Coref scores chains from raw text against a file of keys: each document's
// words are joined to a text, analysed from scratch, and the phrases found are
// brought back to the key's words by their place in the text. Where lines gives
// the text of a document with its line breaks, that text is
// read instead of the joined words; its characters other than white space must
// be those of the key.
func Coref(keyPath string, lines map[string]string, analyse func(nlp.Article) *nlp.Document, resolver Chains) (Coreference, error) {
	var total Coreference
	f, err := os.Open(keyPath)
	if err != nil {
		return total, fmt.Errorf("eval: coref: %w", err)
	}
	defer f.Close()
	keys, err := ReadCorefKeys(f)
	if err != nil {
		return total, fmt.Errorf("eval: coref: %s: %w", keyPath, err)
	}
	for i := range keys {
		k := &keys[i]
		text, starts := k.Text()
		if own, ok := lines[k.Name]; ok {
			if s, ok := placeWords(own, k.Words); ok {
				text, starts = own, s
			}
		}
		doc := analyse(nlp.Article{ID: k.Name, Text: text})
		total.Add(k.Chains, wordChains(resolver.Chains(doc), starts))
	}
	return total, nil
}

// CorefScores measures chains from raw text on OntoGUM's development
// documents: as one run of words, as the file of keys gives them, and with the
// line breaks that UD English GUM has of most of them.
func CorefScores(in Inputs) ([]Score, error) {
	var p nlp.Pipeline
	resolver, err := coref.New(in.Models)
	if err != nil {
		return nil, err
	}
	for _, load := range []func() (nlp.Stage, error){
		func() (nlp.Stage, error) { return segment.New(in.Models) },
		func() (nlp.Stage, error) { return tag.New(in.Models) },
		func() (nlp.Stage, error) { return depparse.New(in.Models) },
		func() (nlp.Stage, error) { return ner.New(in.Models) },
	} {
		s, err := load()
		if err != nil {
			return nil, err
		}
		p = append(p, s)
	}
	sents, err := conll.ReadFile(filepath.Join(in.Shared, "corpora", "ud", "gum-dev.conllu"))
	if err != nil {
		return nil, err
	}
	lines := map[string]string{}
	for _, s := range sents {
		switch {
		case lines[s.Doc] == "":
		case s.NewPar:
			lines[s.Doc] += "\n\n"
		default:
			lines[s.Doc] += " "
		}
		lines[s.Doc] += s.Text
	}
	var out []Score
	for _, run := range []struct {
		data  string
		lines map[string]string
	}{{"ontogum-dev, words", nil}, {"ontogum-dev, lines", lines}} {
		c, err := Coref(filepath.Join(in.Shared, "bench", "coref", "dev_all.conll"), run.lines, p.Run, resolver)
		if err != nil {
			return nil, err
		}
		out = append(out,
			Score{"coref", run.data, "mentions F1", 100 * c.Mentions.F1()},
			Score{"coref", run.data, "MUC F1", 100 * c.MUC.F1()},
			Score{"coref", run.data, "B3 F1", 100 * c.B3.F1()},
			Score{"coref", run.data, "CEAF-e F1", 100 * c.CEAFE.F1()},
			Score{"coref", run.data, "CoNLL F1", 100 * c.CoNLL()},
		)
	}
	return out, nil
}

// placeWords finds where each word stands in a text.
func placeWords(text string, words []string) ([]int, bool) {
	starts, at := make([]int, len(words)), 0
	for i, w := range words {
		for at < len(text) && (text[at] == ' ' || text[at] == '\n') {
			at++
		}
		if !strings.HasPrefix(text[at:], w) {
			return nil, false
		}
		starts[i] = at
		at += len(w)
	}
	return starts, true
}

// wordChains brings chains of the document's tokens to numbers of words. A
// phrase that stands in two chains keeps the first.
func wordChains(chains [][]nlp.Mention, starts []int) [][]Span {
	seen := map[Span]bool{}
	var out [][]Span
	for _, chain := range chains {
		var c []Span
		for _, m := range chain {
			first, exact := slices.BinarySearch(starts, m.Start)
			last, _ := slices.BinarySearch(starts, m.End)
			if !exact {
				first-- // a token that begins inside a word
			}
			s := Span{first, last - 1}
			if s[0] >= 0 && s[1] >= s[0] && !seen[s] {
				seen[s] = true
				c = append(c, s)
			}
		}
		if len(c) > 0 {
			out = append(out, c)
		}
	}
	return out
}
