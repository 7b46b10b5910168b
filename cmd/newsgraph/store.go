package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
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
	db string
}

// open opens the store and creates it where there is none.
func (s *settings) open(ctx context.Context) (*graph.Store, error) {
	families, err := loadFamilies(data.FS)
	if err != nil {
		return nil, err
	}
	return graph.Open(ctx, s.db, graph.Options{Version: analysisVersion(), Families: families})
}

// openExisting opens the store for commands to which an empty one is of no use.
func (s *settings) openExisting(ctx context.Context) (*graph.Store, error) {
	if _, err := os.Stat(s.db); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("no store at %s: make one with `newsgraph build PATH`, or say where it is with --db", s.db)
	}
	return s.open(ctx)
}

// analysisVersion names the analysis that this binary does. Models, lexicons
// and code are all in the binary, so its hash stands for them; articles that
// another binary analysed are analysed again.
func analysisVersion() string {
	path, err := os.Executable()
	if err != nil {
		return "unknown"
	}
	f, err := os.Open(path)
	if err != nil {
		return "unknown"
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "unknown"
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
