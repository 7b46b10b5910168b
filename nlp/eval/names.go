package eval

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/ner"
)

// NameSentence is a sentence with its names marked.
type NameSentence struct {
	Doc    string
	Words  []string
	Labels []string // O, B-PER, I-PER, ...: see ner.Labels
}

// ReadUNER reads a file of Universal NER (columns: number, word, label).
// Labels other than PER, ORG, LOC and OTH count as O.
func ReadUNER(path string) ([]NameSentence, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("names: %w", err)
	}
	defer f.Close()
	var out []NameSentence
	var s NameSentence
	doc := ""
	flush := func() {
		if len(s.Words) > 0 {
			s.Doc = doc
			out = append(out, s)
		}
		s = NameSentence{}
	}
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		line := sc.Text()
		if strings.TrimSpace(line) == "" {
			flush()
			continue
		}
		if rest, ok := strings.CutPrefix(line, "# newdoc id = "); ok {
			flush()
			doc = rest
		}
		c := strings.Split(line, "\t")
		if len(c) < 3 || strings.Contains(c[0], "-") {
			continue // a comment, or the range of a multi-word token
		}
		prefix, kind, _ := strings.Cut(c[2], "-")
		label := "O"
		switch kind {
		case "PER", "ORG", "LOC", "OTH":
			label = "B-" + kind
			if n := len(s.Labels); prefix == "I" && n > 0 && s.Labels[n-1] != "O" && s.Labels[n-1][2:] == kind {
				label = "I-" + kind
			}
		}
		s.Words = append(s.Words, c[1])
		s.Labels = append(s.Labels, label)
	}
	flush()
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("names: %s: %w", path, err)
	}
	return out, nil
}

// Spans returns the names of labels in the IOB2 scheme: tokens [first, last) and
// kind.
func Spans(labels []string) map[[2]int]string {
	out := map[[2]int]string{}
	for i := 0; i < len(labels); {
		if !strings.HasPrefix(labels[i], "B-") {
			i++
			continue
		}
		j := i + 1
		for j < len(labels) && labels[j] == "I-"+labels[i][2:] {
			j++
		}
		out[[2]int{i, j}] = labels[i][2:]
		i = j
	}
	return out
}

// Counts are true positives, false positives and false negatives.
type Counts struct{ TP, FP, FN int }

// F1 is the harmonic mean of precision and recall, 0 to 100.
func (c Counts) F1() float64 {
	if c.TP == 0 {
		return 0
	}
	return 200 * float64(c.TP) / float64(2*c.TP+c.FP+c.FN)
}

// NameScore is the exact-span score of names by kind; "" holds all of PER, ORG
// and LOC.
type NameScore map[string]Counts

// String lists the F1 scores.
func (s NameScore) String() string {
	return fmt.Sprintf("F1 %.2f (PER %.2f, ORG %.2f, LOC %.2f)", s[""].F1(), s["PER"].F1(), s["ORG"].F1(), s["LOC"].F1())
}

// Names measures the recognizer on the corpus' own tokens, document by
// document, so that the votes of a document count. Stages before the
// recognizer, a tagger and a parser, may be given.
func Names(r *ner.Recognizer, sentences []NameSentence, before ...nlp.Stage) NameScore {
	score := NameScore{}
	for len(sentences) > 0 {
		n := 1
		for n < len(sentences) && sentences[n].Doc == sentences[0].Doc {
			n++
		}
		nameDocument(r, sentences[:n], before, score)
		sentences = sentences[n:]
	}
	return score
}

func nameDocument(r *ner.Recognizer, sentences []NameSentence, before []nlp.Stage, score NameScore) {
	doc := NameDocument(sentences)
	for _, s := range before {
		s.Process(doc)
	}
	found := make([]map[[2]int]string, len(sentences))
	for i := range found {
		found[i] = map[[2]int]string{}
	}
	sent := 0
	for _, n := range r.Names(doc) {
		for n.First >= doc.Sentences[sent].Last {
			sent++
		}
		first := doc.Sentences[sent].First
		found[sent][[2]int{n.First - first, n.Last - first}] = n.Kind
	}
	for i, s := range sentences {
		gold := Spans(s.Labels)
		for span, kind := range found[i] {
			if kind == "OTH" {
				continue
			}
			if gold[span] == kind {
				score.count(kind, Counts{TP: 1})
			} else {
				score.count(kind, Counts{FP: 1})
			}
		}
		for span, kind := range gold {
			if kind != "OTH" && found[i][span] != kind {
				score.count(kind, Counts{FN: 1})
			}
		}
	}
}

func (s NameScore) count(kind string, c Counts) {
	for _, k := range []string{kind, ""} {
		x := s[k]
		s[k] = Counts{x.TP + c.TP, x.FP + c.FP, x.FN + c.FN}
	}
}

// NameDocument makes a document of sentences of words, one space apart.
func NameDocument(sentences []NameSentence) *nlp.Document {
	doc := &nlp.Document{}
	var text strings.Builder
	for _, s := range sentences {
		first := len(doc.Tokens)
		start := text.Len()
		for i, w := range s.Words {
			if i > 0 {
				text.WriteByte(' ')
			}
			at := text.Len()
			text.WriteString(w)
			doc.Tokens = append(doc.Tokens, nlp.Token{Span: nlp.Span{Start: at, End: text.Len()}, Text: w, Head: -1, Space: i > 0})
		}
		doc.Sentences = append(doc.Sentences, nlp.Sentence{Span: nlp.Span{Start: start, End: text.Len()}, First: first, Last: len(doc.Tokens)})
		text.WriteByte('\n')
	}
	doc.Article.Text = text.String()
	return doc
}
