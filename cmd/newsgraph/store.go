package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/graph"
)

// defaultDB lies in the working directory, so that each project of a user has
// its own graph.
const defaultDB = "newsgraph.db"

// settings are the flags that all commands share.
type settings struct {
	db       string
	analysis analysis
}

// open opens the store and creates it where there is none.
func (s *settings) open(ctx context.Context) (*graph.Store, error) {
	families, err := loadFamilies(data.FS)
	if err != nil {
		return nil, err
	}
	return graph.Open(ctx, s.db, graph.Options{Version: s.analysis.version(), Families: families})
}

// openExisting opens the store for commands to which an empty one is of no use.
func (s *settings) openExisting(ctx context.Context) (*graph.Store, error) {
	if _, err := os.Stat(s.db); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("no store at %s: make one with `newsgraph build PATH`, or say where it is with --db", s.db)
	}
	return s.open(ctx)
}
