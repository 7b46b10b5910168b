package graph

import (
	"context"
	"encoding/json"
	"iter"

	"github.com/newsgraph/newsgraph/nlp"
)

// articleStore is the truth: articles with their texts, claims and mentions,
// and the curation log. Quads and index are made of it.
type articleStore interface {
	// begin starts a transaction that sees one state of the store from its
	// beginning to its end. Only one that writes is open at a time; another
	// waits for it, at most until ctx ends.
	begin(ctx context.Context, write bool) (articleTx, error)
	close() error
}

// articleTx is a transaction of an articleStore, for one goroutine. rollback
// ends it, and does nothing after commit.
type articleTx interface {
	// asOf hides what other processes have written after a batch, for a reader
	// whose index knows no more.
	asOf(sequence uint64)
	// sequence is the number of the last batch, 1 in a new store.
	sequence() (uint64, error)
	setSequence(n uint64) error
	// extent is what setExtent has noted last, zeros where it never has: what an
	// index of the store may take up, and no more than a hint.
	extent() (extent, error)
	setExtent(n extent) error
	// missed lists the articles that batches after the given one have written or
	// deleted; known is false where that cannot be told.
	missed(after uint64) (ids []string, known bool, err error)

	// record reads an article without its text, or returns ErrNotFound.
	record(id string) (*record, error)
	// records is every article, in the order of their keys.
	records() iter.Seq2[*record, error]
	// summaries is every article as the index takes it in.
	summaries() iter.Seq2[*summary, error]
	// claim reads one claim, or returns ErrNotFound.
	claim(article string, n int) (nlp.Claim, error)
	// text is an article's text, nil where there is none. The bytes are valid
	// until the transaction ends.
	text(id string) ([]byte, error)
	// put writes an article that is not there.
	put(r *record, text string) error
	// remove deletes an article that is there.
	remove(r *record) error

	// putRedo keeps the change of the quads that the batch means, and forgets
	// those of batches up to followed.
	putRedo(r redo, followed uint64) error
	// redo returns what putRedo has kept for a batch, or ErrNotFound.
	redo(sequence uint64) (redo, error)

	// judgements is the curation log, the oldest first.
	judgements() ([]Judgement, error)
	// appendJudgement adds to the log what judgements then returns last.
	appendJudgement(j Judgement) error

	commit() error
	rollback()
}

// viewArticles calls f in a transaction that only reads and sees what the index
// has taken in. The caller holds s.mu.
func (s *Store) viewArticles(ctx context.Context, f func(articleTx) error) error {
	return s.latestArticles(ctx, func(tx articleTx) error {
		tx.asOf(s.indexed)
		return f(tx)
	})
}

// latestArticles calls f in a transaction that only reads and sees all.
func (s *Store) latestArticles(ctx context.Context, f func(articleTx) error) error {
	tx, err := s.articles.begin(ctx, false)
	if err != nil {
		return err
	}
	defer tx.rollback()
	return f(tx)
}

// encode makes bytes of it for the article store.
func (n extent) encode() ([]byte, error) { return json.Marshal(n) }

// decodeExtent bounds what damage can ask for.
func decodeExtent(data []byte) extent {
	var n extent
	if json.Unmarshal(data, &n) != nil {
		return extent{}
	}
	for _, v := range []*int{&n.Articles, &n.Rows, &n.Locals, &n.Entities, &n.Symbols, &n.Edges} {
		*v = min(max(*v, 0), 1<<25)
	}
	return n
}

// summarized is articles as the index takes them in, made anew.
func summarized(records iter.Seq2[*record, error]) iter.Seq2[*summary, error] {
	return func(yield func(*summary, error) bool) {
		for r, err := range records {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(summarize(r), nil) {
				return
			}
		}
	}
}
