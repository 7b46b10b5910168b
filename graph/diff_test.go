package graph

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/newsgraph/newsgraph/nlp"
)

// differences prints a Difference, a line each.
func differences(t *testing.T, a, b *Store) string {
	t.Helper()
	d, err := Diff(t.Context(), a, b)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, list := range []struct {
		what    string
		changes []Change
	}{{"article", d.Articles}, {"claim", d.Claims}, {"entity", d.Entities}} {
		for _, c := range list.changes {
			text := c.Text
			if list.what != "claim" {
				text = c.ID
			}
			fmt.Fprintf(&out, "%s %s %s:", c.Change, list.what, text)
			for _, f := range c.Fields {
				if f.Field != "sha256" {
					fmt.Fprintf(&out, " %s %q %q", f.Field, f.Was, f.Now)
				}
			}
			fmt.Fprintf(&out, " (%s %s%s)\n", c.Cause.Kind, c.Cause.Article, c.Cause.Judgement)
		}
	}
	if (out.Len() > 0) != d.Any() {
		t.Errorf("Any is %v for\n%s", d.Any(), &out)
	}
	return out.String()
}

func TestDiff(t *testing.T) {
	date := func(c *nlp.Claim) { c.Date = &nlp.Dated{Value: "2021-04-06"} }
	for _, test := range []struct {
		name   string
		change func(t *testing.T, s *Store)
		want   string
	}{
		{"nothing", func(*testing.T, *Store) {}, ""},
		{"new article", func(t *testing.T, s *Store) {
			mustAdd(t, s, people("9", "Eva Black | meets | Ann Miller"))
		}, `added article 9: (new article 9)
added claim Eva Black | meets | Ann Miller: (new article 9)
added entity eva-black: (new article 9)
`},
		{"removed article", func(t *testing.T, s *Store) {
			if err := s.Remove(t.Context(), "4"); err != nil {
				t.Fatal(err)
			}
		}, `removed article 4: (removed article 4)
removed claim Dora White | meets | Anna Muller: (removed article 4)
removed claim the spokesman | meets | Dora White: (removed article 4)
removed entity anna-muller: (removed article 4)
removed entity dora-white: (removed article 4)
removed entity spokesman@4: (removed article 4)
`},
		{"changed article", func(t *testing.T, s *Store) {
			e := people("2", "Ann Miller | meets | Carl Brown", "the spokesman | accuses | Carl Brown", "Carl Brown | meets | Eva Black")
			e.Article.Title = "Another"
			mustAdd(t, s, e)
		}, `changed article 2: title "Title of 2" "Another" (changed article 2)
added claim Carl Brown | meets | Eva Black: (changed article 2)
added entity eva-black: (changed article 2)
`},
		{"other rules", func(t *testing.T, s *Store) {
			e := people("2", "Ann Miller | meets | Carl Brown", "the spokesman | accuses | Carl Brown")
			e.Claims[0].Status = nlp.Planned
			date(&e.Claims[1])
			for i := range e.Claims {
				e.Claims[i].Identify()
			}
			mustAdd(t, s, e)
		}, `changed claim Ann Miller | meets | Carl Brown: status "asserted" "planned" (analysis 2)
changed claim the spokesman | accuses | Carl Brown: date "" "2021-04-06" (analysis 2)
`},
		{"same", func(t *testing.T, s *Store) {
			mustCurate(t, s, Judgement{ID: "x", Kind: "same", Entities: []string{"dora-white", "spokesman@2"}})
		}, `changed claim Dora White | accuses | Carl Brown: subject "spokesman@2" "dora-white" (curation JUDGEMENT)
changed entity dora-white: members "" "spokesman@2" (curation JUDGEMENT)
removed entity spokesman@2: (curation JUDGEMENT)
`},
		{"rename", func(t *testing.T, s *Store) {
			mustCurate(t, s, Judgement{Kind: "rename", Entities: []string{"carl-brown"}, Name: "Karl"})
		}, `changed entity carl-brown: name "Carl Brown" "Karl" (curation JUDGEMENT)
`},
		{"wrong", func(t *testing.T, s *Store) {
			mustCurate(t, s, Judgement{Kind: "wrong", Claim: spokesmen()[0].Claims[0].ID})
		}, `changed claim Ann Miller | accuses | Robert Stone: wrong "false" "true" (curation JUDGEMENT)
`},
		{"undone", func(t *testing.T, s *Store) {
			j := mustCurate(t, s, Judgement{Kind: "rename", Entities: []string{"carl-brown"}, Name: "Karl"})
			mustCurate(t, s, Judgement{Kind: "undo", Undoes: j.ID})
		}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			a, b := openLog(t, filepath.Join(t.TempDir(), "a")), openLog(t, filepath.Join(t.TempDir(), "b"))
			for _, s := range []*Store{a, b} {
				mustAdd(t, s, spokesmen()...)
			}
			test.change(t, b)
			want := test.want
			if log := b.Curation(); len(log) > 0 {
				want = strings.ReplaceAll(want, "JUDGEMENT", log[0].ID)
			}
			if got := differences(t, a, b); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			back := strings.NewReplacer("added", "removed", "removed", "added").Replace(want)
			if got := differences(t, b, a); strings.Count(got, "\n") != strings.Count(back, "\n") {
				t.Errorf("the other way round: got\n%s", got)
			}
			if got := differences(t, a, a); got != "" {
				t.Errorf("with itself: got\n%s", got)
			}
		})
	}
}
