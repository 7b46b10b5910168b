package graph

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/cayleygraph/cayley/clog"
	"github.com/cayleygraph/cayley/graph"
	cayleykv "github.com/cayleygraph/cayley/graph/kv"
	"github.com/cayleygraph/quad"
	"github.com/hidal-go/hidalgo/kv/flat"
	bolt "go.etcd.io/bbolt"
)

// projection is the graph in Cayley: what the queries in Gizmo, GraphQL and MQL
// read. It is made of the article store and says how far it has followed; when
// that is not the article store's last batch it is made anew.
type projection interface {
	// position is the sequence number of the batch that the quads have followed,
	// 0 when they have to be made anew.
	position() (uint64, error)
	// clear throws all quads away. Until an apply with a sequence number the
	// projection counts as unfinished.
	clear() error
	// apply makes the changes of one batch and notes its sequence number.
	apply(ctx context.Context, c quadChange, sequence uint64) error
	// size is the number of quads.
	size() (int64, error)
	// view lends f one state of the graph. visit, where not nil, is called again
	// and again while f reads, and may panic to leave f.
	view(visit func(), f func(graph.QuadStore) error) error
	close() error
}

// boltQuads is the projection in a file of its own, quads.db.
type boltQuads struct {
	db *bolt.DB
}

func (p *boltQuads) close() error { return p.db.Close() }

func (p *boltQuads) view(visit func(), f func(graph.QuadStore) error) error {
	return p.db.View(func(tx *bolt.Tx) error {
		qs, err := quadStore(tx, visit)
		if err != nil {
			return err
		}
		return f(qs)
	})
}

var (
	bucketQuads = []byte("quads")

	keyVersion = []byte("version")
)

// projectionVersion changes whenever the same articles give other quads.
const projectionVersion = "1"

// silence keeps Cayley from writing to standard error: its errors reach the
// caller as values or as panics of view.visit.
var silence = sync.OnceFunc(func() { clog.SetLogger(quiet{}) })

type quiet struct{}

func (quiet) Infof(string, ...any)    {}
func (quiet) Warningf(string, ...any) {}
func (quiet) Errorf(string, ...any)   {}
func (quiet) Fatalf(string, ...any)   {}
func (quiet) V(int) bool              { return false }
func (quiet) SetV(int)                {}

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

func (p *boltQuads) position() (uint64, error) {
	var n uint64
	err := p.db.View(func(tx *bolt.Tx) error {
		meta := tx.Bucket(bucketMeta)
		if meta == nil || string(meta.Get(keyVersion)) != projectionVersion {
			return nil
		}
		if v := meta.Get(keySequence); len(v) == 8 {
			n = binary.BigEndian.Uint64(v)
		}
		return nil
	})
	return n, err
}

func setPosition(tx *bolt.Tx, n uint64) error {
	meta, err := tx.CreateBucketIfNotExists(bucketMeta)
	if err != nil {
		return err
	}
	if err := meta.Put(keyVersion, []byte(projectionVersion)); err != nil {
		return err
	}
	return meta.Put(keySequence, binary.BigEndian.AppendUint64(nil, n))
}

func (p *boltQuads) clear() error {
	return p.db.Update(func(tx *bolt.Tx) error {
		if tx.Bucket(bucketQuads) != nil {
			if err := tx.DeleteBucket(bucketQuads); err != nil {
				return err
			}
		}
		b, err := tx.CreateBucket(bucketQuads)
		if err != nil {
			return err
		}
		if err := cayleykv.Init(flat.Upgrade(&view{tx: tx, bucket: b}), nil); err != nil {
			return err
		}
		return setPosition(tx, 0)
	})
}

// deltaBatch bounds the quads of one transaction.
const deltaBatch = 4_000

// apply makes the changes of one batch and notes its sequence number: a small
// batch in one transaction, a large one in several, with position 0 until the
// last, so that a crash in between leads to a rebuild. bbolt splits pages only
// at the end of a transaction; a hundred thousand keys put into one page of a
// new file take a minute.
func (p *boltQuads) apply(ctx context.Context, c quadChange, sequence uint64) error {
	type part struct {
		action graph.Procedure
		quads  []quad.Quad
	}
	var parts []part
	for quads := range slices.Chunk(c.add, deltaBatch) {
		parts = append(parts, part{graph.Add, quads})
	}
	for quads := range slices.Chunk(c.del, deltaBatch) {
		parts = append(parts, part{graph.Delete, quads})
	}
	for i, part := range parts {
		if err := ctx.Err(); err != nil {
			return err
		}
		position := uint64(0)
		if i == len(parts)-1 {
			position = sequence
		}
		err := p.db.Update(func(tx *bolt.Tx) error {
			if err := applyQuads(tx, part.action, part.quads); err != nil {
				return err
			}
			return setPosition(tx, position)
		})
		if err != nil {
			return err
		}
	}
	if len(parts) > 0 {
		return nil
	}
	return p.db.Update(func(tx *bolt.Tx) error { return setPosition(tx, sequence) })
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

func (p *boltQuads) size() (int64, error) {
	var n int64
	err := p.db.View(func(tx *bolt.Tx) error {
		qs, err := quadStore(tx, nil)
		if err != nil {
			return err
		}
		s, err := qs.Stats(context.Background(), false)
		if errors.Is(err, cayleykv.ErrNoBucket) {
			return nil // nothing was ever written
		}
		n = s.Quads.Size
		return err
	})
	return n, err
}
