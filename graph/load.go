package graph

import (
	"context"
	"fmt"
	"iter"
	"os"

	"github.com/newsgraph/newsgraph/graph/event"
	"github.com/newsgraph/newsgraph/graph/link"
)

// loadIndex makes an index of all articles of the store, from their records or
// their summaries. Linking goes on beside it, on another core, and events are
// left to index.ready.
func loadIndex(ctx context.Context, tx articleTx, opts Options, articles iter.Seq2[*record, error]) (*index, error) {
	linker, err := newLinker(opts)
	if err != nil {
		return nil, err
	}
	log, err := tx.judgements()
	if err != nil {
		return nil, err
	}
	lexicon := new(event.Lexicon)
	if opts.Lexicon != nil {
		if lexicon, err = event.Load(opts.Lexicon); err != nil {
			return nil, err
		}
	}
	x := newIndex(linker, lexicon)
	x.judge(log, nil)
	if err := x.load(ctx, articles); err != nil {
		return nil, err
	}
	return x, nil
}

func newLinker(opts Options) (*link.Linker, error) {
	if opts.Gazetteer == "" {
		return link.New(opts.Lexicon, nil)
	}
	f, err := os.Open(opts.Gazetteer)
	if err != nil {
		return nil, fmt.Errorf("gazetteer: %w", err)
	}
	defer f.Close()
	g, err := link.ReadGazetteer(f)
	if err != nil {
		return nil, fmt.Errorf("gazetteer %s: %w", opts.Gazetteer, err)
	}
	return link.New(opts.Lexicon, g)
}

// load takes articles into an empty index.
func (x *index) load(ctx context.Context, articles iter.Seq2[*record, error]) (err error) {
	feed, linked := make(chan *record, 64), make(chan struct{})
	go func() {
		defer close(linked)
		x.linker.Load(func(yield func(link.Article) bool) {
			for r := range feed {
				if !yield(link.NewArticle(r.ID, r.mentions, r.claims)) {
					return
				}
			}
		})
	}()
	for r, failed := range articles {
		if failed == nil {
			failed = ctx.Err()
		}
		if err = failed; err != nil {
			break
		}
		x.add(r)
		x.addCopy(r)
		feed <- r
	}
	close(feed)
	<-linked
	if err != nil {
		return err
	}
	for a := range x.articles {
		x.place(x.placements(int32(a)), nil)
		x.articles[a].cluster = x.copies.Cluster(x.articles[a].ID)
	}
	for a := range x.articles {
		x.hook(x.articles[a].rows, nil)
	}
	all := make([]int32, len(x.entities))
	for i := range all {
		all[i] = int32(i)
	}
	x.rename(nil)
	x.settle(all)
	return nil
}
