package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// README.md gives a reason for every direct dependency, of Go and of npm.
func TestReadmeListsDependencies(t *testing.T) {
	root := filepath.Join("..", "..")
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, table, ok := strings.Cut(string(readme), "\n## Dependencies\n")
	if !ok {
		t.Fatal("README.md has no section Dependencies")
	}
	table, _, _ = strings.Cut(table, "\n## ")
	listed := strings.FieldsFunc(table, func(r rune) bool { return strings.ContainsRune(" ,|:\n", r) })
	named := make(map[string]bool, len(listed))
	for _, word := range listed {
		named[word] = true
	}

	cmd := exec.Command("go", "mod", "edit", "-json")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var mod struct {
		Require []struct {
			Path     string
			Indirect bool
		}
	}
	if err := json.Unmarshal(out, &mod); err != nil {
		t.Fatal(err)
	}
	for _, r := range mod.Require {
		if !r.Indirect && !named[r.Path] {
			t.Errorf("README.md does not list the module %s", r.Path)
		}
	}

	for _, dir := range []string{"server/ui", "server/testdata/clients", "graph/export/testdata/readers"} {
		b, err := os.ReadFile(filepath.Join(root, dir, "package.json"))
		if err != nil {
			t.Fatal(err)
		}
		var npm struct{ Dependencies, DevDependencies map[string]string }
		if err := json.Unmarshal(b, &npm); err != nil {
			t.Fatal(err)
		}
		for _, deps := range []map[string]string{npm.Dependencies, npm.DevDependencies} {
			for name := range deps {
				if !named[name] {
					t.Errorf("README.md does not list the npm package %s", name)
				}
			}
		}
	}
}
