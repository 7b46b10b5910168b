package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/newsgraph/newsgraph/graph"
	"github.com/newsgraph/newsgraph/nlp"
)

func newHandler(t testing.TB, opts Options, entries ...graph.Entry) http.Handler {
	t.Helper()
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	return New(openStore(t, entries...), opts)
}

// ask sends one request as a browser on this machine would.
func ask(h http.Handler, method, target, body string, headers ...string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(method, "http://127.0.0.1:8080"+target, strings.NewReader(body))
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			req.Host = headers[i+1]
		} else {
			req.Header.Set(headers[i], headers[i+1])
		}
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, req)
	return rec
}

func decode[T any](t *testing.T, rec *httptest.ResponseRecorder) T {
	t.Helper()
	var v T
	if kind := rec.Header().Get("Content-Type"); !strings.HasPrefix(kind, "application/json") {
		t.Errorf("media type %q, want JSON", kind)
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &v); err != nil {
		t.Fatalf("answer is not JSON: %v\n%s", err, rec.Body)
	}
	return v
}

type failure struct {
	Error string `json:"error"`
}

func wantError(t *testing.T, rec *httptest.ResponseRecorder, status int, words string) {
	t.Helper()
	if rec.Code != status {
		t.Errorf("status %d, want %d: %s", rec.Code, status, rec.Body)
	}
	if got := decode[failure](t, rec).Error; !strings.Contains(got, words) || got == "" {
		t.Errorf("error %q, want it to say %q", got, words)
	}
}

func TestRead(t *testing.T) {
	h := newHandler(t, Options{}, worldEntries(t)...)
	get := func(t *testing.T, target string) *httptest.ResponseRecorder {
		t.Helper()
		rec := ask(h, "GET", target, "")
		if rec.Code != http.StatusOK {
			t.Fatalf("GET %s: status %d: %s", target, rec.Code, rec.Body)
		}
		return rec
	}
	t.Run("search", func(t *testing.T) {
		got := decode[struct{ Entities []graph.EntityInfo }](t, get(t, "/api/search?q=vid&limit=5")).Entities
		if len(got) == 0 || got[0].ID != "vidora" || got[0].Type != nlp.Product || got[0].Degree == 0 {
			t.Errorf("got %+v, want Vidora first", got)
		}
		none := get(t, "/api/search?q=xyzzyxyzzy").Body.String()
		if strings.TrimSpace(none) != `{"entities":[]}` {
			t.Errorf("nothing found gives %s", none)
		}
	})
	t.Run("entity", func(t *testing.T) {
		if got := decode[graph.EntityInfo](t, get(t, "/api/entity/vidora")); got.Name != "Vidora" || got.Claims < 8 {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("ego", func(t *testing.T) {
		got := decode[graph.Subgraph](t, get(t, "/api/ego?around=vidora&depth=1"))
		if len(got.Nodes) < 8 || got.Nodes[0].ID != "vidora" || len(got.Edges) < 10 {
			t.Errorf("got %d nodes, %d edges", len(got.Nodes), len(got.Edges))
		}
		for _, e := range got.Edges {
			if e.Family == "" {
				t.Errorf("edge %s has no family", e.ID)
			}
		}
		cut := decode[graph.Subgraph](t, get(t, "/api/ego?around=vidora&limit=3"))
		if !cut.Truncated || cut.Total <= len(cut.Nodes) {
			t.Errorf("limit 3 gives %d nodes of %d, truncated %v", len(cut.Nodes), cut.Total, cut.Truncated)
		}
	})
	t.Run("top", func(t *testing.T) {
		if got := decode[graph.Subgraph](t, get(t, "/api/top?limit=5")); len(got.Nodes) == 0 || len(got.Edges) == 0 {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("claims", func(t *testing.T) {
		type answer struct {
			Claims []graph.ClaimView
			page
		}
		got := decode[answer](t, get(t, "/api/claims?subject=northern-court&relation=fines&object=vidora"))
		if got.Total != 2 || len(got.Claims) != 2 || got.Truncated {
			t.Fatalf("got %+v, want both fines", got)
		}
		for _, c := range got.Claims {
			cut := func(start, end int) string { return c.Context[start-c.ContextAt : end-c.ContextAt] }
			if got := cut(c.TriggerStart, c.TriggerEnd); got != c.Trigger {
				t.Errorf("trigger %q cut as %q", c.Trigger, got)
			}
			if got := cut(c.Amount.Start, c.Amount.End); got != c.Amount.Text {
				t.Errorf("amount %q cut as %q", c.Amount.Text, got)
			}
		}
		cut := decode[answer](t, get(t, "/api/claims?limit=2&offset=1"))
		if len(cut.Claims) != 2 || !cut.Truncated || cut.Offset != 1 || cut.Total <= 3 {
			t.Errorf("got %d claims, truncated %v, offset %d, total %d", len(cut.Claims), cut.Truncated, cut.Offset, cut.Total)
		}
		one := decode[answer](t, get(t, "/api/claims?status=possible&status=negated&confidence=0.5&from=2021-04-01&to=2021-12-31"))
		if one.Total != 2 {
			t.Errorf("possible or negated: %d claims, want 2", one.Total)
		}
	})
	t.Run("claim", func(t *testing.T) {
		want := worldEntries(t)[0].Claims[0]
		got := decode[graph.ClaimView](t, get(t, "/api/claim/"+want.ID))
		if got.Quote != want.Quote || got.Title != "Court fines Vidora – “too loud”, it says" {
			t.Errorf("got %q of %q", got.Quote, got.Title)
		}
	})
	t.Run("articles", func(t *testing.T) {
		got := decode[struct {
			Articles []graph.ArticleInfo
			page
		}](t, get(t, "/api/articles?limit=2"))
		if got.Total != 3 || len(got.Articles) != 2 || !got.Truncated || got.Articles[0].ID != "echo-3" || got.Articles[0].Text != "" {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("article", func(t *testing.T) {
		got := decode[struct {
			Article  graph.ArticleInfo
			Claims   []nlp.Claim
			Mentions []nlp.MentionRecord
		}](t, get(t, "/api/article/wire%2F2"))
		want := worldEntries(t)[1]
		if got.Article.Text != want.Article.Text || len(got.Claims) != len(want.Claims) || len(got.Mentions) == 0 {
			t.Errorf("got %d bytes, %d claims, %d mentions", len(got.Article.Text), len(got.Claims), len(got.Mentions))
		}
	})
	t.Run("stats", func(t *testing.T) {
		if got := decode[graph.Stats](t, get(t, "/api/stats")); got.Articles != 3 || got.Claims == 0 || got.Quads == 0 {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("export", func(t *testing.T) {
		rec := get(t, "/api/export?format=graphml&around=vidora&depth=1")
		if !strings.Contains(rec.Body.String(), "graphml") {
			t.Errorf("got %.200s", rec.Body)
		}
		if got, want := rec.Header().Get("Content-Disposition"), `attachment; filename="newsgraph-vidora.graphml"`; got != want {
			t.Errorf("disposition %q, want %q", got, want)
		}
		for _, f := range []string{"nquads", "jsonld", "json", "csv"} {
			if rec := get(t, "/api/export?format="+f); rec.Body.Len() == 0 {
				t.Errorf("%s is empty", f)
			}
		}
	})
	t.Run("formats", func(t *testing.T) {
		got := decode[[]struct {
			ID  string
			Ext []string
		}](t, get(t, "/api/v2/formats"))
		if len(got) == 0 || got[0].ID != "nquads" || !slices.Equal(got[0].Ext, []string{".nq"}) {
			t.Errorf("got %+v", got)
		}
	})
}

func TestQuery(t *testing.T) {
	h := newHandler(t, Options{}, append(worldEntries(t), crowd(150))...)
	const fines = `g.V("<vidora>").In("<fines>").All()`
	for name, rec := range map[string]*httptest.ResponseRecorder{
		"v2 POST": ask(h, "POST", "/api/v2/query?lang=gizmo", fines),
		"v2 GET":  ask(h, "GET", "/api/v2/query?lang=gizmo&qu="+url.QueryEscape(fines), ""),
		"v1 POST": ask(h, "POST", "/api/v1/query/gizmo", fines),
	} {
		if rec.Code != http.StatusOK {
			t.Errorf("%s: status %d: %s", name, rec.Code, rec.Body)
			continue
		}
		got := decode[struct{ Result []map[string]string }](t, rec)
		if len(got.Result) != 1 || !strings.Contains(got.Result[0]["id"], "northern-court") {
			t.Errorf("%s: got %+v", name, got)
		}
	}
	if got := strings.TrimSpace(ask(h, "POST", "/api/v2/query?lang=gizmo", `g.V("<nobody>").Out("<fines>").All()`).Body.String()); got != `{"result":null}` {
		t.Errorf("no rows give %s", got)
	}
	rows := decode[struct {
		Result    []any
		Truncated bool
	}](t, ask(h, "POST", "/api/v2/query?lang=gizmo", `g.V("<hub>").Out("<meets>").All()`))
	if len(rows.Result) != 100 || !rows.Truncated {
		t.Errorf("%d rows, truncated %v; want 100 of 150", len(rows.Result), rows.Truncated)
	}
	more := decode[struct{ Result []any }](t, ask(h, "POST", "/api/v2/query?lang=gizmo&limit=-1", `g.V("<hub>").Out("<meets>").All()`))
	if len(more.Result) != 150 {
		t.Errorf("without limit %d rows, want 150", len(more.Result))
	}
	ql := ask(h, "POST", "/api/v2/query?lang=graphql", `{nodes(id: "<vidora>"){id, fines @rev {id}}}`)
	if ql.Code != http.StatusOK || !strings.Contains(ql.Body.String(), `"data"`) || !strings.Contains(ql.Body.String(), "northern-court") {
		t.Errorf("GraphQL: status %d: %s", ql.Code, ql.Body)
	}

	wantError(t, ask(h, "POST", "/api/v2/query?lang=gizmo", `g.V(`), 400, "")
	wantError(t, ask(h, "POST", "/api/v2/query?lang=graphql", `{nodes(`), 400, "")
	wantError(t, ask(h, "POST", "/api/v2/query?lang=sql", `select 1`), 400, "sql")
	wantError(t, ask(h, "POST", "/api/v2/query", `g.V().All()`), 400, "lang")
	wantError(t, ask(h, "POST", "/api/v2/query?lang=gizmo", " "), 400, "empty")
	wantError(t, ask(h, "GET", "/api/v2/query?lang=gizmo", ""), 400, "empty")
	wantError(t, ask(h, "POST", "/api/v2/query?lang=gizmo&limit=x", fines), 400, "limit")
	wantError(t, ask(h, "POST", "/api/v2/query?lang=gizmo", strings.Repeat("/", 2<<20)), 413, "larger")
	for _, target := range []string{"/api/v2/write", "/api/v2/delete", "/api/v2/node/delete", "/api/v1/write", "/api/v1/write/file/nquad", "/api/v1/delete"} {
		wantError(t, ask(h, "POST", target, "<a> <b> <c> ."), 403, "only read")
	}
}

func TestDeadline(t *testing.T) {
	h := newHandler(t, Options{Timeout: 150 * time.Millisecond}, worldEntries(t)...)
	start := time.Now()
	rec := ask(h, "POST", "/api/v2/query?lang=gizmo", `while(true){}`)
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("an endless query took %v", took)
	}
	wantError(t, rec, http.StatusGatewayTimeout, "deadline")
}

func TestHostileParameters(t *testing.T) {
	h := newHandler(t, Options{}, worldEntries(t)...)
	long := strings.Repeat("a", 5000)
	for _, c := range []struct {
		target string
		status int
	}{
		{"/api/search?q=" + long, 400},
		{"/api/search?q=%FF%FE", 400},
		{"/api/search?limit=-3", 400},
		{"/api/search?q=vid&limit=99999999999999999999", 400},
		{"/api/entity/nobody", 404},
		{"/api/entity/%00", 404},
		{"/api/entity/..%2F..%2Fetc%2Fpasswd", 404},
		{"/api/entity/" + long, 400},
		{"/api/entity/", 404},
		{"/api/ego", 400},
		{"/api/ego?around=nobody", 404},
		{"/api/ego?around=vidora&depth=two", 400},
		{"/api/ego?around=vidora&type=robot", 400},
		{"/api/ego?" + strings.Repeat("around=x&", 2001), 400},
		{"/api/claims?" + strings.Repeat("article=x&", 101), 400},
		{"/api/claims?status=maybe", 400},
		{"/api/claims?from=yesterday", 400},
		{"/api/claims?to=2021-13-40", 400},
		{"/api/claims?confidence=NaN", 400},
		{"/api/claims?confidence=2", 400},
		{"/api/claims?offset=-1", 400},
		{"/api/claim/claim:000000000000", 404},
		{"/api/article/nothing", 404},
		{"/api/article/%2e%2e%2f%2e%2e%2fetc", 404},
		{"/api/export", 400},
		{"/api/export?format=exe", 400},
		{"/api/export?format=csv&around=nobody", 404},
		{"/api/nothing", 404},
		{"/api", 404},
		{"/api/", 404},
		{"/nothing", 404},
		{"/assets/", 404},
		{"/assets/../server.go", 404},
		{"/assets/%2e%2e/ui.go", 404},
	} {
		rec := ask(h, "GET", c.target, "")
		if rec.Code != c.status {
			t.Errorf("GET %.60s: status %d, want %d: %.200s", c.target, rec.Code, c.status, rec.Body)
		}
		if got := decode[failure](t, rec).Error; got == "" || strings.Contains(got, "goroutine") {
			t.Errorf("GET %.60s: error %q", c.target, got)
		}
	}
	// Great numbers are brought down to the limits, and an offset behind the end is an empty list.
	for _, target := range []string{"/api/top?limit=1000000", "/api/ego?around=vidora&depth=99&limit=1000000", "/api/claims?offset=100000&limit=100000", "/api/articles?offset=100000"} {
		if rec := ask(h, "GET", target, ""); rec.Code != http.StatusOK || strings.Contains(rec.Body.String(), "null,") && strings.Contains(rec.Body.String(), `"claims":null`) {
			t.Errorf("GET %s: status %d: %.200s", target, rec.Code, rec.Body)
		}
	}
	wantError(t, ask(h, "DELETE", "/api/stats", ""), 405, "DELETE")
	wantError(t, ask(h, "POST", "/api/search", ""), 405, "POST")
	wantError(t, ask(h, "PUT", "/api/v2/query", ""), 405, "PUT")
}

func TestHostAndOrigin(t *testing.T) {
	h := newHandler(t, Options{Hosts: []string{"graph.newsroom.example"}}, worldEntries(t)...)
	for host, status := range map[string]int{
		"localhost": 200, "localhost:8080": 200, "LOCALHOST:1": 200, "127.0.0.1": 200, "127.0.0.1:8080": 200, "127.1.2.3:80": 200,
		"[::1]": 200, "[::1]:8080": 200, "graph.newsroom.example": 200, "Graph.Newsroom.Example:8080": 200,
		"evil.example": 403, "evil.example:8080": 403, "127.0.0.1.evil.example": 403, "localhost.evil.example": 403, "192.168.1.4": 403, "": 403, "[": 403,
	} {
		for _, target := range []string{"/api/stats", "/", "/api/nothing"} {
			want := status
			if target == "/api/nothing" && status == 200 {
				want = 404
			}
			if rec := ask(h, "GET", target, "", "Host", host); rec.Code != want {
				t.Errorf("host %q, %s: status %d, want %d", host, target, rec.Code, want)
			}
		}
	}
	wantError(t, ask(h, "GET", "/api/stats", "", "Host", "evil.example"), 403, "evil.example")

	const query = `g.V("<vidora>").All()`
	for _, c := range []struct {
		headers []string
		status  int
	}{
		{nil, 200}, // not a browser
		{[]string{"Origin", "http://127.0.0.1:8080"}, 200},
		{[]string{"Origin", "http://127.0.0.1:8080", "Sec-Fetch-Site", "same-origin"}, 200},
		{[]string{"Origin", "http://evil.example"}, 403},
		{[]string{"Origin", "http://127.0.0.1:9999"}, 403},
		{[]string{"Origin", "null"}, 403},
		{[]string{"Sec-Fetch-Site", "cross-site"}, 403},
	} {
		if rec := ask(h, "POST", "/api/v2/query?lang=gizmo", query, c.headers...); rec.Code != c.status {
			t.Errorf("POST with %v: status %d, want %d: %s", c.headers, rec.Code, c.status, rec.Body)
		}
	}
}

func TestPages(t *testing.T) {
	h := newHandler(t, Options{}, worldEntries(t)...)
	for target, kind := range map[string]string{
		"/": "text/html", "/query": "text/html", "/articles": "text/html", "/articles/wire%2F2": "text/html", "/?around=vidora": "text/html",
		"/assets/app.js": "text/javascript", "/assets/style.css": "text/css", "/assets/layout.js": "text/javascript",
		"/assets/icon.svg": "image/svg+xml", "/assets/licenses.txt": "text/plain",
	} {
		rec := ask(h, "GET", target, "")
		if rec.Code != http.StatusOK || !strings.HasPrefix(rec.Header().Get("Content-Type"), kind) {
			t.Errorf("GET %s: status %d, %s", target, rec.Code, rec.Header().Get("Content-Type"))
		}
		etag := rec.Header().Get("ETag")
		if etag == "" || rec.Header().Get("Cache-Control") != "no-cache" {
			t.Errorf("GET %s: tag %q, cache %q", target, etag, rec.Header().Get("Cache-Control"))
		}
		if again := ask(h, "GET", target, "", "If-None-Match", etag); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
			t.Errorf("GET %s with its tag: status %d, %d bytes", target, again.Code, again.Body.Len())
		}
		if head := ask(h, "HEAD", target, ""); head.Code != http.StatusOK || head.Header().Get("ETag") != etag {
			t.Errorf("HEAD %s: status %d", target, head.Code)
		}
	}
	wantError(t, ask(h, "POST", "/", ""), 404, "no such page")
}

func TestSecurityHeaders(t *testing.T) {
	h := newHandler(t, Options{})
	for _, target := range []string{"/", "/assets/app.js", "/api/stats", "/api/nothing"} {
		header := ask(h, "GET", target, "").Header()
		csp := header.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"} {
			if !strings.Contains(csp, part) {
				t.Errorf("%s: policy %q lacks %s", target, csp, part)
			}
		}
		if strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q allows inline code", target, csp)
		}
		if header.Get("X-Content-Type-Options") != "nosniff" || header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: headers %v", target, header)
		}
	}
	index := ask(h, "GET", "/", "").Body.String()
	for _, bad := range []string{"style=", "onclick", "http://", "https://", "<style"} {
		if strings.Contains(index, bad) {
			t.Errorf("index.html holds %q", bad)
		}
	}
}

func TestExplain(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
		words  string
	}{
		{fmt.Errorf("graph: entity %q: %w", "x", graph.ErrNotFound), 404, `entity "x"`},
		{fmt.Errorf("graph: line 1: %w", graph.ErrQuery), 400, "line 1"},
		{fmt.Errorf("graph: query: %w", context.DeadlineExceeded), 504, "deadline"},
		{fmt.Errorf("graph: query: %w", context.Canceled), statusClosed, "went away"},
		{&http.MaxBytesError{Limit: 7}, 413, "7 bytes"},
		{errors.New("open /secret/path: broken"), 500, "internal error"},
	} {
		status, message := explain(c.err)
		if status != c.status || !strings.Contains(message, c.words) || strings.Contains(message, "secret") {
			t.Errorf("%v: %d %q, want %d with %q", c.err, status, message, c.status, c.words)
		}
	}
}

func TestPanic(t *testing.T) {
	var log bytes.Buffer
	// A nil store makes the handler panic.
	h := New(nil, Options{Logger: slog.New(slog.NewTextHandler(&log, nil))})
	rec := ask(h, "GET", "/api/top", "")
	wantError(t, rec, 500, "internal error")
	if strings.Contains(rec.Body.String(), "goroutine") || !strings.Contains(log.String(), "goroutine") {
		t.Errorf("answer %s\nlog %s", rec.Body, log.String())
	}
}

func TestReadmeListsRoutes(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range Routes {
		row := fmt.Sprintf("| %s | `%s` | %s |\n", r.Method, r.Path, r.Summary)
		if !bytes.Contains(readme, []byte(row)) {
			t.Errorf("README.md does not have the row %s", row)
		}
	}
}

func TestServe(t *testing.T) {
	h := newHandler(t, Options{}, worldEntries(t)...)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- Serve(ctx, ln, h, Options{}) }()
	resp, err := http.Get("http://" + ln.Addr().String() + "/api/stats")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("status %d", resp.StatusCode)
	}
	cancel()
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("Serve ended with %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("Serve did not end")
	}
}
