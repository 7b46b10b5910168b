package graph

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"os"
	"slices"
	"sync"

	"github.com/cayleygraph/cayley/graph"
	cayleykv "github.com/cayleygraph/cayley/graph/kv"
	"github.com/cayleygraph/quad"
	"github.com/hidal-go/hidalgo/kv/flat"
	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// boltQuads is the projection in a file of its own, quads.db. A rebuild writes
// a new file beside it and then puts it in its place; queries that run on the
// old one end there.
type boltQuads struct {
	path string
	open func(path string, sync bool) (*bolt.DB, error)

	mu   sync.Mutex
	file *quadFile
}

// quadFile is an open file with the number of its readers.
type quadFile struct {
	db      *bolt.DB
	readers int
	retired bool // another file has its place; the last reader closes it
}

var (
	bucketQuads = []byte("quads")

	keyVersion = []byte("version") // of an earlier form, without a basis
	keyDone    = []byte("done")
	keyBasis   = []byte("basis")
)

func openBoltQuads(path string, open func(path string, sync bool) (*bolt.DB, error)) (*boltQuads, error) {
	if err := os.RemoveAll(path + ".new"); err != nil {
		return nil, err // the beginning of a rebuild
	}
	// bbolt has no error of its own for a file that is too short to begin with.
	if info, err := os.Stat(path); err == nil && info.Size() < int64(2*os.Getpagesize()) {
		if err := os.Truncate(path, 0); err != nil {
			return nil, err
		}
	}
	db, err := open(path, true)
	if errors.Is(err, errCut) || errors.Is(err, bolterrors.ErrInvalid) || errors.Is(err, bolterrors.ErrChecksum) || errors.Is(err, bolterrors.ErrVersionMismatch) {
		// Whatever it was, it can be made anew.
		if err := os.Remove(path); err != nil {
			return nil, err
		}
		db, err = open(path, true)
	}
	if err != nil {
		return nil, err
	}
	return &boltQuads{path: path, open: open, file: &quadFile{db: db}}, nil
}

func (p *boltQuads) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.file == nil {
		return nil
	}
	return p.file.db.Close()
}

func (p *boltQuads) acquire() (*quadFile, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.file == nil {
		return nil, errors.New("graph: quads: a rebuild has failed; run `newsgraph rebuild`")
	}
	p.file.readers++
	return p.file, nil
}

func (p *boltQuads) release(f *quadFile) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if f.readers--; f.readers == 0 && f.retired {
		// Nothing was written since the last commit that succeeded.
		_ = f.db.Close()
	}
}

func (p *boltQuads) viewTx(f func(*bolt.Tx) error) error {
	file, err := p.acquire()
	if err != nil {
		return err
	}
	defer p.release(file)
	return file.db.View(f)
}

func (p *boltQuads) view(visit func(), f func(graph.QuadStore) error) error {
	return p.viewTx(func(tx *bolt.Tx) error {
		qs, err := quadStore(tx, visit)
		if err != nil {
			return err
		}
		return f(qs)
	})
}

// quadStore is Cayley over one transaction. Making it costs some microseconds,
// so every query and every batch has its own: Cayley's caches go wrong once a
// batch has failed, and are not meant for several goroutines with a writer.
func quadStore(tx *bolt.Tx, visit func()) (graph.QuadStore, error) {
	b := tx.Bucket(bucketQuads)
	if b == nil {
		return nil, fmt.Errorf("graph: quads: %w", graph.ErrNotInitialized)
	}
	// The bloom filter takes 60 MB and a read of every quad to open.
	return cayleykv.New(flat.Upgrade(&view{tx: tx, bucket: b, visit: visit}), graph.Options{cayleykv.OptNoBloom: true})
}

func (p *boltQuads) position() (position, error) {
	at, _, err := p.progress()
	return at, err
}

// progress is the position, and how many quads of the batch after it are done.
func (p *boltQuads) progress() (at position, done int, err error) {
	err = p.viewTx(func(tx *bolt.Tx) error {
		meta := tx.Bucket(bucketMeta)
		if meta == nil || meta.Get(keyVersion) != nil {
			return nil
		}
		if v := meta.Get(keySequence); len(v) == 8 {
			at.sequence = binary.BigEndian.Uint64(v)
		}
		if v := meta.Get(keyDone); len(v) == 8 {
			done = int(binary.BigEndian.Uint64(v))
		}
		at.basis = string(meta.Get(keyBasis))
		return nil
	})
	return at, done, err
}

func setProgress(tx *bolt.Tx, at position, done int) error {
	meta, err := tx.CreateBucketIfNotExists(bucketMeta)
	if err != nil {
		return err
	}
	return errors.Join(
		meta.Delete(keyVersion),
		meta.Put(keySequence, binary.BigEndian.AppendUint64(nil, at.sequence)),
		meta.Put(keyDone, binary.BigEndian.AppendUint64(nil, uint64(done))),
		meta.Put(keyBasis, []byte(at.basis)),
	)
}

// deltaBatch bounds the quads of one transaction. bbolt splits pages only at
// the end of a transaction; a hundred thousand keys put into one page of a new
// file take a minute.
const deltaBatch = 4_000

// apply makes a large change in several transactions, each of which notes how
// much is done.
func (p *boltQuads) apply(ctx context.Context, r redo) error {
	at, done, err := p.progress()
	if err != nil {
		return err
	}
	file, err := p.acquire()
	if err != nil {
		return err
	}
	defer p.release(file)
	for done < len(r.add)+len(r.del) {
		if err := ctx.Err(); err != nil {
			return err
		}
		action, rest := graph.Delete, r.del[max(done-len(r.add), 0):]
		if done < len(r.add) {
			action, rest = graph.Add, r.add[done:]
		}
		part := rest[:min(len(rest), deltaBatch)]
		err := file.db.Update(func(tx *bolt.Tx) error {
			if err := applyQuads(tx, action, part); err != nil {
				return err
			}
			if done+len(part) == len(r.add)+len(r.del) {
				return setProgress(tx, r.to, 0)
			}
			return setProgress(tx, at, done+len(part))
		})
		if err != nil {
			return err
		}
		done += len(part)
	}
	if len(r.add)+len(r.del) > 0 {
		return nil
	}
	return file.db.Update(func(tx *bolt.Tx) error { return setProgress(tx, r.to, 0) })
}

// applyQuads adds or deletes. Cayley takes both in one list, but stores a quad
// without its subject where the same list deletes more quads of that subject
// than it adds.
func applyQuads(tx *bolt.Tx, action graph.Procedure, quads []quad.Quad) error {
	qs, err := quadStore(tx, nil)
	if err != nil {
		return err
	}
	deltas := make([]graph.Delta, len(quads))
	for i, q := range quads {
		deltas[i] = graph.Delta{Quad: q, Action: action}
	}
	return qs.ApplyDeltas(deltas, graph.IgnoreOpts{IgnoreDup: true, IgnoreMissing: true})
}

// rebuild fills a new file without waiting for the disk but at its end: until
// then nobody knows of it.
func (p *boltQuads) rebuild(ctx context.Context, quads iter.Seq2[[]quad.Quad, error], to position) error {
	path := p.path + ".new"
	if err := errors.Join(os.RemoveAll(path), fill(ctx, path, p.open, quads, to)); err != nil {
		return errors.Join(err, os.RemoveAll(path))
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	old := p.file
	err := replaceFile(path, p.path)
	if err != nil && old != nil && old.readers == 0 {
		// Some systems give away the name of a file only once it is closed.
		p.file = nil
		if err = old.db.Close(); err == nil {
			old, err = nil, replaceFile(path, p.path)
		}
	}
	if err != nil {
		return err
	}
	db, err := p.open(p.path, true)
	if err != nil {
		return err
	}
	p.file = &quadFile{db: db}
	if old == nil {
		return nil
	}
	if old.retired = true; old.readers > 0 {
		return nil
	}
	return old.db.Close()
}

// fill makes a file of quads.
func fill(ctx context.Context, path string, open func(path string, sync bool) (*bolt.DB, error), quads iter.Seq2[[]quad.Quad, error], to position) (err error) {
	db, err := open(path, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	err = db.Update(func(tx *bolt.Tx) error {
		b, err := tx.CreateBucketIfNotExists(bucketQuads)
		if err != nil {
			return err
		}
		return cayleykv.Init(flat.Upgrade(&view{tx: tx, bucket: b}), nil)
	})
	if err != nil {
		return err
	}
	for list, err := range quads {
		if err != nil {
			return err
		}
		for part := range slices.Chunk(list, deltaBatch) {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := db.Update(func(tx *bolt.Tx) error { return applyQuads(tx, graph.Add, part) }); err != nil {
				return err
			}
		}
	}
	if err := db.Update(func(tx *bolt.Tx) error { return setProgress(tx, to, 0) }); err != nil {
		return err
	}
	return db.Sync()
}

func (p *boltQuads) all(ctx context.Context) iter.Seq2[quad.Quad, error] {
	return func(yield func(quad.Quad, error) bool) {
		err := p.view(nil, func(qs graph.QuadStore) error {
			it := qs.QuadsAllIterator()
			defer it.Close()
			for it.Next(ctx) {
				if err := ctx.Err(); err != nil {
					return err
				}
				if !yield(qs.Quad(it.Result()), nil) {
					return nil
				}
			}
			return it.Err()
		})
		if err != nil {
			yield(quad.Quad{}, err)
		}
	}
}

// size is the number of quads.
func (p *boltQuads) size() (int64, error) {
	var n int64
	err := p.view(nil, func(qs graph.QuadStore) error {
		s, err := qs.Stats(context.Background(), false)
		if errors.Is(err, cayleykv.ErrNoBucket) {
			return nil // nothing was ever written
		}
		n = s.Quads.Size
		return err
	})
	return n, err
}
