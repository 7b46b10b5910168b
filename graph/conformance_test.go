package graph

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/newsgraph/newsgraph/nlp"
)

var update = flag.Bool("update", false, "rewrite the wanted results in testdata")

// TestConformance runs the scripts in testdata/queries. A script loads claims,
// one a line as "article | subject | relation | object | status | date", and
// asks queries, each in a file NAME.LANGUAGE with the wanted result in
// NAME.want: a row a line, sorted unless the name says "ordered", or the error.
func TestConformance(t *testing.T) { onBackends(t, testConformance) }

func testConformance(t *testing.T, b backend) {
	scripts, err := filepath.Glob("testdata/queries/*.txtar")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, path := range scripts {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			wanted := make(map[string]string)
			for _, f := range archive.Files {
				if name, ok := strings.CutSuffix(f.Name, ".want"); ok {
					wanted[name] = string(f.Data)
				}
			}
			s := b.open(t)
			out := &txtar.Archive{Comment: archive.Comment}
			for _, f := range archive.Files {
				ext := strings.TrimPrefix(filepath.Ext(f.Name), ".")
				switch {
				case f.Name == "load":
					mustAdd(t, s, loadClaims(t, string(f.Data))...)
					out.Files = append(out.Files, f)
				case slices.Contains(Languages, ext):
					got := answer(t, s, ext, f)
					name := strings.TrimSuffix(f.Name, "."+ext)
					if want := wanted[name]; got != want && !*update {
						t.Errorf("%s:\n%sgot\n%swant\n%s", f.Name, f.Data, got, want)
					}
					out.Files = append(out.Files, f, txtar.File{Name: name + ".want", Data: []byte(got)})
				}
			}
			if *update {
				if err := os.WriteFile(path, txtar.Format(out), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func loadClaims(t *testing.T, text string) []Entry {
	t.Helper()
	var order []string
	claims := make(map[string][]nlp.Claim)
	for line := range strings.Lines(text) {
		f := strings.Split(strings.TrimSpace(line), "|")
		if len(f) != 6 {
			t.Fatalf("load: %q has %d fields, want 6", line, len(f))
		}
		for i := range f {
			f[i] = strings.TrimSpace(f[i])
		}
		if claims[f[0]] == nil {
			order = append(order, f[0])
		}
		c := say(f[1], f[2], f[3], withStatus(nlp.Status(f[4])))
		if f[5] != "" {
			on(f[5])(&c)
		}
		claims[f[0]] = append(claims[f[0]], c)
	}
	var out []Entry
	for _, id := range order {
		out = append(out, report(id, claims[id]...))
	}
	return out
}

func answer(t *testing.T, s *Store, lang string, f txtar.File) string {
	t.Helper()
	r, err := s.Query(t.Context(), lang, string(f.Data), QueryOptions{})
	if errors.Is(err, ErrQuery) {
		return "error: " + err.Error() + "\n"
	}
	if err != nil {
		t.Fatalf("%s: %v", f.Name, err)
	}
	rows, ok := r.Rows.([]any)
	if !ok {
		rows = []any{r.Rows}
	}
	var lines []string
	for _, row := range rows {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(row); err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		lines = append(lines, b.String())
	}
	if !strings.Contains(f.Name, "ordered") {
		slices.Sort(lines)
	}
	return strings.Join(lines, "")
}
