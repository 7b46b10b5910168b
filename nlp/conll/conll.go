// Package conll reads and writes the CoNLL-U format of Universal Dependencies:
// sentences of tokens with tags, lemmas, heads and a free column, in which
// corpora such as GUM keep entities and coreference. Column 10 and the comment
// lines are handed on as they stand; empty nodes of enhanced graphs are left
// out, and a multi-word token only tells where white space is. Training,
// evaluation and `nlptool annotate` use it; the analysis of articles does not.
package conll

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"os"
	"strconv"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// Token is one syntactic word.
type Token struct {
	Form, Lemma, UPOS, XPOS, Feats string
	Head                           int    // index of the governor in the sentence, -1 for the root
	Rel                            string // with subtype
	Misc                           string // column 10, "_" when empty
	Space                          bool   // whether white space follows
}

// Sentence is a run of tokens with its comment lines.
type Sentence struct {
	Doc      string // from "# newdoc id", carried on until the next
	ID       string // "# sent_id"
	Text     string // "# text"
	NewPar   bool   // whether a paragraph begins here
	Comments []string
	Tokens   []Token
}

// ReadFile reads a whole file.
func ReadFile(path string) ([]Sentence, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("conll: %w", err)
	}
	defer f.Close()
	var out []Sentence
	for s, err := range Read(f) {
		if err != nil {
			return nil, fmt.Errorf("conll: %s: %w", path, err)
		}
		out = append(out, s)
	}
	return out, nil
}

// Read yields the sentences of r and stops at the first error.
func Read(r io.Reader) iter.Seq2[Sentence, error] {
	return func(yield func(Sentence, error) bool) {
		sc := bufio.NewScanner(r)
		sc.Buffer(make([]byte, 1<<16), 1<<24)
		var s Sentence
		doc, joinEnd, joinSpace, line := "", 0, true, 0
		for sc.Scan() {
			line++
			l := strings.TrimRight(sc.Text(), "\r")
			switch {
			case strings.TrimSpace(l) == "":
				if len(s.Tokens) > 0 && !yield(s, nil) {
					return
				}
				s, joinEnd = Sentence{Doc: doc}, 0
				continue
			case l[0] == '#':
				s.comment(l)
				doc = s.Doc
				continue
			}
			c := strings.Split(l, "\t")
			if len(c) != 10 {
				yield(Sentence{}, fmt.Errorf("line %d: %d columns, want 10", line, len(c)))
				return
			}
			if strings.Contains(c[0], ".") {
				continue
			}
			if _, end, ok := strings.Cut(c[0], "-"); ok {
				joinEnd, _ = strconv.Atoi(end)
				joinSpace = spaceAfter(c[9])
				continue
			}
			id, err1 := strconv.Atoi(c[0])
			head, err2 := strconv.Atoi(c[6])
			if err1 != nil || (err2 != nil && c[6] != "_") || id != len(s.Tokens)+1 {
				yield(Sentence{}, fmt.Errorf("line %d: bad token id or head %q %q", line, c[0], c[6]))
				return
			}
			t := Token{Form: c[1], Lemma: c[2], UPOS: c[3], XPOS: c[4], Feats: c[5], Head: head - 1, Rel: c[7], Misc: c[9], Space: spaceAfter(c[9])}
			if id <= joinEnd {
				t.Space = id == joinEnd && joinSpace
			}
			s.Tokens = append(s.Tokens, t)
		}
		if err := sc.Err(); err != nil {
			yield(Sentence{}, err)
			return
		}
		if len(s.Tokens) > 0 {
			yield(s, nil)
		}
	}
}

func spaceAfter(misc string) bool { return !strings.Contains(misc, "SpaceAfter=No") }

func (s *Sentence) comment(l string) {
	s.Comments = append(s.Comments, l)
	key, value, _ := strings.Cut(strings.TrimSpace(l[1:]), " = ")
	switch {
	case key == "newdoc id":
		s.Doc = value
	case key == "sent_id":
		s.ID = value
	case key == "text":
		s.Text = value
	case key == "newpar" || strings.HasPrefix(key, "newpar id"):
		s.NewPar = true
	}
}

// Write prints one sentence with its comments and the blank line after it.
func Write(w io.Writer, s *Sentence) error {
	var b strings.Builder
	for _, c := range s.Comments {
		b.WriteString(c)
		b.WriteByte('\n')
	}
	for i, t := range s.Tokens {
		fmt.Fprintf(&b, "%d\t%s\t%s\t%s\t%s\t%s\t%d\t%s\t_\t%s\n",
			i+1, blank(t.Form), blank(t.Lemma), blank(t.UPOS), blank(t.XPOS), blank(t.Feats), t.Head+1, blank(t.Rel), blank(t.Misc))
	}
	b.WriteByte('\n')
	_, err := io.WriteString(w, b.String())
	return err
}

func blank(s string) string {
	if s == "" {
		return "_"
	}
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r == '\r' {
			return ' '
		}
		return r
	}, s)
}

// Article writes the sentences out as running text, with an empty line between
// paragraphs, and tells where each of their tokens lies in it.
func Article(sents []Sentence) (nlp.Article, [][]nlp.Span) {
	var b strings.Builder
	spans := make([][]nlp.Span, len(sents))
	for i, s := range sents {
		if s.NewPar && i > 0 {
			b.WriteString("\n\n")
		}
		for _, t := range s.Tokens {
			at := b.Len()
			b.WriteString(t.Form)
			spans[i] = append(spans[i], nlp.Span{Start: at, End: b.Len()})
			if t.Space {
				b.WriteByte(' ')
			}
		}
	}
	a := nlp.Article{Text: b.String()}
	if len(sents) > 0 {
		a.ID = sents[0].Doc
	}
	return a, spans
}

// Document lays the sentences out as the segmenter would: text, sentences and
// tokens in the form that the stages read, with gold tokens and nothing else.
// Sentences are parted by a line break, so that each is a block of its own.
func Document(sents []Sentence) *nlp.Document {
	var b strings.Builder
	doc := &nlp.Document{}
	for i := range sents {
		if i > 0 {
			b.WriteByte('\n')
		}
		first, start, space := len(doc.Tokens), b.Len(), false
		for _, t := range sents[i].Tokens {
			if space {
				b.WriteByte(' ')
			}
			at := b.Len()
			b.WriteString(t.Form)
			doc.Tokens = append(doc.Tokens, nlp.Token{
				Span: nlp.Span{Start: at, End: b.Len()}, Text: Fold(t.Form), Head: -1, Space: space,
			})
			space = t.Space
		}
		span := nlp.Span{Start: start, End: b.Len()}
		doc.Blocks = append(doc.Blocks, nlp.Block{Span: span})
		doc.Sentences = append(doc.Sentences, nlp.Sentence{Span: span, Block: i, First: first, Last: len(doc.Tokens)})
	}
	doc.Article.Text = b.String()
	return doc
}

var fold = strings.NewReplacer(
	"’", "'", "‘", "'", "‚", "'", "‛", "'", "′", "'", "ʼ", "'", "`", "'", "´", "'",
	"“", `"`, "”", `"`, "„", `"`, "‟", `"`, "«", `"`, "»", `"`, "″", `"`,
	"–", "-", "‐", "-", "‑", "-", "‒", "-", "−", "-", "—", "--", "―", "--", "…", "...",
)

// Fold writes typographic quotes, dashes and dots in ASCII, as the segmenter
// does in Token.Text.
func Fold(s string) string { return fold.Replace(s) }
