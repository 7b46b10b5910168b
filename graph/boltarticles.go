package graph

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"iter"
	"sync/atomic"

	bolt "go.etcd.io/bbolt"

	"github.com/newsgraph/newsgraph/nlp"
)

// boltArticles is the article store of an embedded store, file articles.db
// with the text file of judgements. Buckets of bbolt:
//
//	meta      "format" -> "1"; "sequence" -> uint64, grows with each batch; "extent" -> JSON
//	articles  key      -> JSON of stored
//	text      key      -> the article's bytes, as they came
//	claims    key 0 n  -> JSON of the article's claim n, a big-endian uint32
//	mentions  key      -> JSON of its mentions
//	redo      uint64   -> redo of the batch with that number, encoded
//	summary   key      -> summary, encoded
//
// where key is the article's ID, hashed when it is long.
type boltArticles struct {
	db  *bolt.DB
	log curationLog

	last atomic.Pointer[redo] // the newest, which is asked for at once
}

var (
	bucketMeta     = []byte("meta")
	bucketArticles = []byte("articles")
	bucketText     = []byte("text")
	bucketClaims   = []byte("claims")
	bucketMentions = []byte("mentions")
	bucketRedo     = []byte("redo")
	bucketSummary  = []byte("summary")

	keyFormat   = []byte("format")
	keySequence = []byte("sequence")
	keyExtent   = []byte("extent")
)

// newBoltArticles prepares a new file and checks that an old one can be read.
func newBoltArticles(db *bolt.DB, log curationLog) (*boltArticles, error) {
	err := db.Update(func(tx *bolt.Tx) error {
		for _, b := range [][]byte{bucketMeta, bucketArticles, bucketText, bucketClaims, bucketMentions, bucketRedo, bucketSummary} {
			if _, err := tx.CreateBucketIfNotExists(b); err != nil {
				return err
			}
		}
		meta := tx.Bucket(bucketMeta)
		switch format := string(meta.Get(keyFormat)); format {
		case recordFormat:
		case "":
			if err := meta.Put(keyFormat, []byte(recordFormat)); err != nil {
				return err
			}
		default:
			return fmt.Errorf("written in format %s, this program reads format %s", format, recordFormat)
		}
		if meta.Get(keySequence) != nil {
			return nil
		}
		return meta.Put(keySequence, binary.BigEndian.AppendUint64(nil, 1))
	})
	return &boltArticles{db: db, log: log}, err
}

// begin waits for another writer, whatever ctx says: bbolt cannot be told to
// stop, and writers of a store take turns before they come here.
func (b *boltArticles) begin(ctx context.Context, write bool) (articleTx, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	tx, err := b.db.Begin(write)
	if err != nil {
		return nil, err
	}
	return &boltTx{tx: tx, store: b}, nil
}

func (b *boltArticles) close() error { return b.db.Close() }

type boltTx struct {
	tx      *bolt.Tx
	store   *boltArticles
	pending []Judgement // that commit appends to the log
}

func (t *boltTx) commit() error {
	// The log is the truth about judgements: with it on the disk a crash before
	// the commit below leaves a store that Open brings up to it.
	if len(t.pending) > 0 {
		if err := t.store.log.append(t.pending); err != nil {
			return err
		}
	}
	return t.tx.Commit()
}

// rollback can only fail on a transaction that has ended.
func (t *boltTx) rollback() { _ = t.tx.Rollback() }

func (t *boltTx) sequence() (uint64, error) {
	if v := t.tx.Bucket(bucketMeta).Get(keySequence); len(v) == 8 {
		return binary.BigEndian.Uint64(v), nil
	}
	return 0, nil
}

func (t *boltTx) setSequence(n uint64) error {
	return t.tx.Bucket(bucketMeta).Put(keySequence, binary.BigEndian.AppendUint64(nil, n))
}

func (t *boltTx) extent() (extent, error) {
	return decodeExtent(t.tx.Bucket(bucketMeta).Get(keyExtent)), nil
}

func (t *boltTx) setExtent(n extent) error {
	data, err := n.encode()
	if err != nil {
		return err
	}
	return t.tx.Bucket(bucketMeta).Put(keyExtent, data)
}

func (t *boltTx) putRedo(r redo, followed uint64) error {
	data, err := r.encode()
	if err != nil {
		return err
	}
	b := t.tx.Bucket(bucketRedo)
	c := b.Cursor()
	for k, _ := c.First(); len(k) == 8 && binary.BigEndian.Uint64(k) <= followed; k, _ = c.First() {
		if err := c.Delete(); err != nil {
			return err
		}
	}
	t.store.last.Store(&r)
	return b.Put(binary.BigEndian.AppendUint64(nil, r.to.sequence), data)
}

func (t *boltTx) redo(sequence uint64) (redo, error) {
	data := t.tx.Bucket(bucketRedo).Get(binary.BigEndian.AppendUint64(nil, sequence))
	if data == nil {
		return redo{}, fmt.Errorf("graph: change %d of quads: %w", sequence, ErrNotFound)
	}
	if r := t.store.last.Load(); r != nil && r.to.sequence == sequence {
		return *r, nil
	}
	return decodeRedo(data, sequence)
}

func (t *boltTx) judgements() ([]Judgement, error) {
	c, err := t.store.log.read()
	return append(c.judgements, t.pending...), err
}

func (t *boltTx) appendJudgement(j Judgement) error {
	t.pending = append(t.pending, j)
	return nil
}

// asOf has nothing to hide: no other process writes.
func (t *boltTx) asOf(uint64) {}

// missed knows of no batch that this process has not made.
func (t *boltTx) missed(uint64) ([]string, bool, error) { return nil, false, nil }

func claimKey(article []byte, n int) []byte {
	k := make([]byte, 0, len(article)+5)
	k = append(append(k, article...), 0)
	return binary.BigEndian.AppendUint32(k, uint32(n))
}

func (t *boltTx) put(r *record, text string) error {
	key := articleKey(r.ID)
	put := func(bucket, key []byte, v any) error {
		data, err := json.Marshal(v)
		if err != nil {
			return err
		}
		return t.tx.Bucket(bucket).Put(key, data)
	}
	if err := t.tx.Bucket(bucketSummary).Put(key, summarize(r).encode()); err != nil {
		return err
	}
	if err := put(bucketArticles, key, r.stored); err != nil {
		return err
	}
	if err := t.tx.Bucket(bucketText).Put(key, []byte(text)); err != nil {
		return err
	}
	for i := range r.claims {
		if err := put(bucketClaims, claimKey(key, i), &r.claims[i]); err != nil {
			return err
		}
	}
	return put(bucketMentions, key, r.mentions)
}

func (t *boltTx) remove(r *record) error {
	key := articleKey(r.ID)
	for i := range r.claims {
		if err := t.tx.Bucket(bucketClaims).Delete(claimKey(key, i)); err != nil {
			return err
		}
	}
	for _, b := range [][]byte{bucketArticles, bucketText, bucketMentions, bucketSummary} {
		if err := t.tx.Bucket(b).Delete(key); err != nil {
			return err
		}
	}
	return nil
}

func (t *boltTx) record(id string) (*record, error) {
	key := articleKey(id)
	data := t.tx.Bucket(bucketArticles).Get(key)
	if data == nil {
		return nil, ErrNotFound
	}
	return t.decode(key, data)
}

func (t *boltTx) records() iter.Seq2[*record, error] {
	return func(yield func(*record, error) bool) {
		c := t.tx.Bucket(bucketArticles).Cursor()
		for k, v := c.First(); k != nil; k, v = c.Next() {
			if r, err := t.decode(k, v); !yield(r, err) || err != nil {
				return
			}
		}
	}
}

// summaries leaves the pages of articles alone: they are as many again. A summary
// is only ever a shorter way, so what has none is read in full.
func (t *boltTx) summaries() iter.Seq2[*summary, error] {
	return func(yield func(*summary, error) bool) {
		articles, summaries := t.tx.Bucket(bucketArticles), t.tx.Bucket(bucketSummary)
		one := func(key, data []byte) bool {
			s, current, err := decodeSummary(data)
			if err == nil && current {
				return yield(s, nil)
			}
			r, err := t.decode(key, articles.Get(key))
			if err != nil {
				yield(nil, err)
				return false
			}
			return yield(summarize(r), nil)
		}
		n := 0
		c := summaries.Cursor()
		for k, v := c.First(); k != nil; k, v = c.Next() {
			if n++; !one(k, v) {
				return
			}
		}
		if known, err := t.extent(); err == nil && known.Articles == n {
			return
		}
		c = articles.Cursor()
		for k, _ := c.First(); k != nil; k, _ = c.Next() {
			if summaries.Get(k) == nil && !one(k, nil) {
				return
			}
		}
	}
}

func (t *boltTx) decode(key, data []byte) (*record, error) {
	r := new(record)
	if err := json.Unmarshal(data, &r.stored); err != nil {
		return nil, fmt.Errorf("graph: read article %q: %w", key, err)
	}
	r.claims = make([]nlp.Claim, r.ClaimCount)
	for i := range r.claims {
		var err error
		if r.claims[i], err = t.claim(r.ID, i); err != nil {
			return nil, err
		}
	}
	if data := t.tx.Bucket(bucketMentions).Get(key); data != nil {
		if err := json.Unmarshal(data, &r.mentions); err != nil {
			return nil, fmt.Errorf("graph: read mentions of article %s: %w", r.ID, err)
		}
	}
	return r, nil
}

func (t *boltTx) claim(article string, n int) (c nlp.Claim, err error) {
	data := t.tx.Bucket(bucketClaims).Get(claimKey(articleKey(article), n))
	if data == nil {
		return c, fmt.Errorf("graph: claim %d of article %s: %w", n, article, ErrNotFound)
	}
	if err := json.Unmarshal(data, &c); err != nil {
		return c, fmt.Errorf("graph: read claim %d of article %s: %w", n, article, err)
	}
	return c, nil
}

func (t *boltTx) text(id string) ([]byte, error) {
	return t.tx.Bucket(bucketText).Get(articleKey(id)), nil
}
