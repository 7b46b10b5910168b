package server

import (
	"net/http"
	"testing"

	"github.com/newsgraph/newsgraph/graph"
)

func TestWalk(t *testing.T) {
	h := newHandler(t, Options{}, worldEntries(t)...)
	paths := decode[graph.Paths](t, ask(h, "GET", "/api/paths?from=hollow-group&to=vidora&hops=3", ""))
	if len(paths.Paths) == 0 || len(paths.Paths[0].Nodes) != 3 || paths.Paths[0].Nodes[1] != "chirp" {
		t.Errorf("got %+v, want the way by Chirp first", paths.Paths)
	}
	none := decode[graph.Paths](t, ask(h, "GET", "/api/paths?from=hollow-group&to=vidora&since=2031-01-01", ""))
	if none.Paths == nil || len(none.Paths) != 0 {
		t.Errorf("in another year: %+v, want an empty list", none.Paths)
	}
	timeline := decode[graph.Timeline](t, ask(h, "GET", "/api/timeline?around=vidora&around=northern-court&relation=fines", ""))
	sum := 0
	for _, b := range timeline.Buckets {
		sum += b.Claims
	}
	if sum != 2 {
		t.Errorf("the timeline counts %d fines, want 2: %+v", sum, timeline)
	}
	near := decode[graph.Neighbourhood](t, ask(h, "GET", "/api/neighbours/vidora", ""))
	if near.Total < 8 || near.Relations["fines"] != 1 || near.Types["organization"] < 3 {
		t.Errorf("got %+v", near)
	}
	if got := decode[graph.Overview](t, ask(h, "GET", "/api/overview", "")); len(got.Nodes) < 10 || len(got.Links) < 10 {
		t.Errorf("got %d nodes, %d links", len(got.Nodes), len(got.Links))
	}
	recent := decode[graph.Subgraph](t, ask(h, "GET", "/api/ego?around=vidora&order=recent&limit=3", ""))
	if len(recent.Nodes) != 3 || !recent.Truncated {
		t.Errorf("got %d nodes, truncated %v", len(recent.Nodes), recent.Truncated)
	}

	for target, status := range map[string]int{
		"/api/paths": 400, "/api/paths?from=vidora": 400, "/api/paths?from=vidora&to=nobody": 404, "/api/paths?from=vidora&to=chirp&hops=x": 400,
		"/api/paths?from=vidora&to=chirp&since=x": 400, "/api/timeline?from=x": 400, "/api/timeline?asof=2021": 400, "/api/timeline?wrong=maybe": 400,
		"/api/neighbours/nobody": 404, "/api/neighbours/vidora?status=x": 400, "/api/overview?confidence=7": 400, "/api/ego?around=vidora&order=best": 400,
		"/api/events?disagreed=perhaps": 400, "/api/events?offset=-1": 400, "/api/event/event:000000000000": 404, "/api/disagreements?limit=x": 400,
		"/api/disagreements?field=mood": 400,
		"/api/members/nobody":           404, "/api/v2/read?sub=x": 400, "/api/v2/read?format=xml": 400,
	} {
		rec := ask(h, "GET", target, "")
		if rec.Code != status || decode[failure](t, rec).Error == "" {
			t.Errorf("GET %s: status %d, want %d: %s", target, rec.Code, status, rec.Body)
		}
	}
}

func TestEvents(t *testing.T) {
	h := newHandler(t, Options{}, worldEntries(t)...)
	type answer struct {
		Events []graph.Event
		page
	}
	all := decode[answer](t, ask(h, "GET", "/api/events?limit=2", ""))
	if all.Events == nil || all.Total < len(all.Events) || all.Truncated != (len(all.Events) < all.Total) {
		t.Errorf("got %d of %d events, truncated %v", len(all.Events), all.Total, all.Truncated)
	}
	for _, e := range all.Events {
		one := decode[graph.EventView](t, ask(h, "GET", "/api/event/"+e.ID, ""))
		if one.ID != e.ID || len(one.Evidence) != one.Claims {
			t.Errorf("event %s has %d claims and %d pieces of evidence", e.ID, one.Claims, len(one.Evidence))
		}
	}
	differ := decode[answer](t, ask(h, "GET", "/api/disagreements", ""))
	for _, e := range differ.Events {
		if len(e.Disagreements) == 0 {
			t.Errorf("event %s is listed without a disagreement", e.ID)
		}
	}
	if rec := ask(h, "GET", "/api/events?disagreed=1", ""); rec.Code != http.StatusOK || decode[answer](t, rec).Total != differ.Total {
		t.Errorf("disagreed=1 and /api/disagreements differ: %s", rec.Body)
	}
}
