package coref

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/nlp"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the expected entities in testdata")

var load = sync.OnceValues(func() (*Resolver, error) { return New(data.FS) })

func resolver(tb testing.TB) *Resolver {
	tb.Helper()
	r, err := load()
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// Each archive of testdata has a section words, with a token a line (form,
// tag, head counted from 1, relation) and a blank line between sentences; a
// section mentions, with a mention a line (first and last token counted from 1
// through the document, kind, type); and a section entities with what must
// come out: identifier, type, name and mentions, then the other names.
func TestEntities(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no test archives: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			section := map[string]*txtar.File{}
			for i := range ar.Files {
				section[ar.Files[i].Name] = &ar.Files[i]
			}
			if section["words"] == nil || section["mentions"] == nil || section["entities"] == nil {
				t.Fatal("a section is missing")
			}
			doc, err := parse(string(section["words"].Data), string(section["mentions"].Data))
			if err != nil {
				t.Fatal(err)
			}
			resolver(t).Process(doc)
			check(t, doc)
			got, want := show(doc), string(section["entities"].Data)
			if *update {
				section["entities"].Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}

var kinds = map[string]nlp.MentionKind{"name": nlp.Name, "nominal": nlp.Nominal, "pronoun": nlp.Pronoun}

func parse(words, mentions string) (*nlp.Document, error) {
	doc := &nlp.Document{}
	var text strings.Builder
	first := 0
	end := func() {
		if n := len(doc.Tokens); n > first {
			doc.Sentences = append(doc.Sentences, nlp.Sentence{
				Span:  nlp.Span{Start: doc.Tokens[first].Start, End: doc.Tokens[n-1].End},
				First: first, Last: n,
			})
			first = n
		}
	}
	for _, line := range strings.Split(words, "\n") {
		f := strings.Fields(line)
		if len(f) == 0 {
			end()
			continue
		}
		if len(f) != 4 {
			return nil, fmt.Errorf("%q: want form, tag, head, relation", line)
		}
		head, err := strconv.Atoi(f[2])
		if err != nil {
			return nil, err
		}
		form, glued := strings.CutPrefix(f[0], "+") // "+" for no space before
		if !glued && text.Len() > 0 {
			text.WriteByte(' ')
		}
		lemma := form
		if !strings.HasPrefix(f[1], "NNP") {
			lemma = strings.ToLower(form)
		}
		if f[1] == "NNS" {
			lemma = strings.TrimSuffix(lemma, "s")
		}
		at := text.Len()
		text.WriteString(form)
		tok := nlp.Token{Span: nlp.Span{Start: at, End: text.Len()}, Text: form, Lemma: lemma, Tag: f[1], Rel: f[3], Head: -1, Space: !glued}
		if head > 0 {
			tok.Head = first + head - 1
		}
		doc.Tokens = append(doc.Tokens, tok)
	}
	end()
	doc.Article.Text = text.String()
	for _, line := range strings.Split(strings.TrimSpace(mentions), "\n") {
		m := nlp.Mention{Entity: -1}
		var kind, typ string
		if _, err := fmt.Sscan(line, &m.First, &m.Last, &kind); err != nil {
			return nil, fmt.Errorf("%q: %w", line, err)
		}
		fmt.Sscan(line, &m.First, &m.Last, &kind, &typ)
		m.First--
		m.Kind, m.Type = kinds[kind], nlp.EntityType(typ)
		m.Span = doc.TokenSpan(m.First, m.Last)
		for m.Sentence < len(doc.Sentences)-1 && doc.Sentences[m.Sentence].Last <= m.First {
			m.Sentence++
		}
		for i := m.First; i < m.Last; i++ {
			if h := doc.Tokens[i].Head; h < m.First || h >= m.Last {
				m.Head = i
				break
			}
		}
		doc.Mentions = append(doc.Mentions, m)
	}
	return doc, nil
}

func show(doc *nlp.Document) string {
	var b strings.Builder
	for _, e := range doc.Entities {
		fmt.Fprintf(&b, "%s [%s] %s:", e.ID, e.Type, e.Name)
		for i, m := range e.Mentions {
			if i > 0 {
				b.WriteByte(';')
			}
			b.WriteString(" " + doc.Cut(doc.Mentions[m].Span))
		}
		if len(e.Aliases) > 0 {
			b.WriteString(" | " + strings.Join(e.Aliases, "; "))
		}
		b.WriteByte('\n')
	}
	for _, m := range doc.Mentions {
		if m.Entity < 0 {
			fmt.Fprintf(&b, "- %s\n", doc.Cut(m.Span))
		}
	}
	return b.String()
}

// check holds what must be true of any document.
func check(t *testing.T, doc *nlp.Document) {
	t.Helper()
	ids := map[string]bool{}
	for i, e := range doc.Entities {
		if e.ID == "" || ids[e.ID] {
			t.Errorf("entity %d: identifier %q is empty or taken", i, e.ID)
		}
		ids[e.ID] = true
		if e.Name == "" || len(e.Mentions) == 0 {
			t.Errorf("entity %q has name %q and %d mentions", e.ID, e.Name, len(e.Mentions))
		}
		for k, m := range e.Mentions {
			if doc.Mentions[m].Entity != i || k > 0 && e.Mentions[k-1] >= m {
				t.Errorf("entity %q: mention %d is not its own or out of order", e.ID, m)
			}
		}
		for _, a := range e.Aliases {
			if a == e.Name || a == "" {
				t.Errorf("entity %q has alias %q", e.ID, a)
			}
		}
	}
	for i, m := range doc.Mentions {
		if m.Entity < -1 || m.Entity >= len(doc.Entities) {
			t.Errorf("mention %d has entity %d of %d", i, m.Entity, len(doc.Entities))
		}
		if m.Entity < 0 && m.Kind != nlp.Pronoun {
			t.Errorf("mention %d %q has no entity", i, doc.Cut(m.Span))
		}
	}
}

// FuzzProcess builds trees and mentions of arbitrary bytes: heads may be wrong,
// cyclic or missing, mentions may overlap or be empty.
func FuzzProcess(f *testing.F) {
	f.Add("Alexei Navalny met Putin . He ( AN ) said the court is it", []byte{1, 2, 3, 4, 5, 200, 7})
	f.Add("\" \" ( ) 's", []byte{0, 0, 0})
	f.Add("Ⱥ İ ﷺ \xff\xfe é", []byte{9, 8, 7, 6, 5, 4, 3, 2, 1})
	f.Add("", []byte{})
	tags := []string{"NN", "NNS", "NNP", "NNPS", "PRP", "PRP$", "DT", "IN", "VBD", "JJ", "POS", ",", "CD", "WP", "CC", ""}
	rels := []string{"nsubj", "obj", "nmod:poss", "nmod", "compound", "flat", "appos", "conj", "cop", "det", "case", "root", "amod", "acl:relcl", "punct", ""}
	types := []nlp.EntityType{nlp.Person, nlp.Organization, nlp.Place, nlp.Product, nlp.Other, ""}
	f.Fuzz(func(t *testing.T, text string, shape []byte) {
		at := 0
		next := func() int {
			if len(shape) == 0 {
				return at
			}
			at++
			return int(shape[at%len(shape)]) + at/len(shape)
		}
		doc := &nlp.Document{Article: nlp.Article{Text: text}}
		for start := 0; start < len(text) && len(doc.Tokens) < 400; {
			end := start
			for end < len(text) && text[end] != ' ' {
				end++
			}
			if end > start {
				doc.Tokens = append(doc.Tokens, nlp.Token{
					Span: nlp.Span{Start: start, End: end}, Text: text[start:end], Lemma: text[start:end],
					Tag: tags[next()%len(tags)], Rel: rels[next()%len(rels)],
				})
			}
			start = end + 1
		}
		n := len(doc.Tokens)
		for i := range doc.Tokens {
			doc.Tokens[i].Head = next()%(n+2) - 1
		}
		for first := 0; first < n; {
			last := min(n, first+1+next()%9)
			doc.Sentences = append(doc.Sentences, nlp.Sentence{First: first, Last: last, Block: next() % 2})
			first = last
		}
		for i := 0; i < n; i++ {
			first := next() % n
			last := min(n, first+1+next()%4)
			doc.Mentions = append(doc.Mentions, nlp.Mention{
				Span: doc.TokenSpan(first, last), First: first, Last: last, Head: next() % n,
				Kind: nlp.MentionKind(next() % 3), Type: types[next()%len(types)], Entity: -1,
			})
		}
		r := resolver(t)
		r.Process(doc)
		check(t, doc)
		again := show(doc)
		r.Process(doc)
		if got := show(doc); got != again {
			t.Errorf("a second run gives\n%safter\n%s", got, again)
		}
		for _, c := range r.Chains(doc) {
			if len(c) < 2 {
				t.Errorf("a chain of %d", len(c))
			}
		}
	})
}

// A model survives the way to its file but for rounding, and a damaged file is
// refused.
func TestModelFile(t *testing.T) {
	m := NewModel(6, 3)
	for i := range m.Table {
		m.Table[i] = float32(i%17) - 8
	}
	clear(m.Table[4:8])
	m.Bias[1], m.Out[5] = 0.5, -2
	file := m.Encode()
	got, err := OpenModel(file)
	if err != nil {
		t.Fatal(err)
	}
	if got.Bits != 6 || got.Hidden != 3 || got.Bias[1] != 0.5 || got.Out[5] != -2 {
		t.Errorf("got bits %d, hidden %d, bias %v, out %v", got.Bits, got.Hidden, got.Bias, got.Out)
	}
	for i, want := range m.Table {
		if d := got.Table[i] - want; d > 0.04 || d < -0.04 {
			t.Fatalf("weight %d: got %v, want %v", i, got.Table[i], want)
		}
	}
	file[20]++
	if _, err := OpenModel(file); err == nil {
		t.Error("a damaged model was opened")
	}
}

// A text of nothing but names must not take quadratic time; this one is far
// above what an article holds.
func BenchmarkNames(b *testing.B) {
	var words, mentions strings.Builder
	for i := range 20000 {
		fmt.Fprintf(&words, "Ann NNP 2 compound\nNo%d NNP 0 root\n\n", i)
		fmt.Fprintf(&mentions, "%d %d name person\n", 2*i+1, 2*i+2)
	}
	doc, err := parse(words.String(), mentions.String())
	if err != nil {
		b.Fatal(err)
	}
	r := resolver(b)
	for b.Loop() {
		r.Process(doc)
	}
	b.ReportMetric(float64(len(doc.Tokens))*float64(b.N)/b.Elapsed().Seconds(), "tokens/s")
}
