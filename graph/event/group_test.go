package event

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/newsgraph/newsgraph/nlp"
)

var update = flag.Bool("update", false, "rewrite the expected events in testdata")

// readClaims reads the test notation, one claim a line:
//
//	ID key=value ...
//
// with the keys article, copies, pub, rel, kind, subj, obj, status, date
// (a day, month, year or A/B), amount (2600000RUB, ~34000USD for about; several
// with commas) and place. An argument is the id of a named organisation; with
// "@" before it a place, "~" one without a name, "*" a group without a name, "'" a phrase whose
// words are joined by "_". Default relation is fines of tiktok.
func readClaims(t testing.TB, text string) []Claim {
	t.Helper()
	var out []Claim
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		c := Claim{ID: fields[0], Article: "article-" + fields[0], Relation: "fines", Status: nlp.Asserted, Object: readArgument("tiktok")}
		for _, f := range fields[1:] {
			key, value, ok := strings.Cut(f, "=")
			if !ok {
				t.Fatalf("%q: no value", f)
			}
			switch key {
			case "article":
				c.Article = value
			case "copies":
				c.Copies = value
			case "pub":
				c.Published, _ = readDays(t, value)
			case "rel":
				c.Relation = value
			case "kind":
				c.Kind = Kind(slices.Index(kindNames, value))
			case "subj":
				c.Subject = readArgument(value)
			case "obj":
				c.Object = readArgument(value)
			case "place":
				c.Place = readArgument(value)
			case "status":
				c.Status = nlp.Status(value)
			case "date":
				c.From, c.To = readDays(t, value)
			case "amount":
				for _, a := range strings.Split(value, ",") {
					number, about := strings.CutPrefix(a[:len(a)-3], "~")
					v, err := strconv.ParseFloat(number, 64)
					if err != nil {
						t.Fatal(err)
					}
					c.Amounts = append(c.Amounts, Amount{v, a[len(a)-3:], about})
				}
			default:
				t.Fatalf("%q: no such key", key)
			}
		}
		if c.Kind == Happening {
			c.Kind = lexicon().Kind(c.Relation)
		}
		out = append(out, c)
	}
	return out
}

func readArgument(s string) Argument {
	name := strings.ReplaceAll(strings.TrimLeft(s, "@~*'"), "_", " ")
	id, t, named := name, nlp.Organization, true
	switch {
	case s == "":
		return Argument{}
	case s[0] == '@':
		t = nlp.Place
	case s[0] == '~':
		named = false
	case s[0] == '*':
		t, named = nlp.Group, false
	case s[0] == '\'':
		t, named, id = nlp.Phrase, false, "phrase:"+name
	}
	return lexicon().Argument(id, name, t, named)
}

func readDays(t testing.TB, s string) (from, to int32) {
	t.Helper()
	first, last, interval := strings.Cut(s, "/")
	number := func(s string) int32 {
		n, err := strconv.Atoi(strings.ReplaceAll(s, "-", ""))
		if err != nil {
			t.Fatal(err)
		}
		return int32(n)
	}
	switch n := number(first); len(first) {
	case 4:
		return n*10000 + 101, n*10000 + 1231
	case 7:
		return n*100 + 1, n*100 + 31
	default:
		from, to = n, n
	}
	if interval {
		_, to = readDays(t, last)
	}
	return from, to
}

// group finds all events of a block.
func group(block []Claim) []Event { return new(Grouper).Group(block, 1) }

// groupAll groups claims of any number of blocks.
func groupAll(claims []Claim) map[string][]Claim {
	blocks := map[string][]Claim{}
	for _, c := range claims {
		if k := string(AppendKey(nil, &c)); k != "" {
			blocks[k] = append(blocks[k], c)
		}
	}
	return blocks
}

// describe prints the events of the claims, and what they disagree on.
func describe(claims []Claim) string {
	blocks := groupAll(claims)
	var out []string
	for _, block := range blocks {
		for _, e := range group(block) {
			var b strings.Builder
			names := func(claims []int) string {
				var ids []string
				for _, i := range claims {
					ids = append(ids, block[i].ID)
				}
				return strings.Join(ids, " ")
			}
			when := "undated"
			if e.From != 0 {
				when = isoDays(dayNumber(e.From), dayNumber(e.To))
			}
			fmt.Fprintf(&b, "%s [%s] %s %s -> %s, %d sources\n", when, names(e.Claims), block[e.Claims[0]].Relation,
				strings.Join(e.Subjects, ","), strings.Join(e.Objects, ","), e.Sources)
			for _, d := range e.Disagreements {
				fmt.Fprintf(&b, "  %s", d.Field)
				if d.Hint != "" {
					fmt.Fprintf(&b, " (%s)", d.Hint)
				}
				b.WriteString(":")
				for _, p := range d.Positions {
					fmt.Fprintf(&b, " %s %d [%s]", p.Value, p.Sources, names(p.Claims))
				}
				b.WriteString("\n")
			}
			out = append(out, b.String())
		}
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Compare(a, b) })
	return strings.Join(out, "")
}

func TestGroup(t *testing.T) {
	files, err := filepath.Glob("testdata/group/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if len(ar.Files) != 2 || ar.Files[0].Name != "claims" || ar.Files[1].Name != "events" {
				t.Fatal("want the files claims and events")
			}
			got := describe(readClaims(t, string(ar.Files[0].Data)))
			if *update {
				ar.Files[1].Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if want := string(ar.Files[1].Data); got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}
