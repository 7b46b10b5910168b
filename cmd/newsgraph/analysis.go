package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/spf13/cobra"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/english"
	"github.com/newsgraph/newsgraph/nlp/relation"
)

// analysis is how articles are read: the pipeline with the user's own frames.
type analysis struct {
	frames []string // files of --relations
	open   bool     // --open

	once     sync.Once
	pipeline nlp.Pipeline
	err      error
}

// flags adds the flags of commands that analyse.
func (a *analysis) flags(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&a.frames, "relations", nil, "`FILE` of frames that add or replace relations (see `newsgraph relations --help`); may be repeated")
	cmd.Flags().BoolVar(&a.open, "open", false, "also give claims open:VERB for clauses that no relation covers")
}

// options reads the user's frame files.
func (a *analysis) options() (relation.Options, error) {
	opts := relation.Options{Open: a.open}
	for _, name := range a.frames {
		b, err := os.ReadFile(name)
		if err != nil {
			return opts, fmt.Errorf("--relations: %w", err)
		}
		opts.Frames = append(opts.Frames, relation.Source{Name: name, Reader: bytes.NewReader(b)})
	}
	return opts, nil
}

// load makes the pipeline once, when the first article needs it.
func (a *analysis) load() (nlp.Pipeline, error) {
	a.once.Do(func() {
		opts, err := a.options()
		if err == nil {
			a.pipeline, err = english.New(data.FS, opts)
		}
		if err != nil {
			a.err = &fatalError{err}
		}
	})
	return a.pipeline, a.err
}

// run analyses one article. Stages do not fail by contract; should one panic
// all the same, it costs its own article alone.
func (a *analysis) run(article nlp.Article) (doc *nlp.Document, err error) {
	p, err := a.load()
	if err != nil {
		return nil, err
	}
	defer func() {
		if v := recover(); v != nil {
			doc, err = nil, fmt.Errorf("%s: analysis: %v", article.ID, v)
		}
	}()
	return p.Run(article), nil
}

// version names the analysis: the binary, which holds models, lexicons and
// code, and the user's frames. Articles that another analysis read are read
// again.
func (a *analysis) version() string {
	h := sha256.New()
	path, err := os.Executable()
	if err == nil {
		err = hashFile(h, path)
	}
	for _, name := range a.frames {
		if err == nil {
			err = hashFile(h, name)
		}
	}
	if err != nil {
		return "unknown"
	}
	fmt.Fprint(h, a.open)
	return hex.EncodeToString(h.Sum(nil)[:8])
}

func hashFile(w io.Writer, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(w, f)
	return err
}

// fatalError is one that stops the work on all articles.
type fatalError struct{ error }

func (e *fatalError) Unwrap() error { return e.error }
