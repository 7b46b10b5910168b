package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/newsgraph/newsgraph/graph"
)

func TestDiffAndVerify(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	one := write(t, filepath.Join(dir, "fine.txt"), fine)
	must(t, "--db", a, "build", one)
	must(t, "--db", b, "build", one)
	want := "articles: 0 added, 0 removed, 0 changed\nclaims: 0 added, 0 removed, 0 changed\nentities: 0 added, 0 removed, 0 changed\n"
	if got := must(t, "diff", "--exit-code", a, b); got != want {
		t.Errorf("equal stores: got\n%s", got)
	}
	must(t, "--db", b, "build", write(t, filepath.Join(dir, "ban.txt"), ban))
	must(t, "--db", b, "curate", "rename", "tiktok", "Tik Tok")
	got, _, err := command(t, "", "diff", "--exit-code", a, b)
	if exitStatus(err) != 1 {
		t.Errorf("exit status %d, want 1", exitStatus(err))
	}
	for _, want := range []string{"+ article ban  India Bans TikTok  (new article ban)\n", "+ entity india  India  (new article ban)\n", "~ entity tiktok  Tik Tok  (curation judgement:", "    name: TikTok -> Tik Tok\n", "articles: 1 added, 0 removed, 0 changed\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("got\n%s\nwant %s", got, want)
		}
	}
	var d graph.Difference
	if err := json.Unmarshal([]byte(must(t, "diff", "--json", a, b)), &d); err != nil || len(d.Articles) != 1 || len(d.Claims) == 0 {
		t.Errorf("JSON: %+v, %v", d, err)
	}
	if _, _, err := command(t, "", "diff", a, filepath.Join(dir, "none")); err == nil {
		t.Error("a store that is not there: no error")
	}

	if got := must(t, "--db", b, "verify", "--quads"); !strings.HasPrefix(got, "2 articles, ") || !strings.HasSuffix(got, ": 0 problems, 0 warnings\n") {
		t.Errorf("verify: got %q", got)
	}
	if got := must(t, "--db", b, "verify", "--json"); got != "" {
		t.Errorf("verify --json of a sound store: got %q", got)
	}
	must(t, "--db", b, "remove", "ban", "fine")
	if got := must(t, "--db", b, "verify"); !strings.Contains(got, "warning: curation: judgement:") {
		t.Errorf("verify with a judgement about nothing: got %q", got)
	}

	// A log that a crash cut short is warned of, here as everywhere.
	log, err := os.OpenFile(filepath.Join(b, "curation.jsonl"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := log.WriteString(`{"kind":"wro`); err != nil {
		t.Fatal(err)
	}
	log.Close()
	if _, errs, err := command(t, "", "diff", a, b); err != nil || !strings.Contains(errs, "cut short") {
		t.Errorf("curation log cut short: got %v, %q", err, errs)
	}
}
