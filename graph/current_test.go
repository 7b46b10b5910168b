package graph

import "testing"

// Analysis finds titles and dates in the text; the article that is read again
// has none of them, and is current all the same.
func TestCurrentComparesWithWhatWasRead(t *testing.T) {
	s := openTest(t)
	e := sample()[0]
	given := e.Article
	given.Title, given.Published, given.Source = "", "", ""
	e.Given = &given
	mustAdd(t, s, e)
	if !s.Current(given) {
		t.Error("Current is false for the article as it was read")
	}
	if info, _, _, err := s.Article(given.ID); err != nil || info.Title != e.Article.Title {
		t.Errorf("stored title: got %q, %v, want %q", info.Title, err, e.Article.Title)
	}
	given.Title = "Given now"
	if s.Current(given) {
		t.Error("Current is true for an article that now gives its title")
	}
}
