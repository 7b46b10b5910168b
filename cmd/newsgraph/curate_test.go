package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/newsgraph/newsgraph/graph"
)

func TestCurate(t *testing.T) {
	dir := t.TempDir()
	db, log := filepath.Join(dir, "db"), filepath.Join(dir, "curation.jsonl")
	write(t, filepath.Join(dir, "in", "fine.txt"), fine)
	write(t, filepath.Join(dir, "in", "ban.txt"), ban)
	must(t, "--db", db, "--curation", log, "build", filepath.Join(dir, "in"))
	newsgraph := func(args ...string) string {
		t.Helper()
		return must(t, append([]string{"--db", db, "--curation", log}, args...)...)
	}
	before := newsgraph("export", "--format", "nquads")

	var same graph.Judgement
	line := newsgraph("curate", "same", "india", "tiktok", "--note", "a test", "--by", "tester", "--json")
	if err := json.Unmarshal([]byte(line), &same); err != nil {
		t.Fatal(err)
	}
	if same.Kind != "same" || same.Note != "a test" || same.By != "tester" || same.Time == "" {
		t.Errorf("got %+v", same)
	}
	if got := newsgraph("export", "--format", "nquads"); got == before {
		t.Error("the judgement changes nothing")
	}
	if got := newsgraph("curate", "members", "india"); strings.Count(got, "\n") != 3 || !strings.Contains(got, "tiktok@ban\t") || !strings.Contains(got, "curation") {
		t.Errorf("members: got\n%s", got)
	}
	if got := newsgraph("curate", "log"); !strings.HasSuffix(got, "  # a test  (tester "+same.Time+")\n") {
		t.Errorf("log: got %q", got)
	}
	newsgraph("curate", "rename", "india", "Bharat")
	newsgraph("curate", "retype", "india", "group")
	newsgraph("curate", "note", "india", "an odd one")

	// The log of one store makes the same corrections in another.
	other, judgements := filepath.Join(dir, "other"), write(t, filepath.Join(dir, "j.jsonl"), newsgraph("curate", "log", "--json"))
	must(t, "--db", other, "build", filepath.Join(dir, "in"))
	must(t, "--db", other, "curate", "apply", judgements)
	if got, want := must(t, "--db", other, "export"), newsgraph("export"); got != want {
		t.Errorf("applied to another store: got\n%s\nwant\n%s", got, want)
	}
	if got := must(t, "--db", other, "curate", "apply", judgements); got != "" {
		t.Errorf("applied again: got %q", got)
	}

	for _, v := range strings.Split(strings.TrimSpace(newsgraph("curate", "log")), "\n") {
		newsgraph("curate", "undo", strings.Fields(v)[0])
	}
	if got := newsgraph("export", "--format", "nquads"); got != before {
		t.Error("all undone, and the graph differs")
	}
	if got := newsgraph("curate", "log"); strings.Count(got, "(undone)") != 4 {
		t.Errorf("log: got\n%s", got)
	}
	for _, args := range [][]string{
		{"same", "india"}, {"same", "india", "atlantis"}, {"rename", "india", ""}, {"retype", "india", "thing"},
		{"wrong", "claim:0"}, {"undo", "judgement:0"}, {"members", "atlantis"}, {"apply", filepath.Join(dir, "none")},
	} {
		if _, _, err := command(t, "", append([]string{"--db", db, "--curation", log, "curate"}, args...)...); err == nil {
			t.Errorf("curate %s: no error", strings.Join(args, " "))
		}
	}
	if _, errs, err := command(t, "{\"kind\":\"same\"}\nx\n", "--db", db, "--curation", log, "curate", "apply", "-"); err == nil || strings.Count(errs, "\n") != 2 {
		t.Errorf("apply of nonsense: got %v\n%s", err, errs)
	}
}
