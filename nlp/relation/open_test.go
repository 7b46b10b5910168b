package relation

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/nlp"
	"golang.org/x/tools/txtar"
)

var updateOpen = flag.Bool("update-open", false, "rewrite the expected clauses and claims in testdata/open")

var openExtractor = sync.OnceValues(func() (*Extractor, error) { return New(data.FS, Options{Open: true}) })

func loadOpen(tb testing.TB) *Extractor {
	tb.Helper()
	e, err := openExtractor()
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

// Each archive of testdata/open has one sentence: in the section words a token
// a line with form, lemma, tag, head (counted from 1, 0 for the root) and
// relation; in clauses what Clauses finds, and in claims the open claims.
func TestOpen(t *testing.T) {
	files, err := filepath.Glob("testdata/open/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no test archives: %v", err)
	}
	e := loadOpen(t)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if len(ar.Files) != 3 || ar.Files[0].Name != "words" || ar.Files[1].Name != "clauses" || ar.Files[2].Name != "claims" {
				t.Fatal("want the sections words, clauses and claims")
			}
			words := string(ar.Files[0].Data)
			doc := openDocument(t, words)
			clauses := showClauses(doc, e.Clauses(doc))
			doc = openDocument(t, words)
			e.Process(doc)
			claims := showClaims(doc)
			if *updateOpen {
				ar.Files[1].Data, ar.Files[2].Data = []byte(clauses), []byte(claims)
				if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if want := string(ar.Files[1].Data); clauses != want {
				t.Errorf("clauses: got\n%swant\n%s", clauses, want)
			}
			if want := string(ar.Files[2].Data); claims != want {
				t.Errorf("claims: got\n%swant\n%s", claims, want)
			}
		})
	}
}

// openDocument builds a document of one sentence from lines of form, lemma,
// tag, head and relation.
func openDocument(tb testing.TB, words string) *nlp.Document {
	tb.Helper()
	doc := &nlp.Document{Article: nlp.Article{ID: "test"}}
	var text strings.Builder
	for line := range strings.Lines(words) {
		c := strings.Split(strings.TrimSpace(line), "\t")
		if len(c) != 5 {
			tb.Fatalf("%q: want 5 columns", line)
		}
		head, err := strconv.Atoi(c[3])
		if err != nil {
			tb.Fatal(err)
		}
		if text.Len() > 0 {
			text.WriteByte(' ')
		}
		start := text.Len()
		text.WriteString(c[0])
		doc.Tokens = append(doc.Tokens, nlp.Token{
			Span: nlp.Span{Start: start, End: text.Len()}, Text: c[0], Lemma: c[1], Tag: c[2], Head: head - 1, Rel: c[4], Space: start > 0,
		})
	}
	doc.Article.Text = text.String()
	all := nlp.Span{End: text.Len()}
	doc.Blocks = []nlp.Block{{Span: all}}
	doc.Sentences = []nlp.Sentence{{Span: all, Last: len(doc.Tokens)}}
	return doc
}

func showClauses(doc *nlp.Document, clauses []Clause) string {
	words := func(tokens []int) string {
		var out []string
		for _, i := range tokens {
			out = append(out, doc.Tokens[i].Text)
		}
		return strings.Join(out, " ")
	}
	roles := [...]string{Object: "object", Recipient: "recipient", Complement: "complement", Adverbial: "adverbial", Content: "content"}
	var b strings.Builder
	for _, c := range clauses {
		fmt.Fprintf(&b, "%s %s: subject [%s] verb [%s]", doc.Tokens[c.Head].Text, c.Type(), words(c.Subjects), words(c.Verb))
		if c.Passive {
			b.WriteString(" passive")
		}
		if c.Within >= 0 {
			b.WriteString(" within " + doc.Tokens[c.Within].Text)
		}
		for _, p := range c.Parts {
			fmt.Fprintf(&b, " %s [%s]", roles[p.Role], strings.TrimSpace(words(p.Prep)+" | "+words(p.Heads)))
		}
		b.WriteByte('\n')
	}
	return strings.ReplaceAll(b.String(), "[| ", "[")
}

func showClaims(doc *nlp.Document) string {
	name := func(a *nlp.Argument) string {
		if a == nil {
			return "none"
		}
		return a.Name
	}
	var b strings.Builder
	for _, c := range doc.Claims {
		if strings.HasPrefix(c.Relation, "open:") {
			fmt.Fprintf(&b, "%s (%s, %s) %q %s\n", c.Relation, name(c.Subject), name(c.Object), c.Trigger, c.Status)
		}
	}
	return b.String()
}

// TestOpenOnlyWhenAsked checks that open claims come with the option alone,
// and that it leaves the claims of frames as they are.
func TestOpenOnlyWhenAsked(t *testing.T) {
	plain, err := New(data.FS, Options{})
	if err != nil {
		t.Fatal(err)
	}
	const words = "Anna\tAnna\tNNP\t2\tnsubj\nsued\tsue\tVBD\t0\troot\nPeter\tPeter\tNNP\t2\tobj\nand\tand\tCC\t5\tcc\nslept\tsleep\tVBD\t2\tconj\n.\t.\t.\t2\tpunct\n"
	without, with := openDocument(t, words), openDocument(t, words)
	plain.Process(without)
	loadOpen(t).Process(with)
	if got := showClaims(without); got != "" {
		t.Errorf("open claims without the option:\n%s", got)
	}
	if got, want := showClaims(with), "open:sleep (Anna, none) \"slept\" asserted\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if len(with.Claims) != len(without.Claims)+1 || len(without.Claims) == 0 {
		t.Errorf("%d claims with open ones, %d without, want one more", len(with.Claims), len(without.Claims))
	}
}

// TestOpenOddTrees gives the extractor trees that make no sense: random heads,
// tags and relations. It must neither panic nor hang, quotes must be cut from
// the text, and a second run must give the same.
func TestOpenOddTrees(t *testing.T) {
	e := loadOpen(t)
	rels := []string{"root", "nsubj", "nsubj:pass", "obj", "iobj", "obl", "obl:agent", "nmod", "nmod:poss", "xcomp", "ccomp", "acl", "acl:relcl", "advcl", "conj", "cc", "case", "mark", "cop", "aux", "appos", "fixed", "flat", "compound:prt", "punct", ""}
	tags := []string{"NN", "NNP", "VBD", "VBN", "VBG", "VB", "IN", "TO", "WDT", "PRP", "JJ", "RB", ",", ".", "POS", ""}
	forms := []string{"who", "that", "to", "by", "of", "take", "place", "was", "\"", "é", "\x00", "\xff", "💥", "Anna", "'s", ","}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		n := 1 + rng.IntN(25)
		build := func(rng *rand.Rand) *nlp.Document {
			doc := &nlp.Document{}
			order, rank := rng.Perm(n), make([]int, n) // a head ranks before its dependents
			for k, i := range order {
				rank[i] = k
			}
			for i := range n {
				w := forms[rng.IntN(len(forms))]
				start := len(doc.Article.Text)
				doc.Article.Text += w + " "
				doc.Tokens = append(doc.Tokens, nlp.Token{
					Span: nlp.Span{Start: start, End: start + len(w)}, Text: w, Lemma: w,
					Tag: tags[rng.IntN(len(tags))], Rel: rels[rng.IntN(len(rels))], Head: -1,
				})
				if rank[i] > 0 {
					doc.Tokens[i].Head = order[rng.IntN(rank[i])]
				} else {
					doc.Tokens[i].Rel = "root"
				}
			}
			all := nlp.Span{End: len(doc.Article.Text)}
			doc.Blocks = []nlp.Block{{Span: all}}
			doc.Sentences = []nlp.Sentence{{Span: all, Last: n}}
			return doc
		}
		seed := rng.Uint64()
		a, b := build(rand.New(rand.NewPCG(seed, 3))), build(rand.New(rand.NewPCG(seed, 3)))
		e.Process(a)
		e.Process(b)
		if !reflect.DeepEqual(a.Claims, b.Claims) {
			t.Fatalf("two runs on %q differ", a.Article.Text)
		}
		for _, c := range a.Claims {
			if c.Quote != a.Article.Text[c.Start:c.End] {
				t.Errorf("quote %q is not the text at [%d, %d)", c.Quote, c.Start, c.End)
			}
		}
		e.Clauses(a)
	}
	e.Process(&nlp.Document{})
}
