package graph

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	cayley "github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"
	bolt "go.etcd.io/bbolt"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/nlp"
)

// problems runs Verify and returns what it finds, a line each.
func problems(t *testing.T, s *Store) (string, Verified) {
	t.Helper()
	var b strings.Builder
	done, err := s.Verify(t.Context(), VerifyOptions{Quads: true}, func(p Problem) {
		b.WriteString(p.What + " " + p.Article + ": " + p.Message + "\n")
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), done
}

func TestVerify(t *testing.T) {
	open := func(t *testing.T, dir string) *Store {
		t.Helper()
		s, err := Open(t.Context(), dir, Options{Lexicon: data.FS})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	swap := func(bucket []byte, old, now string) func(*testing.T, *Store) {
		return func(t *testing.T, s *Store) {
			t.Helper()
			err := s.articles.(*boltArticles).db.Update(func(tx *bolt.Tx) error {
				b := tx.Bucket(bucket)
				c := b.Cursor()
				for k, v := c.First(); k != nil; k, v = c.Next() {
					if bytes.Contains(v, []byte(old)) {
						return b.Put(k, bytes.Replace(v, []byte(old), []byte(now), 1))
					}
				}
				return errors.New("nothing to spoil")
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	quads := func(action cayley.Procedure) func(*testing.T, *Store) {
		return func(t *testing.T, s *Store) {
			t.Helper()
			err := s.quads.(*boltQuads).file.db.Update(func(tx *bolt.Tx) error {
				q := plainEdge("moscow-court", "fines", "tiktok")
				if action == cayley.Add {
					q = plainEdge("moscow-court", "fines", "nobody")
				}
				return applyQuads(tx, action, []quad.Quad{q})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, test := range []struct {
		name  string
		spoil func(*testing.T, *Store)
		want  []string // parts of the problems
	}{
		{"sound", func(*testing.T, *Store) {}, nil},
		{"text", swap(bucketText, "fines", "finds"), []string{"text 001: the text's SHA-256", "record 001", `span 001: quote "Moscow court fines TikTok"`}},
		{"shorter text", swap(bucketText, "ByteDance owns TikTok. ", ""), []string{"text 001", `span 001: quote "ByteDance owns TikTok" does not stand at bytes 27 to 48`, `span 001: mention "ByteDance"`}},
		{"quote", swap(bucketClaims, `"quote":"Moscow`, `"quote":"Mascow`), []string{"record 001", `span 001: quote "Mascow court fines TikTok"`}},
		{"start", swap(bucketClaims, `"start":27,`, `"start":26,`), []string{"record 001", "span 001: quote"}},
		{"far away", swap(bucketClaims, `"start":27,`, `"start":9223372036854775807,`), []string{"span 001: quote"}},
		{"before the text", swap(bucketClaims, `"start":27,`, `"start":-1,`), []string{"span 001: quote"}},
		{"what no span tells", swap(bucketClaims, `"status":"asserted"`, `"status":"negated"`), []string{"record 001"}},
		{"mention", swap(bucketMentions, `"text":"TikTok"`, `"text":"Toktik"`), []string{"record 001", `span 001: mention "Toktik" of tiktok`}},
		{"a quad is gone", quads(cayley.Delete), []string{"quads : <moscow-court> <fines> <tiktok> . is missing"}},
		{"a quad is too much", quads(cayley.Add), []string{"quads : <moscow-court> <fines> <nobody> . is too much"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := open(t, filepath.Join(t.TempDir(), "db"))
			defer s.Close()
			mustAdd(t, s, sample()...)
			test.spoil(t, s)
			got, done := problems(t, s)
			if (test.want == nil) != (got == "") || (done.Problems == 0) != (got == "") {
				t.Errorf("got %+v\n%s", done, got)
			}
			for _, w := range test.want {
				if !strings.Contains(got, w) {
					t.Errorf("got\n%s\nwant %s", got, w)
				}
			}
			if done.Articles != 3 || done.Claims != 8 || done.Mentions != 14 || done.Spans < 22 || done.Quads == 0 {
				t.Errorf("looked at %+v", done)
			}
		})
	}

	t.Run("curation", func(t *testing.T) {
		s := open(t, filepath.Join(t.TempDir(), "db"))
		defer s.Close()
		mustAdd(t, s, sample()...)
		mustCurate(t, s, Judgement{Kind: "same", Entities: []string{"bytedance", "dorsey"}})
		mustCurate(t, s, Judgement{Kind: "wrong", Claim: sample()[0].Claims[0].ID})
		undone := mustCurate(t, s, Judgement{Kind: "rename", Entities: []string{"bytedance"}, Name: "B"})
		mustCurate(t, s, Judgement{Kind: "undo", Undoes: undone.ID})
		if got, done := problems(t, s); got != "" || done.Warnings != 0 {
			t.Errorf("got %+v\n%s", done, got)
		}
		if err := s.Remove(t.Context(), "001"); err != nil {
			t.Fatal(err)
		}
		got, done := problems(t, s)
		if done.Problems != 0 || done.Warnings != 2 || !strings.Contains(got, `entity "bytedance" is not there`) || !strings.Contains(got, `claim "claim:`) {
			t.Errorf("got %+v\n%s", done, got)
		}
	})
}

// Bytes that are no UTF-8 stay in the text, and words cut from it verify.
func TestVerifyOddText(t *testing.T) {
	s := openTest(t)
	e := report("1", say("A", "fines", "B"))
	e.Article.Text = "A fines B\xff. "
	e.Claims[0].Quote, e.Claims[0].End = "A fines B\xff", len("A fines B\xff")
	e.Claims[0].ID = ""
	e.Mentions = append(e.Mentions, nlp.MentionRecord{Text: "\xff", Start: 9, End: 10, Entity: "x", Kind: "name"})
	mustAdd(t, s, e)
	if got, _ := problems(t, s); got != "" {
		t.Error(got)
	}
}
