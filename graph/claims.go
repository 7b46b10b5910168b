package graph

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newsgraph/newsgraph/nlp"
)

const defaultPage = 100

// Claims returns the claims that pass the filter, the newest first, then the
// surest, and how many there are in all. limit 0 means 100.
func (s *Store) Claims(ctx context.Context, f Filter, offset, limit int) (views []ClaimView, total int, err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	x := s.index
	filter := x.sieve(f)
	var rows []int32
	x.candidates(&filter, func(i int32) {
		if filter.passes(&x.rows[i]) {
			rows = append(rows, i)
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, 0, err
	}
	_, end := pageBounds(len(rows), offset, limit)
	firstOf(rows, end, x.newerClaim)
	views = []ClaimView{}
	err = s.viewArticles(ctx, func(tx articleTx) error {
		for _, i := range page(rows, offset, limit) {
			if err := ctx.Err(); err != nil {
				return err
			}
			v, err := x.view(tx, i)
			if err != nil {
				return err
			}
			views = append(views, v)
		}
		return nil
	})
	return views, len(rows), err
}

// newerClaim compares rows: the newest first, then the surest.
func (x *index) newerClaim(i, j int32) int {
	a, b := &x.rows[i], &x.rows[j]
	switch {
	case a.to != b.to:
		return cmp.Compare(b.to, a.to)
	case a.from != b.from:
		return cmp.Compare(b.from, a.from)
	case a.confidence != b.confidence:
		return cmp.Compare(b.confidence, a.confidence)
	case a.article != b.article:
		return strings.Compare(x.articles[a.article].ID, x.articles[b.article].ID)
	}
	return cmp.Compare(a.n, b.n)
}

// page cuts a list; limit 0 means 100.
func page[T any](list []T, offset, limit int) []T {
	start, end := pageBounds(len(list), offset, limit)
	return list[start:end]
}

// pageBounds is where page cuts a list of n.
func pageBounds(n, offset, limit int) (start, end int) {
	if limit <= 0 {
		limit = defaultPage
	}
	start = min(max(offset, 0), n)
	return start, min(n, start+min(limit, n))
}

// Claim returns one claim, or ErrNotFound.
func (s *Store) Claim(id string) (ClaimView, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	i, ok := s.index.claim(id)
	if !ok {
		return ClaimView{}, fmt.Errorf("graph: claim %q: %w", id, ErrNotFound)
	}
	var v ClaimView
	err := s.viewArticles(context.Background(), func(tx articleTx) (err error) {
		v, err = s.index.view(tx, i)
		return err
	})
	return v, err
}

// view reads a claim with its surroundings.
func (x *index) view(tx articleTx, i int32) (ClaimView, error) {
	r := &x.rows[i]
	a := &x.articles[r.article]
	v := ClaimView{
		Title: a.Title, Source: a.Source, URL: a.URL, Published: a.Published, FirstSeen: a.FirstSeen,
		Wrong: r.wrong, Handles: x.handles(r),
	}
	var err error
	if v.Claim, err = tx.claim(a.ID, int(r.n)); err != nil {
		return ClaimView{}, err
	}
	x.linkClaim(r.article, &v.Claim)
	if e, ok := x.eventOf(i); ok {
		v.Event = e.ID
	}
	text, err := tx.text(a.ID)
	if err != nil {
		return ClaimView{}, err
	}
	span := surroundings(text, nlp.Span{Start: v.Start, End: v.End})
	v.Context, v.ContextAt = string(text[span.Start:span.End]), span.Start
	return v, nil
}

// handles is what the article itself calls a claim's arguments.
func (x *index) handles(r *row) Handles {
	var h Handles
	for role, to := range []*string{&h.Subject, &h.Object, &h.SaidBy, &h.Place} {
		if n := r.args[role]; n != none {
			*to = x.handle(n)
		}
	}
	return h
}

// maxContext bounds how far a context reaches beyond its quote, in bytes to
// each side.
const maxContext = 300

// surroundings widens the span to whole sentences: to the end of a line, or to
// a mark that ends sentences and stands before white space and something other
// than a small letter or a digit; the mark of an abbreviation such as "Mr." does
// not count. A span that is not in the text gives an empty one.
func surroundings(text []byte, s nlp.Span) nlp.Span {
	if s.Start < 0 || s.End > len(text) || s.Empty() {
		return nlp.Span{}
	}
	start, end := s.Start, s.End
	for start > 0 && s.Start-start < maxContext && !sentenceStarts(text, start) {
		start--
	}
	for end < len(text) && end-s.End < maxContext && !sentenceStarts(text, end) {
		end++
	}
	for start < s.Start && !utf8.RuneStart(text[start]) {
		start++
	}
	for end > s.End && end < len(text) && !utf8.RuneStart(text[end]) {
		end--
	}
	for start < s.Start && isSpace(text[start]) {
		start++
	}
	for end > s.End && isSpace(text[end-1]) {
		end--
	}
	return nlp.Span{Start: start, End: end}
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// sentenceStarts reports whether a sentence may begin at byte i, white space
// before its first word included.
func sentenceStarts(text []byte, i int) bool {
	if text[i] == '\n' || text[i-1] == '\n' {
		return true
	}
	if !isSpace(text[i]) {
		return false
	}
	before := text[:i]
	for {
		r, size := utf8.DecodeLastRune(before)
		if strings.ContainsRune("\"'’”)]", r) && len(before) > size {
			before = before[:len(before)-size]
			continue
		}
		if r != '.' && r != '!' && r != '?' || r == '.' && abbreviated(before[:len(before)-1]) {
			return false
		}
		break
	}
	for _, r := range string(text[i:min(len(text), i+8)]) {
		if !unicode.IsSpace(r) {
			return !unicode.IsLower(r) && !unicode.IsDigit(r)
		}
	}
	return true
}

// Articles lists articles without their text, the newest first, and how many
// there are. Where words are given, each must stand in the title, the source
// or the ID, in whatever case. A limit of 0 means 100.
func (s *Store) Articles(ctx context.Context, words string, offset, limit int) ([]ArticleInfo, int, error) {
	if err := ctx.Err(); err != nil {
		return nil, 0, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	x := s.index
	list := make([]*article, 0, len(x.byArt))
	wanted := strings.Fields(strings.ToLower(words))
	for _, i := range x.byArt {
		if x.articles[i].says(wanted) {
			list = append(list, &x.articles[i])
		}
	}
	_, end := pageBounds(len(list), offset, limit)
	firstOf(list, end, func(a, b *article) int {
		return cmp.Or(strings.Compare(b.Published, a.Published), strings.Compare(a.ID, b.ID))
	})
	out := []ArticleInfo{}
	for _, a := range page(list, offset, limit) {
		info := a.ArticleInfo
		info.CopyOf = a.copyOf()
		out = append(out, info)
	}
	return out, len(list), nil
}

// says tells whether each of the words, in lower case, stands in the article's
// title, source or ID.
func (a *article) says(words []string) bool {
	if len(words) == 0 {
		return true
	}
	text := strings.ToLower(a.Title + "\n" + a.Source + "\n" + a.ID)
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
}

// Article returns one article with its text, its claims and its mentions in
// order of text, with the entities of the graph, or ErrNotFound.
func (s *Store) Article(id string) (ArticleInfo, []nlp.Claim, []nlp.MentionRecord, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var r *record
	err := s.viewArticles(context.Background(), func(tx articleTx) (err error) {
		if r, err = tx.record(id); err != nil {
			return err
		}
		text, err := tx.text(id)
		r.Text = string(text)
		return err
	})
	if err != nil {
		return ArticleInfo{}, nil, nil, fmt.Errorf("graph: article %q: %w", id, err)
	}
	s.index.linkRecord(r)
	r.CopyOf = s.index.articles[s.index.byArt[id]].copyOf()
	slices.SortStableFunc(r.claims, func(a, b nlp.Claim) int { return cmp.Compare(a.Start, b.Start) })
	slices.SortStableFunc(r.mentions, func(a, b nlp.MentionRecord) int { return cmp.Compare(a.Start, b.Start) })
	return r.ArticleInfo, r.claims, r.mentions, nil
}

// MentionView is a mention with the entity of the graph that it refers to.
type MentionView struct {
	nlp.MentionRecord        // Entity, Name and Type are those of the linked entity
	Handle            string `json:"handle"` // what the article itself calls it, as "HANDLE@ARTICLE"
}

// Mentions lists the mentions of one article in order of text, or returns
// ErrNotFound.
func (s *Store) Mentions(id string) ([]MentionView, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var r *record
	err := s.viewArticles(context.Background(), func(tx articleTx) (err error) {
		r, err = tx.record(id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("graph: article %q: %w", id, err)
	}
	out := make([]MentionView, len(r.mentions))
	for i, m := range r.mentions {
		out[i].Handle = m.Entity + "@" + id
	}
	s.index.linkRecord(r)
	for i, m := range r.mentions {
		out[i].MentionRecord = m
	}
	slices.SortStableFunc(out, func(a, b MentionView) int { return cmp.Compare(a.Start, b.Start) })
	return out, nil
}

// articleIDs is the ids of all articles, in order.
func (s *Store) articleIDs() []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Sorted(maps.Keys(s.index.byArt))
}

// AllMentions is the mentions of all articles, in order of article and text. A
// writer may come in between two articles, not within one.
func (s *Store) AllMentions(ctx context.Context) iter.Seq2[MentionView, error] {
	return func(yield func(MentionView, error) bool) {
		for _, id := range s.articleIDs() {
			list, err := s.Mentions(id)
			if errors.Is(err, ErrNotFound) {
				continue // removed meanwhile
			}
			if err = cmp.Or(err, ctx.Err()); err != nil {
				yield(MentionView{}, err)
				return
			}
			for _, m := range list {
				if !yield(m, nil) {
					return
				}
			}
		}
	}
}

// AllClaims is every claim that passes the filter, those without subject or
// object included, in order of article and text. A writer may come in between
// two articles, not within one.
func (s *Store) AllClaims(ctx context.Context, f Filter) iter.Seq2[ClaimView, error] {
	return func(yield func(ClaimView, error) bool) {
		ids := f.Articles
		if len(ids) == 0 {
			ids = s.articleIDs()
		}
		for _, id := range ids {
			list, err := s.articleClaims(ctx, id, f)
			if err != nil {
				yield(ClaimView{}, err)
				return
			}
			for _, v := range list {
				if !yield(v, nil) {
					return
				}
			}
		}
	}
}

// articleClaims reads the claims of one article that pass the filter.
func (s *Store) articleClaims(ctx context.Context, id string, f Filter) ([]ClaimView, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	x := s.index
	f.Articles = []string{id}
	filter := x.sieve(f)
	var out []ClaimView
	err := s.viewArticles(ctx, func(tx articleTx) error {
		a, ok := x.byArt[id]
		if !ok {
			return nil
		}
		for _, i := range x.articles[a].rows {
			if !filter.passes(&x.rows[i]) {
				continue
			}
			v, err := x.view(tx, i)
			if err != nil {
				return err
			}
			out = append(out, v)
		}
		return nil
	})
	slices.SortStableFunc(out, func(a, b ClaimView) int { return cmp.Compare(a.Start, b.Start) })
	return out, err
}

// Stats counts what the store holds. Entities and Types leave out phrases and
// what is only mentioned.
func (s *Store) Stats() Stats {
	s.mu.RLock()
	defer s.mu.RUnlock()
	x := s.index
	st := Stats{
		Articles: len(x.byArt), Claims: len(x.rows) - len(x.freeRows), Quads: s.size,
		Relations: make(map[string]int), Types: make(map[nlp.EntityType]int), Statuses: make(map[nlp.Status]int),
	}
	relations, statuses := make([]int, len(x.relations)), make([]int, len(nlp.Statuses))
	for i := range x.rows {
		if r := &x.rows[i]; r.article != none {
			relations[r.relation]++
			statuses[r.status]++
		}
	}
	for i, n := range relations {
		if n > 0 {
			st.Relations[x.relations[i]] = n
		}
	}
	for i, n := range statuses {
		if n > 0 {
			st.Statuses[nlp.Statuses[i]] = n
		}
	}
	for i := range x.entities {
		if e := &x.entities[i]; e.uses > 0 && e.kind != nlp.Phrase {
			st.Entities++
			st.Types[e.kind]++
		}
	}
	return st
}

// decimal is x with the digits that a float32 holds, so that 0.9 prints as 0.9.
func decimal(x float32) float64 {
	if f := math.Round(float64(x)*1e4) / 1e4; float32(f) == x {
		return f
	}
	f, err := strconv.ParseFloat(strconv.FormatFloat(float64(x), 'g', -1, 32), 64)
	if err != nil {
		return math.Round(float64(x)*1e6) / 1e6
	}
	return f
}

// abbreviated reports whether text ends in what looks like an abbreviation: a
// capital and at most two letters more.
func abbreviated(text []byte) bool {
	word := text[max(0, len(text)-12):]
	if i := bytes.LastIndexAny(word, " .\n\t"); i >= 0 {
		word = word[i+1:]
	}
	r, _ := utf8.DecodeRune(word)
	return unicode.IsUpper(r) && utf8.RuneCount(word) <= 3
}
