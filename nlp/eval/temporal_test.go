package eval

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/temporal"
)

func temporalFinder(t *testing.T) *temporal.Finder {
	t.Helper()
	f, err := temporal.New(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// The benchmark is not part of the repository: NEWSGRAPH_SHARED names the
// directory above it.
func TestTemporalBenchmark(t *testing.T) {
	shared := os.Getenv("NEWSGRAPH_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	dir := filepath.Join(shared, "bench", "temporal")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no benchmark of times and amounts: %v; set NEWSGRAPH_SHARED", err)
	}
	scores, err := Temporal(dir, temporalFinder(t))
	if err != nil {
		t.Fatal(err)
	}
	least := map[string]float64{
		"gum_dates_dev news": 0.85, "gum_dates_dev": 0.75, "recognizers_currency_dev": 0.92,
		"recognizers_number_dev": 0.80, "duckling_money": 0.85,
	}
	for _, s := range scores {
		t.Log(s)
		if got := s.F1(s.Right); got < least[s.File] {
			t.Errorf("%s: F1 of span and value %.3f, want at least %.3f", s.File, got, least[s.File])
		}
	}
}

func TestScoreTemporalRow(t *testing.T) {
	at := func(n int) *int { return &n }
	row := temporalRow{Text: "é in 2004 to 2009", Gold: []temporalGold{
		{Start: at(5), End: at(9), When: "2004"},
		{Start: at(13), End: at(17), When: "2009"},
	}}
	items := temporalItems("gum", row.Text, "2020-01-01", temporalFinder(t), nil)
	var s TemporalScore
	scoreRow(&s, "gum", row, items)
	if s.Gold != 2 || s.System != 2 || s.Found != 2 || s.Exact != 2 || s.Right != 2 {
		t.Errorf("got %+v, want both years found with their ends and values", s)
	}
	s = TemporalScore{}
	scoreRow(&s, "gum", row, []temporalItem{{start: 6, end: 8, iso: "2005"}})
	if s.Found != 1 || s.Exact != 0 || s.Right != 0 || s.F1(s.Found) != 2.0/3 {
		t.Errorf("got %+v, want one overlap with the wrong value", s)
	}
}

func TestSplitSimply(t *testing.T) {
	doc := &nlp.Document{Article: nlp.Article{Text: "On Jan. 5, é $3.5m\n\n see https://a.b/2017/1 ."}}
	SplitSimply(doc)
	var got []string
	for _, tok := range doc.Tokens {
		if tok.Text != doc.Cut(tok.Span) {
			t.Errorf("token %q at %v of the text", tok.Text, tok.Span)
		}
		got = append(got, tok.Text)
	}
	want := []string{"On", "Jan.", "5", ",", "é", "$", "3.5m", "see", "https://a.b/2017/1", "."}
	if len(doc.Sentences) != 2 || len(got) != len(want) {
		t.Fatalf("got %d sentences and %q, want 2 and %q", len(doc.Sentences), got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("token %d: got %q, want %q", i, got[i], want[i])
		}
	}
}
