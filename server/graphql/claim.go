package graphql

import (
	"context"

	gophers "github.com/graph-gophers/graphql-go"

	"github.com/newsgraph/newsgraph/graph"
	"github.com/newsgraph/newsgraph/nlp"
)

// claim resolves the fields of Claim.
type claim struct {
	s *session
	v graph.ClaimView
}

func (s *session) claim(v graph.ClaimView) *claim { return &claim{s, v} }

// chargeClaims counts what claims bring with them whether it is asked for or
// not.
func (s *session) chargeClaims(claims []*claim) error {
	n := 0
	for _, c := range claims {
		n += 500 + len(c.v.Context) + len(c.v.Quote)
	}
	return s.charge(n)
}

func (c *claim) ID() gophers.ID      { return gophers.ID(c.v.ID) }
func (c *claim) Relation() string    { return c.v.Relation }
func (c *claim) Confidence() float64 { return c.v.Confidence }
func (c *claim) Frame() *string      { return optional(c.v.Frame) }
func (c *claim) Wrong() bool         { return c.v.Wrong }
func (c *claim) Subject() *argument  { return c.s.argument(c.v.Subject) }
func (c *claim) Object() *argument   { return c.s.argument(c.v.Object) }
func (c *claim) SaidBy() *argument   { return c.s.argument(c.v.SaidBy) }
func (c *claim) Place() *argument    { return c.s.argument(c.v.Place) }
func (c *claim) Cue() *words         { return quoted(c.v.Cue) }
func (c *claim) Reason() *words      { return quoted(c.v.Reason) }
func (c *claim) Instrument() *words  { return quoted(c.v.Instrument) }
func (c *claim) Evidence() evidence  { return evidence{c} }

func (c *claim) Status() nlp.Status {
	for _, s := range nlp.Statuses {
		if c.v.Status == s {
			return s
		}
	}
	return nlp.Possible // of another program; the index takes it so too
}

func (c *claim) Amount() *amount {
	if m := c.v.Amount; m != nil {
		return money(*m)
	}
	return nil
}

func (c *claim) Date() *dated {
	if d := c.v.Date; d != nil {
		return &dated{words{d.Text, d.Start, d.End}, d.Value}
	}
	return nil
}

// Article is made of what the claim knows of its article; the rest is read when
// a field asks for it.
func (c *claim) Article() *article {
	return &article{s: c.s, info: graph.ArticleInfo{
		Article:   nlp.Article{ID: c.v.Article, Title: c.v.Title, Source: c.v.Source, URL: c.v.URL, Published: c.v.Published},
		FirstSeen: c.v.FirstSeen,
	}, described: true}
}

func (c *claim) Event() *event {
	if c.v.Event == "" {
		return nil
	}
	return &event{s: c.s, id: c.v.Event, relation: c.v.Relation}
}

// evidence resolves the fields of Evidence.
type evidence struct{ c *claim }

func (e evidence) Quote() words      { return words{e.c.v.Quote, e.c.v.Start, e.c.v.End} }
func (e evidence) Trigger() words    { return words{e.c.v.Trigger, e.c.v.TriggerStart, e.c.v.TriggerEnd} }
func (e evidence) Article() *article { return e.c.Article() }
func (e evidence) Context() words {
	return words{e.c.v.Context, e.c.v.ContextAt, e.c.v.ContextAt + len(e.c.v.Context)}
}

// words resolves the fields of Words.
type words struct {
	text       string
	start, end int
}

func (w words) Text() string { return w.text }
func (w words) Start() int32 { return count(w.start) }
func (w words) End() int32   { return count(w.end) }

func quoted(q *nlp.Quoted) *words {
	if q == nil {
		return nil
	}
	return &words{q.Text, q.Start, q.End}
}

type amount struct {
	words
	m nlp.Money
}

func money(m nlp.Money) *amount { return &amount{words{m.Text, m.Start, m.End}, m} }

func (a *amount) Value() float64    { return a.m.Value }
func (a *amount) Currency() string  { return a.m.Currency }
func (a *amount) Approximate() bool { return a.m.Approximate }
func (a *amount) Also() []*amount   { return each(a.m.Also, money) }

type dated struct {
	words
	value string
}

func (d *dated) Value() string { return d.value }

// argument resolves the fields of Argument.
type argument struct {
	s *session
	a *nlp.Argument
}

func (s *session) argument(a *nlp.Argument) *argument {
	if a == nil {
		return nil
	}
	return &argument{s, a}
}

func (a *argument) Name() string         { return a.a.Name }
func (a *argument) Type() nlp.EntityType { return kind(a.a.Type) }

func (a *argument) Mention() *words {
	if a.a.Mention == "" {
		return nil
	}
	return &words{a.a.Mention, a.a.Start, a.a.End}
}

func (a *argument) Entity() *entity {
	if a.a.Type == nlp.Phrase {
		return nil
	}
	info, err := a.s.store.Entity(a.a.ID)
	if err != nil {
		return nil
	}
	return a.s.entity(info)
}

// article resolves the fields of Article.
type article struct {
	s         *session
	info      graph.ArticleInfo
	described bool // title, source, URL and date are known
	whole     bool // all but the text is known
}

func (s *session) article(info graph.ArticleInfo) *article {
	info.Text = ""
	return &article{s: s, info: info, described: true, whole: true}
}

// all is the article as the store has it.
func (a *article) all() (loaded, error) {
	got, err := a.s.load(a.info.ID)
	return got, a.s.fault(err)
}

// field is one of the article's strings, read when it is not known yet.
func (a *article) field(known bool, get func(*graph.ArticleInfo) string) (*string, error) {
	info := &a.info
	if !known {
		got, err := a.all()
		if err != nil {
			return nil, err
		}
		info = &got.info
	}
	value := get(info)
	return optional(value), a.s.charge(len(value))
}

func (a *article) ID() gophers.ID { return gophers.ID(a.info.ID) }
func (a *article) Title() (*string, error) {
	return a.field(a.described, func(i *graph.ArticleInfo) string { return i.Title })
}
func (a *article) Source() (*string, error) {
	return a.field(a.described, func(i *graph.ArticleInfo) string { return i.Source })
}
func (a *article) URL() (*string, error) {
	return a.field(a.described, func(i *graph.ArticleInfo) string { return i.URL })
}
func (a *article) Author() (*string, error) {
	return a.field(a.whole, func(i *graph.ArticleInfo) string { return i.Author })
}
func (a *article) Language() (*string, error) {
	return a.field(a.whole, func(i *graph.ArticleInfo) string { return i.Language })
}

func (a *article) Published() (*date, error) {
	s, err := a.field(a.described, func(i *graph.ArticleInfo) string { return i.Published })
	return (*date)(s), err
}

func (a *article) FirstSeen() (*date, error) {
	s, err := a.field(a.whole || a.info.FirstSeen != "", func(i *graph.ArticleInfo) string { return i.FirstSeen })
	return (*date)(s), err
}

func (a *article) CopyOf() (*gophers.ID, error) {
	s, err := a.field(a.whole, func(i *graph.ArticleInfo) string { return i.CopyOf })
	return (*gophers.ID)(s), err
}

func (a *article) SHA256() (string, error) {
	s, err := a.field(a.whole, func(i *graph.ArticleInfo) string { return i.SHA256 })
	return value(s), err
}

func (a *article) ClaimCount() (int32, error) {
	if a.whole {
		return count(a.info.ClaimCount), nil
	}
	got, err := a.all()
	return count(got.info.ClaimCount), err
}

func (a *article) Text() (string, error) {
	s, err := a.field(false, func(i *graph.ArticleInfo) string { return i.Text })
	return value(s), err
}

func (a *article) Claims(ctx context.Context, args claimsArgs) (*connection[*claim], error) {
	return a.s.claims(ctx, args, func(f *graph.Filter) { f.Articles = []string{a.info.ID} })
}

func (a *article) Mentions(args pageArgs) (*connection[mention], error) {
	got, err := a.all()
	if err != nil {
		return nil, err
	}
	return paged(args, got.mentions, func(m nlp.MentionRecord) mention { return mention{a.s, m} })
}

// mention resolves the fields of Mention.
type mention struct {
	s *session
	m nlp.MentionRecord
}

func (m mention) Words() words         { return words{m.m.Text, m.m.Start, m.m.End} }
func (m mention) Name() string         { return m.m.Name }
func (m mention) Type() nlp.EntityType { return kind(m.m.Type) }
func (m mention) Kind() string         { return m.m.Kind }
func (m mention) Entity() *entity {
	info, err := m.s.store.Entity(m.m.Entity)
	if err != nil {
		return nil
	}
	return m.s.entity(info)
}

// event resolves the fields of Event.
type event struct {
	s            *session
	id, relation string
	known        *graph.Event // nil until a field beyond these is asked for
}

func (s *session) event(e graph.Event) *event { return &event{s, e.ID, e.Relation, &e} }

// eventField is what get takes from the event, which is read when it is not
// known yet.
func eventField[T any](ctx context.Context, e *event, get func(*graph.Event) T) (v T, err error) {
	known := e.known
	if known == nil {
		read, err := e.s.loadEvent(ctx, e.id)
		if err != nil {
			return v, e.s.fault(err)
		}
		known = &read.Event
	}
	return get(known), nil
}

func refIDs(refs []graph.Ref) []string {
	return each(refs, func(r graph.Ref) string { return r.ID })
}

func (e *event) ID() gophers.ID   { return gophers.ID(e.id) }
func (e *event) Relation() string { return e.relation }
func (e *event) Family(ctx context.Context) (string, error) {
	return eventField(ctx, e, func(v *graph.Event) string { return v.Family })
}
func (e *event) Subjects(ctx context.Context) ([]*entity, error) {
	return eventField(ctx, e, func(v *graph.Event) []*entity { return e.s.entities(refIDs(v.Subjects)) })
}
func (e *event) Objects(ctx context.Context) ([]*entity, error) {
	return eventField(ctx, e, func(v *graph.Event) []*entity { return e.s.entities(refIDs(v.Objects)) })
}
func (e *event) Start(ctx context.Context) (*string, error) {
	return eventField(ctx, e, func(v *graph.Event) *string { return optional(v.Start) })
}
func (e *event) End(ctx context.Context) (*string, error) {
	return eventField(ctx, e, func(v *graph.Event) *string { return optional(v.End) })
}
func (e *event) Published(ctx context.Context) (*string, error) {
	return eventField(ctx, e, func(v *graph.Event) *string { return optional(v.Published) })
}
func (e *event) ClaimCount(ctx context.Context) (int32, error) {
	return eventField(ctx, e, func(v *graph.Event) int32 { return count(v.Claims) })
}
func (e *event) ArticleCount(ctx context.Context) (int32, error) {
	return eventField(ctx, e, func(v *graph.Event) int32 { return count(v.Articles) })
}
func (e *event) SourceCount(ctx context.Context) (int32, error) {
	return eventField(ctx, e, func(v *graph.Event) int32 { return count(v.Sources) })
}
func (e *event) Disagreements(ctx context.Context) ([]disagreement, error) {
	return eventField(ctx, e, func(v *graph.Event) []disagreement {
		return each(v.Disagreements, func(d graph.Disagreement) disagreement { return disagreement{e.s, d} })
	})
}

func (e *event) Evidence(ctx context.Context, args pageArgs) (*connection[*claim], error) {
	v, err := e.s.loadEvent(ctx, e.id)
	if err != nil {
		return nil, e.s.fault(err)
	}
	found, err := paged(args, v.Evidence, e.s.claim)
	if err == nil {
		err = e.s.chargeClaims(found.nodes)
	}
	return found, err
}

// disagreement resolves the fields of Disagreement.
type disagreement struct {
	s *session
	d graph.Disagreement
}

func (d disagreement) ID() gophers.ID { return gophers.ID(d.d.ID) }
func (d disagreement) Event() *event  { return &event{s: d.s, id: d.d.Event, relation: d.d.Relation} }
func (d disagreement) Field() string  { return d.d.Field }
func (d disagreement) Hint() *string  { return optional(d.d.Hint) }
func (d disagreement) Positions() []position {
	return each(d.d.Positions, func(p graph.Position) position { return position{d.s, p} })
}

type position struct {
	s *session
	p graph.Position
}

func (p position) Value() string      { return p.p.Value }
func (p position) SourceCount() int32 { return count(p.p.Sources) }
func (p position) Claims() []*claim   { return each(p.p.Claims, p.s.claim) }
