package graph

import (
	"context"
	"fmt"
	"regexp"
	"testing"
	"time"

	cayley "github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/memstore"
	"github.com/cayleygraph/cayley/graph/path"
	"github.com/cayleygraph/cayley/graph/shape"
	"github.com/cayleygraph/quad"
)

// BenchmarkCayley asks Cayley's own memory store, its fastest, what
// BenchmarkWalk asks of the index. It holds the plain edges and the labels of
// the same corpus; claims, which the index answers from, would take ten times
// the memory. A question that takes longer than cayleyPatience counts as that.
func BenchmarkCayley(b *testing.B) {
	for _, n := range sizes(b) {
		b.Run(fmt.Sprint("claims=", n), func(b *testing.B) {
			s := indexed(b, n)
			x := s.index
			before := heap()
			qs := memstore.New()
			start := time.Now()
			count := 0
			load := func(q quad.Quad) {
				if _, ok := qs.AddQuad(q); ok {
					count++
				}
			}
			for e := range x.entities {
				if ent := &x.entities[e]; ent.id != "" {
					load(quad.Quad{Subject: quad.IRI(ent.id), Predicate: quad.IRI("rdfs:label"), Object: quad.String(ent.name)})
				}
			}
			for k := range x.asserted {
				load(x.plainEdge(k))
			}
			b.Logf("%d quads, %.0f a second, %d MB", count, float64(count)/time.Since(start).Seconds(), (heap()-before)>>20)
			any, hubs := sampled(x)
			pick := func(list []string, i int) string { return list[i%len(list)] }
			for _, c := range []struct {
				name string
				f    func(ctx context.Context, i int) error
			}{
				{"neighbours", func(ctx context.Context, i int) error { return reach(ctx, qs, pick(any, i), 1) }},
				{"neighbours-hub", func(ctx context.Context, i int) error { return reach(ctx, qs, pick(hubs, i), 1) }},
				{"2-hop", func(ctx context.Context, i int) error { return reach(ctx, qs, pick(any, i), 2) }},
				{"path", func(ctx context.Context, i int) error { return distance(ctx, qs, pick(any, i), pick(any, 7*i+1)) }},
				{"search-prefix", func(ctx context.Context, i int) error {
					name := x.entities[x.byEntity[pick(any, i)]].name
					begin := regexp.MustCompile(`(?i)\b` + regexp.QuoteMeta(name[:3]))
					p := path.StartPath(qs).Filters(shape.Regexp{Re: begin}).In(quad.IRI("rdfs:label")).Limit(10)
					return p.Iterate(ctx).EachValue(qs, func(quad.Value) {})
				}},
			} {
				b.Run(c.name, func(b *testing.B) {
					percentiles(b, func(i int) error {
						ctx, cancel := context.WithTimeout(b.Context(), cayleyPatience)
						defer cancel()
						if err := c.f(ctx, i); err != nil && ctx.Err() == nil {
							return err
						}
						return nil
					})
				})
			}
		})
	}
}

const cayleyPatience = 5 * time.Second

// reach walks through the neighbourhood of an entity.
func reach(ctx context.Context, qs cayley.QuadStore, id string, hops int) error {
	p := path.StartPath(qs, quad.IRI(id))
	for range hops {
		p = p.Both(ties...).Unique()
	}
	return p.Iterate(ctx).EachValue(qs, func(quad.Value) {})
}

// ties is the predicates of plain edges; labels are none.
var ties = func() []any {
	var out []any
	for _, r := range relationsOfCorpus {
		out = append(out, quad.IRI(r))
	}
	return out
}()

// distance looks for a path of at most four hops, from one end: Cayley finds
// none itself.
func distance(ctx context.Context, qs cayley.QuadStore, from, to string) error {
	frontier := []quad.Value{quad.IRI(from)}
	seen := map[quad.Value]bool{quad.IRI(from): true}
	for range maxHops {
		var next []quad.Value
		err := path.StartPath(qs, frontier...).Both(ties...).Unique().Iterate(ctx).EachValue(qs, func(v quad.Value) {
			if !seen[v] {
				seen[v] = true
				next = append(next, v)
			}
		})
		if err != nil || seen[quad.IRI(to)] {
			return err
		}
		frontier = next
	}
	return nil
}
