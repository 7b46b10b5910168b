package graph

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// openTimeout is how long Open waits for another process to let go of a file.
const openTimeout = 200 * time.Millisecond

// openFiles opens the two files of an embedded store: articles.db, the truth,
// and quads.db, the projection that Cayley queries. They are apart so that a
// query that runs for long never holds up a reader of articles, and so that the
// projection can be deleted at any time: Open makes it again.
func (s *Store) openFiles(dir string) error {
	db, err := s.openFile(filepath.Join(dir, "articles.db"), true)
	if err != nil {
		return err
	}
	log := curationLog{path: cmp.Or(s.opts.Curation, filepath.Join(dir, "curation.jsonl"))}
	if s.articles, err = newBoltArticles(db, log); err != nil {
		return err
	}
	c, err := log.read()
	if err != nil {
		return err
	}
	s.warning = c.torn
	quads, err := openBoltQuads(filepath.Join(dir, "quads.db"), s.openFile)
	if err != nil {
		return err
	}
	s.quads = quads
	return nil
}

var errCut = errors.New("is cut short: put back a copy of it")

// checkLength returns errCut for a file that has fewer pages than it refers to:
// to read one of those that are missing would end the process. Other faults are
// left to who opens the file.
func checkLength(path string) error {
	info, err := os.Stat(path)
	if err != nil || info.Size() == 0 {
		return nil
	}
	db, err := bolt.Open(path, 0, &bolt.Options{ReadOnly: true, Timeout: openTimeout}) // reads nothing but the head
	if err != nil {
		return nil
	}
	defer db.Close()
	return db.View(func(tx *bolt.Tx) error {
		if info.Size() < tx.Size() {
			return fmt.Errorf("%w (%d of %d bytes)", errCut, info.Size(), tx.Size())
		}
		return nil
	})
}

// openFile opens a file of bbolt. Without sync, a crash may damage it.
func (s *Store) openFile(path string, sync bool) (*bolt.DB, error) {
	if err := checkLength(path); err != nil {
		return nil, fmt.Errorf("%s %w", filepath.Base(path), err)
	}
	db, err := bolt.Open(path, 0o644, &bolt.Options{
		Timeout: openTimeout,
		// A map of free pages does not slow down as the file is rewritten.
		FreelistType: bolt.FreelistMapType,
		// Nothing of a temporary store has to survive a crash.
		NoSync: !sync || s.remove != "",
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

// Compact writes the articles of the embedded store in directory dir anew,
// without the gaps that deleted ones have left. Nobody may have it open. A
// rebuild does the same for the quads.
func Compact(dir string) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("graph: compact %s: %w", dir, err)
		}
	}()
	path := filepath.Join(dir, "articles.db")
	s := new(Store)
	old, err := s.openFile(path, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, old.Close()) }()
	fresh := path + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return err
	}
	to, err := s.openFile(fresh, false)
	if err != nil {
		return err
	}
	const transaction = 16 << 20 // bytes
	err = bolt.Compact(to, old, transaction)
	if err == nil {
		err = to.Sync()
	}
	if err = errors.Join(err, to.Close()); err != nil {
		return errors.Join(err, os.RemoveAll(fresh))
	}
	return replaceFile(fresh, path)
}

// replaceFile gives a file the name of another, also when the power fails.
func replaceFile(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	// Not every system can sync a directory; the old file is a good one too.
	if dir, err := os.Open(filepath.Dir(to)); err == nil {
		_ = dir.Sync()
		_ = dir.Close()
	}
	return nil
}
