package main

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/newsgraph/newsgraph/graph"
	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/relation"
	"github.com/newsgraph/newsgraph/server"
)

func upload(t *testing.T, in server.Ingest, files ...string) []server.Ingested {
	t.Helper()
	var list []server.Upload
	for i := 0; i < len(files); i += 2 {
		list = append(list, server.Upload{Name: files[i], Body: []byte(files[i+1])})
	}
	var out []server.Ingested
	for one, err := range in(t.Context(), list) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, one)
	}
	return out
}

func TestUploads(t *testing.T) {
	s := settings{}
	store, err := graph.Open(t.Context(), "", graph.Options{Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	in := s.analysis.uploads(store)

	rows := `{"id": "r1", "text": "Turkey has blocked Twitter."}` + "\n" + `{"id": "r2"}` + "\n" + `{"id": "r3", "text": "Iran has banned Telegram."}`
	got := upload(t, in, "a/fine.txt", fine, "picture.png", "\x89PNG\x00\x00", "b/fine.txt", ban, "rows.jsonl", rows)
	var ids []string
	for _, one := range got {
		ids = append(ids, one.Article)
		if (one.Error != "") != (one.Article == "") {
			t.Errorf("got %+v", one)
		}
		if one.Article != "" && one.Claims == 0 {
			t.Errorf("%s gave no claim", one.Article)
		}
	}
	if want := []string{"fine", "", "b-fine", "r1", "", "r3"}; !slices.Equal(ids, want) {
		t.Fatalf("got articles %q, want %q", ids, want)
	}
	if got[1].File != "picture.png" || got[4].File != "rows.jsonl" || got[0].Title == "" {
		t.Errorf("got %+v", got)
	}
	if st := store.Stats(); st.Articles != 4 {
		t.Errorf("%d articles are stored, want 4", st.Articles)
	}

	again := upload(t, in, "fine.txt", fine, "b-fine.txt", fine)
	if !again[0].Unchanged || again[1].Unchanged {
		t.Errorf("got %+v, want the first unchanged and the second replaced", again)
	}

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range in(ctx, []server.Upload{{Name: "x.txt", Body: []byte(fine)}}) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("after the client left: %v", err)
		}
	}
}

func TestGaps(t *testing.T) {
	s := settings{}
	const text = "A Moscow court has fined TikTok. The blocking of the site went on for weeks."
	gaps, err := s.analysis.gaps(t.Context(), nlp.Article{ID: "a", Text: text})
	if err != nil {
		t.Fatal(err)
	}
	var triggers []string
	for _, g := range gaps {
		triggers = append(triggers, g.Trigger)
		if text[g.Start:g.End] != g.Trigger || len(g.Relations) == 0 || g.Reason == "" {
			t.Errorf("got %+v", g)
		}
	}
	if all := strings.Join(triggers, " "); !strings.Contains(all, "blocking") || strings.Contains(all, "fined") {
		t.Errorf("got gaps at %q, want one at blocking and none at fined", triggers)
	}
}

// A word that several frames look at is one gap, and none where one of them
// matched.
func TestGapsOf(t *testing.T) {
	trace := func(name string, start int, matched, event bool) relation.Trace {
		return relation.Trace{Relation: name, Trigger: "word", Start: start, End: start + 4, Matched: matched, Event: event, Reason: "why"}
	}
	got := gapsOf([]relation.Trace{
		trace("blocks", 0, true, false), trace("bans", 0, false, true),
		trace("bans", 10, false, true), trace("blocks", 10, false, true), trace("blocks", 10, false, true),
		trace("located_in", 20, false, false),
	})
	if len(got) != 1 || got[0].Start != 10 || !slices.Equal(got[0].Relations, []string{"bans", "blocks"}) {
		t.Errorf("got %+v", got)
	}
}
