package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/newsgraph/newsgraph/nlp/conll"
)

func annotated(t *testing.T, format string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a1.txt")
	if err := os.WriteFile(path, []byte("A Moscow court fined TikTok 2.6 million roubles on April 6.\n\nIt “denied” the claim.\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := run(t.Context(), []string{"annotate", "--format", format, path}, &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestAnnotateCoNLLU reads the output back.
func TestAnnotateCoNLLU(t *testing.T) {
	out := annotated(t, "auto") // not a terminal
	var sents []conll.Sentence
	for s, err := range conll.Read(strings.NewReader(out)) {
		if err != nil {
			t.Fatalf("%v in\n%s", err, out)
		}
		sents = append(sents, s)
	}
	if len(sents) != 2 || sents[0].Doc != "a1" || sents[0].Text != "A Moscow court fined TikTok 2.6 million roubles on April 6." {
		t.Fatalf("got %d sentences\n%s", len(sents), out)
	}
	article, _ := conll.Article(sents[:1])
	if got := strings.TrimSpace(article.Text); got != sents[0].Text {
		t.Errorf("the forms make %q, want %q", got, sents[0].Text)
	}
	for _, want := range []string{"# claim = ", "fines", "Trigger=fines", "-product-n)", "Quantity=money:2600000:RUB", "Time=date:", "Conf=", "“"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

func TestAnnotateText(t *testing.T) {
	out := annotated(t, "text")
	if !strings.Contains(out, reverse+"fined"+reset) {
		t.Errorf("the trigger is not marked in\n%s", out)
	}
	var b bytes.Buffer
	if err := run(t.Context(), []string{"annotate", "--format", "html", "x"}, &b); err == nil {
		t.Error("an unknown format gave no error")
	}
}
