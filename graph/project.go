package graph

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"

	"github.com/cayleygraph/quad"
)

// basis is a digest of what the quads depend on besides articles.
func (s *Store) basis(tx articleTx) (string, error) {
	judgements, err := tx.judgements()
	if err != nil {
		return "", err
	}
	log, err := json.Marshal(judgements)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	writeFields(h, projectionVersion, string(log))
	if s.opts.Gazetteer != "" {
		data, err := os.ReadFile(s.opts.Gazetteer)
		if err != nil {
			return "", fmt.Errorf("gazetteer: %w", err)
		}
		writeFields(h, string(data))
	}
	if s.opts.Lexicon != nil {
		// Linking reads its word lists.
		lists, err := fs.Glob(s.opts.Lexicon, "lexicon/*.tsv")
		if err != nil {
			return "", err
		}
		for _, name := range lists {
			data, err := fs.ReadFile(s.opts.Lexicon, name)
			if err != nil {
				return "", err
			}
			writeFields(h, name, string(data))
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

// follow brings the quads up to the article store: by the changes that they
// have missed, or, where these are not known or fail, from the ground up. The
// caller holds s.writing, or is alone.
func (s *Store) follow(ctx context.Context) error {
	// A batch that is stored is not left half done for a caller who gives up.
	if err := s.replay(context.WithoutCancel(ctx)); err != nil {
		return s.rebuild(ctx)
	}
	return s.measure()
}

// errGap means that the quads cannot follow step by step.
var errGap = errors.New("changes of quads are missing")

func (s *Store) replay(ctx context.Context) error {
	for {
		at, err := s.quads.position()
		if err != nil {
			return err
		}
		if at.sequence == 0 || s.broken {
			return errGap
		}
		var last uint64
		var r redo
		err = s.latestArticles(ctx, func(tx articleTx) (err error) {
			if last, err = tx.sequence(); err == nil && at.sequence < last {
				r, err = tx.redo(at.sequence + 1)
			}
			return err
		})
		switch {
		case errors.Is(err, ErrNotFound):
			// Another process may have applied and forgotten it just now.
			if now, err := s.quads.position(); err != nil || now == at {
				return errors.Join(errGap, err)
			}
			continue
		case err != nil:
			return err
		case at.sequence > last || at.sequence == s.at.sequence && at.basis != s.at.basis:
			return errGap
		case at.sequence == last:
			s.followed = last
			return nil
		case r.from != at:
			return errGap
		}
		if err := s.quads.apply(ctx, r); err != nil {
			s.broken = true
			return err
		}
	}
}

// rebuild makes the projection anew from the article store. The caller holds
// s.writing, or is alone.
func (s *Store) rebuild(ctx context.Context) error {
	s.broken = true
	// A transaction that may write keeps other processes from writing.
	tx, err := s.articles.begin(ctx, true)
	if err != nil {
		return fmt.Errorf("graph: rebuild: %w", err)
	}
	defer tx.rollback()
	if err := s.catchUp(ctx, tx); err != nil {
		return fmt.Errorf("graph: rebuild: %w", err)
	}
	if err := s.quads.rebuild(ctx, s.index.allQuads(tx, &s.opts), s.at); err != nil {
		return fmt.Errorf("graph: rebuild: %w", err)
	}
	s.broken, s.followed = false, s.at.sequence
	return s.measure()
}

// allQuads is every quad of the graph once, in portions. opts, where not nil, is
// told how far it is.
func (x *index) allQuads(tx articleTx, opts *Options) iter.Seq2[[]quad.Quad, error] {
	return func(yield func([]quad.Quad, error) bool) {
		var part []quad.Quad
		done := 0
		for r, err := range tx.records() {
			if err != nil {
				yield(nil, err)
				return
			}
			part = append(part, x.articleQuads(r)...)
			if done++; opts != nil {
				opts.progress(Rebuilding, done, len(x.byArt))
			}
			if len(part) >= deltaBatch {
				if !yield(part, nil) {
					return
				}
				part = part[:0]
			}
		}
		yield(x.sharedQuads(part), nil)
	}
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

// Rebuild makes the projection anew: whatever is wrong in it goes, and so does
// the room of what was deleted.
func (s *Store) Rebuild(ctx context.Context) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.rebuild(ctx)
}
