// Package ner finds the mentions of a document: names, descriptions of actors
// and things, and pronouns.
//
// It reads Sentences and Tokens (with Tag, Lemma, Head and Rel; without them it
// still finds names) and writes Mentions. These come out:
//
//   - Name: the bare name, without article, title or description: "TikTok",
//     "Aleksei Navalny", "Higher School of Economics". Names do not overlap each
//     other. Adjectives of nationality are no names.
//   - Nominal: a noun phrase whose head noun is listed with a type in
//     lexicon/nouns.tsv or nouns_wordnet.tsv ("a Moscow court", "police",
//     "TikTok users"), the people of a country ("Russians"), or a phrase around
//     a name that says more than the name ("Kremlin critic Aleksei Navalny").
//     The wording runs from the determiner to the head with adjectives,
//     compounds and possessors; never into a relative clause. Where phrases
//     with prepositions follow ("the head of the commission on foreign
//     interference"), the longer wordings are mentions too: with "of" phrases,
//     with all such phrases, with an apposition ("Dave Lewis, CEO of Tesco") or
//     a bracketed short form ("People Power Party (PPP)").
//   - Pronoun: personal and possessive pronouns. Expletive "it" is left out
//     where the tree marks it.
//
// Head is always the syntactic head: the token of the span whose governor lies
// outside it. All wordings of one noun phrase that hold its head share Head and
// Type, so a mention can be looked up by the head of an argument, and mentions
// with the same Head mean the same thing. Mentions are in order of Start, longer first,
// no two with the same span. Type is never empty, except that of pronouns other
// than he, she, I, you and we. Entity is -1 everywhere: coref links mentions.
//
// Names come from a convolutional tagger with a conditional random field over
// word vectors, spellings and gazetteers, then all occurrences of a name in the
// document vote on its type, together with the words around them.
package ner

import (
	"io/fs"

	"github.com/newsgraph/newsgraph/nlp"
)

// Recognizer is the stage. It is safe for concurrent use.
type Recognizer struct {
	tagger *tagger
	lex    *lexicon
}

// New loads models/vectors.bin, models/ner.bin and the lexicons.
func New(fsys fs.FS) (*Recognizer, error) {
	tagger, err := loadTagger(fsys)
	if err != nil {
		return nil, err
	}
	lex, err := loadLexicon(fsys)
	if err != nil {
		return nil, err
	}
	return &Recognizer{tagger, lex}, nil
}

// Process sets doc.Mentions.
func (r *Recognizer) Process(doc *nlp.Document) {
	s := r.tagger.pool.Get().(*scratch)
	defer r.tagger.pool.Put(s)
	a := analysis{doc: doc, lex: r.lex}
	r.findNames(&a, s)
	a.findPhrases()
	a.findPronouns()
	doc.Mentions = a.sorted()
}

// Named is a name as Names reports it.
type Named struct {
	First, Last int    // tokens, half open
	Kind        string // PER, ORG, LOC or OTH, as the corpora count
	Type        nlp.EntityType
	Confidence  float32
}

// Names finds the names alone, for measuring them.
func (r *Recognizer) Names(doc *nlp.Document) []Named {
	s := r.tagger.pool.Get().(*scratch)
	defer r.tagger.pool.Put(s)
	a := analysis{doc: doc, lex: r.lex}
	r.findNames(&a, s)
	out := make([]Named, len(a.names))
	for i, n := range a.names {
		out[i] = Named{n.first, n.last, kindNames[n.kind], n.typ, n.confidence}
	}
	return out
}
