package main

import (
	"path/filepath"
	"strings"
	"testing"
)

const scolds = `relation scolds
  verb scold : O~person,organization,phrase
  + The council scolded the mayor. -> council | mayor
  - The council met the mayor.
`

func TestUserFrames(t *testing.T) {
	frames := write(t, filepath.Join(t.TempDir(), "frames.txt"), scolds)
	article := write(t, filepath.Join(t.TempDir(), "a.txt"), "The city council scolded the mayor on Monday for her late report.\n")
	if out := must(t, "relations", "test", frames); !strings.Contains(out, "2 examples, 0 failed") {
		t.Errorf("relations test: got %q, want 2 examples, 0 failed", out)
	}
	if out := must(t, "extract", "--relations", frames, article); !strings.Contains(out, `"relation":"scolds"`) {
		t.Errorf("extract --relations: no claim of the user's relation in\n%s", out)
	}
	if out := must(t, "explain", "--relations", frames, "The council met the mayor."); strings.Contains(out, "scolds") {
		t.Errorf("explain: scolds in a sentence without its trigger:\n%s", out)
	}
}

func TestUserFramesFail(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"type", "relation scolds\n  verb scold : O~foo\n", "frames.txt:2: unknown entity type \"foo\""},
		{"status", "relation scolds\n  verb scold : status=perhaps\n", "frames.txt:2: unknown status \"perhaps\""},
		{"order", "  verb scold\n", "frames.txt:1: want \"relation NAME\" before the first frame"},
		{"word", "relation scolds\n  verbs scold\n", "frames.txt:2: want verb, noun"},
		{"example", "relation scolds\n  verb greet\n  + The council scolded the mayor. -> council | mayor\n", "1 of 1 examples"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := command(t, "", "relations", "test", write(t, filepath.Join(t.TempDir(), "frames.txt"), c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
}
