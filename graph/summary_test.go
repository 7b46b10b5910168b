package graph

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"reflect"
	"testing"

	"github.com/newsgraph/newsgraph/nlp"
)

func rich() Entry {
	e := report("a\x00b", say("Moscow court", "fines", "TikTok", on("2021-04-06"), func(c *nlp.Claim) {
		c.Amount = &nlp.Money{Quoted: nlp.Quoted{Text: "about $34,000", Start: 3, End: 9}, Value: 34000, Currency: "USD", Approximate: true,
			Also: []nlp.Money{{Quoted: nlp.Quoted{Text: "2.6m roubles", Start: 12, End: 24}, Value: 2_600_000, Currency: "RUB"}}}
		c.SaidBy, c.Place = named("Interfax", nlp.Organization), named("Moscow", nlp.Place)
		c.Reason = &nlp.Quoted{Text: "for it"}
	}), say("", "arrests", "Navalny", withStatus(nlp.Negated)), say("Dorsey", "resigns_from", ""))
	e.Mentions = append(e.Mentions, nlp.MentionRecord{Article: e.Article.ID, Text: "it", Entity: "tiktok", Name: "TikTok", Type: nlp.Organization, Kind: "pronoun", Start: 9, End: 11})
	return e
}

func mustSummarize(t testing.TB, e Entry) *summary {
	t.Helper()
	e, err := clean(e)
	if err != nil {
		t.Fatal(err)
	}
	r, err := newRecord(&e, "test")
	if err != nil {
		t.Fatal(err)
	}
	return summarize(r)
}

func TestSummary(t *testing.T) {
	odd := rich()
	odd.Claims[0].ID = "claim:of another form"
	for _, e := range append(sample(), rich(), odd, report("empty")) {
		want := mustSummarize(t, e)
		data := want.encode()
		got, current, err := decodeSummary(data)
		if err != nil || !current {
			t.Fatalf("decode: current %v, %v", current, err)
		}
		if !bytes.Equal(got.encode(), data) || !reflect.DeepEqual(got.article(), want.article()) || !reflect.DeepEqual(got.rows, want.rows) {
			t.Errorf("article %q:\ngot  %+v\nwant %+v", e.Article.ID, got, want)
		}
		for n := range data {
			if _, current, err := decodeSummary(data[:n]); err == nil && current {
				t.Fatalf("a summary cut at %d of %d bytes was read", n, len(data))
			}
		}
	}
}

// TestSummaryKeepsArticle checks that no field of an article is forgotten.
func TestSummaryKeepsArticle(t *testing.T) {
	var s summary
	s.words = []string{""}
	var fill func(v reflect.Value, name string)
	fill = func(v reflect.Value, name string) {
		for i := range v.NumField() {
			switch f := v.Field(i); f.Kind() {
			case reflect.Struct:
				fill(f, name)
			case reflect.String:
				f.SetString(v.Type().Field(i).Name)
			case reflect.Int:
				f.SetInt(7)
			case reflect.Slice:
				f.SetBytes([]byte("bytes"))
			default:
				t.Fatalf("a field of kind %v: teach summary.encode and this test", f.Kind())
			}
		}
	}
	fill(reflect.ValueOf(&s.stored).Elem(), "")
	got, _, err := decodeSummary(s.encode())
	if err != nil || !reflect.DeepEqual(got.stored, s.stored) {
		t.Errorf("got %+v, want %+v, %v", got.stored, s.stored, err)
	}
}

// TestSummaryVersion fails when the same article gives other bytes: then
// summaryVersion has to change, or stores go on with what they have.
func TestSummaryVersion(t *testing.T) {
	s := mustSummarize(t, rich())
	s.Signature = nil // has a form of its own
	const want = "version 3, 995466255bd96803"
	sum := sha256.Sum256(s.encode())
	if got := fmt.Sprintf("version %d, %x", summaryVersion, sum[:8]); got != want {
		t.Errorf("got %s, want %s: raise summaryVersion and set it here", got, want)
	}
}

func FuzzDecodeSummary(f *testing.F) {
	f.Add(mustSummarize(f, rich()).encode())
	f.Fuzz(func(t *testing.T, data []byte) {
		s, current, err := decodeSummary(data)
		if err != nil || !current {
			return
		}
		// What was read can be used.
		x := newIndex(nil, nil)
		x.add(s)
		s.article()
	})
}
