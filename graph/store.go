package graph

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/newsgraph/newsgraph/graph/link"
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
	// Gazetteer seeds the names of things for linking; nil means none.
	Gazetteer *link.Gazetteer
}

// Store holds articles, their claims and the graph made of them. It is safe
// for concurrent use by many readers and writers; writers take turns.
//
// A store is a directory of two files of bbolt: articles.db, the truth, and
// quads.db, the projection that Cayley queries. They are apart so that a query
// that runs for long never holds up a reader of articles, and so that the
// projection can be deleted at any time: Open makes it again.
//
// Locks are taken in this order: writing, a write transaction of articles.db,
// mu. Readers take mu alone and open transactions under it; queries read
// quads.db without any lock.
type Store struct {
	opts     Options
	articles articleStore
	quads    projection
	remove   string // directory that Close removes

	writing sync.Mutex // held through a whole batch
	stale   bool       // the projection has missed a batch; under writing

	mu    sync.RWMutex
	index *index
	size  int64 // quads

	running chan struct{} // one slot for each query that runs
}

// openTimeout is how long Open waits for another process to let go of a file.
const openTimeout = 200 * time.Millisecond

// Open opens the store in directory path and creates it where there is none.
// An empty path gives a store in a temporary directory that Close removes. A
// store that another process has open is an error, at once.
func Open(ctx context.Context, path string, opts Options) (*Store, error) {
	silence()
	s := &Store{opts: opts, running: make(chan struct{}, max(2, runtime.GOMAXPROCS(0)))}
	if path == "" {
		dir, err := os.MkdirTemp("", "newsgraph-*")
		if err != nil {
			return nil, fmt.Errorf("graph: open temporary store: %w", err)
		}
		path, s.remove = dir, dir
	} else if err := os.MkdirAll(path, 0o755); err != nil {
		return nil, fmt.Errorf("graph: open %s: %w", path, err)
	}
	if err := s.open(ctx, path); err != nil {
		return nil, errors.Join(fmt.Errorf("graph: open %s: %w", path, err), s.Close())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, path string) (err error) {
	if err := s.openFiles(path); err != nil {
		return err
	}
	var last uint64
	err = s.viewArticles(ctx, func(tx articleTx) error {
		if last, err = tx.sequence(); err != nil {
			return err
		}
		s.index, err = loadIndex(ctx, tx, s.opts)
		return err
	})
	if err != nil {
		return err
	}
	at, err := s.quads.position()
	if err != nil {
		return err
	}
	// A new store has sequence 1 in both files after its first rebuild.
	if last == 0 || at != last {
		return s.rebuild(ctx)
	}
	s.size, err = s.quads.size()
	return err
}

// openFiles opens the files of an embedded store.
func (s *Store) openFiles(path string) error {
	articles, err := s.openFile(filepath.Join(path, "articles.db"))
	if err != nil {
		return err
	}
	log := curationLog{path: cmp.Or(s.opts.Curation, filepath.Join(path, "curation.jsonl"))}
	if s.articles, err = newBoltArticles(articles, log); err != nil {
		return err
	}
	quads, err := s.openFile(filepath.Join(path, "quads.db"))
	if err != nil {
		return err
	}
	s.quads = &boltQuads{db: quads}
	return nil
}

func (s *Store) openFile(path string) (*bolt.DB, error) {
	db, err := bolt.Open(path, 0o644, &bolt.Options{
		Timeout: openTimeout,
		// A map of free pages does not slow down as the file is rewritten.
		FreelistType: bolt.FreelistMapType,
		// Nothing of a temporary store has to survive a crash.
		NoSync: s.remove != "",
		// Growing the map makes a writer wait for readers; address space is free.
		InitialMmapSize: initialMap,
	})
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, fmt.Errorf("%s is in use by another newsgraph: stop that one, or if it is a server ask it over HTTP", filepath.Base(path))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return db, nil
}

// loadIndex reads the whole article store.
func loadIndex(ctx context.Context, tx articleTx, opts Options) (*index, error) {
	linker, err := link.New(opts.Lexicon, opts.Gazetteer)
	if err != nil {
		return nil, err
	}
	x := newIndex(linker)
	x.addAll(nil, func(yield func(*record) bool) {
		for r, failed := range tx.summaries() {
			if failed == nil {
				failed = ctx.Err()
			}
			if err = failed; err != nil || !yield(r) {
				return
			}
		}
	}, nil)
	if err != nil {
		return nil, err
	}
	all := make([]int32, len(x.entities))
	for i := range all {
		all[i] = int32(i)
	}
	x.settle(all)
	return x, nil
}

// Close releases the store once all its transactions have ended. No method may
// be called afterwards.
func (s *Store) Close() error {
	var errs []error
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

// Add stores a batch of analysed articles in one transaction. An article that
// is there already is replaced; one that has not changed costs little. Of two
// entries for one article the last counts. When Add fails, the batch is either
// stored as a whole or not at all.
func (s *Store) Add(ctx context.Context, entries []Entry) (AddStats, error) {
	var stats AddStats
	last := make(map[string]int, len(entries))
	cleaned := make([]Entry, len(entries))
	news := make([]*record, len(entries))
	for i, e := range entries {
		if err := ctx.Err(); err != nil {
			return stats, err
		}
		var err error
		if cleaned[i], err = clean(e); err != nil {
			return stats, err
		}
		if news[i], err = newRecord(&cleaned[i], s.opts.Version); err != nil {
			return stats, err
		}
		last[cleaned[i].Article.ID] = i
	}

	s.writing.Lock()
	defer s.writing.Unlock()
	var b batch
	err := s.viewArticles(ctx, func(tx articleTx) error {
		for i, r := range news {
			if last[r.ID] != i {
				continue
			}
			old, err := tx.record(r.ID)
			if err == nil {
				r.FirstSeen = cmp.Or(old.FirstSeen, r.FirstSeen)
			} else if !errors.Is(err, ErrNotFound) {
				return err
			}
			switch {
			case err != nil:
				stats.Added++
			case old.ContentDigest == r.ContentDigest:
				stats.Unchanged++
				if old.SourceDigest == r.SourceDigest {
					continue
				}
				// The same findings by another version: only the version is news.
				b.olds = append(b.olds, old)
				b.news, b.texts = append(b.news, r), append(b.texts, cleaned[i].Article.Text)
				continue
			default:
				stats.Replaced++
				b.olds = append(b.olds, old)
			}
			stats.Claims += len(r.claims)
			b.news, b.texts = append(b.news, r), append(b.texts, cleaned[i].Article.Text)
		}
		return nil
	})
	if err != nil {
		return AddStats{}, fmt.Errorf("graph: add: %w", err)
	}
	if err := s.write(ctx, b); err != nil {
		return AddStats{}, fmt.Errorf("graph: add: %w", err)
	}
	return stats, nil
}

// Remove deletes an article and all that was said only in it, or returns
// ErrNotFound.
func (s *Store) Remove(ctx context.Context, articleID string) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	var b batch
	err := s.viewArticles(ctx, func(tx articleTx) error {
		old, err := tx.record(articleID)
		b.olds = []*record{old}
		return err
	})
	if err == nil {
		err = s.write(ctx, b)
	}
	if err != nil {
		return fmt.Errorf("graph: remove article %s: %w", articleID, err)
	}
	return nil
}

// batch is articles to delete and articles to write.
type batch struct {
	olds, news []*record
	texts      []string // of news
}

// write carries out a batch: first the article store, with the index, then the
// projection. Only a failure of the former is one of the batch; a projection
// that cannot follow is made anew. The caller holds s.writing.
func (s *Store) write(ctx context.Context, b batch) error {
	if len(b.olds)+len(b.news) == 0 {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	tx, err := s.articles.begin(ctx, true)
	if err != nil {
		return err
	}
	defer tx.rollback()
	for _, r := range b.olds {
		if err := tx.remove(r); err != nil {
			return err
		}
	}
	for i, r := range b.news {
		if err := tx.put(r, b.texts[i]); err != nil {
			return err
		}
	}
	seq, err := tx.sequence()
	if err != nil {
		return err
	}
	seq++
	if err := tx.setSequence(seq); err != nil {
		return err
	}

	// Readers see the new claims in the file and in the index at one moment.
	s.mu.Lock()
	err = tx.commit()
	if err != nil {
		s.mu.Unlock()
		return err
	}
	change := s.index.change(b.olds, b.news)
	s.mu.Unlock()

	// From here on the batch is stored. A caller who gives up leaves a stale
	// projection to the next writer or the next Open.
	if s.stale {
		return s.rebuild(ctx)
	}
	s.stale = true
	if err := s.quads.apply(ctx, change, seq); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return s.rebuild(ctx)
	}
	s.stale = false
	return s.measure()
}

// rebuild makes the projection anew from the article store. The caller holds
// s.writing, or is alone.
func (s *Store) rebuild(ctx context.Context) error {
	s.stale = true
	if err := s.quads.clear(); err != nil {
		return fmt.Errorf("graph: rebuild: %w", err)
	}
	var seq uint64
	err := s.updateArticles(ctx, func(tx articleTx) (err error) {
		if seq, err = tx.sequence(); err != nil || seq > 0 {
			return err
		}
		seq = 1
		return tx.setSequence(seq)
	})
	if err != nil {
		return fmt.Errorf("graph: rebuild: %w", err)
	}
	err = s.viewArticles(ctx, func(tx articleTx) error {
		// Unfinished parts carry position 0, so that a crash starts over.
		var part quadChange
		for r, err := range tx.records() {
			if err != nil {
				return err
			}
			part.add = append(part.add, s.index.articleQuads(r)...)
			if len(part.add) >= deltaBatch {
				if err := s.quads.apply(ctx, part, 0); err != nil {
					return err
				}
				part.add = part.add[:0]
			}
		}
		part.add = s.index.sharedQuads(part.add)
		return s.quads.apply(ctx, part, seq)
	})
	if err != nil {
		return fmt.Errorf("graph: rebuild: %w", err)
	}
	s.stale = false
	return s.measure()
}

// measure notes the number of quads.
func (s *Store) measure() error {
	n, err := s.quads.size()
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.size = n
	s.mu.Unlock()
	return nil
}

// Rebuild makes the projection anew: the quads of deleted articles leave the
// file, and whatever is wrong in it goes.
func (s *Store) Rebuild(ctx context.Context) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.rebuild(ctx)
}
