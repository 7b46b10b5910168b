package eval

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/temporal"
)

// TemporalScore counts what temporal finds in one benchmark file against its
// gold. A finding matches a gold span that it overlaps, each at most once.
type TemporalScore struct {
	File   string
	Inputs int
	Gold   int
	System int
	Found  int // gold spans overlapped
	Exact  int // of those, with the same ends
	Right  int // of those, with the right value
	Unit   int // of those, with the right currency
}

// F1 of n matches, 0 to 1.
func (s TemporalScore) F1(n int) float64 {
	return 2 * float64(n) / float64(max(s.Gold+s.System, 1))
}

func (s TemporalScore) String() string {
	return fmt.Sprintf("%-34s span %.3f  exact %.3f  span+value %.3f  span+value+unit %.3f  (gold %d, system %d)",
		s.File, s.F1(s.Found), s.F1(s.Exact), s.F1(s.Right), s.F1(s.Unit), s.Gold, s.System)
}

// Temporal scores the files of a benchmark directory: GUM's dates, all and news
// alone, the currency, number, percent and date files of Recognizers-Text, and
// the money examples of Duckling. The stages before prepare the text; with
// none of them it is split at spaces and marks, without tags.
//
// The conventions are those of the corpora: GUM annotates both ends of a range
// as dates of their own and no durations; Recognizers-Text gives cents as
// cents.
//
// What remained on GUM's news with the whole chain before, of 89 gold dates:
// missed, three durations that GUM anchors ("15 years"), three "opening night"
// and one time counted from an event; wrong, three where the gold is (a year of
// 2010 in an article of 2016) and one week that the gold begins on a Sunday;
// too many, three times of the day, a general "today" and two that GUM left
// out. The other genres add general seasons and months (GUM: "--07"), years
// before 1000, general "today", wars and periods. On currencies three are left:
// "dollar" without a number, twice, and "15 USD 50". In the date-time file most
// values differ by notation: it leaves "Friday" open (XXXX-WXX-5) and writes
// weeks as 2018-W11.
func Temporal(dir string, finder *temporal.Finder, before ...nlp.Stage) ([]TemporalScore, error) {
	var out []TemporalScore
	for _, f := range []struct {
		file, kind string
		news       bool
	}{
		{"gum_dates_dev.jsonl", "gum", true},
		{"gum_dates_dev.jsonl", "gum", false},
		{"recognizers_currency_dev.jsonl", "money", false},
		{"recognizers_number_dev.jsonl", "number", false},
		{"recognizers_percent_dev.jsonl", "percent", false},
		{"recognizers_datetime_dev.jsonl", "timex", false},
		{"duckling_money.tsv", "duckling", false},
	} {
		s, err := temporalFile(filepath.Join(dir, f.file), f.kind, f.news, finder, before)
		if err != nil {
			return nil, fmt.Errorf("eval: %w", err)
		}
		out = append(out, s)
	}
	return out, nil
}

// temporalRow is a line of a benchmark file; offsets count code points.
type temporalRow struct {
	ID        string         `json:"id"`
	DCT       string         `json:"dct"`
	Reference string         `json:"reference"`
	Text      string         `json:"text"`
	Gold      []temporalGold `json:"gold"`
}

type temporalGold struct {
	Start      *int   `json:"start"`
	End        *int   `json:"end"`
	When       string `json:"when"`
	From       string `json:"from"`
	To         string `json:"to"`
	NotBefore  string `json:"notBefore"`
	NotAfter   string `json:"notAfter"`
	Resolution *struct {
		Value  any    `json:"value"`
		Unit   string `json:"unit"`
		ISO    string `json:"isoCurrency"`
		Values []struct {
			Timex string `json:"timex"`
		} `json:"values"`
	} `json:"resolution"`
}

// temporalItem is a finding in the terms of the benchmarks.
type temporalItem struct {
	start, end int // bytes
	value      float64
	currency   string // ISO 4217, in lower case "cent" for parts
	iso        string
	from, to   string // first and last day
}

func temporalFile(path, kind string, news bool, finder *temporal.Finder, before []nlp.Stage) (TemporalScore, error) {
	score := TemporalScore{File: strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))}
	if news {
		score.File += " news"
	}
	file, err := os.Open(path)
	if err != nil {
		return score, err
	}
	defer file.Close()
	sc := bufio.NewScanner(file)
	sc.Buffer(nil, 1<<24)
	for sc.Scan() {
		if kind == "duckling" {
			scoreDuckling(&score, sc.Text(), finder, before)
			continue
		}
		var row temporalRow
		if err := json.Unmarshal(sc.Bytes(), &row); err != nil {
			return score, fmt.Errorf("%s: %w", path, err)
		}
		if news && !strings.Contains(row.ID, "_news_") {
			continue
		}
		items := temporalItems(kind, row.Text, row.DCT+row.Reference, finder, before)
		scoreRow(&score, kind, row, items)
	}
	return score, sc.Err()
}

// temporalItems runs the stages over a text.
func temporalItems(kind, text, published string, finder *temporal.Finder, before []nlp.Stage) []temporalItem {
	doc := &nlp.Document{Article: nlp.Article{Text: text, Published: published}}
	if len(before) == 0 {
		SplitSimply(doc)
	}
	for _, s := range before {
		s.Process(doc)
	}
	var out []temporalItem
	if kind == "number" {
		for _, q := range finder.Numbers(doc) {
			out = append(out, temporalItem{start: q.Start, end: q.End, value: q.Value})
		}
		return out
	}
	finder.Process(doc)
	switch kind {
	case "gum":
		for _, t := range doc.Times {
			if t.Kind == "date" || t.Kind == "time" {
				out = append(out, ends(doc, t)...)
			}
		}
	case "timex":
		for _, t := range doc.Times {
			out = append(out, temporalItem{start: t.Start, end: t.End, iso: t.Value})
		}
	case "money", "percent":
		for _, q := range doc.Quantities {
			if q.Kind != kind {
				continue
			}
			it := temporalItem{start: q.Start, end: q.End, value: q.Value, currency: q.Currency}
			words := strings.ToLower(doc.Cut(q.Span))
			for _, part := range []string{"cent", "cents", "penny", "pennies", "¢", "c", "satoshi", "satoshis"} {
				f := strings.Fields(words)
				if len(f) == 2 && f[1] == part || strings.HasSuffix(words, "¢") && part == "¢" {
					it.value *= 100
					it.currency = "cent"
					if part[0] == 's' {
						it.value *= 1e6
					}
				}
			}
			out = append(out, it)
		}
	}
	return out
}

// ends makes the dates of GUM of one time expression: a range in so many words
// ("2004 to 2009") is two of them.
func ends(doc *nlp.Document, t nlp.Timex) []temporalItem {
	a, b, isRange := strings.Cut(t.Value, "/")
	whole := temporalItem{start: t.Start, end: t.End, iso: t.Value}
	whole.from, whole.to = firstDay(a), lastDay(a)
	if isRange {
		whole.to = lastDay(b)
	}
	if !isRange {
		return []temporalItem{whole}
	}
	for k := t.First + 1; k+1 < t.Last; k++ {
		switch strings.ToLower(doc.Tokens[k].Text) {
		case "to", "-", "--", "through", "until", "till", "and", "–":
			if !mentionsDate(doc, t.First, k) || !mentionsDate(doc, k+1, t.Last) {
				continue
			}
			first := temporalItem{start: t.Start, end: doc.Tokens[k-1].End, iso: a, from: firstDay(a), to: lastDay(a)}
			second := temporalItem{start: doc.Tokens[k+1].Start, end: t.End, iso: b, from: firstDay(b), to: lastDay(b)}
			return []temporalItem{first, second}
		}
	}
	return []temporalItem{whole}
}

// mentionsDate reports whether the tokens hold a number or a capital letter,
// as both ends of a range do, unlike "mid" in "mid - 1980s".
func mentionsDate(doc *nlp.Document, first, last int) bool {
	for _, t := range doc.Tokens[first:last] {
		for _, r := range t.Text {
			if unicode.IsDigit(r) || unicode.IsUpper(r) {
				return true
			}
		}
	}
	return false
}

func firstDay(iso string) string {
	switch len(iso) {
	case 4:
		return iso + "-01-01"
	case 7:
		return iso + "-01"
	}
	return iso
}

func lastDay(iso string) string {
	switch len(iso) {
	case 4:
		return iso + "-12-31"
	case 7:
		if t, err := time.Parse("2006-01", iso); err == nil {
			return t.AddDate(0, 1, -1).Format("2006-01-02")
		}
	}
	return iso
}

// scoreRow matches gold to findings as the benchmark's own scorer does: each
// gold span takes the free finding with the longest overlap.
func scoreRow(s *TemporalScore, kind string, row temporalRow, items []temporalItem) {
	s.Inputs++
	s.System += len(items)
	at := make([]int, 0, len(row.Text)+1) // byte of each code point
	for i := range row.Text {
		at = append(at, i)
	}
	at = append(at, len(row.Text))
	used := make([]bool, len(items))
	for _, g := range row.Gold {
		if g.Start == nil || g.End == nil || *g.Start < 0 || *g.End >= len(at) || *g.Start > *g.End {
			continue
		}
		s.Gold++
		start, end := at[*g.Start], at[*g.End]
		best, overlap := -1, 0
		for i, it := range items {
			if o := min(end, it.end) - max(start, it.start); !used[i] && o > overlap {
				best, overlap = i, o
			}
		}
		if best < 0 {
			continue
		}
		it := items[best]
		used[best] = true
		s.Found++
		if it.start == start && it.end == end {
			s.Exact++
		}
		value, unit := rightValue(kind, g, it)
		if value {
			s.Right++
		}
		if value && unit {
			s.Unit++
		}
	}
}

// rightValue compares at the precision of the gold.
func rightValue(kind string, g temporalGold, it temporalItem) (value, unit bool) {
	switch kind {
	case "gum":
		if g.When != "" {
			return strings.HasPrefix(it.iso, g.When), it.iso == g.When
		}
		b, e := g.From+g.NotBefore, g.To+g.NotAfter
		if g.From != "" {
			b = g.From
		}
		if g.To != "" {
			e = g.To
		}
		ok := strings.HasPrefix(it.from, b) && strings.HasPrefix(it.to, e)
		return ok, ok
	case "timex":
		if g.Resolution != nil {
			for _, v := range g.Resolution.Values {
				if v.Timex != "" && v.Timex == it.iso {
					return true, true
				}
			}
		}
		return false, false
	}
	if g.Resolution == nil {
		return false, false
	}
	text, ok := g.Resolution.Value.(string)
	if !ok {
		return false, false
	}
	want, err := strconv.ParseFloat(strings.TrimSuffix(strings.ReplaceAll(text, ",", ""), "%"), 64)
	if err != nil || math.Abs(want-it.value) > 1e-6*math.Max(1, math.Abs(want)) {
		return false, false
	}
	return true, kind != "money" || rightCurrency(g.Resolution.Unit, g.Resolution.ISO, it.currency)
}

// rightCurrency compares a currency of Recognizers-Text or Duckling, which
// leave "$" and "£" open, with an ISO code.
func rightCurrency(unit, iso, got string) bool {
	if iso != "" {
		return iso == got
	}
	unit = strings.ToLower(unit)
	if strings.EqualFold(unit, got) {
		return true
	}
	switch unit {
	case "dollar", "unnamed":
		return got == "USD"
	case "pound":
		return got == "GBP"
	case "franc":
		return got == "CHF" || got == "FRF"
	case "rupee":
		return got == "INR"
	case "bitcoin":
		return got == "BTC"
	case "riyal":
		return got == "SAR"
	case "rial":
		return got == "IRR"
	case "dinar":
		return got == "KWD"
	case "penny", "satoshi":
		return got == "cent"
	}
	return false
}

// scoreDuckling reads "simple<TAB>Dollar 10<TAB>$10" and counts it as found,
// and exact, when any amount of the text has that value.
func scoreDuckling(s *TemporalScore, line string, finder *temporal.Finder, before []nlp.Stage) {
	f := strings.SplitN(line, "\t", 3)
	if len(f) < 3 || f[0] != "simple" {
		return
	}
	unit, number, _ := strings.Cut(f[1], " ")
	want, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return
	}
	s.Inputs++
	s.Gold++
	s.System++
	value, both := false, false
	for _, it := range temporalItems("money", f[2], "", finder, before) {
		if math.Abs(it.value-want) < 1e-6 {
			value = true
			both = both || rightCurrency(unit, "", it.currency)
		}
	}
	if value {
		s.Found++
		s.Right++
		s.Exact++
	}
	if both {
		s.Unit++
	}
}

// SplitSimply fills in sentences, one a line, and tokens, split at white space
// and at marks that do not stand within a number or an abbreviation. It serves
// to score and test a stage without those before it.
func SplitSimply(doc *nlp.Document) {
	text := doc.Article.Text
	for start := 0; start < len(text); {
		end := len(text)
		if k := strings.IndexByte(text[start:], '\n'); k >= 0 {
			end = start + k
		}
		first := len(doc.Tokens)
		space := true
		for i := start; i < end; {
			r, size := utf8.DecodeRuneInString(text[i:end])
			if unicode.IsSpace(r) {
				space = true
				i += size
				continue
			}
			j := i + size
			if k := strings.IndexAny(text[i:end], " \t"); strings.Contains(text[i:i+max(k, 0)], "://") {
				j = i + k
			} else if isWordRune(r) {
				j = simpleWord(text[:end], i)
			}
			doc.Tokens = append(doc.Tokens, nlp.Token{Span: nlp.Span{Start: i, End: j}, Text: text[i:j], Head: -1, Space: space})
			space = false
			i = j
		}
		if last := len(doc.Tokens); last > first {
			doc.Blocks = append(doc.Blocks, nlp.Block{Span: nlp.Span{Start: start, End: end}})
			doc.Sentences = append(doc.Sentences, nlp.Sentence{Span: nlp.Span{Start: start, End: end}, Block: len(doc.Blocks) - 1, First: first, Last: last})
		}
		start = end + 1
	}
}

// simpleWord is the end of the word that begins at i, with the marks inside
// "3.5", "o'clock" and the full stop of "Jan.".
func simpleWord(text string, i int) int {
	j := i
	for j < len(text) {
		r, size := utf8.DecodeRuneInString(text[j:])
		switch {
		case isWordRune(r):
		case (r == '.' || r == ',' || r == '\'') && j+1 < len(text) && text[j+1] < utf8.RuneSelf && isWordRune(rune(text[j+1])):
		case r == '.' && (j+1 == len(text) || text[j+1] == ' ') && abbreviated(text[i:j]):
			return j + 1
		default:
			return j
		}
		j += size
	}
	return j
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// abbreviated reports whether a full stop belongs to the short word before it.
func abbreviated(w string) bool {
	switch strings.ToLower(w) {
	case "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "rs", "mr", "mrs", "dr", "no", "st":
		return true
	}
	return strings.Contains(w, ".") || len(w) == 1 && !unicode.IsDigit(rune(w[0]))
}

// TemporalScores measures times and amounts, on text split simply and behind
// the shipped stages.
func TemporalScores(in Inputs) ([]Score, error) {
	finder, err := temporal.New(in.Models)
	if err != nil {
		return nil, err
	}
	segmenter, tagger, parser, err := syntax(in.Models)
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(in.Shared, "bench", "temporal")
	var out []Score
	for _, way := range []struct {
		name   string
		before []nlp.Stage
	}{{"split simply", nil}, {"raw text", []nlp.Stage{segmenter, tagger, parser}}} {
		scores, err := Temporal(dir, finder, way.before...)
		if err != nil {
			return nil, err
		}
		for _, s := range scores {
			out = append(out,
				Score{"temporal", s.File, way.name + ": span F1", 100 * s.F1(s.Found)},
				Score{"temporal", s.File, way.name + ": span and value F1", 100 * s.F1(s.Right)})
		}
	}
	return out, nil
}
