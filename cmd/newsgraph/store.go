package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/graph"
)

// defaultDB lies in the working directory, so that each project of a user has
// its own graph.
const defaultDB = "newsgraph.db"

// settings are the flags that all commands share.
type settings struct {
	db        string
	curation  string // file of the curation log; empty means in the store
	gazetteer string // file of names; empty means none
	analysis  analysis
	stderr    io.Writer
}

func (s *settings) flags(root *cobra.Command) {
	root.PersistentPreRun = func(cmd *cobra.Command, _ []string) { s.stderr = cmd.ErrOrStderr() }
	flags := root.PersistentFlags()
	flags.StringVar(&s.db, "db", defaultDB, "directory of the store, or postgres://USER@HOST/DATABASE")
	flags.StringVar(&s.curation, "curation", "", "`FILE` of the curation log, to keep it in git elsewhere (default curation.jsonl in the store)")
	flags.StringVar(&s.gazetteer, "gazetteer", "", "`FILE` of names and aliases that linking goes by; give it to every command on the store")
}

// open opens the store and creates it where there is none.
func (s *settings) open(ctx context.Context) (*graph.Store, error) {
	families, err := loadFamilies(data.FS)
	if err != nil {
		return nil, err
	}
	if s.curation != "" && s.inDatabase() {
		return nil, errors.New("--curation: a database keeps the curation log itself")
	}
	if at, err := os.Stat(s.db); err == nil && !at.IsDir() {
		return nil, fmt.Errorf("%s is a file, a store is a directory: say where it is with --db", s.db)
	}
	bar := phases{w: s.stderr}
	store, err := graph.Open(ctx, s.db, graph.Options{
		Version: s.analysis.version(), Families: families, Lexicon: data.FS, Curation: s.curation, Gazetteer: s.gazetteer,
		Progress: bar.show,
	})
	bar.finish()
	if errors.Is(err, fs.ErrPermission) {
		return nil, fmt.Errorf("%w: who reads a store must be able to write to it too; copy it to a folder of yours, or say with --db where another is", err)
	}
	if err == nil && store.Warning() != nil {
		printError(s.stderr, store.Warning())
	}
	return store, err
}

// inDatabase reports whether the store is an address of a database.
func (s *settings) inDatabase() bool { return strings.Contains(s.db, "://") }

// openExisting opens the store for commands to which an empty one is of no use.
func (s *settings) openExisting(ctx context.Context) (*graph.Store, error) {
	if err := s.mustExist(); err != nil {
		return nil, err
	}
	return s.open(ctx)
}

func (s *settings) mustExist() error {
	if _, err := os.Stat(s.db); !s.inDatabase() && errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("no store at %s: make one with `newsgraph build PATH`, or say where it is with --db", s.db)
	}
	return nil
}
