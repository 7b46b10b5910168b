package read

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/tools/txtar"

	"github.com/newsgraph/newsgraph/nlp"
)

var update = flag.Bool("update", false, "rewrite the expected articles in testdata")

// TestFiles lays the files of each archive in testdata out in a directory,
// reads it, and compares what comes with the file "want".
func TestFiles(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no test archives: %v", err)
	}
	for _, path := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			want := ""
			fresh := &txtar.Archive{Comment: archive.Comment}
			for _, f := range archive.Files {
				if f.Name == "want" {
					want = string(f.Data)
					continue
				}
				write(t, dir, f.Name, f.Data)
				fresh.Files = append(fresh.Files, f)
			}
			got := show(dir, Options{}, dir)
			if *update {
				fresh.Files = append(fresh.Files, txtar.File{Name: "want", Data: []byte(got)})
				if err := os.WriteFile(path, txtar.Format(fresh), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func write(t testing.TB, dir, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// show writes what reading the paths gives; dir stands for itself in it.
func show(dir string, o Options, paths ...string) string {
	var b strings.Builder
	o.Skipped = func(path, reason string) { fmt.Fprintf(&b, "skipped %s: %s\n", path, reason) }
	for a, err := range Articles(context.Background(), paths, o) {
		if err != nil {
			fmt.Fprintf(&b, "error: %v\n", err)
			continue
		}
		fmt.Fprintf(&b, "article %s\n", a.ID)
		for _, field := range []struct{ name, value string }{
			{"title", a.Title}, {"source", a.Source}, {"url", a.URL}, {"author", a.Author}, {"published", a.Published}, {"language", a.Language},
		} {
			if field.value != "" {
				fmt.Fprintf(&b, "  %s: %s\n", field.name, field.value)
			}
		}
		for line := range strings.Lines(a.Text) {
			fmt.Fprintf(&b, "  | %s\n", strings.TrimRight(line, "\n"))
		}
	}
	return strings.ReplaceAll(filepath.ToSlash(b.String()), filepath.ToSlash(dir)+"/", "DIR/")
}

// one reads a single file and returns its article or error.
func one(t testing.TB, path string, o Options) (nlp.Article, error) {
	t.Helper()
	next, stop := iter.Pull2(Articles(context.Background(), []string{path}, o))
	defer stop()
	a, err, ok := next()
	if !ok {
		t.Fatalf("%s gave nothing", path)
	}
	if _, _, ok := next(); ok {
		t.Fatalf("%s gave more than one", path)
	}
	return a, err
}

const sample = "The court fined the company.\n"

func TestCompressed(t *testing.T) {
	dir := t.TempDir()
	var gz, zst bytes.Buffer
	g := gzip.NewWriter(&gz)
	io.WriteString(g, sample)
	g.Close()
	z, err := zstd.NewWriter(&zst)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(z, sample)
	z.Close()
	for name, data := range map[string][]byte{"a.txt.gz": gz.Bytes(), "b.jsonl.zst": zst.Bytes(), "c": gz.Bytes()} {
		a, err := one(t, write(t, dir, name, data), Options{})
		if err != nil || a.Text != sample || a.ID != name[:1] {
			t.Errorf("%s: got %q, id %q, error %v", name, a.Text, a.ID, err)
		}
	}
	if _, err := one(t, write(t, dir, "cut.gz", gz.Bytes()[:gz.Len()-9]), Options{}); err == nil {
		t.Error("a cut gzip file gave no error")
	}
}

// TestBomb reads small compressed files of large contents.
func TestBomb(t *testing.T) {
	for name, start := range map[string]string{"text": "", "row": `{"text":"`, "values": "[\n{\"text\":\n\""} {
		var gz bytes.Buffer
		g := gzip.NewWriter(&gz)
		io.WriteString(g, start)
		for range 400 {
			io.WriteString(g, strings.Repeat("a ", 32<<10))
		}
		g.Close()
		_, err := one(t, write(t, t.TempDir(), name+".gz", gz.Bytes()), Options{MaxArticle: 1 << 20})
		if err == nil || !strings.Contains(err.Error(), "larger than 1048576 bytes") {
			t.Errorf("%s: error %v, want that it is too large", name, err)
		}
	}
}

func TestEncodings(t *testing.T) {
	dir := t.TempDir()
	text := "Łódź – “café”"
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{"utf8": text, "bom": "\ufeff" + text, "utf16": utf16} {
		a, err := one(t, write(t, dir, name+".txt", []byte(data)), Options{})
		if err != nil || a.Text != text {
			t.Errorf("%s: got %q, error %v", name, a.Text, err)
		}
	}
	page := `<html><head><meta charset="windows-1252"><title>Café closed</title></head><body><p>The “café” was closed by the city on Monday – for good.</p></body></html>`
	encoded, err := charmap.Windows1252.NewEncoder().String(page)
	if err != nil {
		t.Fatal(err)
	}
	a, err := one(t, write(t, dir, "page.html", []byte(encoded)), Options{})
	if want := "Café closed\n\nThe “café” was closed by the city on Monday – for good."; err != nil || a.Text != want {
		t.Errorf("page: got %q, error %v", a.Text, err)
	}
}

// TestBad reads what is no article: each gives one line that names the file.
func TestBad(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct{ data, want string }{
		"empty.txt":   {"", "empty file"},
		"blank.txt":   {" \n\t\n", "empty file"},
		"binary.txt":  {"GIF89a\x00\x01\x02", "binary file, not text"},
		"latin.txt":   {"The caf\xe9 was closed.", "invalid UTF-8 at byte 7 (0xe9); convert the file to UTF-8"},
		"odd.txt":     {"\xff\xfe\xfd bad!", "neither UTF-8 nor UTF-16 text"},
		"late.txt":    {strings.Repeat("a ", 100_000) + "\x00", "binary file, not text"},
		"x.pdf":       {"%PDF-1.7 ...", "a PDF file; convert it to text first"},
		"x.docx":      {"PK\x03\x04....", "a ZIP archive or office document; unpack or convert it first"},
		"bare.html":   {"<html><head></head><body><script>x()</script></body></html>", "no article text"},
		"latin.jsonl": {"{\"text\":\"caf\xe9\"}\n", "invalid UTF-8 at byte 12 of the row"},
	} {
		path := write(t, dir, name, []byte(c.data))
		_, err := one(t, path, Options{})
		if err == nil || !strings.Contains(err.Error(), path) || !strings.HasSuffix(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %v, want %s", name, err, c.want)
		}
	}
}

func TestPaths(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "b/story.txt", []byte(sample))
	write(t, dir, "a/story.txt", []byte(sample))
	write(t, dir, "a/deep/story.txt.md", []byte(sample))
	write(t, dir, ".hidden/x.txt", []byte(sample))
	write(t, dir, ".hidden.txt", []byte(sample))
	write(t, dir, "c/story.txt", []byte(sample))
	write(t, dir, "c/c/story.txt", []byte(sample))
	if err := os.MkdirAll(filepath.Join(dir, "none"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(dir, filepath.Join(dir, "b", "loop")); err != nil {
		t.Logf("no symbolic links here: %v", err)
	}
	ids := func(paths ...string) string {
		var out []string
		for a, err := range Articles(context.Background(), paths, Options{Stdin: strings.NewReader(sample)}) {
			if err != nil {
				out = append(out, "error: "+strings.ReplaceAll(err.Error(), dir, "DIR"))
			} else {
				out = append(out, a.ID)
			}
		}
		return strings.Join(out, ", ")
	}
	join := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
	for _, c := range []struct{ got, want string }{
		{ids(dir), "story.txt, story, b-story, c-story, c-story-2"},
		{ids(join("a"), join("a/story.txt")), "story.txt, story"},
		{ids(join("*/story.txt")), "story, b-story, c-story"},
		{ids(join("nothing/*.txt")), "error: read: nothing matches DIR/nothing/*.txt"},
		{ids(join("none"), join("a/story.txt")), "error: read: no articles in DIR/none, story"},
		{ids(join("missing"), "-"), "error: read: stat DIR/missing: no such file or directory, stdin"},
	} {
		if c.got != c.want {
			t.Errorf("got %s, want %s", c.got, c.want)
		}
	}
}

func TestSizeAndProgress(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a.txt", []byte(sample))
	write(t, dir, "b.jsonl", []byte(`{"text":"`+strings.Repeat("word ", 50_000)+`"}`+"\n"))
	size, known := Size([]string{dir})
	read := 0
	for range Articles(context.Background(), []string{dir}, Options{Progress: func(n int) { read += n }}) {
	}
	if !known || size == 0 || int64(read) != size {
		t.Errorf("size %d (known: %v), read %d", size, known, read)
	}
	if _, known := Size([]string{"-"}); known {
		t.Error("the size of standard input is known")
	}
}

// TestStop ends reading early, by the consumer and by the context.
func TestStop(t *testing.T) {
	rows := strings.Repeat(`{"text":"a b"}`+"\n", 1000)
	n := 0
	for range Articles(context.Background(), []string{"-", "missing"}, Options{Stdin: strings.NewReader(rows)}) {
		if n++; n == 3 {
			break
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	n = 0
	var last error
	for _, err := range Articles(ctx, []string{"-"}, Options{Stdin: strings.NewReader(rows)}) {
		n++
		last = err
		cancel()
	}
	if n != 2 || !errors.Is(last, context.Canceled) {
		t.Errorf("%d items, the last with error %v; want 2, context canceled", n, last)
	}
}

func TestLineCap(t *testing.T) {
	rows := `{"id":1,"text":"a b"}` + "\n" + `{"id":2,"text":"` + strings.Repeat("a ", 100_000) + `"}` + "\n" + `{"id":3,"text":"c"}` + "\n"
	got := show(t.TempDir(), Options{Stdin: strings.NewReader(rows), MaxArticle: 1000}, "-")
	want := "article 1\n  | a b\nerror: read standard input:2: larger than 1000 bytes, the largest size of an article\narticle 3\n  | c\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestDates(t *testing.T) {
	for in, want := range map[string]string{
		"2021-05-03T10:00:00Z": "2021-05-03", "2021-05-03 23:59:59+02:00": "2021-05-03", "Mon, 03 May 2021 10:00:00 GMT": "2021-05-03",
		"20210503": "2021-05-03", "1620036000": "2021-05-03", "1620036000000": "2021-05-03", "May 3, 2021": "2021-05-03", "3 May 2021": "2021-05-03",
		"20210503T101500Z": "2021-05-03", "2021": "", "yesterday": "", "2021-13-45": "", "": "", "9999-01-01": "",
	} {
		if got := isoDate(in); got != want {
			t.Errorf("isoDate(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzArticles(f *testing.F) {
	for _, seed := range []string{
		"", "text", "\xff\xfe", "\xfe\xffab", "{", "[", "[{", `{"text":"x"}`, `[{"text":"x"},{"content":"<p>y</p>"}]`, "{\"a\":1}\n{\"text\":\"b\"}\n",
		"<html><p>x", "<!doctype html><script type='application/ld+json'>[{\"@type\":\"Article\"}]</script><article><p>a", "---\ntitle: x\n---\n# y\n**z**",
		"---\n:\n---", "# x\n\n* a\n* b\n\n[l](http://x)", `{"articles":[{"text":"a"},{}]}`, "\x1f\x8b\x08", "\x28\xb5\x2f\xfd", "BZh9", "%PDF-", "\x00",
		`{"text":"a","id":{"$oid":"x"},"source":{"name":null},"date":1e400}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for a, err := range Articles(context.Background(), []string{"-"}, Options{Stdin: bytes.NewReader(data), MaxArticle: 1 << 16}) {
			if err == nil && (a.ID == "" || strings.TrimSpace(a.Text) == "" || !utf8.ValidString(a.Text)) {
				t.Fatalf("%+v", a)
			}
			if err != nil && a != (nlp.Article{}) {
				t.Fatalf("an article with error %v", err)
			}
		}
	})
}
