package export

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestOtherReaders lets programs that others wrote read the golden files.
func TestOtherReaders(t *testing.T) {
	dir := filepath.Join("testdata", "readers")
	missing := func(format string, args ...any) {
		t.Helper()
		if os.Getenv("NEWSGRAPH_CLIENT_TESTS") == "require" {
			t.Fatalf(format, args...)
		}
		t.Skipf(format, args...)
	}
	node, err := exec.LookPath("node")
	if err != nil {
		missing("no node: readers in JavaScript are not tested")
	}
	if _, err := os.Stat(filepath.Join(dir, "node_modules")); err != nil {
		missing("the readers are not installed: run `npm ci` in graph/export/%s", dir)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, node, "check.js")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
