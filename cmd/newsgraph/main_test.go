package main

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"github.com/newsgraph/newsgraph/graph"
	"github.com/newsgraph/newsgraph/nlp"
)

var samples = filepath.Join("..", "..", "data", "articles")

// command runs one command line in this process.
func command(t *testing.T, stdin string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	var out, errs bytes.Buffer
	err = run(t.Context(), args, strings.NewReader(stdin), &out, &errs)
	return out.String(), errs.String(), err
}

// must runs one that has to work and print nothing on stderr.
func must(t *testing.T, args ...string) string {
	t.Helper()
	out, errs, err := command(t, "", args...)
	if err != nil || errs != "" {
		t.Fatalf("newsgraph %s: %v\n%s", strings.Join(args, " "), err, errs)
	}
	return out
}

func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

const (
	fine = "Moscow Court Fines TikTok\n\nApril 6, 2021\n\nA Moscow court has fined TikTok 2.6 million roubles for failing to delete posts.\n"
	ban  = "India Bans TikTok\n\nJune 30, 2020\n\nIndia has banned TikTok, the government said in New Delhi on Tuesday.\n"
)

func statsOf(t *testing.T, db string) graph.Stats {
	t.Helper()
	var s graph.Stats
	if err := json.Unmarshal([]byte(must(t, "--db", db, "stats", "--json")), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// The way of a newcomer: build the samples, ask, export, remove.
func TestSamples(t *testing.T) {
	db := filepath.Join(t.TempDir(), "samples.db")
	files, err := os.ReadDir(samples)
	if err != nil {
		t.Fatal(err)
	}

	first := must(t, "--db", db, "build", samples)
	if s := statsOf(t, db); s.Articles != len(files) || s.Claims < 10*len(files) {
		t.Errorf("store holds %d articles and %d claims, want %d and at least ten a piece", s.Articles, s.Claims, len(files))
	}
	if again := must(t, "--db", db, "build", samples); !strings.Contains(again, "0 added, 0 replaced") || again == first {
		t.Errorf("second build: got %q, want nothing added", again)
	}

	for _, q := range []struct{ lang, text, want string }{
		{"gizmo", `g.V("<tiktok>").In("<fines>").All()`, "court"},
		{"gizmo", `g.V().Tag("who").Out("<bans>").Tag("whom").All()`, `"whom"`},
		{"graphql", `{nodes(id: "<tiktok>"){id, fines @rev {id}}}`, "court"},
		{"mql", `[{"id": null, "<bans>": "<tiktok>"}]`, `"<bans>": "<tiktok>"`},
	} {
		if got := must(t, "--db", db, "query", "--lang", q.lang, q.text); !strings.Contains(got, q.want) {
			t.Errorf("%s %s: got %s, want something with %s", q.lang, q.text, got, q.want)
		}
	}

	path := filepath.Join(t.TempDir(), "tiktok.graphml")
	must(t, "--db", db, "export", "--around", "TikTok", "--depth", "1", "-o", path)
	checkGraphML(t, path)
	must(t, "--db", db, "remove", "india-bans-chinese-apps")
	if s := statsOf(t, db); s.Articles != len(files)-1 {
		t.Errorf("after remove: %d articles, want %d", s.Articles, len(files)-1)
	}
}

func checkGraphML(t *testing.T, path string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Graph struct {
			Nodes []struct {
				ID string `xml:"id,attr"`
			} `xml:"node"`
			Edges []struct {
				Source string `xml:"source,attr"`
				Target string `xml:"target,attr"`
			} `xml:"edge"`
		} `xml:"graph"`
	}
	if err := xml.Unmarshal(b, &doc); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	ids := map[string]bool{}
	for _, n := range doc.Graph.Nodes {
		ids[n.ID] = true
	}
	if !ids["tiktok"] || len(doc.Graph.Edges) < 5 {
		t.Errorf("GraphML has tiktok: %v, and %d edges", ids["tiktok"], len(doc.Graph.Edges))
	}
	for _, e := range doc.Graph.Edges {
		if !ids[e.Source] || !ids[e.Target] {
			t.Errorf("edge from %q to %q: an end is no node", e.Source, e.Target)
		}
	}
}

func TestExtractIsTheSameOnAnyNumberOfProcessors(t *testing.T) {
	want := must(t, "extract", samples)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if got := must(t, "extract", samples); got != want {
		t.Error("one processor gives other claims than several")
	}
	seen := map[string]bool{}
	for line := range strings.Lines(want) {
		var c nlp.Claim
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		if seen[c.ID] {
			t.Errorf("%s is there twice", c.ID)
		}
		seen[c.ID] = true
	}
}

// Loading what extract printed gives the graph of a direct build.
func TestBuildFromClaims(t *testing.T) {
	dir := t.TempDir()
	claims, mentions := filepath.Join(dir, "c.jsonl"), filepath.Join(dir, "m.jsonl")
	write(t, claims, must(t, "extract", "--mentions", mentions, samples))

	direct, loaded := filepath.Join(dir, "direct.db"), filepath.Join(dir, "loaded.db")
	must(t, "--db", direct, "build", samples)
	must(t, "--db", loaded, "build", "--claims", claims, "--mentions", mentions, samples)
	want, got := must(t, "--db", direct, "export"), must(t, "--db", loaded, "export")
	if got != want {
		t.Error("the graph made of extract's output differs from that of a direct build")
	}

	// Each way finds the other's work done, and nothing to change in it.
	if got := must(t, "--db", loaded, "build", samples); !strings.HasPrefix(got, "0 added, 0 replaced") {
		t.Errorf("a direct build over loaded claims: %s", got)
	}
	if got := must(t, "--db", direct, "build", "--claims", claims, "--mentions", mentions, samples); !strings.HasPrefix(got, "0 added, 0 replaced") {
		t.Errorf("loaded claims over a direct build: %s", got)
	}
	if a, b := must(t, "--db", direct, "export"), must(t, "--db", loaded, "export"); a != want || b != want {
		t.Error("one way after the other changed the graph")
	}
}

func TestBuildRefusesClaimsOfAnotherText(t *testing.T) {
	dir := t.TempDir()
	article := write(t, filepath.Join(dir, "a.txt"), fine)
	claims := write(t, filepath.Join(dir, "c.jsonl"), must(t, "extract", article))
	write(t, article, "Corrected. "+fine)
	_, errs, err := command(t, "", "--db", filepath.Join(dir, "x.db"), "build", "--claims", claims, article)
	if !errors.Is(err, errReported) || !strings.Contains(errs, "another version") {
		t.Errorf("got %v, %q", err, errs)
	}
}

func TestChangedArticleReplacesItsOldVersion(t *testing.T) {
	dir := t.TempDir()
	db, article := filepath.Join(dir, "x.db"), filepath.Join(dir, "a.txt")
	write(t, article, fine)
	must(t, "--db", db, "build", article)
	write(t, article, ban)
	if got := must(t, "--db", db, "build", article); !strings.HasPrefix(got, "0 added, 1 replaced") {
		t.Errorf("got %q", got)
	}
	if nq := must(t, "--db", db, "export"); strings.Contains(nq, "Moscow") || !strings.Contains(nq, "India") {
		t.Error("the graph still knows the old version, or not the new one")
	}
}

// Each kind of bad input gives one clear line and status 1.
func TestBadInput(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "emptydir")
	if err := os.Mkdir(empty, 0o755); err != nil {
		t.Fatal(err)
	}
	article := write(t, filepath.Join(dir, "good.txt"), fine)
	binary := write(t, filepath.Join(dir, "binary.txt"), "\x7fELF\x02\x01\x00\x00\x00\x00\xff\xfe\x00")
	invalid := write(t, filepath.Join(dir, "invalid.txt"), "Moscow \xff\xfe\xfd court fines TikTok\n")
	blank := write(t, filepath.Join(dir, "blank.txt"), "")
	missing := filepath.Join(dir, "missing.txt")
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	db := filepath.Join(dir, "good.db")
	must(t, "--db", db, "build", article)

	for _, c := range []struct {
		name string
		args []string
		want string // in the message
	}{
		{"missing path", []string{"build", missing}, "missing.txt"},
		{"directory without articles", []string{"build", empty}, "emptydir"},
		{"binary file", []string{"build", binary}, "binary.txt"},
		{"invalid UTF-8", []string{"build", invalid}, "invalid.txt"},
		{"empty file", []string{"build", blank}, "blank.txt"},
		{"missing path, extract", []string{"extract", missing}, "missing.txt"},
		{"no path", []string{"build"}, "name a file"},
		{"port in use", []string{"serve", "--addr", taken.Addr().String()}, "--addr"},
		{"address", []string{"serve", "--addr", "nowhere"}, "--addr"},
		{"malformed gizmo", []string{"query", "g.V("}, "query"},
		{"malformed graphql", []string{"query", "--lang", "graphql", "{nodes"}, "query"},
		{"malformed mql", []string{"query", "--lang", "mql", "[{"}, "query"},
		{"unknown language", []string{"query", "--lang", "sparql", "x"}, "sparql"},
		{"unknown format", []string{"export", "--format", "doc"}, "doc"},
		{"unknown extension", []string{"export", "-o", "x.doc"}, "x.doc"},
		{"unknown entity", []string{"export", "--around", "Atlantis"}, "Atlantis"},
		{"misspelt entity", []string{"export", "--around", "TikTkok"}, "tiktok (TikTok)"},
		{"unknown status", []string{"export", "--status", "certain"}, "certain"},
		{"no such day", []string{"export", "--from", "2021-13-01"}, "--from"},
		{"no such day of what is known", []string{"export", "--as-of", "yesterday"}, "--as-of"},
		{"more than sure", []string{"export", "--confidence", "7"}, "--confidence"},
		{"depth", []string{"export", "--depth", "99"}, "--depth"},
		{"limit", []string{"export", "--limit", "-4"}, "--limit"},
		{"base that is no IRI", []string{"export", "--base", "no iri"}, "--base"},
		{"output in no folder", []string{"export", "-o", filepath.Join(dir, "no", "x.json")}, "make the folder"},
		{"unknown article", []string{"remove", "nothing"}, "nothing"},
		{"store that is a file", []string{"--db", article, "stats"}, "is a file"},
		{"unknown judgement", []string{"curate", "apart", "a", "b"}, "apart"},
		{"too few entities", []string{"curate", "same", "tiktok"}, "same ENTITY ENTITY..."},
		{"nothing to explain", []string{"explain"}, "SENTENCE"},
		{"empty query", []string{"query", " "}, "empty"},
		{"empty typed query", []string{"graphql", ""}, "empty"},
		{"no store", []string{"--db", filepath.Join(dir, "no.db"), "stats"}, "no store"},
		{"unknown command", []string{"biuld"}, "biuld"},
		{"unknown flag", []string{"stats", "--jsn"}, "--jsn"},
		{"missing claims", []string{"build", "--claims", missing, article}, "missing.txt"},
		{"claims that are none", []string{"build", "--claims", article, article}, "good.txt"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, errs, err := command(t, "", append([]string{"--db", db}, c.args...)...)
			if err == nil {
				t.Fatal("no error")
			}
			if got := exitStatus(err); got != 1 {
				t.Errorf("exit status %d, want 1", got)
			}
			// main prints what has not been reported yet.
			var rest strings.Builder
			if !errors.Is(err, errReported) {
				printError(&rest, err)
			}
			message := errs + rest.String()
			if !strings.Contains(message, c.want) || strings.Contains(message, "goroutine") {
				t.Errorf("got %q, want a line with %q", message, c.want)
			}
			if n := strings.Count(message, "\n"); n != 1 {
				t.Errorf("got %d lines, want one: %q", n, message)
			}
		})
	}
	if s := statsOf(t, db); s.Articles != 1 {
		t.Errorf("the store holds %d articles afterwards, want 1", s.Articles)
	}

	t.Run("the others go in", func(t *testing.T) {
		db := filepath.Join(dir, "others.db")
		_, errs, err := command(t, "", "--db", db, "build", missing, dir)
		if exitStatus(err) != 1 || strings.Count(errs, "\n") < 4 {
			t.Errorf("got %v with %q, want four complaints and status 1", err, errs)
		}
		if s := statsOf(t, db); s.Articles != 1 {
			t.Errorf("%d articles went in, want the good one", s.Articles)
		}
	})
}

// output is what a command that runs beside the test has printed.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

// waitFor waits until the condition holds.
func waitFor(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited 30 s for %s", what)
		}
	}
}

func TestServe(t *testing.T) {
	dir := t.TempDir()
	article := write(t, filepath.Join(dir, "a.txt"), fine)
	blank := write(t, filepath.Join(dir, "blank.txt"), "")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var out, errs output
	ended := make(chan error, 1)
	go func() {
		args := []string{"--db", filepath.Join(dir, "x.db"), "serve", "--addr", "127.0.0.1:0", article, blank}
		ended <- run(ctx, args, strings.NewReader(""), &out, &errs)
	}()
	waitFor(t, "the address", func() bool { return strings.Contains(out.String(), "\n") })
	address := strings.Fields(out.String()[strings.Index(out.String(), "http://"):])[0]
	resp, err := http.Get(address + "/api/stats")
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil || resp.StatusCode != http.StatusOK || !strings.Contains(string(body), `"articles":1`) {
		t.Errorf("GET /api/stats: %d %s %v", resp.StatusCode, body, err)
	}
	if !strings.Contains(errs.String(), "blank.txt") {
		t.Errorf("the bad article is not reported: %q", errs.String())
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("after Ctrl-C: %v", err)
	}
}

func TestBrowserAddress(t *testing.T) {
	for addr, want := range map[string]string{"127.0.0.1:8080": "127.0.0.1:8080", "0.0.0.0:80": "localhost:80", "[::]:81": "localhost:81"} {
		tcp, err := net.ResolveTCPAddr("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		if got := browserAddress(tcp); got != want {
			t.Errorf("browserAddress(%s): got %s, want %s", addr, got, want)
		}
	}
}

// Ctrl-C in a build keeps the articles that are analysed.
func TestStoppedBuildKeepsWhatIsDone(t *testing.T) {
	db := filepath.Join(t.TempDir(), "x.db")
	row, err := json.Marshal(map[string]string{"id": "one", "text": fine})
	if err != nil {
		t.Fatal(err)
	}
	in, feed := io.Pipe()
	defer feed.Close()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go func() {
		feed.Write(append(row, '\n'))
		feed.Write(bytes.Repeat([]byte("\n"), 1<<20)) // more than any buffer: the first row is read when this is
		time.Sleep(50 * time.Millisecond)
		stop()
	}()
	var out, errs bytes.Buffer
	err = run(ctx, []string{"--db", db, "build", "-"}, in, &out, &errs)
	if !errors.Is(err, errStopped) || exitStatus(err) != 130 {
		t.Errorf("got %v (%s), want stopped with status 130", err, &errs)
	}
	if s := statsOf(t, db); s.Articles != 1 {
		t.Errorf("%d articles are in, want 1", s.Articles)
	}
}

func TestEveryCommandExplainsItself(t *testing.T) {
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		if c.Short == "" || c.Example == "" && c.Name() != "version" {
			t.Errorf("%s has no description or no example", c.CommandPath())
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(newRoot())
	if got := must(t, "help", "export"); !strings.Contains(got, "--around") {
		t.Errorf("help export: got %q", got)
	}
	if got := must(t, "version"); !strings.HasPrefix(got, "newsgraph ") {
		t.Errorf("version: got %q", got)
	}
}

func TestLoadFamilies(t *testing.T) {
	t.Run("shipped", func(t *testing.T) {
		families, err := loadFamilies(os.DirFS(filepath.Join("..", "..", "data")))
		if err != nil {
			t.Fatal(err)
		}
		if families["fines"] != "law" || families["says"] != "speech" || len(families) < 60 {
			t.Errorf("got %d families, fines: %q, says: %q", len(families), families["fines"], families["says"])
		}
	})
	for name, text := range map[string]string{
		"missing columns": "# comment\nname\tgroup\nfines\tlaw\n",
		"short row":       "relation\tfamily\nfines\n",
	} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, "lexicon", "relations.tsv"), text)
		if _, err := loadFamilies(os.DirFS(dir)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
