package server

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestGraphQLOverHTTP(t *testing.T) {
	h := newHandler(t, Options{}, worldEntries(t)...)
	const query = `query One($id: ID!) { entity(id: $id) { name } }`
	const body = `{"query": "` + query + `", "operationName": "One", "variables": {"id": "vidora"}}`
	values := url.Values{"query": {query}, "variables": {`{"id": "vidora"}`}}
	for name, rec := range map[string]*httptest.ResponseRecorder{
		"POST":  ask(h, "POST", "/graphql", body, "Content-Type", "application/json; charset=utf-8"),
		"GET":   ask(h, "GET", "/graphql?"+values.Encode(), ""),
		"query": ask(h, "POST", "/graphql", `{ entity(id: "vidora") { name } }`, "Content-Type", "application/graphql"),
	} {
		if rec.Code != http.StatusOK || strings.TrimSpace(rec.Body.String()) != `{"data":{"entity":{"name":"Vidora"}}}` {
			t.Errorf("%s: status %d: %s", name, rec.Code, rec.Body)
		}
	}

	// A query that cannot run is told of in the answer, and by its status to
	// those who know of that.
	invalid := `{"query": "{ nothing }"}`
	old := ask(h, "POST", "/graphql", invalid, "Content-Type", "application/json")
	now := ask(h, "POST", "/graphql", invalid, "Content-Type", "application/json", "Accept", graphqlMedia)
	if old.Code != 200 || now.Code != 400 || !strings.HasPrefix(now.Header().Get("Content-Type"), graphqlMedia) || old.Body.String() != now.Body.String() {
		t.Errorf("status %d and %d: %s", old.Code, now.Code, now.Body)
	}
	if !strings.Contains(old.Body.String(), `"locations":[{"line":1,"column":3}]`) {
		t.Errorf("got %s", old.Body)
	}

	for body, words := range map[string]string{
		"": "JSON", "{": "JSON", "[" + body + "]": "JSON", `{"query": 5}`: "JSON", `{"query": ""}`: "empty", `{"query": "{x}", "variables": []}`: "JSON",
		`{"question": "{x}"}`: "question", strings.Repeat("[", 10_000): "JSON",
	} {
		wantError(t, ask(h, "POST", "/graphql", body, "Content-Type", "application/json"), 400, words)
	}
	wantError(t, ask(h, "POST", "/graphql", body, "Content-Type", "text/plain"), 415, "application/json")
	wantError(t, ask(h, "POST", "/graphql", body, "Content-Type", "application/json", "Origin", "http://evil.example"), 403, "another site")
	wantError(t, ask(h, "POST", "/graphql", `{"query": "`+strings.Repeat(" ", 2<<20)+`"}`, "Content-Type", "application/json"), 413, "larger")
	wantError(t, ask(h, "GET", "/graphql", ""), 400, "empty")
	wantError(t, ask(h, "GET", "/graphql?query={x}&variables=x", ""), 400, "variables")
	wantError(t, ask(h, "PUT", "/graphql", body), 405, "PUT")
}
