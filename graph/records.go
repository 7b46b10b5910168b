package graph

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"iter"
	"math"
	"strings"
	"unicode/utf8"

	bolt "go.etcd.io/bbolt"

	"github.com/newsgraph/newsgraph/nlp"
)

// The article store, file articles.db, is the truth: the graph can be thrown
// away and made again from it. Buckets of bbolt:
//
//	meta      "format" -> "1"; "sequence" -> uint64, grows with each batch
//	articles  key      -> JSON of stored
//	text      key      -> the article's bytes, as they came
//	claims    key 0 n  -> JSON of the article's claim n, a big-endian uint32
//	mentions  key      -> JSON of its mentions
//
// where key is the article's ID, hashed when it is long.
var (
	bucketMeta     = []byte("meta")
	bucketArticles = []byte("articles")
	bucketText     = []byte("text")
	bucketClaims   = []byte("claims")
	bucketMentions = []byte("mentions")

	keyFormat   = []byte("format")
	keySequence = []byte("sequence")
)

// recordFormat changes when records of an earlier form can no longer be read.
const recordFormat = "1"

// stored is an article without its text.
type stored struct {
	ArticleInfo
	SourceDigest  string `json:"source_digest"`  // of article and version, see sourceDigest
	ContentDigest string `json:"content_digest"` // of article, claims and mentions
}

// record is all that is kept of one article.
type record struct {
	stored
	claims   []nlp.Claim
	mentions []nlp.MentionRecord
}

func articleKey(id string) []byte {
	if len(id) <= 256 && strings.IndexByte(id, 0) < 0 {
		return []byte(id)
	}
	sum := sha256.Sum256([]byte(id))
	return []byte("\x01" + hex.EncodeToString(sum[:]))
}

func claimKey(article []byte, n int) []byte {
	k := make([]byte, 0, len(article)+5)
	k = append(append(k, article...), 0)
	return binary.BigEndian.AppendUint32(k, uint32(n))
}

// writeFields hashes strings so that no two lists of fields collide.
func writeFields(h hash.Hash, fields ...string) {
	var n [8]byte
	for _, f := range fields {
		binary.LittleEndian.PutUint64(n[:], uint64(len(f)))
		h.Write(n[:])
		h.Write([]byte(f))
	}
}

// sourceDigest identifies what an analysis depends on.
func sourceDigest(a nlp.Article, version string) string {
	h := sha256.New()
	writeFields(h, version, a.ID, a.Title, a.Source, a.URL, a.Author, a.Published, a.Language, a.Text)
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// newRecord makes the record of an entry that clean has seen.
func newRecord(e *Entry, version string) (*record, error) {
	sum := sha256.Sum256([]byte(e.Article.Text))
	r := &record{claims: e.Claims, mentions: e.Mentions}
	r.Article = e.Article
	r.Article.Text = ""
	r.SHA256 = hex.EncodeToString(sum[:])
	r.ClaimCount = len(e.Claims)
	given := e.Article
	if e.Given != nil {
		given = *e.Given
	}
	r.SourceDigest = sourceDigest(given, version)
	claims, err := json.Marshal(e.Claims)
	if err != nil {
		return nil, fmt.Errorf("graph: claims of article %s: %w", e.Article.ID, err)
	}
	mentions, err := json.Marshal(e.Mentions)
	if err != nil {
		return nil, fmt.Errorf("graph: mentions of article %s: %w", e.Article.ID, err)
	}
	h := sha256.New()
	writeFields(h, sourceDigest(e.Article, ""), string(claims), string(mentions))
	r.ContentDigest = hex.EncodeToString(h.Sum(nil)[:16])
	return r, nil
}

// clean makes an entry fit to be stored: strings are valid UTF-8 (the text
// alone stays as it is, offsets point into it), arguments have IDs, claims have
// IDs that occur once, and belong to the article.
func clean(e Entry) (Entry, error) {
	a := &e.Article
	cleanArticle(a)
	if e.Given != nil {
		given := *e.Given
		cleanArticle(&given)
		e.Given = &given
	}
	if a.ID == "" {
		return e, errors.New("graph: an article has no id")
	}
	claims := make([]nlp.Claim, 0, len(e.Claims))
	seen := make(map[string]bool, len(e.Claims))
	for _, c := range e.Claims {
		c.Article = a.ID
		for _, s := range []*string{&c.ID, &c.Relation, &c.Trigger, &c.Quote, &c.Frame, (*string)(&c.Status)} {
			*s = valid(*s)
		}
		c.Subject = cleanArgument(a.ID, c.Subject)
		c.Object = cleanArgument(a.ID, c.Object)
		c.SaidBy = cleanArgument(a.ID, c.SaidBy)
		c.Place = cleanArgument(a.ID, c.Place)
		c.Cue, c.Reason, c.Instrument = cleanQuoted(c.Cue), cleanQuoted(c.Reason), cleanQuoted(c.Instrument)
		if c.Amount != nil {
			m := *c.Amount
			m.Text, m.Currency, m.Value = valid(m.Text), valid(m.Currency), finite(m.Value)
			c.Amount = &m
		}
		if c.Date != nil {
			d := *c.Date
			d.Text, d.Value = valid(d.Text), valid(d.Value)
			c.Date = &d
		}
		if c.Relation == "" {
			continue
		}
		c.Confidence = finite(c.Confidence)
		if c.Status == "" {
			c.Status = nlp.Asserted
		}
		if c.ID == "" {
			c.Identify()
		}
		if !strings.HasPrefix(c.ID, claimPrefix) {
			c.ID = claimPrefix + c.ID
		}
		if !seen[c.ID] {
			seen[c.ID] = true
			claims = append(claims, c)
		}
	}
	e.Claims = claims
	mentions := make([]nlp.MentionRecord, 0, len(e.Mentions))
	for _, m := range e.Mentions {
		m.Article = a.ID
		for _, s := range []*string{&m.Text, &m.Entity, &m.Name, &m.Kind, (*string)(&m.Type)} {
			*s = valid(*s)
		}
		if m.Entity != "" {
			mentions = append(mentions, m)
		}
	}
	e.Mentions = mentions
	return e, nil
}

func valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

func cleanArticle(a *nlp.Article) {
	for _, s := range []*string{&a.ID, &a.Title, &a.Source, &a.URL, &a.Author, &a.Published, &a.Language} {
		*s = valid(*s)
	}
}

// finite is x where JSON has a number for it, else 0.
func finite(x float64) float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return 0
	}
	return x
}

func cleanQuoted(q *nlp.Quoted) *nlp.Quoted {
	if q == nil || utf8.ValidString(q.Text) {
		return q
	}
	c := *q
	c.Text = valid(c.Text)
	return &c
}

// cleanArgument gives an argument an ID where it has none, and is nil for one
// that names nothing.
func cleanArgument(article string, a *nlp.Argument) *nlp.Argument {
	if a == nil {
		return nil
	}
	c := *a
	for _, s := range []*string{&c.ID, &c.Name, &c.Mention, (*string)(&c.Type)} {
		*s = valid(*s)
	}
	if c.Name == "" {
		c.Name = c.Mention
	}
	if c.ID == "" && c.Type != nlp.Phrase {
		c.ID = nlp.Slug(c.Name)
	}
	if c.ID == "" && c.Name != "" {
		c.ID, c.Type = nlp.PhraseID(article, c.Name), nlp.Phrase
	}
	if c.ID == "" {
		return nil
	}
	if c.Name == "" {
		c.Name = c.ID
	}
	if c.Type == "" {
		c.Type = nlp.Other
	}
	return &c
}

// createBuckets prepares a new file and checks that an old one can be read.
func createBuckets(tx *bolt.Tx) error {
	for _, b := range [][]byte{bucketMeta, bucketArticles, bucketText, bucketClaims, bucketMentions} {
		if _, err := tx.CreateBucketIfNotExists(b); err != nil {
			return err
		}
	}
	meta := tx.Bucket(bucketMeta)
	switch format := string(meta.Get(keyFormat)); format {
	case recordFormat:
		return nil
	case "":
		return meta.Put(keyFormat, []byte(recordFormat))
	default:
		return fmt.Errorf("written in format %s, this program reads format %s", format, recordFormat)
	}
}

func sequence(tx *bolt.Tx) uint64 {
	if v := tx.Bucket(bucketMeta).Get(keySequence); len(v) == 8 {
		return binary.BigEndian.Uint64(v)
	}
	return 0
}

func setSequence(tx *bolt.Tx, n uint64) error {
	return tx.Bucket(bucketMeta).Put(keySequence, binary.BigEndian.AppendUint64(nil, n))
}

// putRecord writes an article that is not there.
func putRecord(tx *bolt.Tx, r *record, text string) error {
	key := articleKey(r.ID)
	put := func(bucket, key []byte, v any) error {
		data, err := json.Marshal(v)
		if err != nil {
			return err
		}
		return tx.Bucket(bucket).Put(key, data)
	}
	if err := put(bucketArticles, key, r.stored); err != nil {
		return err
	}
	if err := tx.Bucket(bucketText).Put(key, []byte(text)); err != nil {
		return err
	}
	for i := range r.claims {
		if err := put(bucketClaims, claimKey(key, i), &r.claims[i]); err != nil {
			return err
		}
	}
	return put(bucketMentions, key, r.mentions)
}

func deleteRecord(tx *bolt.Tx, r *record) error {
	key := articleKey(r.ID)
	for i := range r.claims {
		if err := tx.Bucket(bucketClaims).Delete(claimKey(key, i)); err != nil {
			return err
		}
	}
	for _, b := range [][]byte{bucketArticles, bucketText, bucketMentions} {
		if err := tx.Bucket(b).Delete(key); err != nil {
			return err
		}
	}
	return nil
}

// readRecord reads an article without its text, or returns ErrNotFound.
func readRecord(tx *bolt.Tx, id string) (*record, error) {
	key := articleKey(id)
	data := tx.Bucket(bucketArticles).Get(key)
	if data == nil {
		return nil, ErrNotFound
	}
	return decodeRecord(tx, key, data)
}

func decodeRecord(tx *bolt.Tx, key, data []byte) (*record, error) {
	r := new(record)
	if err := json.Unmarshal(data, &r.stored); err != nil {
		return nil, fmt.Errorf("graph: read article %q: %w", key, err)
	}
	r.claims = make([]nlp.Claim, r.ClaimCount)
	for i := range r.claims {
		if err := readClaim(tx, r.ID, i, &r.claims[i]); err != nil {
			return nil, err
		}
	}
	if data := tx.Bucket(bucketMentions).Get(key); data != nil {
		if err := json.Unmarshal(data, &r.mentions); err != nil {
			return nil, fmt.Errorf("graph: read mentions of article %s: %w", r.ID, err)
		}
	}
	return r, nil
}

func readClaim(tx *bolt.Tx, article string, n int, c *nlp.Claim) error {
	data := tx.Bucket(bucketClaims).Get(claimKey(articleKey(article), n))
	if data == nil {
		return fmt.Errorf("graph: claim %d of article %s: %w", n, article, ErrNotFound)
	}
	if err := json.Unmarshal(data, c); err != nil {
		return fmt.Errorf("graph: read claim %d of article %s: %w", n, article, err)
	}
	return nil
}

// readText is the article's text; valid only until tx ends.
func readText(tx *bolt.Tx, id string) []byte { return tx.Bucket(bucketText).Get(articleKey(id)) }

// records is every article of the store in order of its key.
func records(tx *bolt.Tx) iter.Seq2[*record, error] {
	return func(yield func(*record, error) bool) {
		c := tx.Bucket(bucketArticles).Cursor()
		for k, v := c.First(); k != nil; k, v = c.Next() {
			if r, err := decodeRecord(tx, k, v); !yield(r, err) || err != nil {
				return
			}
		}
	}
}
