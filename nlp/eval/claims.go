package eval

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/english"
	"github.com/newsgraph/newsgraph/nlp/relation"
	"golang.org/x/text/unicode/norm"
)

// Claims are scored against articles in which a careful reader wrote down what
// is stated. A claim matches a gold fact when relation, subject and object
// match and their quotes stand in the same or neighbouring sentences. An
// argument matches an entity when its name or mention is one of the entity's
// up to case, punctuation, determiners and possessives; it matches a plain
// phrase when the words shared make up half of both. A fact is counted once: a
// claim that states it again counts neither for nor against. "says" is
// compared by its speaker only and counted on a line of its own.

// GoldArticle is an article with its entities and facts.
type GoldArticle struct {
	Article nlp.Article
	gold    goldFile
	flat    string              // the text with single spaces
	ends    []int               // where sentences of flat end, roughly
	names   map[string][]string // entity: keys of its name and mentions
}

type goldFile struct {
	Published string `json:"published"`
	Source    string `json:"source"`
	URL       string `json:"url"`
	Entities  []struct {
		ID       string   `json:"id"`
		Name     string   `json:"name"`
		Types    []string `json:"types"`
		Mentions []string `json:"mentions"`
	} `json:"entities"`
	Facts []goldFact `json:"facts"`
}

type goldFact struct {
	Relation   string       `json:"relation"`
	Also       []string     `json:"also"`
	Subject    alternatives `json:"subject"`
	Object     alternatives `json:"object"`
	Quote      string       `json:"quote"`
	Status     string       `json:"status"`
	SaidBy     alternatives `json:"said_by"`
	Amount     string       `json:"amount"` // "2600000 RUB"
	Date       string       `json:"date"`
	Importance int          `json:"importance"` // 3: belongs to the headline
}

// alternatives are the arguments that a reader accepts: an entity's id, "~" and
// the words of a phrase, or "" for none.
type alternatives []string

func (a *alternatives) UnmarshalJSON(b []byte) error {
	var list []*string
	if len(b) > 0 && b[0] == '[' {
		if err := json.Unmarshal(b, &list); err != nil {
			return err
		}
	} else {
		var one *string
		if err := json.Unmarshal(b, &one); err != nil {
			return err
		}
		list = []*string{one}
	}
	*a = nil
	for _, s := range list {
		if s == nil {
			*a = append(*a, "")
		} else {
			*a = append(*a, *s)
		}
	}
	return nil
}

// none reports that no argument is one of the alternatives.
func (a alternatives) none() bool { return len(a) == 0 || slices.Contains(a, "") }

func (a alternatives) some() bool {
	return slices.ContainsFunc(a, func(s string) bool { return s != "" })
}

var sentenceEnd = regexp.MustCompile(`[.!?][\"”']?\s`)

// ReadGold reads the annotated articles of a directory, NAME.txt with NAME.json
// beside it, in order of name.
func ReadGold(dir string) ([]*GoldArticle, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return nil, fmt.Errorf("gold: %w", err)
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("gold: no *.json in %s", dir)
	}
	slices.Sort(paths)
	var out []*GoldArticle
	for _, path := range paths {
		file, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("gold: %w", err)
		}
		stem := strings.TrimSuffix(path, ".json")
		text, err := os.ReadFile(stem + ".txt")
		if err != nil {
			return nil, fmt.Errorf("gold: %w", err)
		}
		g := &GoldArticle{}
		if err := json.Unmarshal(file, &g.gold); err != nil {
			return nil, fmt.Errorf("gold: %s: %w", path, err)
		}
		g.Article = nlp.Article{
			ID: filepath.Base(stem), Text: string(text),
			Published: g.gold.Published, Source: g.gold.Source, URL: g.gold.URL,
		}
		g.prepare()
		out = append(out, g)
	}
	return out, nil
}

func (g *GoldArticle) prepare() {
	g.flat = strings.Join(strings.Fields(g.Article.Text), " ")
	for _, m := range sentenceEnd.FindAllStringIndex(g.flat, -1) {
		g.ends = append(g.ends, m[1])
	}
	g.names = map[string][]string{}
	for _, e := range g.gold.Entities {
		keys := []string{wordKey(e.Name)}
		for _, m := range e.Mentions {
			keys = append(keys, wordKey(m))
		}
		g.names[e.ID] = keys
	}
}

// sentence counts the sentence ends before a byte of flat.
func (g *GoldArticle) sentence(pos int) int {
	n := 0
	for n < len(g.ends) && g.ends[n] <= pos {
		n++
	}
	return n
}

// near reports whether two quotes stand in the same or neighbouring sentences.
func (g *GoldArticle) near(a, b string) bool {
	a, b = strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " ")
	i, j := strings.Index(g.flat, a), strings.Index(g.flat, b)
	if a == "" || b == "" || i < 0 || j < 0 {
		return false
	}
	return g.sentence(i) <= g.sentence(j+len(b)-1)+1 && g.sentence(j) <= g.sentence(i+len(a)-1)+1
}

// argument reports whether a claim's argument is one of the gold ones.
func (g *GoldArticle) argument(gold alternatives, got *nlp.Argument) bool {
	if got == nil {
		return gold.none()
	}
	forms := make([]string, 0, 2)
	for _, f := range [...]string{got.Name, got.Mention} {
		if f != "" {
			forms = append(forms, f)
		}
	}
	for _, want := range gold {
		if words, ok := strings.CutPrefix(want, "~"); ok {
			if slices.ContainsFunc(forms, func(f string) bool { return samePhrase(words, f) }) {
				return true
			}
		} else if want != "" && slices.ContainsFunc(forms, func(f string) bool { return slices.Contains(g.names[want], wordKey(f)) }) {
			return true
		}
	}
	return false
}

// symmetric relations hold in both directions.
var symmetric = map[string]bool{"meets": true, "partners_with": true, "competes_with": true, "related_to": true}

// matches reports whether a claim states a fact, anywhere in the article.
func (g *GoldArticle) matches(f *goldFact, c *nlp.Claim) bool {
	if c.Relation != f.Relation && !slices.Contains(f.Also, c.Relation) {
		return false
	}
	if g.argument(f.Subject, c.Subject) && (c.Relation == "says" || g.argument(f.Object, c.Object)) {
		return true
	}
	return symmetric[c.Relation] && g.argument(f.Subject, c.Object) && g.argument(f.Object, c.Subject)
}

var (
	wordForm  = regexp.MustCompile(`[\p{L}\p{N}_]+(?:[.&-][\p{L}\p{N}_]+)*`)
	stopWords = map[string]bool{
		"the": true, "a": true, "an": true, "of": true, "to": true, "its": true, "their": true, "his": true, "her": true,
		"that": true, "this": true, "some": true, "and": true, "in": true, "on": true, "for": true, "by": true, "'s": true, "s": true,
	}
)

// wordsOf are the lower-case words of a text without accents and possessives.
func wordsOf(s string) []string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if r < unicode.MaxASCII || norm.NFKD.PropertiesString(string(r)).CCC() == 0 {
			b.WriteRune(r)
		}
	}
	s = strings.ReplaceAll(strings.ToLower(b.String()), "’", "'")
	s = strings.TrimSuffix(strings.ReplaceAll(s, "'s ", " "), "'s")
	return wordForm.FindAllString(s, -1)
}

// wordKey is what two wordings of a name have in common.
func wordKey(s string) string {
	var out []string
	for _, w := range wordsOf(s) {
		if w != "the" && w != "a" && w != "an" {
			out = append(out, strings.ReplaceAll(w, ".", ""))
		}
	}
	return strings.Join(out, " ")
}

// samePhrase reports whether the content words shared make up half of both.
func samePhrase(a, b string) bool {
	count, n := map[string]int{}, 0
	for _, w := range wordsOf(a) {
		if !stopWords[w] {
			count[w]++
			n++
		}
	}
	common, m := 0, 0
	for _, w := range wordsOf(b) {
		if stopWords[w] {
			continue
		}
		m++
		if count[w] > 0 {
			count[w]--
			common++
		}
	}
	return n > 0 && m > 0 && 4*common >= n+m
}

// Judgement is what the gold says of a claim.
type Judgement uint8

const (
	Unscored Judgement = iota // of a relation outside the vocabulary
	Right
	Repeated // states a fact that another claim has stated, or that stands elsewhere
	Wrong
)

// Judge compares the claims of the article, in their order, with its facts: one
// judgement a claim, and for each fact the claim that states it, -1 for none.
func (g *GoldArticle) Judge(claims []nlp.Claim, scored map[string]bool) (judged []Judgement, stated []int) {
	judged = make([]Judgement, len(claims))
	stated = make([]int, len(g.gold.Facts))
	for i := range stated {
		stated[i] = -1
	}
	for k := range claims {
		c := &claims[k]
		if !scored[c.Relation] {
			continue
		}
		judged[k] = Wrong
		for i := range g.gold.Facts {
			f := &g.gold.Facts[i]
			if !g.matches(f, c) {
				continue
			}
			if g.near(f.Quote, c.Quote) {
				if stated[i] < 0 {
					judged[k], stated[i] = Right, k
					break
				}
				judged[k] = Repeated
			} else if c.Relation != "says" {
				judged[k] = Repeated
			}
		}
	}
	return judged, stated
}

// Share is a number of right ones of all that were to be judged.
type Share struct{ Right, Of int }

func (s *Share) add(right bool) {
	s.Of++
	if right {
		s.Right++
	}
}

// Value is the share, 0 to 1.
func (s Share) Value() float64 { return ratio(float64(s.Right), float64(s.Of)) }

// ClaimScore is how claims and mentions compare with gold articles.
type ClaimScore struct {
	Articles                     int
	Facts, Says                  PRF
	Headline, Pairs              Share // recall of facts of the headline; of subject and object, any relation
	Status, SaidBy, Amount, Date Share // of facts that were found
	Mentions, Types              Share // wordings of names found; with the right type
	Resolution                   PRF   // B-cubed of the wordings found, over all articles together
	Frames                       map[string]*FrameScore
	pairs                        [][2]string // gold entity and entity of wordings that both have
}

// FrameScore is how often a frame's claims were right, and what was wrong.
type FrameScore struct {
	Frame        string
	Right, Wrong int // Right counts repeated facts too
	Examples     []nlp.Claim
}

// NewClaimScore starts counting.
func NewClaimScore() *ClaimScore { return &ClaimScore{Frames: map[string]*FrameScore{}} }

// Add counts one article. Claims of relations that are not in scored are left
// out.
func (s *ClaimScore) Add(g *GoldArticle, claims []nlp.Claim, mentions []nlp.MentionRecord, scored map[string]bool) {
	s.Articles++
	judged, stated := g.Judge(claims, scored)
	for k, j := range judged {
		c := &claims[k]
		if j == Unscored {
			continue
		}
		fs := s.Frames[c.Frame]
		if fs == nil {
			fs = &FrameScore{Frame: c.Frame}
			s.Frames[c.Frame] = fs
		}
		if j != Wrong {
			fs.Right++
			continue
		}
		fs.Wrong++
		fs.Examples = append(fs.Examples, *c)
		if c.Relation == "says" {
			s.Says.add(0, 0, 0, 1)
		} else {
			s.Facts.add(0, 0, 0, 1)
		}
	}
	for i := range g.gold.Facts {
		f, k := &g.gold.Facts[i], stated[i]
		hit := 0.0
		if k >= 0 {
			hit = 1
		}
		if f.Relation == "says" {
			s.Says.add(hit, 1, hit, hit)
			continue
		}
		s.Facts.add(hit, 1, hit, hit)
		if f.Importance == 3 {
			s.Headline.add(k >= 0)
		}
		s.Pairs.add(k >= 0 || slices.ContainsFunc(claims, func(c nlp.Claim) bool {
			return scored[c.Relation] && g.argument(f.Subject, c.Subject) && g.argument(f.Object, c.Object) && g.near(f.Quote, c.Quote)
		}))
		if k >= 0 {
			s.attributes(g, f, &claims[k])
		}
	}
	s.mentions(g, mentions)
}

// attributes counts status, speaker, amount and date of a fact that was found.
func (s *ClaimScore) attributes(g *GoldArticle, f *goldFact, c *nlp.Claim) {
	s.Status.add(string(c.Status) == f.Status)
	if f.SaidBy.some() || c.SaidBy != nil {
		s.SaidBy.add(f.SaidBy.some() && c.SaidBy != nil && g.argument(f.SaidBy, c.SaidBy))
	}
	if f.Amount != "" {
		number, currency, _ := strings.Cut(f.Amount, " ")
		want, err := strconv.ParseFloat(number, 64)
		s.Amount.add(err == nil && c.Amount != nil && c.Amount.Currency == currency && math.Abs(c.Amount.Value-want) <= 0.005*want)
	}
	if f.Date != "" {
		s.Date.add(c.Date != nil && strings.HasPrefix(c.Date.Value, f.Date))
	}
}

// mentions counts the wordings with capitals of the article's entities.
func (s *ClaimScore) mentions(g *GoldArticle, mentions []nlp.MentionRecord) {
	found := map[string]*nlp.MentionRecord{}
	for i := range mentions {
		if k := wordKey(mentions[i].Text); found[k] == nil {
			found[k] = &mentions[i]
		}
	}
	for _, e := range g.gold.Entities {
		seen := map[string]bool{}
		for _, m := range e.Mentions {
			if strings.IndexFunc(m, func(r rune) bool { return r >= 'A' && r <= 'Z' }) < 0 {
				continue
			}
			k := wordKey(m)
			if seen[k] {
				continue
			}
			seen[k] = true
			got := found[k]
			s.Mentions.add(got != nil)
			if got != nil {
				s.Types.add(slices.Contains(e.Types, string(got.Type)))
				s.pairs = append(s.pairs, [2]string{e.ID, got.Entity})
			}
		}
	}
	gold, system, both := map[string]float64{}, map[string]float64{}, map[[2]string]float64{}
	for _, p := range s.pairs {
		gold[p[0]]++
		system[p[1]]++
		both[p]++
	}
	s.Resolution = PRF{}
	for _, p := range s.pairs {
		s.Resolution.add(both[p]/gold[p[0]], 1, both[p]/system[p[1]], 1)
	}
}

// Scores lists the figures.
func (s *ClaimScore) Scores(data string) []Score {
	out := func(measure string, v float64) Score { return Score{"claims", data, measure, 100 * v} }
	return []Score{
		out("facts: precision", s.Facts.P()), out("facts: recall", s.Facts.R()), out("facts: F1", s.Facts.F1()),
		out("says: F1", s.Says.F1()),
		out("headline: recall", s.Headline.Value()),
		out("pairs: recall", s.Pairs.Value()),
		out("status right", s.Status.Value()), out("said_by right", s.SaidBy.Value()),
		out("amount right", s.Amount.Value()), out("date right", s.Date.Value()),
		out("mentions: recall", s.Mentions.Value()), out("mentions: type right", s.Types.Value()),
		out("resolution: B3 F1", s.Resolution.F1()),
	}
}

// WorstFrames lists the frames with the most wrong claims first.
func (s *ClaimScore) WorstFrames() []*FrameScore {
	var out []*FrameScore
	for _, f := range s.Frames {
		if f.Wrong > 0 {
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b *FrameScore) int {
		if a.Wrong != b.Wrong {
			return b.Wrong - a.Wrong
		}
		if a.Right != b.Right {
			return a.Right - b.Right
		}
		return strings.Compare(a.Frame, b.Frame)
	})
	return out
}

// ScoredRelations reads the relations that the gold annotates from the table
// relations.tsv: the first column where the column "scored" says yes.
func ScoredRelations(path string) (map[string]bool, error) {
	scored := map[string]bool{}
	err := relationRows(path, func(name, _ string, yes bool) {
		if yes {
			scored[name] = true
		}
	})
	return scored, err
}

// relationRows reads the columns relation, plover and scored.
func relationRows(path string, use func(name, plover string, scored bool)) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("relations: %w", err)
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	var header []string
	for sc.Scan() {
		row := strings.Split(sc.Text(), "\t")
		if header == nil {
			header = row
			continue
		}
		if len(row) != len(header) {
			return fmt.Errorf("relations: %s: %d columns, want %d: %q", path, len(row), len(header), sc.Text())
		}
		cell := func(name string) string {
			if i := slices.Index(header, name); i >= 0 {
				return row[i]
			}
			return ""
		}
		use(cell("relation"), cell("plover"), cell("scored") == "yes")
	}
	return sc.Err()
}

// MeasureClaims runs the whole analysis on the gold articles.
func MeasureClaims(in Inputs) (*ClaimScore, error) {
	gold, err := ReadGold(filepath.Join(in.Shared, "gold", "articles"))
	if err != nil {
		return nil, err
	}
	scored, err := ScoredRelations(filepath.Join(in.Shared, "relations.tsv"))
	if err != nil {
		return nil, err
	}
	pipeline, err := english.New(in.Models, relation.Options{})
	if err != nil {
		return nil, err
	}
	score := NewClaimScore()
	for _, g := range gold {
		doc := pipeline.Run(g.Article)
		score.Add(g, doc.Claims, doc.MentionRecords(), scored)
	}
	return score, nil
}

// ClaimScores measures claims, mentions and their resolution.
func ClaimScores(in Inputs) ([]Score, error) {
	s, err := MeasureClaims(in)
	if err != nil {
		return nil, err
	}
	return s.Scores("gold articles"), nil
}
