package link

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/newsgraph/newsgraph/nlp"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the expected entities in testdata")

// Each archive of testdata/link has articles, with an entity a line:
//
//	TYPE NAME; OTHER NAME = DESCRIPTION = DESCRIPTION @ HANDLE
//	- TYPE WORDS = DESCRIPTION                             without a name
//
// and may have a gazetteer and judgements (KIND HANDLE HANDLE ...). The section
// entities is what must come out: ID, name and type, then the members with the
// best reason of each.
func TestLink(t *testing.T) {
	files, err := filepath.Glob("testdata/link/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no test archives: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			l := newLinker(t)
			var want *txtar.File
			var articles []Article
			for i := range ar.Files {
				switch f := &ar.Files[i]; f.Name {
				case "gazetteer":
					g, err := ReadGazetteer(bytes.NewReader(f.Data))
					if err != nil {
						t.Fatal(err)
					}
					l = newEmpty(l.lex, g)
				case "judgements":
					var list []Judgement
					for line := range strings.Lines(string(f.Data)) {
						w := strings.Fields(line)
						list = append(list, Judgement{Kind: w[0], Entities: w[1:]})
					}
					l.SetJudgements(list)
				case "entities":
					want = f
				default:
					articles = append(articles, parseArticle(f.Name, string(f.Data)))
				}
			}
			// One at a time, the last first: the order must not matter.
			for _, a := range slices.Backward(articles) {
				l.Update(nil, []Article{a})
			}
			got := show(l)
			if *update {
				want.Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != string(want.Data) {
				t.Errorf("got\n%swant\n%s", got, want.Data)
			}
		})
	}
}

func parseArticle(id, text string) Article {
	a := Article{ID: id}
	for line := range strings.Lines(text) {
		line, handle, _ := strings.Cut(strings.TrimSpace(line), " @ ")
		line, unnamed := strings.CutPrefix(line, "- ")
		typ, rest, _ := strings.Cut(line, " ")
		parts := strings.Split(rest, " = ")
		names := strings.Split(parts[0], "; ")
		l := Local{Handle: handle, Name: names[0], Type: nlp.EntityType(typ), Named: !unnamed, Descriptions: parts[1:], Mentions: 1}
		if handle == "" {
			l.Handle = nlp.Slug(l.Name)
		}
		if l.Named {
			l.Names = names
		}
		a.Locals = append(a.Locals, l)
	}
	return a
}

func show(l *Linker) string {
	ids := map[string]bool{}
	for _, e := range entitiesOf(l) {
		ids[e] = true
	}
	var b strings.Builder
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		e, _ := l.Describe(id)
		fmt.Fprintf(&b, "%s: %s, %s %s\n", id, e.Name, e.Type, e.Wikidata)
		for _, m := range l.Members(id) {
			fmt.Fprintf(&b, "\t%s@%s", m.Handle, m.Article)
			if len(m.Reasons) > 0 {
				r := m.Reasons[0]
				fmt.Fprintf(&b, "  %s, %s %.2f", r.Kind, r.With, r.Score)
			}
			b.WriteByte('\n')
		}
	}
	return b.String()
}
