package eval

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newsgraph/newsgraph/graph/link"
	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/english"
	"github.com/newsgraph/newsgraph/nlp/relation"
)

// Linking across articles is measured twice. The mentions of the gold articles
// are found by the whole chain, and B-cubed compares the entities that they are
// linked to with those of the reader, over all articles together. GUM's
// documents give their mentions; what is measured there is the share of pairs
// of mentions from different documents that are rightly called one.

// xdocMention is a mention of GUM with the title of the Wikipedia page that its
// annotators gave it.
type xdocMention struct {
	Doc   string         `json:"doc"`
	Start int            `json:"start"` // tokens, half open
	End   int            `json:"end"`
	Text  string         `json:"text"` // tokens with spaces between
	Type  nlp.EntityType `json:"type"`
	Wiki  string         `json:"wiki,omitempty"`
}

// LinkDocuments links given mentions, in their order, across documents and
// returns the entity of each. Mentions of one document in the same words are one;
// a mention is a name when its words are written like one.
func LinkDocuments(in Inputs, mentions []xdocMention) ([]string, error) {
	linker, err := link.New(in.Models, nil)
	if err != nil {
		return nil, err
	}
	docs := map[string][]nlp.MentionRecord{}
	var order []string
	handles := make([]string, len(mentions))
	for i, m := range mentions {
		text := plainMention(m.Text)
		kind := "nominal"
		if nameLike(text) {
			kind = "name"
		}
		handles[i] = cmp.Or(nlp.Slug(text), "unnamed")
		if docs[m.Doc] == nil {
			order = append(order, m.Doc)
		}
		docs[m.Doc] = append(docs[m.Doc], nlp.MentionRecord{Article: m.Doc, Text: text, Entity: handles[i], Name: text, Type: m.Type, Kind: kind})
	}
	articles := make([]link.Article, 0, len(order))
	for _, d := range order {
		articles = append(articles, link.NewArticle(d, docs[d], nil))
	}
	linker.Update(nil, articles)
	out := make([]string, len(mentions))
	for i, m := range mentions {
		out[i] = linker.Entity(m.Doc, handles[i])
	}
	return out, nil
}

// plainMention undoes the spaces of tokenization and drops the possessive.
func plainMention(text string) string {
	text = strings.NewReplacer(" ,", ",", " 's", "'s", " ’s", "’s", " - ", "-", " / ", "/", " .", ".").Replace(text)
	return strings.TrimSuffix(strings.TrimSuffix(text, "'s"), "’s")
}

// nameLike says whether all words of a mention begin as those of names do,
// apart from determiners before it and little words inside.
func nameLike(text string) bool {
	words := strings.Fields(text)
	for i, w := range words {
		r, _ := utf8.DecodeRuneInString(w)
		switch lower := strings.ToLower(w); {
		case unicode.IsUpper(r), unicode.IsDigit(r):
		case i == 0 && len(words) > 1 && (lower == "the" || lower == "our" || lower == "these" || lower == "this" || lower == "all"):
		case i > 0 && i+1 < len(words) && (lower == "of" || lower == "the" || lower == "and" || lower == "for" || lower == "de" || lower == "in" || lower == "al" || lower == "on" || lower == "van" || lower == "von" || lower == "et" || lower == "la" || lower == "&"):
		default:
			return false
		}
	}
	return len(words) > 0
}

// readXDoc reads GUM's mentions.
func readXDoc(path string) ([]xdocMention, error) {
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("xdoc: %w", err)
	}
	var mentions []xdocMention
	if err := json.Unmarshal(file, &mentions); err != nil {
		return nil, fmt.Errorf("xdoc: %s: %w", path, err)
	}
	return mentions, nil
}

// crossPairs scores pairs of mentions from different documents.
func crossPairs(mentions []xdocMention, entities []string) PRF {
	count := func(key func(i int) string) float64 {
		all, within := map[string]float64{}, map[[2]string]float64{}
		for i, m := range mentions {
			all[key(i)]++
			within[[2]string{key(i), m.Doc}]++
		}
		sum := 0.0
		for _, n := range all {
			sum += n * n
		}
		for _, n := range within {
			sum -= n * n
		}
		return sum / 2
	}
	gold := count(func(i int) string { return mentions[i].Wiki })
	system := count(func(i int) string { return entities[i] })
	both := count(func(i int) string { return mentions[i].Wiki + "\x00" + entities[i] })
	var s PRF
	s.add(both, gold, both, system)
	return s
}

// linkedGold runs the whole chain on the gold articles and links what it found.
func linkedGold(in Inputs) ([]*GoldArticle, [][]nlp.MentionRecord, error) {
	gold, err := ReadGold(filepath.Join(in.Shared, "gold", "articles"))
	if err != nil {
		return nil, nil, err
	}
	pipeline, err := english.New(in.Models, relation.Options{})
	if err != nil {
		return nil, nil, err
	}
	linker, err := link.New(in.Models, nil)
	if err != nil {
		return nil, nil, err
	}
	records := make([][]nlp.MentionRecord, len(gold))
	articles := make([]link.Article, len(gold))
	for i, g := range gold {
		doc := pipeline.Run(g.Article)
		records[i] = doc.MentionRecords()
		articles[i] = link.NewArticle(g.Article.ID, records[i], doc.Claims)
	}
	linker.Update(nil, articles)
	for i, g := range gold {
		for k := range records[i] {
			m := &records[i][k]
			m.Entity = linker.Entity(g.Article.ID, m.Entity)
		}
	}
	return gold, records, nil
}

// LinkingScores measures linking across articles.
func LinkingScores(in Inputs) ([]Score, error) {
	gold, records, err := linkedGold(in)
	if err != nil {
		return nil, err
	}
	score := NewClaimScore()
	for i, g := range gold {
		score.mentions(g, records[i])
	}
	mentions, err := readXDoc(xdocPath(in))
	if err != nil {
		return nil, err
	}
	entities, err := LinkDocuments(in, mentions)
	if err != nil {
		return nil, err
	}
	pairs := crossPairs(mentions, entities)
	out := func(data, measure string, v float64) Score { return Score{"linking", data, measure, 100 * v} }
	return []Score{
		out("gold articles", "B3 precision", score.Resolution.P()),
		out("gold articles", "B3 recall", score.Resolution.R()),
		out("gold articles", "B3 F1", score.Resolution.F1()),
		out("gum xdoc dev", "pairs across documents: precision", pairs.P()),
		out("gum xdoc dev", "pairs across documents: recall", pairs.R()),
		out("gum xdoc dev", "pairs across documents: F1", pairs.F1()),
	}, nil
}

// WriteLinks links the mentions of a file as GUM's has them and writes the entity
// of each, in their order, as a JSON list.
func WriteLinks(w io.Writer, in Inputs, path string) error {
	mentions, err := readXDoc(path)
	if err != nil {
		return err
	}
	entities, err := LinkDocuments(in, mentions)
	if err != nil {
		return err
	}
	return json.NewEncoder(w).Encode(entities)
}

func xdocPath(in Inputs) string {
	return filepath.Join(in.Shared, "bench", "xdoc", "gum_dev_mentions_gold.json")
}

// ListLinking writes what linking got wrong: the entities of the gold articles
// and of GUM that were torn apart, and those that fell together, the costliest
// first.
func ListLinking(w io.Writer, in Inputs) error {
	gold, records, err := linkedGold(in)
	if err != nil {
		return err
	}
	score := NewClaimScore()
	for i, g := range gold {
		score.mentions(g, records[i])
	}
	var want, got, text []string
	for _, p := range score.pairs {
		want, got, text = append(want, p[0]), append(got, p[1]), append(text, p[1])
	}
	listConfusions(w, "gold articles", want, got, text)
	mentions, err := readXDoc(xdocPath(in))
	if err != nil {
		return err
	}
	entities, err := LinkDocuments(in, mentions)
	if err != nil {
		return err
	}
	want, text = nil, nil
	for _, m := range mentions {
		want, text = append(want, m.Wiki), append(text, m.Text+" ("+m.Doc+")")
	}
	listConfusions(w, "gum xdoc dev", want, entities, text)
	return nil
}

// listConfusions writes for each gold entity in several parts, and each entity
// of several gold ones, the parts with an example each.
func listConfusions(w io.Writer, data string, want, got, text []string) {
	list := func(title string, of, parts []string) {
		count := map[string]map[string]int{}
		example := map[[2]string]string{}
		for i := range of {
			if count[of[i]] == nil {
				count[of[i]] = map[string]int{}
			}
			count[of[i]][parts[i]]++
			k := [2]string{of[i], parts[i]}
			if example[k] == "" || text[i] < example[k] {
				example[k] = text[i]
			}
		}
		type row struct {
			name string
			lost int
		}
		var rows []row
		for name, c := range count {
			all, squares := 0, 0
			for _, n := range c {
				all += n
				squares += n * n
			}
			if len(c) > 1 {
				rows = append(rows, row{name, all*all - squares})
			}
		}
		slices.SortFunc(rows, func(a, b row) int { return cmp.Or(b.lost-a.lost, strings.Compare(a.name, b.name)) })
		for _, r := range rows[:min(len(rows), 60)] {
			fmt.Fprintf(w, "%s, %s: %s\n", data, title, r.name)
			var parts []string
			for p := range count[r.name] {
				parts = append(parts, p)
			}
			slices.SortFunc(parts, func(a, b string) int {
				return cmp.Or(count[r.name][b]-count[r.name][a], strings.Compare(a, b))
			})
			for _, p := range parts {
				fmt.Fprintf(w, "\t%d\t%s\t%s\n", count[r.name][p], p, example[[2]string{r.name, p}])
			}
		}
	}
	list("torn apart", want, got)
	list("fallen together", got, want)
}
