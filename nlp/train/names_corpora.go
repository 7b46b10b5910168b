package train

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"unicode"

	"github.com/newsgraph/newsgraph/nlp/conll"
	"github.com/newsgraph/newsgraph/nlp/eval"
	"github.com/newsgraph/newsgraph/nlp/ner"
)

// nameSpan is a name in words [a, b) of a sentence.
type nameSpan struct {
	a, b int
	kind string
}

// markNames writes the spans as labels, the longest first; spans that overlap one
// already written are left out.
func markNames(s *eval.NameSentence, spans []nameSpan) {
	slices.SortStableFunc(spans, func(x, y nameSpan) int { return (y.b - y.a) - (x.b - x.a) })
	s.Labels = slices.Repeat([]string{"O"}, len(s.Words))
	for _, x := range spans {
		if x.a < 0 || x.b > len(s.Words) || x.a >= x.b || slices.ContainsFunc(s.Labels[x.a:x.b], func(l string) bool { return l != "O" }) {
			continue
		}
		for k := x.a; k < x.b; k++ {
			s.Labels[k] = "I-" + x.kind
		}
		s.Labels[x.a] = "B-" + x.kind
	}
}

// demonyms reads the adjectives and peoples of data/lexicon/demonyms.tsv. The
// corpora disagree whether they are names; here they are none.
func demonyms(fsys fs.FS) (map[string]bool, error) {
	raw, err := fs.ReadFile(fsys, "lexicon/demonyms.tsv")
	if err != nil {
		return nil, fmt.Errorf("train names: %w", err)
	}
	out := map[string]bool{}
	for line := range strings.Lines(string(raw)) {
		cells := strings.Split(strings.TrimSpace(line), "\t")
		if strings.HasPrefix(line, "#") || len(cells) < 2 {
			continue
		}
		for _, c := range cells[1:] {
			for _, w := range strings.Split(c, "|") {
				out[strings.ToLower(w)] = true
			}
		}
	}
	return out, nil
}

// readReDocRED reads a file of Re-DocRED, whose entities were found by machine
// and corrected for their relations: silver.
func readReDocRED(path string, demonym map[string]bool) ([]eval.NameSentence, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("train names: %w", err)
	}
	var docs []struct {
		Title     string
		VertexSet [][]struct {
			Type   string
			Pos    [2]int
			SentID int `json:"sent_id"`
		}
		Sents [][]string
	}
	if err := json.Unmarshal(raw, &docs); err != nil {
		return nil, fmt.Errorf("train names: %s: %w", path, err)
	}
	kinds := map[string]string{"PER": "PER", "ORG": "ORG", "LOC": "LOC", "MISC": "OTH"}
	var out []eval.NameSentence
	for _, d := range docs {
		spans := make([][]nameSpan, len(d.Sents))
		for _, mentions := range d.VertexSet {
			for _, m := range mentions {
				kind := kinds[m.Type]
				if kind == "" || m.SentID < 0 || m.SentID >= len(d.Sents) || m.Pos[0] < 0 || m.Pos[1] > len(d.Sents[m.SentID]) {
					continue
				}
				words := d.Sents[m.SentID]
				a, b := m.Pos[0], m.Pos[1]
				if a < b && strings.EqualFold(words[a], "the") {
					a++
				}
				for b > a && (words[b-1] == "'s" || words[b-1] == "," || words[b-1] == "." && (b < 2 || len(words[b-2]) > 3)) {
					b--
				}
				if a >= b || !hasCapital(words[a]) || demonym[strings.ToLower(strings.Join(words[a:b], " "))] {
					continue
				}
				spans[m.SentID] = append(spans[m.SentID], nameSpan{a, b, kind})
			}
		}
		for i, words := range d.Sents {
			if len(words) == 0 {
				continue
			}
			s := eval.NameSentence{Doc: d.Title, Words: words}
			markNames(&s, spans[i])
			out = append(out, s)
		}
	}
	return out, nil
}

func hasCapital(w string) bool { return strings.IndexFunc(w, unicode.IsUpper) >= 0 }

// readGUM takes the names from GUM's entity layer: of each entity whose head is
// a proper noun, the words around the head that make up the name. Documents of
// the genres whow and fiction are left out, whose licence forbids commerce.
func readGUM(path string, demonym map[string]bool) ([]eval.NameSentence, error) {
	sentences, err := conll.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("train names: %w", err)
	}
	kinds := map[string]string{"person": "PER", "organization": "ORG", "place": "LOC", "event": "OTH", "object": "OTH", "abstract": "OTH"}
	type opened struct {
		token, sentence int
		kind            string
	}
	open := map[string][]opened{}
	doc := ""
	var out []eval.NameSentence
	for n, cs := range sentences {
		if cs.Doc != doc {
			doc = cs.Doc
			clear(open)
		}
		if strings.Contains(doc, "_whow_") || strings.Contains(doc, "_fiction_") {
			continue
		}
		s := eval.NameSentence{Doc: doc}
		var spans []nameSpan
		closeEntity := func(id string, k int) {
			o := open[id]
			if len(o) == 0 {
				return
			}
			last := o[len(o)-1]
			open[id] = o[:len(o)-1]
			if kind := kinds[last.kind]; kind != "" && last.sentence == n {
				if x, ok := nameIn(cs.Tokens, last.token, k+1, kind); ok && !demonym[strings.ToLower(strings.Join(forms(cs.Tokens[x.a:x.b]), " "))] {
					spans = append(spans, x)
				}
			}
		}
		for k, tok := range cs.Tokens {
			s.Words = append(s.Words, tok.Form)
			// (1-person-new-...(2-place-...) opens two and closes the second; 1) closes the first.
			_, layer, _ := strings.Cut(tok.Misc, "Entity=")
			layer, _, _ = strings.Cut(layer, "|")
			for layer != "" {
				if layer[0] == '(' {
					end := strings.IndexAny(layer[1:], "()")
					if end < 0 {
						end = len(layer) - 1
					}
					fields := strings.SplitN(layer[1:1+end], "-", 3)
					layer = layer[1+end:]
					if len(fields) < 2 {
						continue
					}
					open[fields[0]] = append(open[fields[0]], opened{k, n, fields[1]})
					if strings.HasPrefix(layer, ")") {
						closeEntity(fields[0], k)
						layer = layer[1:]
					}
					continue
				}
				id, rest, found := strings.Cut(layer, ")")
				if !found {
					break
				}
				closeEntity(id, k)
				layer = rest
			}
		}
		markNames(&s, spans)
		out = append(out, s)
	}
	return out, nil
}

func forms(tokens []conll.Token) []string {
	out := make([]string, len(tokens))
	for i, t := range tokens {
		out[i] = t.Form
	}
	return out
}

// nameIn finds the name within the entity [a, b): the proper nouns around its
// head, with what joins them ("Bank of England").
func nameIn(toks []conll.Token, a, b int, kind string) (nameSpan, bool) {
	head := -1
	for k := a; k < b && head < 0; k++ {
		if toks[k].Head < a || toks[k].Head >= b {
			head = k
		}
	}
	proper := func(k int) bool { return k >= a && k < b && strings.HasPrefix(toks[k].XPOS, "NNP") }
	if head < 0 || !proper(head) && toks[head].UPOS != "PROPN" {
		return nameSpan{}, false
	}
	modifier := func(k int) bool {
		return k >= a && hasCapital(toks[k].Form) && (toks[k].UPOS == "ADJ" || toks[k].UPOS == "NOUN")
	}
	bridge := func(k int) bool {
		if k <= a || k >= b-1 {
			return false
		}
		switch strings.ToLower(toks[k].Form) {
		case "-", ".", "de", "la", "del", "van", "von", "der", "bin", "al", "el", "du", "da":
			return true
		case "'s", "of", "for", "and", "&", "the", "in", "on":
			return kind != "PER"
		}
		return false
	}
	x := nameSpan{head, head + 1, kind}
	for {
		if proper(x.a-1) || modifier(x.a-1) {
			x.a--
		} else if bridge(x.a-1) && proper(x.a-2) {
			x.a -= 2
		} else {
			break
		}
	}
	for {
		if proper(x.b) {
			x.b++
		} else if bridge(x.b) && proper(x.b+1) && toks[x.b].Form != "and" {
			x.b += 2
		} else if x.b+2 < b && bridge(x.b) && toks[x.b+1].Form == "the" && proper(x.b+2) {
			x.b += 3
		} else {
			break
		}
	}
	return x, !strings.Contains(toks[x.a].Form, "@")
}

// nameLabels maps a sentence's labels to their numbers.
func nameLabels(s eval.NameSentence) []uint8 {
	out := make([]uint8, len(s.Labels))
	for i, l := range s.Labels {
		out[i] = uint8(max(0, slices.Index(ner.Labels, l)))
	}
	return out
}
