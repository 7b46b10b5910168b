package eval

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/conll"
	"github.com/newsgraph/newsgraph/nlp/ner"
)

// NameSentence is a sentence with its names marked.
type NameSentence struct {
	Doc    string
	ID     string // "# sent_id"
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
	doc, id := "", ""
	flush := func() {
		if len(s.Words) > 0 {
			s.Doc, s.ID = doc, id
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
		} else if rest, ok := strings.CutPrefix(line, "# sent_id = "); ok {
			flush()
			id = rest
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

// NameScores measures names of persons, organizations and places on Universal
// NER's development and test halves of EWT: on the corpus' own tokens, with
// predicted tags and trees, and from raw text.
func NameScores(in Inputs) ([]Score, error) {
	segmenter, tagger, parser, err := syntax(in.Models)
	if err != nil {
		return nil, err
	}
	r, err := ner.New(in.Models)
	if err != nil {
		return nil, err
	}
	var out []Score
	for _, name := range []string{"ewt-dev", "ewt-test"} {
		names, err := ReadUNER(filepath.Join(in.Shared, "corpora/ner/uner-"+name+".iob2"))
		if err != nil {
			return nil, err
		}
		trees, err := conll.ReadFile(filepath.Join(in.Shared, "corpora/ud", name+".conllu"))
		if err != nil {
			return nil, err
		}
		raw, err := RawNames(r, names, trees, segmenter, tagger, parser)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for _, x := range []struct {
			input string
			score NameScore
		}{{"gold tokens: ", Names(r, names, tagger, parser)}, {"raw text: ", raw}} {
			for _, kind := range []string{"", "PER", "ORG", "LOC"} {
				out = append(out, Score{"names", "uner-" + name, x.input + strings.TrimSpace(kind+" F1"), x.score[kind].F1()})
			}
		}
	}
	return out, nil
}

// RawNames measures the recognizer on running text after the given stages. The
// treebank holds the same sentences as the names and tells how they were
// spaced. Spans must match to the byte.
func RawNames(r *ner.Recognizer, names []NameSentence, trees []conll.Sentence, before ...nlp.Stage) (NameScore, error) {
	byID := map[string]NameSentence{}
	for _, s := range names {
		byID[s.ID] = s
	}
	score := NameScore{}
	for from := 0; from < len(trees); {
		to := from + 1
		for to < len(trees) && trees[to].Doc == trees[from].Doc {
			to++
		}
		article, spans := conll.Article(trees[from:to])
		doc := &nlp.Document{Article: article}
		process(doc, before)
		found := map[nlp.Span]string{}
		for _, n := range r.Names(doc) {
			found[doc.TokenSpan(n.First, n.Last)] = n.Kind
		}
		gold := map[nlp.Span]string{}
		for i, s := range trees[from:to] {
			named := byID[s.ID]
			// The corpora split some words differently.
			words, ok := locate(article.Text, spans[i][0].Start, named.Words)
			if !ok {
				return nil, fmt.Errorf("sentence %s: the words with names are not those of the text", s.ID)
			}
			for span, kind := range Spans(named.Labels) {
				gold[nlp.Span{Start: words[span[0]].Start, End: words[span[1]-1].End}] = kind
			}
		}
		compare(score, gold, found)
		from = to
	}
	return score, nil
}

// locate finds the words, which follow each other in the text from offset at
// with nothing but white space between.
func locate(text string, at int, words []string) ([]nlp.Span, bool) {
	out := make([]nlp.Span, len(words))
	for i, w := range words {
		for at < len(text) && unicode.IsSpace(rune(text[at])) {
			at++
		}
		if !strings.HasPrefix(text[at:], w) {
			return nil, false
		}
		out[i] = nlp.Span{Start: at, End: at + len(w)}
		at += len(w)
	}
	return out, true
}

// compare counts the names found; OTH is not scored.
func compare[S comparable](score NameScore, gold, found map[S]string) {
	for span, kind := range found {
		switch {
		case kind == "OTH":
		case gold[span] == kind:
			score.count(kind, Counts{TP: 1})
		default:
			score.count(kind, Counts{FP: 1})
		}
	}
	for span, kind := range gold {
		if kind != "OTH" && found[span] != kind {
			score.count(kind, Counts{FN: 1})
		}
	}
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
	process(doc, before)
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
		compare(score, Spans(s.Labels), found[i])
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
