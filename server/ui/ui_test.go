package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestBundleIsFresh compares the hash that build.mjs left in dist with that of
// the sources as they are. The recipe stands there too.
func TestBundleIsFresh(t *testing.T) {
	names := []string{"build.mjs", "package-lock.json", "package.json", "tsconfig.json"}
	err := fs.WalkDir(os.DirFS("."), "src", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	h := sha256.New()
	for _, name := range names {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(h, "%s %d\n", name, len(body))
		h.Write(body)
	}
	stored, err := fs.ReadFile(Files, "sources.sha256")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.TrimSpace(string(stored)), hex.EncodeToString(h.Sum(nil)); got != want {
		t.Errorf("dist was built from sources %s, they are %s now: run `npm ci && npm run build` in server/ui", got, want)
	}
}

// gzipped is the length of a file of the bundle as servers in front may send it.
func gzipped(t *testing.T, name string) int {
	t.Helper()
	body, err := fs.ReadFile(Files, name)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if _, err := w.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

// TestBundleIsSmall adds up what the first view loads, the worker of its
// layout among it. The editor is not: it comes when it is first needed.
func TestBundleIsSmall(t *testing.T) {
	const most = 350_000
	sum := 0
	for _, name := range []string{"index.html", "style.css", "app.js", "layout.js", "icon.svg"} {
		n := gzipped(t, name)
		t.Logf("%s: %d bytes", name, n)
		sum += n
	}
	if sum > most {
		t.Errorf("the first view takes %d bytes compressed, at most %d are wanted", sum, most)
	}
	t.Logf("together %d bytes, and editor.js %d", sum, gzipped(t, "editor.js"))
	app, err := fs.ReadFile(Files, "app.js")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(app, []byte(`import("./editor.js")`)) {
		t.Error("app.js does not load the editor when it is needed")
	}
	if regexp.MustCompile(`import[^("]*"\./editor\.js"|from"\./editor\.js"`).Match(app) {
		t.Error("app.js loads the editor at once")
	}
}

// TestLicencesAreThere asks for the notice of each package that is wanted at
// run time; build.mjs itself fails where a bundled package has none.
func TestLicencesAreThere(t *testing.T) {
	notices, err := fs.ReadFile(Files, "licenses.txt")
	if err != nil {
		t.Fatal(err)
	}
	body, err := os.ReadFile("package.json")
	if err != nil {
		t.Fatal(err)
	}
	var pkg struct{ Dependencies map[string]string }
	if err := json.Unmarshal(body, &pkg); err != nil {
		t.Fatal(err)
	}
	for name, version := range pkg.Dependencies {
		if !bytes.Contains(notices, []byte(name+" "+version+" (")) {
			t.Errorf("licenses.txt lacks %s %s", name, version)
		}
	}
}

// TestNothingFromElsewhere looks for addresses that the pages could load. What
// stands in the bundle as a name (of an XML namespace, in a comment) is known.
func TestNothingFromElsewhere(t *testing.T) {
	known := []string{"http://www.w3.org/"}
	address := regexp.MustCompile("(?:https?:)?//[a-z0-9][a-z0-9.-]*\\.[a-z]{2,}[^\"'`\\s)]*")
	for _, name := range []string{"index.html", "style.css", "app.js", "layout.js", "editor.js"} {
		body, err := fs.ReadFile(Files, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range address.FindAllString(string(body), -1) {
			if !slices.ContainsFunc(known, func(k string) bool { return strings.HasPrefix(found, k) }) {
				t.Errorf("%s holds %s", name, found)
			}
		}
	}
}
