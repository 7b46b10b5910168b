package main

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"runtime"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/graph"
	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/read"
	"github.com/newsgraph/newsgraph/nlp/relation"
	"github.com/newsgraph/newsgraph/server"
)

// uploadBatch is how many articles of an upload are stored together: a
// transaction costs more than a short article, and who waits wants to see that
// it goes on.
const uploadBatch = 8

// uploaded is an article of an upload, ready for the store.
type uploaded struct {
	outcome
	told server.Ingested
}

// uploads analyses and stores what comes over HTTP.
func (a *analysis) uploads(store *graph.Store) server.Ingest {
	return func(ctx context.Context, files []server.Upload) iter.Seq2[server.Ingested, error] {
		return func(yield func(server.Ingested, error) bool) {
			var batch []uploaded
			flush := func() bool {
				var entries []graph.Entry
				for _, u := range batch {
					if !u.current && u.told.Error == "" {
						entries = append(entries, u.entry)
					}
				}
				if len(entries) > 0 {
					if _, err := store.Add(ctx, entries); err != nil {
						yield(server.Ingested{}, err)
						return false
					}
				}
				for _, u := range batch {
					if !yield(u.told, nil) {
						return false
					}
				}
				batch = batch[:0]
				return true
			}
			for u, err := range ordered(ctx, readUploads(ctx, files), runtime.GOMAXPROCS(0), a.upload(store)) {
				var fatal *fatalError
				if errors.As(err, &fatal) {
					yield(server.Ingested{}, err)
					return
				}
				batch = append(batch, u)
				if len(batch) == uploadBatch && !flush() {
					return
				}
			}
			if err := ctx.Err(); err != nil {
				yield(server.Ingested{}, err)
				return
			}
			flush()
		}
	}
}

// filed is what reading gave, with the file that it came from.
type filed struct {
	file    string
	article nlp.Article
	err     error
}

func readUploads(ctx context.Context, files []server.Upload) iter.Seq2[filed, error] {
	return func(yield func(filed, error) bool) {
		file := ""
		opened := func(yield func(read.File) bool) {
			for i := range files {
				file = files[i].Name
				if !yield(read.File{Path: file, Content: bytes.NewReader(files[i].Body)}) {
					return
				}
				files[i].Body = nil
			}
		}
		for article, err := range read.Files(ctx, opened, read.Options{}) {
			if !yield(filed{file, article, err}, nil) {
				return
			}
		}
	}
}

// upload analyses one article. Only what ends all work is an error.
func (a *analysis) upload(store *graph.Store) func(filed) (uploaded, error) {
	return func(f filed) (uploaded, error) {
		u := uploaded{told: server.Ingested{File: f.file, Article: f.article.ID, Title: f.article.Title}}
		if f.err != nil {
			u.told.Error = f.err.Error()
			return u, nil
		}
		if store.Current(f.article) {
			u.current, u.told.Unchanged = true, true
			return u, nil
		}
		doc, err := a.run(f.article)
		var fatal *fatalError
		switch {
		case errors.As(err, &fatal):
			return u, err
		case err != nil:
			u.told.Error = err.Error()
			return u, nil
		}
		u.entry = graph.Entry{Article: doc.Article, Given: &f.article, Claims: doc.Claims, Mentions: doc.MentionRecords()}
		u.told.Title, u.told.Claims = doc.Article.Title, len(doc.Claims)
		return u, nil
	}
}

// gaps reads an article again and tells which trigger words gave no claim.
func (a *analysis) gaps(_ context.Context, article nlp.Article) ([]server.Gap, error) {
	pipeline, err := a.load()
	if err != nil {
		return nil, err
	}
	opts, err := a.options()
	if err != nil {
		return nil, err
	}
	extractor, err := relation.New(data.FS, opts)
	if err != nil {
		return nil, err
	}
	traces := extractor.Explain(pipeline[:len(pipeline)-1].Run(article))
	return gapsOf(traces), nil
}

// gapsOf gathers the frames that did not match by trigger, where none matched
// and the trigger tells of something that is done.
func gapsOf(traces []relation.Trace) []server.Gap {
	var covered []nlp.Span
	for _, t := range traces {
		if t.Matched {
			covered = append(covered, nlp.Span{Start: t.Start, End: t.End})
		}
	}
	var out []server.Gap
	next := 0 // both lists are in order of text
	for _, t := range traces {
		span := nlp.Span{Start: t.Start, End: t.End}
		for next < len(covered) && covered[next].End <= span.Start {
			next++
		}
		if !t.Event || next < len(covered) && covered[next].Overlaps(span) {
			continue
		}
		if last := len(out) - 1; last >= 0 && out[last].Start == t.Start && out[last].End == t.End {
			if g := &out[last]; g.Relations[len(g.Relations)-1] != t.Relation {
				g.Relations = append(g.Relations, t.Relation)
			}
			continue
		}
		out = append(out, server.Gap{Start: t.Start, End: t.End, Trigger: t.Trigger, Relations: []string{t.Relation}, Reason: t.Reason})
	}
	return out
}
