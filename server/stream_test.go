package server

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// askLines posts a query and reads the answer as JSON Lines.
func askLines(t *testing.T, h http.Handler, target, query string) []map[string]any {
	t.Helper()
	req := httptest.NewRequest("POST", "http://localhost"+target, strings.NewReader(query))
	req.Header.Set("Accept", "application/x-ndjson")
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, req)
	if rec.Code != http.StatusOK || rec.Header().Get("Content-Type") != ndjson {
		t.Fatalf("status %d, type %q: %s", rec.Code, rec.Header().Get("Content-Type"), rec.Body)
	}
	var out []map[string]any
	for lines := bufio.NewScanner(rec.Body); lines.Scan(); {
		var line map[string]any
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatalf("%s: %v", lines.Text(), err)
		}
		out = append(out, line)
	}
	return out
}

func TestStreamedQuery(t *testing.T) {
	h := newHandler(t, Options{RowLimit: 20}, append(worldEntries(t), crowd(150))...)
	const meetings = `g.V("<hub>").Out("<meets>").All()`
	all := askLines(t, h, "/api/v2/query?lang=gizmo&limit=-1&explain=1", meetings)
	if end := all[len(all)-1]; len(all) != 151 || end["truncated"] != false || end["explain"] == nil {
		t.Errorf("%d lines, the last %v; want 150 rows, more than RowLimit, and an end", len(all), end)
	}
	cut := askLines(t, h, "/api/v2/query?lang=gizmo&limit=7", meetings)
	if end := cut[len(cut)-1]; len(cut) != 8 || end["truncated"] != true {
		t.Errorf("%d lines, the last %v; want 7 rows and an end that says truncated", len(cut), end)
	}
	late := askLines(t, h, "/api/v2/query?lang=gizmo", `g.V("<vidora>").All(); nothing.here`)
	if end := late[len(late)-1]; len(late) < 2 || end["error"] == nil {
		t.Errorf("%d lines, the last %v; want rows and the error", len(late), end)
	}
	// An error before the first row is an ordinary one.
	req := httptest.NewRequest("POST", "http://localhost/api/v2/query?lang=gizmo", strings.NewReader("g.V("))
	req.Header.Set("Accept", "application/x-ndjson")
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, req)
	wantError(t, rec, http.StatusBadRequest, "line 1")
	plain := ask(h, "POST", "/api/v2/query?lang=gizmo&explain=1", meetings)
	if !strings.Contains(plain.Body.String(), `"explain":[{"line":1`) || !strings.Contains(plain.Body.String(), `"truncated":true`) {
		t.Errorf("got %s", plain.Body)
	}
}
