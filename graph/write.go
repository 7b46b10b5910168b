package graph

import (
	"cmp"
	"context"
	"errors"
	"fmt"
)

// batch is articles to delete, articles to write and judgements to log, all at
// once or not at all.
type batch struct {
	olds, news []*record
	texts      []string // of news
	judgements []Judgement
}

func (b *batch) empty() bool { return len(b.olds)+len(b.news)+len(b.judgements) == 0 }

// Add stores a batch of analysed articles in one transaction. An article that
// is there already is replaced; one that has not changed costs little. Of two
// entries for one article the last counts. When Add fails, the batch is either
// stored as a whole or not at all.
func (s *Store) Add(ctx context.Context, entries []Entry) (AddStats, error) {
	last := make(map[string]int, len(entries))
	cleaned := make([]Entry, len(entries))
	news := make([]*record, len(entries))
	for i, e := range entries {
		if err := ctx.Err(); err != nil {
			return AddStats{}, err
		}
		var err error
		if cleaned[i], err = clean(e); err != nil {
			return AddStats{}, err
		}
		if news[i], err = newRecord(&cleaned[i], s.opts.Version); err != nil {
			return AddStats{}, err
		}
		last[cleaned[i].Article.ID] = i
	}

	var stats AddStats
	err := s.write(ctx, func(tx articleTx) (b batch, err error) {
		stats = AddStats{}
		for i, r := range news {
			if last[r.ID] != i {
				continue
			}
			old, err := tx.record(r.ID)
			if err == nil {
				r.FirstSeen = cmp.Or(old.FirstSeen, r.FirstSeen)
			} else if !errors.Is(err, ErrNotFound) {
				return b, err
			}
			switch {
			case err != nil:
				stats.Added++
				stats.Claims += len(r.claims)
			case old.ContentDigest == r.ContentDigest:
				stats.Unchanged++
				if old.SourceDigest == r.SourceDigest {
					continue
				}
				// The same findings by another version: only the version is news.
				b.olds = append(b.olds, old)
			default:
				stats.Replaced++
				stats.Claims += len(r.claims)
				b.olds = append(b.olds, old)
			}
			b.news, b.texts = append(b.news, r), append(b.texts, cleaned[i].Article.Text)
		}
		return b, nil
	})
	if err != nil {
		return AddStats{}, fmt.Errorf("graph: add: %w", err)
	}
	return stats, nil
}

// Remove deletes an article and all that was said only in it, or returns
// ErrNotFound.
func (s *Store) Remove(ctx context.Context, articleID string) error {
	err := s.write(ctx, func(tx articleTx) (batch, error) {
		old, err := tx.record(articleID)
		return batch{olds: []*record{old}}, err
	})
	if err != nil {
		return fmt.Errorf("graph: remove article %s: %w", articleID, err)
	}
	return nil
}

// write carries out the batch that prepare makes: first the article store, with
// the index, then the projection. Only a failure of the former is one of the
// batch. ctx can end it until then, not in the middle.
func (s *Store) write(ctx context.Context, prepare func(articleTx) (batch, error)) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	stored, err := s.store(ctx, prepare)
	if s.at.sequence == 0 {
		// The index has taken in what could not be stored.
		err = errors.Join(err, s.latestArticles(context.WithoutCancel(ctx), func(tx articleTx) error { return s.load(context.WithoutCancel(ctx), tx) }))
	}
	if err != nil || !stored {
		return err
	}
	return s.follow(context.WithoutCancel(ctx))
}

// store is write without the projection. It reports whether there was anything
// to write.
func (s *Store) store(ctx context.Context, prepare func(articleTx) (batch, error)) (bool, error) {
	tx, err := s.articles.begin(ctx, true)
	if err != nil {
		return false, err
	}
	defer tx.rollback()
	if err := s.catchUp(ctx, tx); err != nil {
		return false, err
	}
	b, err := prepare(tx)
	if err != nil || b.empty() {
		return false, err
	}
	for _, r := range b.olds {
		if err := tx.remove(r); err != nil {
			return false, err
		}
	}
	for i, r := range b.news {
		if err := tx.put(r, b.texts[i]); err != nil {
			return false, err
		}
	}
	for _, j := range b.judgements {
		if err := tx.appendJudgement(j); err != nil {
			return false, err
		}
	}
	if err := ctx.Err(); err != nil {
		return false, err
	}
	// Readers see the new claims in the file and in the index at one moment.
	s.mu.Lock()
	defer s.mu.Unlock()
	r := redo{from: s.at, to: position{sequence: s.at.sequence + 1, basis: s.at.basis}}
	var log []Judgement
	if len(b.judgements) > 0 {
		if r.to.basis, err = s.basis(tx); err != nil {
			return false, err
		}
		if log, err = tx.judgements(); err != nil {
			return false, err
		}
	}
	r.quadChange = s.index.change(b.olds, b.news, log)
	s.at = position{} // the index is ahead of the store, in case of an error
	if err := errors.Join(tx.putRedo(r, s.followed), tx.setExtent(s.index.extent()), tx.setSequence(r.to.sequence)); err != nil {
		return false, err
	}
	if err := tx.commit(); err != nil {
		return false, err
	}
	s.at, s.indexed = r.to, r.to.sequence
	return true, nil
}
