package data

import (
	"io/fs"
	"os"
	"strings"
	"testing"
)

// TestEveryFileIsDescribed demands a row in README.md for all that ships.
func TestEveryFileIsDescribed(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	err = fs.WalkDir(FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if !strings.Contains(string(readme), "| `"+path+"` |") {
			t.Errorf("README.md has no row for %s", path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
