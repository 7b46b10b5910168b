package segment

import (
	"strings"
	"testing"

	"github.com/newsgraph/newsgraph/nlp"
)

// words makes a document of sentences whose tokens stand between spaces.
func words(sentences ...string) *nlp.Document {
	doc := &nlp.Document{}
	for _, s := range sentences {
		first := len(doc.Tokens)
		for _, w := range strings.Fields(s) {
			doc.Tokens = append(doc.Tokens, nlp.Token{Text: w})
		}
		doc.Sentences = append(doc.Sentences, nlp.Sentence{First: first, Last: len(doc.Tokens)})
	}
	return doc
}

func TestTruecase(t *testing.T) {
	body := strings.Repeat("The regulator in Russia asked TikTok and RIAA to act on videos soon . ", 5)
	for _, c := range []struct{ title, body, want string }{
		{"Russia Pressures Tiktok to Censor Explosion of Posts", body, "Russia pressures Tiktok to censor explosion of posts"},
		{"Russia asks a platform to remove several long posts", body, "Russia asks a platform to remove several long posts"},
		{"Russia Pressures Tiktok to Censor Posts", "Too short .", "Russia Pressures Tiktok to Censor Posts"},
		{"RIAA Sends Notice to Large Platform", body, "RIAA sends notice to large platform"},
	} {
		doc := words(c.title, c.body)
		truecase(doc)
		var got []string
		for _, tok := range doc.Sent(0) {
			got = append(got, tok.Text)
		}
		if g := strings.Join(got, " "); g != c.want {
			t.Errorf("truecase(%q) = %q, want %q", c.title, g, c.want)
		}
	}
}
