package graph

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"sync"

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
	// Curation is the file of the curation log of an embedded store, for a log
	// that is kept elsewhere, as in git; empty means curation.jsonl in the store.
	Curation string
	// Lexicon holds lexicon/*.tsv, as package data has them; nil means none.
	Lexicon fs.FS
	// Gazetteer is a file of the user's own that seeds names for linking, in a
	// form that link.ReadGazetteer knows; empty means none.
	Gazetteer string
	// Progress, where not nil, is told how far long work on the whole store is:
	// what is being done, to how many articles of how many, 0 where nobody knows.
	Progress func(what string, done, total int)
}

// What Options.Progress is told of.
const (
	Loading    = "loading the store"
	Rebuilding = "making the graph anew"
)

func (o *Options) progress(what string, done, total int) {
	if o.Progress != nil {
		o.Progress(what, done, total)
	}
}

// Store holds articles, their claims and the graph made of them. It is safe
// for concurrent use by many readers and writers; writers take turns.
//
// Articles, claims and judgements are stored first and are the truth; index and
// quads are made of them. A write goes through
//
//	catchUp   the index learns of batches that it has missed
//	store     articles, index and the change of the quads, in one transaction
//	follow    the quads are changed, or made anew where that fails
//
// and Open goes through load and follow.
//
// Locks are taken in this order: writing, a write transaction of articles, mu.
// Readers take mu alone and open transactions under it; queries read quads
// without any lock.
type Store struct {
	opts     Options
	articles articleStore
	quads    projection
	remove   string    // directory that Close removes
	follower *follower // nil where no other process can write
	warning  error     // what Open has passed over

	writing  sync.Mutex // held through a whole batch; guards:
	at       position   // what the index has taken in
	followed uint64     // sequence number up to which changes of quads may be forgotten
	broken   bool       // the quads have to be made anew

	mu      sync.RWMutex
	index   *index
	indexed uint64 // the batch that it has taken in last
	size    int64  // quads

	running chan struct{} // one slot for each query that runs
}

// Open opens the store in directory path and creates it where there is none.
// An empty path gives a store in a temporary directory that Close removes. A
// store that another process has open is an error, at once.
func Open(ctx context.Context, path string, opts Options) (*Store, error) {
	silence()
	s := &Store{opts: opts, running: make(chan struct{}, max(2, runtime.GOMAXPROCS(0)))}
	name := path
	if path == "" {
		dir, err := os.MkdirTemp("", "newsgraph-*")
		if err != nil {
			return nil, fmt.Errorf("graph: open temporary store: %w", err)
		}
		path, s.remove = dir, dir
	} else if isPostgres(path) {
		name = Redacted(path)
	} else if scheme, _, ok := strings.Cut(path, "://"); ok {
		return nil, fmt.Errorf("graph: open %s://...: a store is a directory or postgres://USER@HOST/DATABASE", scheme)
	} else if err := os.MkdirAll(path, 0o755); err != nil {
		return nil, fmt.Errorf("graph: open %s: %w", path, err)
	}
	if err := s.open(ctx, path); err != nil {
		return nil, errors.Join(fmt.Errorf("graph: open %s: %w", name, err), s.Close())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, path string) error {
	if isPostgres(path) {
		p, err := openPostgres(ctx, path)
		if err != nil {
			return err
		}
		s.articles, s.quads = p, p
	} else if err := s.openFiles(path); err != nil {
		return err
	}
	err := s.latestArticles(ctx, func(tx articleTx) error { return s.load(ctx, tx) })
	if err != nil {
		return err
	}
	if err := s.follow(ctx); err != nil {
		return err
	}
	if isPostgres(path) {
		s.startFollower()
	}
	return nil
}

// load makes the index from the article store.
func (s *Store) load(ctx context.Context, tx articleTx) error {
	sequence, err := tx.sequence()
	if err != nil {
		return err
	}
	basis, err := s.basis(tx)
	if err != nil {
		return err
	}
	x, err := loadIndex(ctx, tx, s.opts, tx.summaries())
	if err != nil {
		return err
	}
	s.at = position{sequence, basis}
	s.mu.Lock()
	s.index, s.indexed = x, sequence
	s.mu.Unlock()
	go x.ready()
	return nil
}

// catchUp brings the index up to the article store: other processes may have
// written to it, or a batch of this one has failed halfway. The caller holds
// s.writing.
func (s *Store) catchUp(ctx context.Context, tx articleTx) error {
	sequence, err := tx.sequence()
	if err != nil || sequence == s.at.sequence {
		return err
	}
	ids, known, err := tx.missed(s.at.sequence)
	if err != nil {
		return err
	}
	if !known {
		return s.load(ctx, tx)
	}
	var olds, news []*record
	for _, id := range ids {
		if _, ok := s.index.byArt[id]; ok {
			olds = append(olds, &record{stored: stored{ArticleInfo: ArticleInfo{Article: nlp.Article{ID: id}}}})
		}
		switch r, err := tx.record(id); {
		case err == nil:
			news = append(news, r)
		case !errors.Is(err, ErrNotFound):
			return err
		}
	}
	log, err := tx.judgements()
	if err != nil {
		return err
	}
	basis, err := s.basis(tx)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.index.change(olds, news, log) // the quads are the business of who wrote
	s.at, s.indexed = position{sequence, basis}, sequence
	return nil
}

// Close releases the store once all its transactions have ended. No method may
// be called afterwards.
func (s *Store) Close() error {
	var errs []error
	if s.follower != nil {
		s.follower.close()
	}
	if s.articles != nil {
		errs = append(errs, s.articles.close())
	}
	if s.quads != nil {
		errs = append(errs, s.quads.close())
	}
	if s.remove != "" {
		errs = append(errs, os.RemoveAll(s.remove))
	}
	return errors.Join(errs...)
}

// Warning tells what was wrong with the store and did no harm: the last line of
// the curation log was cut short by a crash and is passed over. It is nil where
// all is well.
func (s *Store) Warning() error { return s.warning }

// Current reports whether the article is stored with the same text and
// metadata, analysed under the same Options.Version: nothing to do for it.
func (s *Store) Current(a nlp.Article) bool {
	cleaned, err := clean(Entry{Article: a})
	if err != nil {
		return false
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	i, ok := s.index.byArt[cleaned.Article.ID]
	return ok && s.index.articles[i].SourceDigest == sourceDigest(cleaned.Article, s.opts.Version)
}
