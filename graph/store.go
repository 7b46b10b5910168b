package graph

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/newsgraph/newsgraph/nlp"
)

// Options are the settings of a Store. The zero value is useful.
type Options struct {
	// Version names everything but the article that analysis depends on:
	// models, lexicon, code. Current reports false for articles stored under
	// another version.
	Version string
	// Families maps a relation to its family for Edge.Family, as
	// data/lexicon/relations.tsv has it. Others belong to the family "open".
	Families map[string]string
}

// QueryOptions bound a query.
type QueryOptions struct {
	Limit   int           // rows; 0 means 100, at most 10,000
	Timeout time.Duration // 0 means 10 seconds
}

// Languages lists what Query understands.
var Languages = []string{"gizmo", "graphql", "mql"}

// Store holds articles, their claims and the graph made of them. It is safe
// for concurrent use.
type Store struct {
	opts Options
}

var errNotYet = errors.New("graph: not yet")

// Open opens the store in directory path and creates it where there is none.
// An empty path gives a store in a temporary file that Close removes. A store
// that another process has open is an error, at once.
func Open(ctx context.Context, path string, opts Options) (*Store, error) {
	return nil, errNotYet
}

// Close releases the store. No method may be called afterwards.
func (s *Store) Close() error { return errNotYet }

// Current reports whether the article is stored with the same text and
// metadata, analysed under the same Options.Version: nothing to do for it.
func (s *Store) Current(a nlp.Article) bool { return false }

// Add stores a batch of analysed articles in one transaction. An article that
// is there already is replaced; one that has not changed costs nothing. Of two
// entries for one article the last counts.
func (s *Store) Add(ctx context.Context, entries []Entry) (AddStats, error) {
	return AddStats{}, errNotYet
}

// Remove deletes an article and all that was said only in it, or returns
// ErrNotFound.
func (s *Store) Remove(ctx context.Context, articleID string) error { return errNotYet }

// Search finds entities by the beginnings of words of their names and aliases,
// whatever their case and diacritics; small typos are forgiven. The best comes
// first: exact, then prefix, then misspelt, each by degree. limit 0 means 20.
func (s *Store) Search(ctx context.Context, query string, limit int) ([]EntityInfo, error) {
	return nil, errNotYet
}

// Entity describes one entity, or returns ErrNotFound.
func (s *Store) Entity(id string) (EntityInfo, error) { return EntityInfo{}, errNotYet }

// Ego returns the neighbourhood of the query's centers. Nodes stand in order of
// distance, then of claims that tie them to the nearer nodes. Centers that do
// not exist are left out; ErrNotFound when none does.
func (s *Store) Ego(ctx context.Context, q EgoQuery) (Subgraph, error) {
	return Subgraph{}, errNotYet
}

// Top returns the most reported relations among the entities that most claims
// are about, for a first look. limit bounds the nodes; 0 means 50.
func (s *Store) Top(ctx context.Context, limit int) (Subgraph, error) {
	return Subgraph{}, errNotYet
}

// Claims returns the claims that pass the filter, the newest first, and how
// many there are in all. limit 0 means 100.
func (s *Store) Claims(ctx context.Context, f Filter, offset, limit int) (views []ClaimView, total int, err error) {
	return nil, 0, errNotYet
}

// Claim returns one claim, or ErrNotFound.
func (s *Store) Claim(id string) (ClaimView, error) { return ClaimView{}, errNotYet }

// Articles lists articles without their text, the newest first, and how many
// there are in all. limit 0 means 100.
func (s *Store) Articles(ctx context.Context, offset, limit int) ([]ArticleInfo, int, error) {
	return nil, 0, errNotYet
}

// Article returns one article with its text, its claims and its mentions in
// order of text, or ErrNotFound.
func (s *Store) Article(id string) (ArticleInfo, []nlp.Claim, []nlp.MentionRecord, error) {
	return ArticleInfo{}, nil, nil, errNotYet
}

// Stats counts what the store holds.
func (s *Store) Stats() Stats { return Stats{} }

// Query answers a query in one of Languages. Errors that are the caller's fault
// wrap ErrQuery and say where; a deadline is context.DeadlineExceeded.
func (s *Store) Query(ctx context.Context, lang, text string, opts QueryOptions) (Result, error) {
	return Result{}, errNotYet
}

// WriteNQuads writes every quad of the graph as a line of N-Quads, sorted by
// bytes: equal graphs give equal files. IRIs stand as the graph has them,
// short; export.Write resolves them.
func (s *Store) WriteNQuads(ctx context.Context, w io.Writer) error { return errNotYet }
