package relation

import (
	"fmt"
	"io/fs"
	"math"
	"sort"
	"strconv"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// A claim's confidence is the probability that a careful reader would find it
// in its sentence: a logistic regression over what is known of the claim, with
// weights fitted on annotated articles (nlptool fit confidence).
//
// data/lexicon/confidence.tsv has two columns, feature and weight. A feature is
// a name and, where it is one of several values, "=" and the value:
// "status=negated". "bias" is the constant. No claim is
// left out for a low confidence: on articles that the weights were not fitted
// on, every threshold cost as many right claims as it spared wrong ones.

// aspect names a group of features.
type aspect uint8

const (
	ofRelation aspect = iota
	ofKind            // of the trigger
	ofStatus          //
	ofClause          // dependency relation of the trigger
	ofSubject         // entity type, or phrase or none
	ofObject
	ofSubjectForm // name, nominal, pronoun, phrase or clause, and whether its entity has a name
	ofObjectForm
	ofSubjectRole // the path of the frame that gave it, "shallow" for its place alone
	ofBlock       // kind of block
	isShallow     // object by its place alone
	isQuoted
	isReported // has a speaker
	isBackground
	isElsewhere // subject from another sentence
	ofTree      // doubt of the parser, the sum over the arcs between trigger and arguments
	ofWorstArc  // the greatest doubt of these
	ofSentence  // length
	aspects     = iota
)

var aspectNames = [aspects]string{
	"relation", "kind", "status", "clause", "subject", "object", "subject-form", "object-form", "subject-role",
	"block", "object-shallow", "quoted", "reported", "background", "elsewhere", "tree", "worst-arc", "sentence",
}

// Feature is something known of a claim, for fitting weights.
type Feature struct {
	Name  string
	Value float64
}

// feature is a Feature before its name is spelled out.
type feature struct {
	of    aspect
	value string // "" for numbers
	x     float64
}

// weights is what confidence.tsv holds.
type weights struct {
	bias float64
	of   [aspects]map[string]float64
	log  *[][]Feature // non-nil to keep the features of every claim
}

func loadWeights(fsys fs.FS) (*weights, error) {
	ws := &weights{}
	for i := range ws.of {
		ws.of[i] = map[string]float64{}
	}
	byName := map[string]map[string]float64{}
	for i, name := range aspectNames {
		byName[name] = ws.of[i]
	}
	err := eachRow(fsys, "lexicon/confidence.tsv", 2, func(row []string) error {
		v, err := strconv.ParseFloat(row[1], 64)
		if err != nil {
			return fmt.Errorf("weight of %q: %w", row[0], err)
		}
		name, value, _ := strings.Cut(row[0], "=")
		switch group := byName[name]; {
		case row[0] == "bias":
			ws.bias = v
		case group != nil:
			group[value] = v
		default:
			return fmt.Errorf("unknown feature %q", row[0])
		}
		return nil
	})
	return ws, err
}

// confidence estimates the probability that the claim is right.
func (x *extraction) confidence(c *nlp.Claim, d draft) float64 {
	ws := x.e.weights
	var buf [aspects]feature
	fs := x.claimFeatures(c, d, buf[:0])
	z := ws.bias
	for _, f := range fs {
		z += ws.of[f.of][f.value] * f.x
	}
	if ws.log != nil {
		named := make([]Feature, len(fs))
		for i, f := range fs {
			named[i] = Feature{aspectNames[f.of], f.x}
			if f.value != "" {
				named[i].Name += "=" + f.value
			}
		}
		*ws.log = append(*ws.log, named)
	}
	return math.Round(100/(1+math.Exp(-z))) / 100
}

// claimFeatures appends what speaks for or against a claim.
func (x *extraction) claimFeatures(c *nlp.Claim, d draft, out []feature) []feature {
	add := func(of aspect, value string) {
		if value != "" {
			out = append(out, feature{of, value, 1})
		}
	}
	number := func(of aspect, v float64) {
		if v != 0 {
			out = append(out, feature{of, "", v})
		}
	}
	flag := func(of aspect, holds bool) {
		if holds {
			out = append(out, feature{of, "", 1})
		}
	}
	sent := &x.doc.Sentences[x.sentenceAt[d.head]]
	add(ofRelation, d.relation)
	add(ofKind, kindLabels[d.kind])
	add(ofStatus, string(c.Status))
	add(ofClause, x.t.rel(d.head))
	add(ofSubject, argumentClass(c.Subject))
	add(ofObject, argumentClass(c.Object))
	add(ofSubjectRole, d.subjectRole)
	if b := sent.Block; b < len(x.doc.Blocks) {
		add(ofBlock, blockLabels[x.doc.Blocks[b].Kind])
	}
	flag(isShallow, d.objectRole == "shallow")
	flag(isQuoted, x.quoteAt[d.head] >= 0)
	flag(isReported, c.SaidBy != nil)
	flag(isBackground, d.background)
	number(ofSentence, math.Log(float64(sent.Last-sent.First)/20))
	doubt, worst := 0.0, 0.0
	for i, a := range [...]*nlp.Argument{c.Subject, c.Object} {
		if a == nil {
			continue
		}
		head, form := x.argumentHead(a)
		if head < 0 {
			continue
		}
		add([...]aspect{ofSubjectForm, ofObjectForm}[i], form)
		if x.sentenceAt[head] != x.sentenceAt[d.head] {
			flag(isElsewhere, i == 0)
			continue
		}
		sum, most := x.pathDoubt(head, d.head)
		doubt, worst = doubt+sum, max(worst, most)
	}
	number(ofTree, min(doubt, 4))
	number(ofWorstArc, worst)
	return out
}

var (
	kindLabels  = [kinds]string{"verb", "noun", "adj", "entity", "name", "nominal"}
	blockLabels = [...]string{nlp.Body: "body", nlp.Headline: "headline", nlp.Heading: "heading", nlp.Furniture: "furniture"}
)

func argumentClass(a *nlp.Argument) string {
	if a == nil {
		return "none"
	}
	return string(a.Type)
}

// argumentHead finds the token that heads an argument, and what kind of words
// it is made of; -1 if its words are no tokens.
func (x *extraction) argumentHead(a *nlp.Argument) (head int, form string) {
	toks := x.doc.Tokens
	first := sort.Search(len(toks), func(i int) bool { return toks[i].End > a.Start })
	if first == len(toks) || toks[first].Start >= a.End {
		return -1, ""
	}
	// The head is the word whose governor stands outside the argument.
	head = first
	for i := first; i < len(toks) && toks[i].End <= a.End; i++ {
		if g := toks[i].Head; g < first || toks[g].Start >= a.End {
			if !isPunct(toks[i].Tag) {
				head = i
				break
			}
		}
	}
	if a.Type == nlp.Phrase {
		if x.t.isPredicate(head) {
			return head, "clause"
		}
		return head, "phrase"
	}
	if m := x.startsAt[first]; m >= 0 {
		men := &x.doc.Mentions[m]
		switch named := men.Entity >= 0 && x.doc.Entities[men.Entity].Named; {
		case men.Kind == nlp.Name:
			return head, "name"
		case men.Kind == nlp.Pronoun && named:
			return head, "pronoun"
		case men.Kind == nlp.Pronoun:
			return head, "pronoun-nameless"
		case named:
			return head, "nominal"
		}
	}
	return head, "nominal-nameless"
}

// pathDoubt sums and maximizes the parser's doubt, one minus its probability,
// over the arcs between two tokens of a sentence. Before parsers give
// probabilities there is none.
func (x *extraction) pathDoubt(a, b int) (sum, most float64) {
	depth := func(i int) int {
		n := 0
		for ; i >= 0 && n < 64; i = x.t.tok(i).Head {
			n++
		}
		return n
	}
	da, db := depth(a), depth(b)
	for steps := 0; a != b && a >= 0 && b >= 0 && steps < 128; steps++ {
		up := &a
		if db > da {
			up, db = &b, db-1
		} else {
			da--
		}
		tok := x.t.tok(*up)
		if tok.Prob > 0 {
			d := 1 - float64(tok.Prob)
			sum, most = sum+d, max(most, d)
		}
		*up = tok.Head
	}
	return sum, most
}

// Sample is a claim with its features.
type Sample struct {
	Claim    nlp.Claim
	Features []Feature
}

// Samples runs the stage on a document and returns its claims with the features to
// fit weights on. What the present weights are has no influence.
func (e *Extractor) Samples(doc *nlp.Document) []Sample {
	ws := &weights{log: &[][]Feature{}}
	own := &Extractor{frames: e.frames, words: e.words, weights: ws, open: e.open}
	x := &extraction{e: own, lex: e.words}
	x.run(doc)
	var out []Sample
	for _, c := range x.finish() {
		for i := range x.claims {
			if d := &x.claims[i]; d.Subject == c.Subject && d.Object == c.Object && d.Frame == c.Frame && d.TriggerStart == c.TriggerStart {
				out = append(out, Sample{c, (*ws.log)[i]})
				break
			}
		}
	}
	return out
}
