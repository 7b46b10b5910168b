package segment

import "github.com/jdkato/prose/v2"

// proseModel is what prose wants to be handed so that it loads no model of its
// own; its tokenizer, the one part used here, reads nothing from it.
var proseModel = new(prose.Model)

// prosePieces asks prose to split one word. It reports false where prose
// panics, as it does on words whose lower-case form has another length.
//
// prose works word by word, without looking at the neighbours, so asking for
// one word at a time gives the tokens that it would give for a whole text, and
// the answer can be remembered. Its sentence splitter is left alone: it reads
// its table anew on every call, 50 ms each time.
func prosePieces(word string) (pieces []prose.Token, ok bool) {
	defer func() {
		if recover() != nil {
			pieces, ok = nil, false
		}
	}()
	doc, err := prose.NewDocument(word, prose.UsingModel(proseModel),
		prose.WithSegmentation(false), prose.WithTagging(false), prose.WithExtraction(false))
	if err != nil {
		return nil, false
	}
	return doc.Tokens(), true
}

// proseCuts marks in cut where prose splits word. Its answer carries no
// offsets and now and then loses characters; then it counts for nothing.
func proseCuts(word string, cut []bool) {
	pieces, ok := prosePieces(word)
	if !ok {
		return
	}
	at := 0
	for _, p := range pieces {
		if len(word)-at < len(p.Text) || word[at:at+len(p.Text)] != p.Text {
			return
		}
		at += len(p.Text)
	}
	if at != len(word) {
		return
	}
	at = 0
	for _, p := range pieces {
		at += len(p.Text)
		cut[at] = true
	}
}
