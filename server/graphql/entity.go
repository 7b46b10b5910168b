package graphql

import (
	"context"
	"maps"
	"slices"
	"strings"

	gophers "github.com/graph-gophers/graphql-go"

	"github.com/newsgraph/newsgraph/graph"
	"github.com/newsgraph/newsgraph/nlp"
)

// entity resolves the fields of Entity.
type entity struct {
	s    *session
	info graph.EntityInfo
}

func (s *session) entity(info graph.EntityInfo) *entity { return &entity{s, info} }

// entities looks up what the store has just named; one that a writer has taken
// away in between is left out.
func (s *session) entities(ids []string) []*entity {
	out := make([]*entity, 0, len(ids))
	for _, id := range ids {
		if info, err := s.store.Entity(id); err == nil {
			out = append(out, s.entity(info))
		}
	}
	return out
}

func (e *entity) ID() gophers.ID       { return gophers.ID(e.info.ID) }
func (e *entity) Name() string         { return e.info.Name }
func (e *entity) Type() nlp.EntityType { return kind(e.info.Type) }
func (e *entity) Degree() int32        { return count(e.info.Degree) }
func (e *entity) ClaimCount() int32    { return count(e.info.Claims) }
func (e *entity) ArticleCount() int32  { return count(e.info.Articles) }
func (e *entity) Wikidata() *string    { return optional(e.info.Wikidata) }

func (e *entity) Aliases() []string {
	if e.info.Aliases == nil {
		return []string{}
	}
	return e.info.Aliases
}

// kind keeps types to those of the schema: claims can come from other programs.
func kind(t nlp.EntityType) nlp.EntityType {
	switch t {
	case nlp.Person, nlp.Organization, nlp.Place, nlp.Product, nlp.Event, nlp.Law, nlp.Work, nlp.Group, nlp.Phrase:
		return t
	}
	return nlp.Other
}

type entityClaimsArgs struct {
	Role string
	claimsArgs
}

func (e *entity) Claims(ctx context.Context, args entityClaimsArgs) (*connection[*claim], error) {
	return e.s.claims(ctx, args.claimsArgs, func(f *graph.Filter) {
		switch args.Role {
		case "SUBJECT":
			f.Subject = e.info.ID
		case "OBJECT":
			f.Object = e.info.ID
		default:
			f.Entity = e.info.ID
		}
	})
}

func (e *entity) Events(ctx context.Context, args eventsArgs) (*connection[*event], error) {
	return e.s.events(ctx, args, func(f *graph.Filter) { f.Entity = e.info.ID })
}

type neighboursArgs struct {
	Order  string
	Filter *filter
	pageArgs
}

func (e *entity) Neighbours(ctx context.Context, args neighboursArgs) (*connection[*entity], error) {
	offset, limit, err := args.bounds()
	if err != nil {
		return nil, err
	}
	if offset+limit > maxNeighbours {
		return nil, wrong("neighbours can be paged through up to the %dth", maxNeighbours)
	}
	// The entity itself comes first.
	g, err := e.s.store.Ego(ctx, graph.EgoQuery{Centers: []string{e.info.ID}, Limit: 1 + offset + limit,
		Order: neighbourOrders[args.Order], Filter: args.Filter.graph()})
	if err != nil {
		return nil, e.s.fault(err)
	}
	from := min(1+offset, len(g.Nodes))
	return &connection[*entity]{each(g.Nodes[from:], e.s.entity), offset, g.Total - 1}, nil
}

// maxNeighbours is how far neighbours can be paged through: each page is found
// anew from the first.
const maxNeighbours = 10_000

func (e *entity) Members(args pageArgs) (*connection[member], error) {
	members, err := e.s.store.Members(e.info.ID)
	if err != nil {
		return nil, e.s.fault(err)
	}
	return paged(args, members, func(m graph.Member) member { return member{e.s, m} })
}

// member resolves the fields of Member.
type member struct {
	s *session
	m graph.Member
}

func (m member) Handle() gophers.ID { return gophers.ID(m.m.Handle) }
func (m member) Article() *article {
	return &article{s: m.s, info: graph.ArticleInfo{Article: nlp.Article{ID: m.m.Article}}}
}
func (m member) Name() string    { return m.m.Name }
func (m member) Type() string    { return m.m.Type }
func (m member) Names() []string { return slices.Clip(append([]string{}, m.m.Names...)) }
func (m member) Mentions() int32 { return count(m.m.Mentions) }
func (m member) Reasons() []reason {
	return each(m.m.Reasons, func(r graph.Reason) reason { return reason{r} })
}

type reason struct{ r graph.Reason }

func (r reason) Kind() string   { return r.r.Kind }
func (r reason) With() *string  { return optional(r.r.With) }
func (r reason) Score() float64 { return r.r.Score }

// network resolves the fields of Network.
type network struct {
	nodes     []*entity
	edges     []relation
	truncated bool
	total     int
}

func (s *session) network(g graph.Subgraph, f graph.Filter) *network {
	n := &network{nodes: each(g.Nodes, s.entity), truncated: g.Truncated, total: g.Total}
	n.edges = s.relations(g, f)
	return n
}

// relations are the edges of a subgraph, with their ends.
func (s *session) relations(g graph.Subgraph, f graph.Filter) []relation {
	byID := make(map[string]*entity, len(g.Nodes))
	for _, n := range g.Nodes {
		byID[n.ID] = s.entity(n)
	}
	return each(g.Edges, func(e *graph.Edge) relation { return relation{s, e, byID[e.Source], byID[e.Target], f} })
}

func (n *network) Nodes() []*entity  { return n.nodes }
func (n *network) Edges() []relation { return n.edges }
func (n *network) Truncated() bool   { return n.truncated }
func (n *network) TotalCount() int32 { return count(n.total) }

// relation resolves the fields of Relation.
type relation struct {
	s              *session
	e              *graph.Edge
	source, target *entity
	filter         graph.Filter // under which it was found
}

func (r relation) ID() gophers.ID           { return gophers.ID(r.e.ID) }
func (r relation) Source() *entity          { return r.source }
func (r relation) Target() *entity          { return r.target }
func (r relation) Relation() string         { return r.e.Relation }
func (r relation) Family() string           { return r.e.Family }
func (r relation) ClaimCount() int32        { return count(r.e.Claims) }
func (r relation) ArticleCount() int32      { return count(r.e.Articles) }
func (r relation) Confidence() float64      { return r.e.Confidence }
func (r relation) FirstDate() *string       { return optional(r.e.FirstDate) }
func (r relation) LastDate() *string        { return optional(r.e.LastDate) }
func (r relation) DisagreementCount() int32 { return count(r.e.Disagreements) }

func (r relation) Statuses() []statusCount {
	out := []statusCount{}
	for _, status := range nlp.Statuses {
		if n := r.e.Statuses[status]; n > 0 {
			out = append(out, statusCount{status, count(n)})
		}
	}
	return out
}

// Claims are those that the relation was found by, unless the query has a
// filter of its own.
func (r relation) Claims(ctx context.Context, args claimsArgs) (*connection[*claim], error) {
	return r.s.claims(ctx, args, func(f *graph.Filter) {
		if args.Filter == nil {
			*f = r.filter
		}
		f.Subject, f.Object, f.Relations = r.e.Source, r.e.Target, []string{r.e.Relation}
	})
}

type statusCount struct {
	status nlp.Status
	n      int32
}

func (c statusCount) Status() nlp.Status { return c.status }
func (c statusCount) Count() int32       { return c.n }

// paths resolves the fields of Paths.
type paths struct {
	s         *session
	found     graph.Paths
	entities  map[string]*entity
	relations map[string]relation
}

func (s *session) paths(p graph.Paths, f graph.Filter) *paths {
	out := &paths{s, p, map[string]*entity{}, map[string]relation{}}
	for _, n := range p.Nodes {
		out.entities[n.ID] = s.entity(n)
	}
	for _, r := range s.relations(p.Subgraph, f) {
		out.relations[r.e.ID] = r
	}
	return out
}

func (p *paths) Hops() int32     { return count(p.found.Hops) }
func (p *paths) Truncated() bool { return p.found.Truncated }
func (p *paths) Paths() []path {
	return each(p.found.Paths, func(one graph.Path) path { return path{p, one} })
}

type path struct {
	all *paths
	p   graph.Path
}

func (p path) Nodes() []*entity {
	return each(p.p.Nodes, func(id string) *entity { return p.all.entities[id] })
}

func (p path) Hops() []hop {
	return each(p.p.Edges, func(ids []string) hop {
		return hop{each(ids, func(id string) relation { return p.all.relations[id] })}
	})
}

type hop struct{ relations []relation }

func (h hop) Relations() []relation { return h.relations }

// judgement resolves the fields of Judgement.
type judgement struct{ j graph.JudgementView }

func (j judgement) ID() gophers.ID     { return gophers.ID(j.j.ID) }
func (j judgement) Kind() string       { return j.j.Kind }
func (j judgement) Claim() *gophers.ID { return optional(gophers.ID(j.j.Claim)) }
func (j judgement) Name() *string      { return optional(j.j.Name) }
func (j judgement) Type() *string      { return optional(j.j.Type) }
func (j judgement) Undoes() *gophers.ID {
	return optional(gophers.ID(j.j.Undoes))
}
func (j judgement) Note() *string { return optional(j.j.Note) }
func (j judgement) By() *string   { return optional(j.j.By) }
func (j judgement) Time() *string { return optional(j.j.Time) }
func (j judgement) Undone() bool  { return j.j.Undone }
func (j judgement) Entities() []gophers.ID {
	return each(j.j.Entities, func(id string) gophers.ID { return gophers.ID(id) })
}

// stats resolves the fields of Stats.
type stats struct{ st graph.Stats }

func (s stats) Articles() int32       { return count(s.st.Articles) }
func (s stats) Claims() int32         { return count(s.st.Claims) }
func (s stats) Entities() int32       { return count(s.st.Entities) }
func (s stats) Quads() int32          { return count(s.st.Quads) }
func (s stats) Relations() []numbered { return counts(s.st.Relations) }
func (s stats) Types() []numbered     { return counts(s.st.Types) }
func (s stats) Statuses() []numbered  { return counts(s.st.Statuses) }

type numbered struct {
	name string
	n    int
}

func (n numbered) Name() string { return n.name }
func (n numbered) Count() int32 { return count(n.n) }

// counts lists what occurs most first.
func counts[T ~string](m map[T]int) []numbered {
	out := make([]numbered, 0, len(m))
	for name := range maps.Keys(m) {
		out = append(out, numbered{string(name), m[name]})
	}
	slices.SortFunc(out, func(a, b numbered) int {
		if a.n != b.n {
			return b.n - a.n
		}
		return strings.Compare(a.name, b.name)
	})
	return out
}
