package server

import (
	"context"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestClients lets clients that others wrote talk to the server.
func TestClients(t *testing.T) {
	dir := filepath.Join("testdata", "clients")
	missing := func(format string, args ...any) {
		t.Helper()
		if os.Getenv("NEWSGRAPH_CLIENT_TESTS") == "require" {
			t.Fatalf(format, args...)
		}
		t.Skipf(format, args...)
	}
	node, err := exec.LookPath("node")
	if err != nil {
		missing("no node: clients in JavaScript are not tested")
	}
	if _, err := os.Stat(filepath.Join(dir, "node_modules")); err != nil {
		missing("the clients are not installed: run `npm ci` in server/%s", dir)
	}
	server := httptest.NewServer(newHandler(t, Options{}, worldEntries(t)...))
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, node, "check.js", server.URL)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
