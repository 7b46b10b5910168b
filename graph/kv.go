package graph

import (
	"bytes"
	"context"
	"errors"

	"github.com/hidal-go/hidalgo/kv"
	"github.com/hidal-go/hidalgo/kv/flat"
	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// Cayley keeps quads in any key-value store. Its own adapter for bbolt opens a
// transaction for every look-up; with a writer waiting to grow the file, the
// second transaction of one query never starts, and the first never ends
// (cayley issue 712). Here a view lends one transaction of bbolt to as many of
// Cayley's as it asks for. A query then sees one state of the graph from
// beginning to end, and a batch of writes is committed by the view's owner,
// together with the sequence number it belongs to.

// view is one transaction of bbolt as a flat key-value store.
type view struct {
	tx     *bolt.Tx
	bucket *bolt.Bucket
	// visit, where set, is called before every read. It may panic to leave a
	// query whose time is up: Cayley's iterators look at their context only
	// between rows, and a join may read for minutes to find none.
	visit func()
}

var _ flat.KV = (*view)(nil)

func (v *view) Close() error { return nil }

func (v *view) Tx(write bool) (flat.Tx, error) {
	if write && !v.tx.Writable() {
		return nil, flat.ErrReadOnly
	}
	return (*viewTx)(v), nil
}

func (v *view) read() {
	if v.visit != nil {
		v.visit()
	}
}

// viewTx is what Cayley takes for a transaction. Commit and Close do nothing:
// the transaction belongs to whoever made the view.
type viewTx view

func (t *viewTx) Commit(context.Context) error { return nil }
func (t *viewTx) Close() error                 { return nil }

func (t *viewTx) Get(_ context.Context, key flat.Key) (flat.Value, error) {
	(*view)(t).read()
	v := t.bucket.Get(key)
	if v == nil {
		return nil, kv.ErrNotFound
	}
	return v, nil
}

func (t *viewTx) GetBatch(_ context.Context, keys []flat.Key) ([]flat.Value, error) {
	out := make([]flat.Value, len(keys))
	for i, k := range keys {
		(*view)(t).read()
		out[i] = t.bucket.Get(k)
	}
	return out, nil
}

func (t *viewTx) Put(k flat.Key, v flat.Value) error {
	err := t.bucket.Put(k, v)
	if errors.Is(err, berrors.ErrTxNotWritable) {
		return flat.ErrReadOnly
	}
	return err
}

func (t *viewTx) Del(k flat.Key) error {
	err := t.bucket.Delete(k)
	if errors.Is(err, berrors.ErrTxNotWritable) {
		return flat.ErrReadOnly
	}
	return err
}

func (t *viewTx) Scan(prefix flat.Key) flat.Iterator {
	return &viewScan{view: (*view)(t), cursor: t.bucket.Cursor(), prefix: prefix}
}

type viewScan struct {
	view     *view
	cursor   *bolt.Cursor
	prefix   []byte
	started  bool
	key, val []byte
}

func (s *viewScan) Next(context.Context) bool {
	s.view.read()
	if s.started {
		s.key, s.val = s.cursor.Next()
	} else {
		s.key, s.val = s.cursor.Seek(s.prefix)
		s.started = true
	}
	return s.key != nil && bytes.HasPrefix(s.key, s.prefix)
}

func (s *viewScan) Err() error      { return nil }
func (s *viewScan) Close() error    { return nil }
func (s *viewScan) Key() flat.Key   { return s.key }
func (s *viewScan) Val() flat.Value { return s.val }
