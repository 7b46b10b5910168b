package server

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/newsgraph/newsgraph/graph"
	"github.com/newsgraph/newsgraph/nlp"
)

// ingested yields an article for each file and an error for those called bad.
func ingested(ctx context.Context, files []Upload) iter.Seq2[Ingested, error] {
	return func(yield func(Ingested, error) bool) {
		for _, f := range files {
			one := Ingested{File: f.Name, Article: strings.TrimSuffix(f.Name, ".txt"), Claims: len(f.Body)}
			switch {
			case strings.Contains(f.Name, "fatal"):
				yield(Ingested{}, errors.New("disk full at /secret"))
				return
			case strings.Contains(f.Name, "bad"):
				one = Ingested{File: f.Name, Error: "binary file, not text"}
			}
			if !yield(one, nil) {
				return
			}
		}
	}
}

func readLines(t *testing.T, body io.Reader) []map[string]any {
	t.Helper()
	var out []map[string]any
	for s := bufio.NewScanner(body); s.Scan(); {
		var line map[string]any
		if err := json.Unmarshal(s.Bytes(), &line); err != nil {
			t.Fatalf("line %q: %v", s.Text(), err)
		}
		out = append(out, line)
	}
	return out
}

// form is the body of a multipart request and its media type.
func form(t *testing.T, files ...string) (string, string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		part, err := w.CreateFormFile("files", files[i])
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(part, files[i+1])
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String(), w.FormDataContentType()
}

func TestUploads(t *testing.T) {
	h := newHandler(t, Options{Ingest: ingested})
	body, kind := form(t, "news/a.txt", "one", "bad.bin", "\x00", `C:\docs\c.txt`, "three", "../../etc/passwd", "x")
	rec := ask(h, "POST", "/api/articles", body, "Content-Type", kind)
	if rec.Code != http.StatusOK || !strings.HasPrefix(rec.Header().Get("Content-Type"), ndjson) {
		t.Fatalf("status %d, %s: %s", rec.Code, rec.Header().Get("Content-Type"), rec.Body)
	}
	lines := readLines(t, rec.Body)
	if len(lines) != 5 {
		t.Fatalf("got %d lines, want one for each file and the sums: %v", len(lines), lines)
	}
	for i, want := range []string{"news/a.txt", "bad.bin", "C:/docs/c.txt", "etc/passwd"} {
		if got := lines[i]["file"]; got != want {
			t.Errorf("file %d is called %q, want %q", i, got, want)
		}
	}
	if lines[1]["error"] == nil || lines[4]["done"] != true || lines[4]["articles"] != 3.0 || lines[4]["failed"] != 1.0 || lines[4]["claims"] != 9.0 {
		t.Errorf("got %v", lines)
	}

	one := readLines(t, ask(h, "POST", "/api/articles?name=mine.txt", "Some words.").Body)
	if len(one) != 2 || one[0]["article"] != "mine" {
		t.Errorf("one file as the body gives %v", one)
	}
	pasted := readLines(t, ask(h, "POST", "/api/articles", "Some words.").Body)
	again := readLines(t, ask(h, "POST", "/api/articles", "Some words.").Body)
	if pasted[0]["article"] != again[0]["article"] || !strings.HasPrefix(fmt.Sprint(pasted[0]["article"]), "pasted-") {
		t.Errorf("the same text is called %v and %v", pasted[0]["article"], again[0]["article"])
	}

	body, kind = form(t, "a.txt", "one", "fatal", "x", "b.txt", "two")
	ended := readLines(t, ask(h, "POST", "/api/articles", body, "Content-Type", kind).Body)
	if last := ended[len(ended)-1]; len(ended) != 2 || last["done"] != false || last["error"] == nil || strings.Contains(fmt.Sprint(last), "secret") {
		t.Errorf("work that ends early gives %v", ended)
	}
}

func TestUploadRefused(t *testing.T) {
	h := newHandler(t, Options{Ingest: ingested, UploadLimit: 1000})
	long, kind := form(t, "a.txt", strings.Repeat("x", 2000))
	many := make([]string, 0, 12_000)
	for i := range maxFiles + 1 {
		many = append(many, fmt.Sprintf("%d", i), "")
	}
	crowd, crowdKind := form(t, many...)
	for _, c := range []struct {
		target, body string
		headers      []string
		status       int
		words        string
	}{
		{"/api/articles", long, []string{"Content-Type", kind}, 413, "larger"},
		{"/api/articles", strings.Repeat("x", 2000), nil, 413, "larger"},
		{"/api/articles", "", nil, 400, "empty"},
		{"/api/articles", " \n ", nil, 400, "empty"},
		{"/api/articles?name=%00x", "words", nil, 400, "plain text"},
		{"/api/articles?name=..", "words", nil, 400, "names nothing"},
		{"/api/articles?name=" + strings.Repeat("n", 600), "words", nil, 400, "longer"},
		{"/api/articles", "--x--\r\n", []string{"Content-Type", "multipart/form-data; boundary=x"}, 400, "no file"},
		{"/api/articles", "--x\r\nbroken", []string{"Content-Type", "multipart/form-data; boundary=x"}, 400, "form"},
		{"/api/articles", "nothing", []string{"Content-Type", "multipart/form-data"}, 400, "form"},
		{"/api/articles", "--x\r\nContent-Disposition: form-data; name=f; filename=a\r\n\r\nhalf", []string{"Content-Type", "multipart/form-data; boundary=x"}, 400, "come through"},
		{"/api/articles", "words", []string{"Origin", "http://evil.example"}, 403, "another site"},
	} {
		rec := ask(h, "POST", c.target, c.body, c.headers...)
		if rec.Code != c.status {
			t.Errorf("POST %.60s %.40q: status %d, want %d", c.target, c.body, rec.Code, c.status)
		}
		wantError(t, rec, c.status, c.words)
	}
	large := newHandler(t, Options{Ingest: ingested})
	wantError(t, ask(large, "POST", "/api/articles", crowd, "Content-Type", crowdKind), 413, "files")
	wantError(t, ask(newHandler(t, Options{}), "POST", "/api/articles", "words"), 501, "no articles")
}

// A client that goes away ends the work on what it sent.
func TestUploadCancelled(t *testing.T) {
	ended := make(chan error, 1)
	slow := func(ctx context.Context, _ []Upload) iter.Seq2[Ingested, error] {
		return func(yield func(Ingested, error) bool) {
			yield(Ingested{File: "first"}, nil)
			<-ctx.Done()
			ended <- ctx.Err()
			yield(Ingested{}, ctx.Err())
		}
	}
	server := httptest.NewServer(newHandler(t, Options{Ingest: slow}))
	defer server.Close()
	ctx, cancel := context.WithCancel(t.Context())
	req, err := http.NewRequestWithContext(ctx, "POST", server.URL+"/api/articles", strings.NewReader("words"))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if line, err := bufio.NewReader(resp.Body).ReadString('\n'); err != nil || !strings.Contains(line, "first") {
		t.Errorf("the first line is %q, %v; it must come before the work is done", line, err)
	}
	cancel()
	select {
	case err := <-ended:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("the work ended with %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the work went on without its client")
	}
}

// The deadlines of ordinary requests do not end work that takes long.
func TestUploadTakesLong(t *testing.T) {
	slow := func(ctx context.Context, files []Upload) iter.Seq2[Ingested, error] {
		return func(yield func(Ingested, error) bool) {
			for range 3 {
				select {
				case <-time.After(300 * time.Millisecond):
				case <-ctx.Done():
					yield(Ingested{}, ctx.Err())
					return
				}
				if !yield(Ingested{File: files[0].Name}, nil) {
					return
				}
			}
		}
	}
	server := httptest.NewUnstartedServer(newHandler(t, Options{Ingest: slow, Timeout: 100 * time.Millisecond}))
	server.Config.ReadTimeout, server.Config.WriteTimeout = 200*time.Millisecond, 200*time.Millisecond
	server.Start()
	defer server.Close()
	resp, err := http.Post(server.URL+"/api/articles", "text/plain", strings.NewReader("words"))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if lines := readLines(t, resp.Body); len(lines) != 4 || lines[3]["done"] != true {
		t.Errorf("got %v", lines)
	}
}

func TestDeleteArticle(t *testing.T) {
	h := newHandler(t, Options{}, worldEntries(t)...)
	if rec := ask(h, "DELETE", "/api/article/wire%2F2", ""); rec.Code != 200 || decode[map[string]string](t, rec)["removed"] != "wire/2" {
		t.Errorf("status %d: %s", rec.Code, rec.Body)
	}
	wantError(t, ask(h, "DELETE", "/api/article/wire%2F2", ""), 404, "wire/2")
	wantError(t, ask(h, "GET", "/api/article/wire%2F2", ""), 404, "wire/2")
	wantError(t, ask(h, "DELETE", "/api/article/echo-3", "", "Sec-Fetch-Site", "cross-site"), 403, "another site")
	if got := decode[graph.Stats](t, ask(h, "GET", "/api/stats", "")); got.Articles != 2 {
		t.Errorf("%d articles are left, want 2", got.Articles)
	}
}

func TestReadOnly(t *testing.T) {
	h := newHandler(t, Options{ReadOnly: true, Ingest: ingested}, worldEntries(t)...)
	const words = "--read-only"
	wantError(t, ask(h, "POST", "/api/articles", "words"), 403, words)
	wantError(t, ask(h, "DELETE", "/api/article/echo-3", ""), 403, words)
	wantError(t, ask(h, "POST", "/api/curation", `{"kind":"note"}`, "Content-Type", "application/json"), 403, words)
	if got := decode[struct {
		ReadOnly bool `json:"read_only"`
		Articles int
	}](t, ask(h, "GET", "/api/stats", "")); !got.ReadOnly || got.Articles != 3 {
		t.Errorf("got %+v", got)
	}
}

func TestCurate(t *testing.T) {
	h := newHandler(t, Options{}, worldEntries(t)...)
	post := func(body string, headers ...string) *httptest.ResponseRecorder {
		return ask(h, "POST", "/api/curation", body, append([]string{"Content-Type", "application/json"}, headers...)...)
	}
	rec := post(`{"kind": "rename", "entities": ["vidora"], "name": "Vidora Inc.", "note": "as in its filings"}`)
	if rec.Code != http.StatusCreated {
		t.Fatalf("status %d: %s", rec.Code, rec.Body)
	}
	stored := decode[graph.Judgement](t, rec)
	if at, err := time.Parse(time.RFC3339, stored.Time); err != nil || time.Since(at) > time.Minute || !strings.HasPrefix(stored.ID, "judgement:") {
		t.Errorf("stored as %+v", stored)
	}
	if got := decode[graph.EntityInfo](t, ask(h, "GET", "/api/entity/vidora", "")); got.Name != "Vidora Inc." {
		t.Errorf("the entity is called %q", got.Name)
	}
	log := decode[struct{ Judgements []graph.JudgementView }](t, ask(h, "GET", "/api/curation", "")).Judgements
	if len(log) != 1 || log[0].ID != stored.ID || log[0].Undone {
		t.Errorf("the log is %+v", log)
	}
	if rec := post(`{"kind": "undo", "undoes": "` + stored.ID + `"}`); rec.Code != http.StatusCreated {
		t.Errorf("undo: status %d: %s", rec.Code, rec.Body)
	}
	if got := decode[graph.EntityInfo](t, ask(h, "GET", "/api/entity/vidora", "")); got.Name != "Vidora" {
		t.Errorf("after undo the entity is called %q", got.Name)
	}
	members := decode[struct{ Members []graph.Member }](t, ask(h, "GET", "/api/members/vidora", "")).Members
	if len(members) != 3 {
		t.Errorf("Vidora has %d members, want one of each article: %+v", len(members), members)
	}

	for _, bad := range []string{``, `{`, `[]`, `null x`, `{"kind": 5}`, `{"kind": "same"} {}`, `{"kind": "same", "nonsense": 1}`, "\xff\xfe", `"same"`,
		`{"kind": "praise", "entities": ["vidora"]}`, `{"kind": "same"}`, `{"kind": "same", "entities": ["vidora"]}`, `{"kind": "rename", "entities": ["vidora"]}`,
		strings.Repeat("[", 100_000)} {
		if rec := post(bad); rec.Code < 400 || rec.Code > 499 || decode[failure](t, rec).Error == "" {
			t.Errorf("%.60q: status %d: %s", bad, rec.Code, rec.Body)
		}
	}
	wantError(t, post(`{"kind": "note", "note": "`+strings.Repeat("x", 2<<20)+`"}`), 413, "larger")
	wantError(t, ask(h, "POST", "/api/curation", `{"kind": "note"}`, "Content-Type", "text/plain"), 415, "application/json")
	wantError(t, post(`{"kind": "note"}`, "Origin", "http://evil.example"), 403, "another site")
}

func TestGaps(t *testing.T) {
	var running, most atomic.Int32
	find := func(_ context.Context, a nlp.Article) ([]Gap, error) {
		most.Store(max(most.Load(), running.Add(1)))
		defer running.Add(-1)
		at := strings.Index(a.Text, "praised")
		if at < 0 {
			return nil, nil
		}
		return []Gap{{Start: at, End: at + 7, Trigger: "praised", Relations: []string{"praises"}, Reason: "no object"}}, nil
	}
	h := newHandler(t, Options{Coverage: find}, worldEntries(t)...)
	type answer struct {
		Article string
		Gaps    []Gap
	}
	if got := decode[answer](t, ask(h, "GET", "/api/coverage/echo-3", "")); got.Article != "echo-3" || len(got.Gaps) != 1 {
		t.Errorf("got %+v", got)
	}
	if body := ask(h, "GET", "/api/coverage/lamp-1", "").Body.String(); !strings.Contains(body, `"gaps":[]`) {
		t.Errorf("an article without gaps gives %s", body)
	}
	wantError(t, ask(h, "GET", "/api/coverage/nothing", ""), 404, "nothing")
	wantError(t, ask(newHandler(t, Options{}, worldEntries(t)...), "GET", "/api/coverage/echo-3", ""), 501, "anew")

	var all sync.WaitGroup
	for range 8 {
		all.Go(func() { ask(h, "GET", "/api/coverage/echo-3", "") })
	}
	all.Wait()
	if most.Load() != 1 {
		t.Errorf("%d articles were read at once, want one after the other", most.Load())
	}
}

func TestExportShown(t *testing.T) {
	h := newHandler(t, Options{}, worldEntries(t)...)
	post := func(body any) *httptest.ResponseRecorder {
		b, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		return ask(h, "POST", "/api/export", string(b), "Content-Type", "application/json")
	}
	type m = map[string]any
	nodes, edges := []string{"vidora", "chirp", "northern-court"}, []string{"northern-court|fines|vidora"}
	type file struct {
		Nodes  []graph.EntityInfo
		Edges  []graph.Edge
		Claims []graph.ClaimView
	}
	got := decode[file](t, post(m{"format": "json", "nodes": nodes, "edges": edges}))
	if len(got.Nodes) != 3 || len(got.Edges) != 1 || got.Edges[0].ID != edges[0] || len(got.Claims) != 2 {
		t.Errorf("got %d nodes, %d edges, %d claims; want what is shown: 3, 1, 2", len(got.Nodes), len(got.Edges), len(got.Claims))
	}
	some := decode[file](t, post(m{"format": "json", "nodes": nodes, "edges": edges, "filter": m{"from": "2021-06-01", "status": []string{"asserted"}}}))
	if len(some.Claims) != 1 || some.Edges[0].Claims != 1 {
		t.Errorf("the filter leaves %d claims, %d on the edge; want 1", len(some.Claims), some.Edges[0].Claims)
	}
	for _, f := range []string{"graphml", "gexf", "json", "nquads", "csv", "jsonld"} {
		if rec := post(m{"format": f, "nodes": nodes, "edges": edges}); rec.Code != 200 || rec.Body.Len() == 0 || rec.Header().Get("Content-Disposition") == "" {
			t.Errorf("%s: status %d, %d bytes", f, rec.Code, rec.Body.Len())
		}
	}
	wantError(t, post(m{"format": "exe", "nodes": nodes}), 400, "exe")
	wantError(t, post(m{"format": "json"}), 400, "nodes")
	wantError(t, post(m{"format": "json", "nodes": []string{"nobody"}}), 404, "nobody")
	wantError(t, post(m{"format": "json", "nodes": []string{"vidora", "nobody"}}), 404, "nobody")
	wantError(t, post(m{"format": "json", "nodes": nodes, "edges": []string{"vidora|loves|chirp"}}), 404, "loves")
	wantError(t, post(m{"format": "json", "nodes": nodes, "edges": edges, "filter": m{"from": "2031-01-01"}}), 404, "filter")
	wantError(t, post(m{"format": "json", "nodes": nodes, "filter": m{"status": []string{"maybe"}}}), 400, "maybe")
	wantError(t, post(m{"format": "json", "nodes": nodes, "filter": m{"from": "June"}}), 400, "June")
	wantError(t, post(m{"format": "json", "nodes": nodes, "filter": m{"colour": "red"}}), 400, "colour")
	wantError(t, post(m{"format": "json", "nodes": strings.Repeat("x", 10)}), 400, "nodes")
	wantError(t, post(m{"format": "json", "nodes": make([]string, maxExport+1)}), 400, "more than")
}

// Readers see whole answers while articles come and go.
func TestWritesBesideReads(t *testing.T) {
	h := newHandler(t, Options{}, worldEntries(t)...)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for _, target := range []string{"/api/stats", "/api/ego?around=vidora", "/api/events", "/api/curation", "/api/members/vidora", "/api/timeline",
				"/api/overview", "/api/paths?from=vidora&to=chirp", "/graphql?query={claims{nodes{id+article{title}+event{id}}}}"} {
				if rec := ask(h, "GET", target, ""); rec.Code != 200 && rec.Code != 404 {
					t.Errorf("GET %s: status %d: %s", target, rec.Code, rec.Body)
				}
			}
		})
	}
	all.Go(func() { ask(h, "DELETE", "/api/article/echo-3", "") })
	all.Go(func() {
		rec := ask(h, "POST", "/api/curation", `{"kind":"rename","entities":["chirp"],"name":"Chirp Inc."}`, "Content-Type", "application/json")
		if rec.Code != http.StatusCreated {
			t.Errorf("status %d: %s", rec.Code, rec.Body)
		}
	})
	all.Wait()
}
