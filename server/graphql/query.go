package graphql

import (
	"context"
	"errors"
	"math"
	"slices"

	gophers "github.com/graph-gophers/graphql-go"

	"github.com/newsgraph/newsgraph/graph"
	"github.com/newsgraph/newsgraph/nlp"
)

// query resolves the fields of Query.
type query struct{}

// ids are GraphQL's of entities and articles; longer ones are none of ours.
const maxID = 4096

type byID struct{ ID gophers.ID }

func (query) Entity(ctx context.Context, args byID) (*entity, error) {
	s := of(ctx)
	if len(args.ID) > maxID {
		return nil, nil
	}
	info, err := s.store.Entity(string(args.ID))
	if errors.Is(err, graph.ErrNotFound) {
		return nil, nil
	}
	return s.entity(info), s.fault(err)
}

type entitiesArgs struct {
	Search *string
	Types  *[]nlp.EntityType
	pageArgs
}

// maxHits is how far a search goes; who needs more must say more.
const maxHits = 200

func (query) Entities(ctx context.Context, args entitiesArgs) (*connection[*entity], error) {
	s := of(ctx)
	var types []nlp.EntityType
	if args.Types != nil {
		types = *args.Types
	}
	if args.Search == nil {
		found, err := fetched(args.pageArgs, false, func(offset, limit int) ([]graph.EntityInfo, int, error) {
			return s.store.Entities(ctx, types, offset, limit)
		}, s.entity)
		return found, s.fault(err)
	}
	found, err := s.store.Search(ctx, *args.Search, maxHits)
	if err != nil {
		return nil, s.fault(err)
	}
	if types != nil {
		found = slices.DeleteFunc(found, func(e graph.EntityInfo) bool { return !slices.Contains(types, e.Type) })
	}
	return paged(args.pageArgs, found, s.entity)
}

func (query) Claim(ctx context.Context, args byID) (*claim, error) {
	s := of(ctx)
	v, err := s.store.Claim(string(args.ID))
	if errors.Is(err, graph.ErrNotFound) {
		return nil, nil
	}
	return s.claim(v), s.fault(err)
}

type claimsArgs struct {
	Filter *filter
	Order  string
	pageArgs
}

func (query) Claims(ctx context.Context, args claimsArgs) (*connection[*claim], error) {
	return of(ctx).claims(ctx, args, func(*graph.Filter) {})
}

// claims lists claims whose filter is narrowed by what they are claims of.
func (s *session) claims(ctx context.Context, args claimsArgs, narrow func(*graph.Filter)) (*connection[*claim], error) {
	f := args.Filter.graph()
	narrow(&f)
	found, err := fetched(args.pageArgs, args.Order == "OLDEST", func(offset, limit int) ([]graph.ClaimView, int, error) {
		return s.store.Claims(ctx, f, offset, limit)
	}, s.claim)
	if err == nil {
		err = s.chargeClaims(found.nodes)
	}
	return found, s.fault(err)
}

func (query) Article(ctx context.Context, args byID) (*article, error) {
	s := of(ctx)
	got, err := s.load(string(args.ID))
	if errors.Is(err, graph.ErrNotFound) {
		return nil, nil
	}
	return s.article(got.info), s.fault(err)
}

type articlesArgs struct {
	Search *string
	Order  string
	pageArgs
}

func (query) Articles(ctx context.Context, args articlesArgs) (*connection[*article], error) {
	s := of(ctx)
	found, err := fetched(args.pageArgs, args.Order == "OLDEST", func(offset, limit int) ([]graph.ArticleInfo, int, error) {
		return s.store.Articles(ctx, value(args.Search), offset, limit)
	}, s.article)
	return found, s.fault(err)
}

func (query) Event(ctx context.Context, args byID) (*event, error) {
	s := of(ctx)
	v, err := s.loadEvent(ctx, string(args.ID))
	if errors.Is(err, graph.ErrNotFound) {
		return nil, nil
	}
	return s.event(v.Event), s.fault(err)
}

type eventsArgs struct {
	Filter    *filter
	Disagreed bool
	pageArgs
}

func (query) Events(ctx context.Context, args eventsArgs) (*connection[*event], error) {
	return of(ctx).events(ctx, args, func(*graph.Filter) {})
}

func (s *session) events(ctx context.Context, args eventsArgs, narrow func(*graph.Filter)) (*connection[*event], error) {
	f := args.Filter.graph()
	narrow(&f)
	found, err := fetched(args.pageArgs, false, func(offset, limit int) ([]graph.Event, int, error) {
		return s.store.Events(ctx, graph.EventQuery{Filter: f, Disagreed: args.Disagreed, Offset: offset, Limit: limit})
	}, s.event)
	return found, s.fault(err)
}

type disagreementsArgs struct {
	Field  *string
	Filter *filter
	pageArgs
}

func (query) Disagreements(ctx context.Context, args disagreementsArgs) (*connection[disagreement], error) {
	s := of(ctx)
	field := value(args.Field)
	if field != "" && !slices.Contains(graph.DisagreementFields, field) {
		return nil, wrong("field is %.40q; it is one of %v", field, graph.DisagreementFields)
	}
	found, err := fetched(args.pageArgs, false, func(offset, limit int) ([]graph.Disagreement, int, error) {
		return s.store.Disagreements(ctx, graph.EventQuery{Filter: args.Filter.graph(), Field: field, Offset: offset, Limit: limit})
	}, func(d graph.Disagreement) disagreement { return disagreement{s, d} })
	return found, s.fault(err)
}

type networkArgs struct {
	Around []gophers.ID
	Depth  int32
	Order  string
	Limit  int32
	Filter *filter
}

func (query) Network(ctx context.Context, args networkArgs) (*network, error) {
	s := of(ctx)
	if len(args.Around) == 0 || len(args.Around) > maxPage {
		return nil, wrong("around names %d entities; it takes 1 to %d", len(args.Around), maxPage)
	}
	if args.Depth < 1 || args.Depth > 4 {
		return nil, wrong("depth is %d; it goes from 1 to 4", args.Depth)
	}
	f := args.Filter.graph()
	g, err := s.store.Ego(ctx, graph.EgoQuery{
		Centers: each(args.Around, func(id gophers.ID) string { return string(id) }), Depth: int(args.Depth),
		Limit: int(max(1, args.Limit)), Order: neighbourOrders[args.Order], Filter: f,
	})
	if err != nil {
		return nil, s.fault(err)
	}
	return s.network(g, f), nil
}

var neighbourOrders = map[string]string{"REPORTED": "reported", "RECENT": "recent"}

type pathsArgs struct {
	From, To    gophers.ID
	Hops, Limit int32
	Filter      *filter
}

func (query) Paths(ctx context.Context, args pathsArgs) (*paths, error) {
	s := of(ctx)
	if args.Hops < 1 || args.Hops > 4 {
		return nil, wrong("hops is %d; it goes from 1 to 4", args.Hops)
	}
	if args.Limit < 1 || args.Limit > 10 {
		return nil, wrong("limit is %d; of paths it goes from 1 to 10", args.Limit)
	}
	f := args.Filter.graph()
	p, err := s.store.Paths(ctx, graph.PathQuery{From: string(args.From), To: string(args.To), Hops: int(args.Hops), Limit: int(args.Limit), Filter: f})
	if err != nil {
		return nil, s.fault(err)
	}
	return s.paths(p, f), nil
}

func (query) Curation(ctx context.Context, args pageArgs) (*connection[judgement], error) {
	return paged(args, of(ctx).store.Curation(), func(j graph.JudgementView) judgement { return judgement{j} })
}

func (query) Stats(ctx context.Context) stats { return stats{of(ctx).store.Stats()} }

// filter is the input Filter.
type filter struct {
	Subject, Object, Entity *gophers.ID
	Relations               *[]string
	Statuses                *[]nlp.Status
	Types                   *[]nlp.EntityType
	Articles                *[]gophers.ID
	From, To                *date
	MinConfidence           *float64
	AsOf                    *date
	Wrong                   *bool
}

func (f *filter) graph() graph.Filter {
	if f == nil {
		return graph.Filter{}
	}
	return graph.Filter{
		Subject: string(value(f.Subject)), Object: string(value(f.Object)), Entity: string(value(f.Entity)),
		Relations: value(f.Relations), Statuses: value(f.Statuses), Types: value(f.Types),
		Articles: each(value(f.Articles), func(id gophers.ID) string { return string(id) }),
		From:     string(value(f.From)), To: string(value(f.To)),
		MinConfidence: max(0, value(f.MinConfidence)), AsOf: string(value(f.AsOf)), Wrong: value(f.Wrong),
	}
}

// value is what p points at, or nothing.
func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// count is a number for GraphQL, whose integers have 32 bits.
func count[T int | int64](n T) int32 { return int32(min(n, math.MaxInt32)) }
