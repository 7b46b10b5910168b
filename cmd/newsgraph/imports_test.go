package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/newsgraph/newsgraph"

// stages of analysis know the types of nlp and nothing of each other.
var stages = []string{"segment", "tag", "depparse", "ner", "coref", "temporal", "relation"}

// developerOnly is never linked into newsgraph.
var developerOnly = []string{"nlp/train", "nlp/eval", "nlp/conll", "cmd/nlptool"}

type listed struct {
	ImportPath string
	Imports    []string
}

// list runs `go list`, which sees what each package of the module imports.
func list(t *testing.T, args ...string) []listed {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-e", "-json=ImportPath,Imports"}, args...)...)
	cmd.Dir = filepath.Join("..", "..")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var pkgs []listed
	dec := json.NewDecoder(out)
	for {
		var p listed
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, p)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	return pkgs
}

// within reports whether the import path is dir of the module or lies below.
func within(path, dir string) bool {
	full := module
	if dir != "" {
		full += "/" + dir
	}
	return path == full || strings.HasPrefix(path, full+"/")
}

func standard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".")
}

// breach says what is wrong with pkg importing path, or "".
func breach(pkg, path string) string {
	owners := map[string]string{
		"github.com/jdkato/prose":             "nlp/segment",
		"github.com/cayleygraph":              "graph",
		"github.com/hidal-go/hidalgo":         "graph",
		"github.com/gin-gonic/gin":            "server",
		"github.com/graph-gophers":            "server/graphql",
		"github.com/vektah/gqlparser":         "server/graphql",
		"github.com/spf13/cobra":              "cmd",
		"github.com/schollz/progressbar":      "cmd",
		"codeberg.org/readeck/go-readability": "nlp/read",
	}
	for prefix, owner := range owners {
		if strings.HasPrefix(path, prefix) && !within(pkg, owner) {
			return "is for " + owner + " alone"
		}
	}
	if pkg == module+"/nlp" && !standard(path) && !strings.HasPrefix(path, "golang.org/x/text/") {
		return "nlp imports the standard library and x/text only"
	}
	if !within(path, "") {
		return ""
	}
	stageOf := func(p string) string {
		for _, s := range stages {
			if within(p, "nlp/"+s) {
				return s
			}
		}
		return ""
	}
	switch from, to := stageOf(pkg), stageOf(path); {
	case from != "" && to != "" && from != to:
		return "a stage knows no other stage"
	case from != "" && path != module+"/nlp" && path != module+"/nlp/nn" && !within(path, "nlp/"+from):
		return "a stage imports nlp and nlp/nn only"
	case within(pkg, "nlp/eval") && path == module+"/graph/link":
		return "" // measured there; neither is linked with Cayley
	case within(pkg, "graph/link") && path != module+"/nlp":
		return "linking knows the types of nlp and no graph"
	case within(pkg, "nlp") && (within(path, "graph") || within(path, "server") || within(path, "cmd")):
		return "nlp knows nothing of graph, server and cmd"
	case within(pkg, "graph") && within(path, "nlp") && path != module+"/nlp":
		return "graph imports the types of nlp and no stage"
	case within(pkg, "graph/event") && path != module+"/nlp":
		return "graph/event is of claims alone: it knows no store"
	case within(pkg, "graph") && (within(path, "server") || within(path, "cmd")):
		return "graph knows nothing of server and cmd"
	case within(pkg, "server") && within(path, "cmd"):
		return "server knows nothing of cmd"
	}
	return ""
}

func TestImportRules(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	pkgs := list(t, "./...")
	if len(pkgs) < 10 {
		t.Fatalf("go list found %d packages: the rules would hold for nothing", len(pkgs))
	}
	for _, p := range pkgs {
		for _, path := range p.Imports {
			if why := breach(p.ImportPath, path); why != "" {
				t.Errorf("%s imports %s: %s", p.ImportPath, path, why)
			}
		}
	}
}

// The rules themselves: each breach is seen, and what is allowed passes.
func TestBreach(t *testing.T) {
	for _, c := range []struct {
		pkg, path string
		bad       bool
	}{
		{"nlp", "strings", false},
		{"nlp", "golang.org/x/text/unicode/norm", false},
		{"nlp", "golang.org/x/net/html", true},
		{"nlp/tag", module + "/nlp", false},
		{"nlp/tag", module + "/nlp/nn", false},
		{"nlp/tag", module + "/nlp/segment", true},
		{"nlp/tag", module + "/data", true},
		{"nlp/english", module + "/nlp/segment", false},
		{"nlp/segment", "github.com/jdkato/prose/v2", false},
		{"nlp/english", "github.com/jdkato/prose/v2", true},
		{"graph", "github.com/cayleygraph/cayley/graph", false},
		{"graph/export", "github.com/cayleygraph/quad", false},
		{"server", "github.com/cayleygraph/quad", true},
		{"graph", module + "/nlp/english", true},
		{"graph", module + "/server", true},
		{"graph", module + "/graph/event", false},
		{"graph/event", module + "/nlp", false},
		{"graph/event", module + "/graph", true},
		{"nlp/read", module + "/graph", true},
		{"nlp/eval", module + "/graph/link", false},
		{"nlp/eval", module + "/graph", true},
		{"graph/link", module + "/nlp", false},
		{"graph/link", module + "/graph", true},
		{"cmd/newsgraph", "github.com/gin-gonic/gin", true},
		{"server", "github.com/gin-gonic/gin/render", false},
		{"server", module + "/graph", false},
		{"server", "github.com/graph-gophers/graphql-go", true},
		{"server/graphql", "github.com/graph-gophers/graphql-go", false},
	} {
		why := breach(module+"/"+c.pkg, c.path)
		if (why != "") != c.bad {
			t.Errorf("%s importing %s: got %q, want a breach: %v", c.pkg, c.path, why, c.bad)
		}
	}
}

func TestDeveloperCodeIsNotLinked(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	deps := list(t, "-deps", "./cmd/newsgraph")
	if !slices.ContainsFunc(deps, func(p listed) bool { return p.ImportPath == module+"/nlp" }) {
		t.Fatal("go list -deps does not show nlp: the test would see nothing")
	}
	for _, p := range deps {
		for _, dir := range developerOnly {
			if within(p.ImportPath, dir) {
				t.Errorf("newsgraph is linked with %s", p.ImportPath)
			}
		}
	}
}

func TestTopLevel(t *testing.T) {
	allowed := []string{"cmd", "graph", "nlp", "server", "data", "go.mod", "go.sum", "README.md", "LICENSE"}
	entries, err := os.ReadDir(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		name := e.Name()
		if strings.HasPrefix(name, ".") || slices.Contains(allowed, name) || ignored(name) {
			continue
		}
		t.Errorf("%s lies at the top level, which holds only %s and dot-files", name, strings.Join(allowed, ", "))
	}
}

// ignored are what .gitignore keeps out: stores, binaries and profiles that a
// developer made.
func ignored(name string) bool {
	switch filepath.Ext(name) {
	case ".db", ".test", ".prof":
		return true
	}
	return name == "newsgraph" || name == "nlptool"
}
