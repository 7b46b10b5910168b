package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"github.com/newsgraph/newsgraph/graph"
	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/read"
)

// A batch goes into the store when it holds this many articles or claims: large
// enough that a transaction pays, small enough that a crash loses little. The
// first batches are smaller and double: in one transaction on an empty store
// every key lands on one page, and the time grows with the square of its keys.
const (
	batchArticles    = 200
	batchClaims      = 2000
	firstBatchClaims = 64
)

// summary counts what an ingest did.
type summary struct {
	graph.AddStats
	Failed  int // articles that could not be read or analysed
	Skipped int // files in directories that are no articles
}

// any reports whether an article is in the store thanks to the ingest, or was
// there already.
func (s summary) any() bool { return s.Added+s.Replaced+s.Unchanged > 0 }

func (s summary) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d added, %d replaced, %d unchanged", s.Added, s.Replaced, s.Unchanged)
	if s.Failed > 0 {
		fmt.Fprintf(&b, ", %d failed", s.Failed)
	}
	fmt.Fprintf(&b, "; %d new claims", s.Claims)
	if s.Skipped > 0 {
		fmt.Fprintf(&b, "; %d other files passed over", s.Skipped)
	}
	return b.String()
}

// ingest puts articles into a store.
type ingest struct {
	analysis     *analysis
	stdin        io.Reader
	stderr       io.Writer
	claimsFile   string // claims that extract printed; empty means to analyse
	mentionsFile string // mentions beside them
}

// outcome is an article ready for the store, or one that needs nothing.
type outcome struct {
	entry   graph.Entry
	current bool
}

// run adds what is new under the paths. Problems with single articles are
// reported as they come and summed up in the error at the end. When ctx ends,
// what is analysed is still stored, and the error is errStopped.
func (in *ingest) run(ctx context.Context, store *graph.Store, paths []string) (summary, error) {
	var done summary
	today := time.Now().UTC().Format(time.DateOnly)
	work := func(a nlp.Article) (outcome, error) {
		if store.Current(a) {
			return outcome{current: true}, nil
		}
		doc, err := in.analysis.run(a)
		if err != nil {
			return outcome{}, err
		}
		return outcome{entry: graph.Entry{Article: doc.Article, Given: &a, Claims: doc.Claims, Mentions: doc.MentionRecords(), Seen: today}}, nil
	}
	if in.claimsFile != "" {
		loaded, err := loadFindings(in.claimsFile, in.mentionsFile)
		if err != nil {
			return done, err
		}
		work = func(a nlp.Article) (outcome, error) {
			e, err := loaded.entry(a)
			e.Seen = today
			return outcome{entry: e}, err
		}
	}

	bar := newProgress(in.stderr, paths)
	defer bar.finish()
	var skipped atomic.Int64 // reading runs beside this goroutine
	articles := read.Articles(ctx, paths, read.Options{
		Stdin: in.stdin, Progress: bar.read,
		Skipped: func(string, string) { skipped.Add(1) },
	})
	report := &reporter{w: in.stderr, before: bar.clear}
	batch := batch{ctx: ctx, store: store, done: &done, limit: firstBatchClaims}
	for o, err := range ordered(ctx, articles, runtime.GOMAXPROCS(0), work) {
		var fatal *fatalError
		switch {
		case errors.As(err, &fatal):
			return done, fatal
		case err != nil:
			done.Failed++
			report.problem(err)
			continue
		case o.current:
			done.Unchanged++
		default:
			if err := batch.add(o.entry); err != nil {
				return done, err
			}
		}
		bar.article(len(o.entry.Claims))
	}
	done.Skipped = int(skipped.Load())
	if err := batch.flush(); err != nil {
		return done, err
	}
	if ctx.Err() != nil {
		return done, errStopped
	}
	return done, report.err()
}

// batch gathers entries and stores many at once.
type batch struct {
	ctx     context.Context
	store   *graph.Store
	done    *summary
	entries []graph.Entry
	claims  int
	limit   int // claims that fill the batch
}

func (b *batch) add(e graph.Entry) error {
	b.entries = append(b.entries, e)
	b.claims += len(e.Claims)
	if len(b.entries) < batchArticles && b.claims < b.limit {
		return nil
	}
	return b.flush()
}

// flush stores what is there, also after Ctrl-C: the work on it is done.
func (b *batch) flush() error {
	if len(b.entries) == 0 {
		return nil
	}
	added, err := b.store.Add(context.WithoutCancel(b.ctx), b.entries)
	if err != nil {
		return err
	}
	b.done.Added += added.Added
	b.done.Replaced += added.Replaced
	b.done.Unchanged += added.Unchanged
	b.done.Claims += added.Claims
	b.entries, b.claims, b.limit = nil, 0, min(2*b.limit, batchClaims)
	return nil
}
