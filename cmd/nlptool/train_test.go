package main

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"strings"
	"testing"

	"github.com/newsgraph/newsgraph/data"
)

// TestManifest checks that MANIFEST.json describes the models that are shipped.
func TestManifest(t *testing.T) {
	list, err := readManifest("../../data")
	if err != nil {
		t.Fatal(err)
	}
	files, err := fs.Glob(data.FS, "models/*.bin")
	if err != nil || len(files) == 0 {
		t.Fatal("no models", err)
	}
	total := 0
	for _, path := range files {
		file, err := fs.ReadFile(data.FS, path)
		if err != nil {
			t.Fatal(err)
		}
		total += len(file)
		name := strings.TrimPrefix(path, "models/")
		e := list[name]
		if e == nil {
			t.Errorf("MANIFEST.json lacks %s", name)
			continue
		}
		sum := sha256.Sum256(file)
		if got := hex.EncodeToString(sum[:]); got != e.SHA256 || e.Bytes != len(file) {
			t.Errorf("%s has %d bytes and hash %s, MANIFEST.json says %d and %s", name, len(file), got, e.Bytes, e.SHA256)
		}
		if len(e.Corpora) == 0 || e.Command == "" {
			t.Errorf("%s: MANIFEST.json lacks corpora or command", name)
		}
	}
	if limit := 25 << 20; total > limit {
		t.Errorf("models take %d bytes, want at most %d", total, limit)
	}
}
