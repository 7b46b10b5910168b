package graphql

import (
	"context"
	"encoding/base64"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/newsgraph/newsgraph/graph"
	"github.com/newsgraph/newsgraph/nlp"
)

// session is what the fields of one query share.
type session struct {
	store  *graph.Store
	logger *slog.Logger
	size   atomic.Int64 // bytes of the answer so far, about

	knownArticles, knownEvents once
}

type sessionKey struct{}

func newSession(store *graph.Store, logger *slog.Logger) *session {
	return &session{store: store, logger: logger}
}

func of(ctx context.Context) *session { return ctx.Value(sessionKey{}).(*session) }

// charge adds to the size of the answer.
func (s *session) charge(bytes int) error {
	if s.size.Add(int64(bytes)) > maxSize {
		return wrong("the answer is larger than %d bytes: ask for fewer rows or fields", maxSize)
	}
	return nil
}

// loaded is an article as the store has it.
type loaded struct {
	info     graph.ArticleInfo
	mentions []nlp.MentionRecord
}

// once reads a thing once for all the fields that ask for it.
type once struct{ things sync.Map } // ID -> func() (T, error)

func read[T any](o *once, id string, get func() (T, error)) (T, error) {
	f, _ := o.things.LoadOrStore(id, sync.OnceValues(get))
	return f.(func() (T, error))()
}

// load reads an article.
func (s *session) load(id string) (loaded, error) {
	return read(&s.knownArticles, id, func() (loaded, error) {
		info, _, mentions, err := s.store.Article(id)
		return loaded{info, mentions}, err
	})
}

// loadEvent reads an event with its evidence.
func (s *session) loadEvent(ctx context.Context, id string) (graph.EventView, error) {
	return read(&s.knownEvents, id, func() (graph.EventView, error) { return s.store.Event(ctx, id) })
}

// pageArgs are the arguments of a connection.
type pageArgs struct {
	First int32
	After *string
}

// A cursor is "o:" and the place of its node in the list, in base64: opaque, as
// Relay wants it.
func cursor(place int) string {
	return base64.RawURLEncoding.EncodeToString([]byte("o:" + strconv.Itoa(place)))
}

// bounds is the offset and the limit of a page; meter.check has seen to First.
func (p pageArgs) bounds() (offset, limit int, err error) {
	if p.After != nil {
		b, err := base64.RawURLEncoding.DecodeString(*p.After)
		number, ok := strings.CutPrefix(string(b), "o:")
		place, bad := strconv.Atoi(number)
		if err != nil || !ok || bad != nil || place < 0 || place > 1<<30 {
			return 0, 0, wrong("after is no cursor of this server: %.40q", *p.After)
		}
		offset = place + 1
	}
	if p.First < 0 || p.First > maxPage {
		return 0, 0, wrong("first is %d; it goes from 0 to %d", p.First, maxPage)
	}
	return offset, int(p.First), nil
}

// connection is a page of a list.
type connection[T any] struct {
	nodes         []T
	offset, total int
}

type edge[T any] struct {
	cursor string
	node   T
}

func (c *connection[T]) Nodes() []T        { return c.nodes }
func (c *connection[T]) TotalCount() int32 { return int32(c.total) }
func (e edge[T]) Cursor() string           { return e.cursor }
func (e edge[T]) Node() T                  { return e.node }

func (c *connection[T]) Edges() []edge[T] {
	out := make([]edge[T], len(c.nodes))
	for i, n := range c.nodes {
		out[i] = edge[T]{cursor(c.offset + i), n}
	}
	return out
}

func (c *connection[T]) PageInfo() pageInfo {
	p := pageInfo{next: c.offset+len(c.nodes) < c.total, previous: c.offset > 0 && c.total > 0}
	if n := len(c.nodes); n > 0 {
		first, last := cursor(c.offset), cursor(c.offset+n-1)
		p.start, p.end = &first, &last
	}
	return p
}

type pageInfo struct {
	next, previous bool
	start, end     *string
}

func (p pageInfo) HasNextPage() bool     { return p.next }
func (p pageInfo) HasPreviousPage() bool { return p.previous }
func (p pageInfo) StartCursor() *string  { return p.start }
func (p pageInfo) EndCursor() *string    { return p.end }

// paged cuts a page out of a list that is there as a whole.
func paged[A, B any](p pageArgs, all []A, f func(A) B) (*connection[B], error) {
	offset, limit, err := p.bounds()
	if err != nil {
		return nil, err
	}
	from := min(offset, len(all))
	return &connection[B]{each(all[from:min(from+limit, len(all))], f), offset, len(all)}, nil
}

func each[A, B any](list []A, f func(A) B) []B {
	out := make([]B, len(list))
	for i, v := range list {
		out[i] = f(v)
	}
	return out
}

// fetched makes a connection with a method of the store that pages itself, from
// the list's end if it is to be turned round.
func fetched[A, B any](p pageArgs, reverse bool, list func(offset, limit int) ([]A, int, error), f func(A) B) (*connection[B], error) {
	offset, limit, err := p.bounds()
	if err != nil {
		return nil, err
	}
	if limit == 0 || reverse { // to the store, limit 0 means its own default
		_, total, err := list(0, 1)
		if err != nil {
			return nil, err
		}
		if limit == 0 || offset >= total {
			return &connection[B]{nil, offset, total}, nil
		}
		limit = min(limit, total-offset)
		rows, _, err := list(total-offset-limit, limit)
		if err != nil {
			return nil, err
		}
		out := make([]B, len(rows))
		for i, v := range rows {
			out[len(rows)-1-i] = f(v)
		}
		return &connection[B]{out, offset, total}, nil
	}
	rows, total, err := list(offset, limit)
	if err != nil {
		return nil, err
	}
	return &connection[B]{each(rows, f), offset, total}, nil
}

// date is the scalar Date.
type date string

func (date) ImplementsGraphQLType(name string) bool { return name == "Date" }

func (d *date) UnmarshalGraphQL(input any) error {
	s, ok := input.(string)
	if _, err := time.Parse(time.DateOnly, s); !ok || err != nil {
		return wrong("not a date like 2021-04-06: %.40q", input)
	}
	*d = date(s)
	return nil
}

// optional is nil for an empty string.
func optional[T ~string](s T) *T {
	if s == "" {
		return nil
	}
	return &s
}
