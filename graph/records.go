package graph

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/newsgraph/newsgraph/graph/event"
	"github.com/newsgraph/newsgraph/nlp"
)

// recordFormat changes when records of an earlier form can no longer be read.
const recordFormat = "1"

// stored is an article without its text.
type stored struct {
	ArticleInfo
	SourceDigest  string `json:"source_digest"`  // of article and version, see sourceDigest
	ContentDigest string `json:"content_digest"` // of article, claims and mentions
	Signature     []byte `json:"signature"`      // of the text, an event.Signature
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
func newRecord(e *Entry, version string) (r *record, err error) {
	sum := sha256.Sum256([]byte(e.Article.Text))
	r = &record{claims: e.Claims, mentions: e.Mentions}
	r.Article = e.Article
	r.Article.Text = ""
	r.SHA256 = hex.EncodeToString(sum[:])
	r.ClaimCount = len(e.Claims)
	signature := event.Read(e.Article.Text)
	if r.Signature, err = signature.AppendBinary(nil); err != nil {
		return nil, err
	}
	r.FirstSeen = e.Seen
	given := e.Article
	if e.Given != nil {
		given = *e.Given
	}
	r.SourceDigest = sourceDigest(given, version)
	if r.ContentDigest, err = contentDigest(e.Article, e.Claims, e.Mentions); err != nil {
		return nil, err
	}
	return r, nil
}

// contentDigest identifies an article with all that was found in it.
func contentDigest(a nlp.Article, claims []nlp.Claim, mentions []nlp.MentionRecord) (string, error) {
	c, err := json.Marshal(claims)
	if err != nil {
		return "", fmt.Errorf("graph: claims of article %s: %w", a.ID, err)
	}
	m, err := json.Marshal(mentions)
	if err != nil {
		return "", fmt.Errorf("graph: mentions of article %s: %w", a.ID, err)
	}
	h := sha256.New()
	writeFields(h, sourceDigest(a, ""), string(c), string(m))
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
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
	e.Seen = valid(e.Seen)
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
			m := cleanMoney(*c.Amount)
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

func cleanMoney(m nlp.Money) nlp.Money {
	m.Text, m.Currency, m.Value = valid(m.Text), valid(m.Currency), finite(m.Value)
	var also []nlp.Money
	for _, o := range m.Also {
		o.Also = nil // a list of lists means nothing
		also = append(also, cleanMoney(o))
	}
	m.Also = also
	return m
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
