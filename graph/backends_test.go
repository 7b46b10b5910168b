package graph

import (
	"path/filepath"
	"testing"
)

// A backend is where stores are kept. Tests that run on each of them are the
// conformance suite: what they say holds for every store.
type backend struct {
	name  string
	place func(t testing.TB) string // of a new store, which tests may open again
}

var backends = []backend{
	{"files", func(t testing.TB) string { return filepath.Join(t.TempDir(), "db") }},
	{"postgres", postgresAddress},
}

var testOptions = Options{Version: "test", Families: map[string]string{"fines": "law", "bans": "law", "owns": "business"}}

// onBackends runs a test on every backend.
func onBackends(t *testing.T, f func(t *testing.T, b backend)) {
	for _, b := range backends {
		t.Run(b.name, func(t *testing.T) { f(t, b) })
	}
}

// open makes a new store, closed when the test ends.
func (b backend) open(t testing.TB) *Store {
	t.Helper()
	return openAt(t, b.place(t))
}

func openAt(t testing.TB, place string) *Store {
	t.Helper()
	s, err := Open(t.Context(), place, testOptions)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
