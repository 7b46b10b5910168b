// Package coref finds which mentions of a document refer to the same thing.
//
// In go the sentences and tokens with tags, lemmas and dependency trees and
// the mentions that package ner found (names, descriptions of actors,
// pronouns). Out come Mention.Entity and Document.Entities: one entity for
// each thing, with a canonical name and the identifier made of it.
//
// It works in three passes:
//
//  1. Candidates: every noun phrase and pronoun of the trees, whether or not
//     ner made a mention of it, so that "it" can refer to a ruling, which is
//     no actor, rather than to the last actor seen.
//  2. Names are joined by rules: same spelling, surname of a full name,
//     acronym, alias in brackets, legal suffix (file names.go). Appositions
//     and copulas join a description to its name.
//  3. Descriptions and pronouns choose an antecedent or none by a trained
//     ranker (files features.go and model.go), guarded by rules that forbid
//     what is never right, such as two different full names in one entity.
//
// It makes no mentions of its own and does not link across articles: that two
// articles mean the same thing shows only in equal identifiers. A pronoun that
// finds no antecedent keeps Entity -1; every other mention has an entity.
package coref

import (
	"fmt"
	"io/fs"
	"sync"

	"github.com/newsgraph/newsgraph/nlp"
)

// Resolver resolves coreference. It is safe for concurrent use.
type Resolver struct {
	lex   *lexicon
	model *Model
	pool  sync.Pool // of *analysis
}

// ModelPath is where the ranker's model stands in data.FS.
const ModelPath = "models/coref.bin"

// New loads lexicons and model.
func New(fsys fs.FS) (*Resolver, error) {
	lex, err := loadLexicon(fsys)
	if err != nil {
		return nil, err
	}
	b, err := fs.ReadFile(fsys, ModelPath)
	if err != nil {
		return nil, fmt.Errorf("coref: %w", err)
	}
	m, err := OpenModel(b)
	if err != nil {
		return nil, err
	}
	return newResolver(lex, m), nil
}

// NewWithModel is New with a model that is not in fsys, for training.
func NewWithModel(fsys fs.FS, m *Model) (*Resolver, error) {
	lex, err := loadLexicon(fsys)
	if err != nil {
		return nil, err
	}
	return newResolver(lex, m), nil
}

func newResolver(lex *lexicon, m *Model) *Resolver {
	return &Resolver{lex: lex, model: m, pool: sync.Pool{New: func() any { return new(analysis) }}}
}

// Process fills Entity of the document's mentions and its Entities.
func (r *Resolver) Process(doc *nlp.Document) {
	a := r.pool.Get().(*analysis)
	defer r.pool.Put(a)
	a.reset(r, doc)
	a.findCandidates()
	a.joinNames()
	a.rank()
	a.entities()
}

// Chains returns the document's chains of two and more coreferent phrases in
// the manner of OntoNotes: full noun phrases with their relative clauses,
// abstract things included, appositions and predicates left out. Only Span,
// First, Last, Head, Sentence and Kind of the mentions are set. It reads
// doc.Mentions for names and types and changes nothing; benchmarks use it.
func (r *Resolver) Chains(doc *nlp.Document) [][]nlp.Mention {
	a := r.pool.Get().(*analysis)
	defer r.pool.Put(a)
	a.reset(r, doc)
	a.findCandidates()
	a.joinNames()
	a.rank()
	return a.chains()
}
