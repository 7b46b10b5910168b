package graphql

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/newsgraph/newsgraph/graph"
	"github.com/newsgraph/newsgraph/nlp"
)

// meetings is an article in which a hub meets n guests, each of whom meets the
// next.
func meetings(id string, n int) graph.Entry {
	var text strings.Builder
	e := graph.Entry{Article: nlp.Article{ID: id, Title: "Everybody meets in " + id, Source: "Echo", Published: "2022-01-01"}}
	say := func(subject, object string) {
		at := text.Len()
		quoted := func(words string) nlp.Quoted {
			text.WriteString(words)
			return nlp.Quoted{Text: words, Start: text.Len() - len(words), End: text.Len()}
		}
		fmt.Fprintf(&text, "%s met %s on ", subject, object)
		day := nlp.Dated{Quoted: quoted("2021-12-31"), Value: "2021-12-31"}
		text.WriteString(" for ")
		paid := 1 << (id[0] % 8) // each article has another sum
		cost := nlp.Money{Quoted: quoted(fmt.Sprintf("$%d", paid)), Value: float64(paid), Currency: "USD"}
		text.WriteString(".\n")
		argument := func(name string, start int) *nlp.Argument {
			e.Mentions = append(e.Mentions, nlp.MentionRecord{Article: id, Text: name, Start: start, End: start + len(name),
				Entity: nlp.Slug(name), Name: name, Type: nlp.Organization, Kind: "name"})
			return &nlp.Argument{ID: nlp.Slug(name), Name: name, Mention: name, Type: nlp.Organization, Start: start, End: start + len(name)}
		}
		verb := at + len(subject) + 1
		c := nlp.Claim{Article: id, Relation: "meets", Trigger: "met", TriggerStart: verb, TriggerEnd: verb + 3, Status: nlp.Asserted, Confidence: 0.8, Amount: &cost, Date: &day,
			Subject: argument(subject, at), Object: argument(object, verb+4), Start: at, End: text.Len() - 1}
		c.Quote = text.String()[c.Start:c.End]
		c.Identify()
		e.Claims = append(e.Claims, c)
	}
	for i := range n {
		say("Hub", fmt.Sprintf("Guest%03d", i))
		say(fmt.Sprintf("Guest%03d", i), fmt.Sprintf("Guest%03d", (i+1)%n))
	}
	e.Article.Text = text.String()
	return e
}

func newEngine(t testing.TB, entries ...graph.Entry) *Engine {
	t.Helper()
	store, err := graph.Open(t.Context(), "", graph.Options{Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := store.Add(t.Context(), entries); err != nil {
		t.Fatal(err)
	}
	return New(store, slog.New(slog.NewTextHandler(io.Discard, nil)))
}

// answer runs a query that must succeed and decodes its data.
func answer[T any](t *testing.T, e *Engine, r Request) T {
	t.Helper()
	got := e.Exec(t.Context(), r)
	if len(got.Errors) > 0 {
		t.Fatalf("%s: %+v", r.Query, *got.Errors[0])
	}
	var v T
	if err := json.Unmarshal(got.Data, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

type nodes struct {
	Nodes      []struct{ ID, Name string }
	TotalCount int
	PageInfo   struct {
		HasNextPage, HasPreviousPage bool
		StartCursor, EndCursor       *string
	}
}

// pageOf asks for a page of a connection that the query calls "page", at any
// depth.
func pageOf(t *testing.T, e *Engine, query string, after *string) nodes {
	t.Helper()
	variables := map[string]any{}
	if after != nil {
		variables["after"] = *after
	}
	data := answer[map[string]json.RawMessage](t, e, Request{Query: query, Variables: variables})
	for {
		if raw, ok := data["page"]; ok {
			var p nodes
			if err := json.Unmarshal(raw, &p); err != nil {
				t.Fatal(err)
			}
			return p
		}
		for _, raw := range data {
			data = nil
			if err := json.Unmarshal(raw, &data); err != nil || data == nil {
				t.Fatalf("%s: no page: %s, %v", query, raw, err)
			}
		}
	}
}

// TestPages walks through each kind of connection and meets every node once;
// those with an order also from the other end.
func TestPages(t *testing.T) {
	e := newEngine(t, meetings("a", 30), meetings("b", 12), meetings("c", 3))
	for _, c := range []struct{ within, field, id string }{
		{"", "claims", "id"}, {"", "entities", "id"}, {"", "articles", "id"}, {"", "curation", "id"}, {"", "events", "id"}, {"", "disagreements", "id"},
		{`entity(id: "hub")`, "claims", "id"}, {`entity(id: "hub")`, "neighbours", "id"}, {`entity(id: "hub")`, "members", "id: handle"},
		{`article(id: "a")`, "claims", "id"},
	} {
		ask := func(args string, after *string) nodes {
			page := "page: " + c.field + "(" + args + ") { totalCount nodes { " + c.id + " } pageInfo { hasNextPage hasPreviousPage endCursor } }"
			if c.within != "" {
				page = c.within + " { " + page + " }"
			}
			return pageOf(t, e, "query($after: String) { "+page+" }", after)
		}
		seen := map[string]bool{}
		var order []string
		var after *string
		for {
			p := ask("first: 7, after: $after", after)
			if p.PageInfo.HasPreviousPage != (after != nil) {
				t.Errorf("%s %s: a page before is %v", c.within, c.field, p.PageInfo.HasPreviousPage)
			}
			for _, n := range p.Nodes {
				if seen[n.ID] {
					t.Errorf("%s %s: %s comes twice", c.within, c.field, n.ID)
				}
				seen[n.ID] = true
				order = append(order, n.ID)
			}
			if p.PageInfo.HasNextPage != (len(seen) < p.TotalCount) {
				t.Fatalf("%s %s: %d of %d seen, a next page is %v", c.within, c.field, len(seen), p.TotalCount, p.PageInfo.HasNextPage)
			}
			if !p.PageInfo.HasNextPage {
				break
			}
			after = p.PageInfo.EndCursor
		}
		if len(order) == 0 && c.field != "curation" && c.field != "events" {
			t.Errorf("%s %s: nothing there", c.within, c.field)
		}
		if c.field != "claims" && c.field != "articles" {
			continue
		}
		back := ask("first: 1000, order: OLDEST, after: $after", nil)
		for i, n := range back.Nodes {
			if want := order[len(order)-1-i]; n.ID != want {
				t.Fatalf("%s %s: the oldest first gives %s at %d, want %s", c.within, c.field, n.ID, i, want)
			}
		}
	}
}

// TestFields asks for every field of the schema at least once.
func TestFields(t *testing.T) {
	e := newEngine(t, meetings("a", 4), meetings("b", 4))
	type ref struct{ ID, Name string }
	got := answer[struct {
		Claims struct {
			Nodes []struct {
				Relation, Status string
				Subject, Object  struct {
					Entity  ref
					Mention struct{ Text string }
				}
				Evidence struct {
					Quote, Trigger, Context struct {
						Text       string
						Start, End int
					}
					Article struct{ ID, Title, Text, SHA256 string }
				}
			}
		}
		Network struct {
			Nodes []ref
			Edges []struct {
				Source, Target ref
				Claims         nodes
			}
		}
		Paths struct {
			Paths []struct {
				Nodes []ref
				Hops  []struct {
					Relations []struct{ ID string }
				}
			}
		}
		Stats struct{ Articles, Claims int }
	}](t, e, Request{Query: `{
		claims(first: 3, filter: {subject: "hub", articles: ["a"]}) { nodes {
			id relation status confidence frame wrong cue { text } reason { text } instrument { text } amount { value currency approximate also { value currency } } date { value } place { name } saidBy { name }
			subject { name type mention { text start end } entity { id name } } object { entity { id name } }
			event { id } article { id source published url author language firstSeen copyOf claimCount }
			evidence { quote { text start end } trigger { text start end } context { text start end } article { id title text sha256 } }
		} }
		network(around: ["hub"], limit: 3) { truncated totalCount nodes { id name type aliases degree claimCount articleCount wikidata }
			edges { id relation family claimCount articleCount confidence firstDate lastDate disagreementCount statuses { status count } source { id } target { id } claims(first: 2) { totalCount nodes { id } } } }
		paths(from: "hub", to: "guest001") { hops truncated paths { nodes { id } hops { relations { id } } } }
		events(first: 2) { nodes { id relation family start end published claimCount articleCount sourceCount subjects { id } objects { id }
			disagreements { id field hint positions { value sourceCount claims { id } } } evidence(first: 1) { nodes { id } } } }
		disagreements(field: "amount") { totalCount nodes { id field hint event { id relation family claimCount } positions { value } } }
		curation { nodes { id kind entities claim name type undoes note by time undone } }
		entity(id: "hub") { members { nodes { handle name type names mentions article { title } reasons { kind with score } } } events { totalCount } }
		article(id: "a") { mentions(first: 2) { nodes { name type kind words { text start end } entity { id } } } }
		nobody: entity(id: "nobody") { id } noClaim: claim(id: "x") { id } noArticle: article(id: "x") { id } noEvent: event(id: "x") { id }
		stats { articles claims entities quads relations { name count } types { name count } statuses { name count } }
	}`})
	if len(got.Claims.Nodes) != 3 || got.Stats.Articles != 2 || got.Stats.Claims != 16 {
		t.Fatalf("got %+v", got)
	}
	for _, c := range got.Claims.Nodes {
		for _, w := range []struct {
			Text       string
			Start, End int
		}{c.Evidence.Quote, c.Evidence.Trigger, c.Evidence.Context} {
			if cut := c.Evidence.Article.Text[w.Start:w.End]; cut != w.Text || cut == "" {
				t.Errorf("%q stands where %q should", cut, w.Text)
			}
		}
		if c.Subject.Entity.ID != "hub" || c.Relation != "meets" || c.Status != "asserted" || c.Evidence.Article.ID != "a" || len(c.Evidence.Article.SHA256) != 64 {
			t.Errorf("got %+v", c)
		}
	}
	if len(got.Network.Nodes) != 3 || len(got.Network.Edges) == 0 || got.Network.Edges[0].Claims.TotalCount == 0 {
		t.Errorf("got %+v", got.Network)
	}
	if len(got.Paths.Paths) == 0 || len(got.Paths.Paths[0].Hops) != 1 || len(got.Paths.Paths[0].Hops[0].Relations) == 0 {
		t.Errorf("got %+v", got.Paths)
	}
}

func messages(r *Response) string {
	var all []string
	for _, err := range r.Errors {
		all = append(all, err.Message)
	}
	return strings.Join(all, "; ")
}

func TestRefused(t *testing.T) {
	e := newEngine(t, meetings("a", 20))
	fragments := func(n int, body string) string {
		var b strings.Builder
		b.WriteString("{ ...F0 }")
		for i := range n {
			fmt.Fprintf(&b, " fragment F%d on Query { %s ...F%d ...F%d }", i, body, i+1, i+1)
		}
		return b.String() + fmt.Sprintf(" fragment F%d on Query { stats { claims } }", n)
	}
	for _, c := range []struct {
		query, words string
		line         int // of the first error; 0 where it has no place
	}{
		{"", "operation", 0},
		{"{", "Expected Name", 1},
		{"{\n  nothing\n}", "nothing", 2},
		{"{ claims { nodes } }", "nodes", 1},
		{"{ claims(first: -1) { totalCount } }", "first is -1", 1},
		{"{\n claims(first: 100000) { totalCount } }", "first is 100000", 2},
		{"query($n: Int = 5000) { claims(first: $n) { totalCount } }", "first is 5000", 1},
		{"{ claims(first: 1e3) { totalCount } }", "non-integer", 1},
		{`{ claims(after: "nonsense") { totalCount } }`, "cursor", 0},
		{`{ claims(filter: {from: "June"}) { totalCount } }`, "June", 0},
		{`{ claims(filter: {statuses: [maybe]}) { totalCount } }`, "maybe", 1},
		{`{ disagreements(field: "mood") { totalCount } }`, "amount", 0},
		{`{ network(around: []) { totalCount } }`, "around", 0},
		{`{ network(around: ["hub"], depth: 9) { totalCount } }`, "depth", 0},
		{`{ paths(from: "hub", to: "nobody") { hops } }`, "nobody", 0},
		{`{ paths(from: "hub", to: "guest001", hops: 100) { hops } }`, "hops", 0},
		{"mutation { claims { totalCount } }", "read", 1},
		{"subscription { claims { totalCount } }", "read", 1},
		{"{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }", "itself", 1},
		{"{ claims(first: 1000) { nodes { article { claims(first: 1000) { nodes { id } } } } } }", "fields", 1},
		{fragments(40, "a: stats { claims }"), "fields", 1},
		{"{ __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }", "fields", 1},
		{strings.Repeat("{ claims { nodes { article ", 30) + strings.Repeat("}", 90), "", 0},
		{"{ " + strings.Repeat("a: stats { claims } ", 10_000) + "}", "", 0},
		{strings.Repeat("{a", 20_000), "", 0},
		{"{ a" + strings.Repeat(" ", 70_000) + "}", "longer than", 0},
		{`query A { stats { claims } } query B { stats { claims } }`, "operation", 0},
	} {
		got := inTime(t, e, c.query, time.Minute, 3*time.Second)
		if len(got.Errors) == 0 || !strings.Contains(got.Errors[0].Message, c.words) {
			t.Errorf("%.80s: got %s, want an error that says %q", c.query, messages(got), c.words)
			continue
		}
		if c.line > 0 && (len(got.Errors[0].Locations) == 0 || got.Errors[0].Locations[0].Line != c.line) {
			t.Errorf("%.80s: the error %q is at %v, want line %d", c.query, got.Errors[0].Message, got.Errors[0].Locations, c.line)
		}
	}
	// What is refused is the request; the engine goes on.
	if got := answer[struct{ Stats struct{ Claims int } }](t, e, Request{Query: "{ stats { claims } }"}); got.Stats.Claims != 40 {
		t.Errorf("got %+v", got)
	}
}

// inTime asks a query that has a deadline, and expects an answer within most
// and the slack. A machine that stalls makes an answer late; what is the
// program's fault comes again. So a late query is asked again, with a growing
// pause before.
func inTime(t *testing.T, e *Engine, query string, deadline, most time.Duration) *Response {
	t.Helper()
	const tries = 5
	var late []time.Duration
	for {
		ctx, cancel := context.WithTimeout(t.Context(), deadline)
		start := time.Now()
		got := e.Exec(ctx, Request{Query: query})
		took := time.Since(start)
		cancel()
		if took <= most+slack {
			return got
		}
		if late = append(late, took); len(late) == tries {
			t.Errorf("%.300s: answered after %v, want %v", query, late, most+slack)
			return got
		}
		time.Sleep(125 * time.Millisecond << len(late))
	}
}

// The cost is what the comment in cost.go says.
func TestCost(t *testing.T) {
	e := newEngine(t)
	cost := func(query string) int {
		doc, err := parse(query)
		if err != nil {
			t.Fatal(err)
		}
		m := &measure{meter: e.meter, doc: doc, operation: doc.Operations[0], fragments: map[string]int{}}
		return m.selections(doc.Operations[0].SelectionSet, "Query", 0)
	}
	for query, want := range map[string]int{
		"{ stats { claims } }": 2,
		"{ claims(first: 50) { totalCount nodes { subject { name } } } }":                             103,
		"{ claims(first: 0) { totalCount nodes { id } } }":                                            4,
		"{ claims { nodes { ...F } } } fragment F on Claim { id status }":                             42,
		"{ claims(first: 10) { edges { node { article { claims(first: 10) { nodes { id } } } } } } }": 1 + 1 + 10*(1+1+1+1+10),
		"{ events(first: 2) { nodes { disagreements { id } } } }":                                     1 + 1 + 2*(1+5),
	} {
		if got := cost(query); got != want {
			t.Errorf("%s: got %d, want %d", query, got, want)
		}
	}
}

// A query that meets its deadline says so, and soon.
func TestDeadline(t *testing.T) {
	e := newEngine(t, meetings("a", 200))
	got := inTime(t, e, "{ entities(first: 40) { nodes { claims(first: 200) { nodes { id event { id } article { title } } } } } }", time.Millisecond, 0)
	if len(got.Errors) != 1 || !strings.Contains(got.Errors[0].Message, "deadline") || got.Data != nil {
		t.Errorf("got %s, %d bytes of data", messages(got), len(got.Data))
	}
}

// An answer that would be too large is refused while it is made.
func TestSize(t *testing.T) {
	big := meetings("a", 2)
	big.Article.Text += strings.Repeat("And so on. ", 200_000)
	e := newEngine(t, big)
	var b strings.Builder
	for i := range 100 {
		fmt.Fprintf(&b, "a%d: text ", i)
	}
	got := e.Exec(t.Context(), Request{Query: `{ article(id: "a") { ` + b.String() + "} }"})
	if len(got.Errors) == 0 || !strings.Contains(got.Errors[0].Message, "larger than") || len(got.Data) > 4*maxSize {
		t.Errorf("got %d bytes, %v", len(got.Data), got.Errors)
	}
}

// A panic of a resolver is an error of its field and no more.
func TestPanic(t *testing.T) {
	e := newEngine(t)
	e.store = nil
	got := e.Exec(t.Context(), Request{Query: "{ stats { claims } claims { totalCount } }"})
	if len(got.Errors) == 0 || got.Errors[0].Message != internal {
		t.Errorf("got %+v", got.Errors)
	}
}

// TestConcurrent runs queries beside writers.
func TestConcurrent(t *testing.T) {
	e := newEngine(t, meetings("a", 20))
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			for range 10 {
				got := e.Exec(t.Context(), Request{Query: `{ claims(first: 50) { nodes { subject { entity { id claims { totalCount } } } article { author text } event { id } } } network(around: ["hub"]) { edges { source { id } } } }`})
				if len(got.Errors) > 0 {
					t.Errorf("got %+v", *got.Errors[0])
				}
			}
		})
	}
	all.Go(func() {
		for i := range 5 {
			if _, err := e.store.Add(t.Context(), []graph.Entry{meetings(fmt.Sprint("b", i), 10)}); err != nil {
				t.Error(err)
			}
		}
	})
	all.Wait()
}

// hostile makes queries that the schema allows and that ask for as much as they
// can: deep, wide, aliased, with great pages and fragments in each other.
type hostile struct {
	*rand.Rand
	names int
}

var hostileFields = map[string][]string{
	"Query":             {"claims(A)->ClaimConnection", "entities(A)->EntityConnection", "articles(A)->ArticleConnection", "events(A)->EventConnection", "network(around: [\"hub\"], L)->Network", "paths(from: \"hub\", to: \"guest010\", hops: 4, limit: 10)->Paths", "stats { claims }->"},
	"ClaimConnection":   {"nodes->Claim", "edges->ClaimEdge", "totalCount->", "pageInfo->PageInfo"},
	"ClaimEdge":         {"node->Claim", "cursor->"},
	"EntityConnection":  {"nodes->Entity", "totalCount->"},
	"ArticleConnection": {"nodes->Article", "totalCount->"},
	"EventConnection":   {"nodes->Event", "totalCount->"},
	"PageInfo":          {"endCursor->", "hasNextPage->"},
	"Claim":             {"subject->Argument", "object->Argument", "article->Article", "evidence->Evidence", "event->Event", "id->"},
	"Argument":          {"entity->Entity", "name->"},
	"Evidence":          {"article->Article", "context->Words"},
	"Words":             {"text->", "start->"},
	"Entity":            {"claims(A)->ClaimConnection", "neighbours(A)->EntityConnection", "events(A)->EventConnection", "aliases->", "id->"},
	"Article":           {"claims(A)->ClaimConnection", "text->", "title->", "id->"},
	"Event":             {"subjects->Entity", "evidence(A)->ClaimConnection", "id->"},
	"Network":           {"nodes->Entity", "edges->Relation", "truncated->"},
	"Relation":          {"source->Entity", "claims(A)->ClaimConnection", "id->"},
	"Paths":             {"paths->Path", "hops->"},
	"Path":              {"nodes->Entity", "hops->Hop"},
	"Hop":               {"relations->Relation"},
}

func (h *hostile) selection(b *strings.Builder, on string, depth, page int) {
	b.WriteString(" {")
	for range 1 + h.IntN(3) {
		field, target, _ := strings.Cut(hostileFields[on][h.IntN(len(hostileFields[on]))], "->")
		if target != "" && depth == 0 {
			b.WriteString(" __typename")
			continue
		}
		h.names++
		field = strings.ReplaceAll(field, "(A)", fmt.Sprintf("(first: %d)", page))
		field = strings.ReplaceAll(field, ", L)", fmt.Sprintf(", limit: %d)", max(1, page)))
		fmt.Fprintf(b, " a%d: %s", h.names, field)
		if target != "" {
			h.selection(b, target, depth-1, page)
		}
	}
	b.WriteString(" }")
}

// TestHostile sends hostile queries at once from several clients. Each is
// answered within its deadline and half a second, and the process stays small.
func TestHostile(t *testing.T) {
	const deadline = 300 * time.Millisecond
	const growth = 256 << 20 // bytes of heap
	n := 300
	if testing.Short() {
		n = 60
	}
	e := newEngine(t, meetings("a", 200), meetings("b", 200))
	r := rand.New(rand.NewPCG(3, 4))
	queries := make(chan string, n)
	for range n {
		h := &hostile{Rand: r}
		var b strings.Builder
		for h.names < 1<<r.IntN(8) {
			h.names++
			fmt.Fprintf(&b, " ...on Query")
			h.selection(&b, "Query", 1+r.IntN(9), []int{1, 3, 10, 50, 200, 1000}[r.IntN(6)])
		}
		queries <- "{" + b.String() + "}"
	}
	close(queries)
	debug.FreeOSMemory()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var mu sync.Mutex
	answered, refused, late := 0, 0, 0
	var peak uint64
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for query := range queries {
				got := inTime(t, e, query, deadline, deadline)
				mu.Lock()
				runtime.ReadMemStats(&after)
				peak = max(peak, after.HeapAlloc)
				switch {
				case len(got.Errors) == 0:
					answered++
				case strings.Contains(got.Errors[0].Message, "deadline"):
					late++
				default:
					refused++
				}
				for _, err := range got.Errors {
					if err.Message == internal || strings.Contains(err.Message, "annot query field") {
						t.Errorf("%.300s: %s", query, err.Message)
					}
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	t.Logf("%d queries: %d answered, %d refused, %d met their deadline; heap from %d to %d MB",
		n, answered, refused, late, before.HeapAlloc>>20, peak>>20)
	if grown := int64(peak) - int64(before.HeapAlloc); grown > growth {
		t.Errorf("the heap grew by %d MB, more than %d MB", grown>>20, growth>>20)
	}
	if answered == 0 || refused == 0 {
		t.Error("the queries are all alike")
	}
	if got := answer[struct{ Stats struct{ Claims int } }](t, e, Request{Query: "{ stats { claims } }"}); got.Stats.Claims != 800 {
		t.Errorf("a good query afterwards: %+v", got)
	}
}
