package conll

import (
	"bytes"
	"strings"
	"testing"
)

const sample = `# newdoc id = d1
# newpar
# sent_id = d1-1
# text = "Don't," he said.
1	"	"	PUNCT	` + "``" + `	_	2	punct	_	SpaceAfter=No
2-3	Don't	_	_	_	_	_	_	_	SpaceAfter=No
2	Do	do	AUX	VBP	_	5	aux	_	_
3	n't	not	PART	RB	_	2	advmod	_	_
3.1	go	go	VERB	VB	_	_	_	_	_
4	,"	,"	PUNCT	,	_	2	punct	_	_
5	he	he	PRON	PRP	_	6	nsubj	_	Entity=(1)
6	said	say	VERB	VBD	_	0	root	_	SpaceAfter=No
7	.	.	PUNCT	.	_	6	punct	_	_

# sent_id = d1-2
1	Yes	yes	INTJ	UH	_	0	root	_	_
`

func read(t *testing.T, text string) []Sentence {
	t.Helper()
	var out []Sentence
	for s, err := range Read(strings.NewReader(text)) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

func TestRead(t *testing.T) {
	sents := read(t, sample)
	if len(sents) != 2 || len(sents[0].Tokens) != 7 {
		t.Fatalf("got %d sentences, %v", len(sents), sents)
	}
	s := sents[0]
	if s.Doc != "d1" || s.ID != "d1-1" || !s.NewPar || sents[1].Doc != "d1" || sents[1].NewPar {
		t.Errorf("sentence %+v", s)
	}
	if tok := s.Tokens[5]; tok.Form != "said" || tok.Lemma != "say" || tok.XPOS != "VBD" || tok.Head != -1 || tok.Rel != "root" || tok.Space {
		t.Errorf("token %+v", tok)
	}
	article, spans := Article(sents)
	if want := "\"Don't,\" he said. Yes "; article.Text != want {
		t.Errorf("got text %q, want %q", article.Text, want)
	}
	for i := range sents {
		for j, tok := range sents[i].Tokens {
			if got := article.Text[spans[i][j].Start:spans[i][j].End]; got != tok.Form {
				t.Errorf("span of %q is of %q", tok.Form, got)
			}
		}
	}
}

func TestWrite(t *testing.T) {
	sents := read(t, sample)
	var b bytes.Buffer
	for i := range sents {
		if err := Write(&b, &sents[i]); err != nil {
			t.Fatal(err)
		}
	}
	again := read(t, b.String())
	for i := range sents {
		for j, want := range sents[i].Tokens {
			want.Space = again[i].Tokens[j].Space // joined words are not written
			if got := again[i].Tokens[j]; got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		}
	}
}

func TestReadErrors(t *testing.T) {
	for _, text := range []string{"1\ttoo\tfew\n", "x\ta\ta\tX\tX\t_\t0\troot\t_\t_\n", "2\ta\ta\tX\tX\t_\t0\troot\t_\t_\n"} {
		failed := false
		for _, err := range Read(strings.NewReader(text)) {
			failed = failed || err != nil
		}
		if !failed {
			t.Errorf("%q gave no error", text)
		}
	}
}

func TestDocument(t *testing.T) {
	doc := Document(read(t, sample))
	if len(doc.Sentences) != 2 || len(doc.Tokens) != 8 {
		t.Fatalf("%d sentences, %d tokens", len(doc.Sentences), len(doc.Tokens))
	}
	for _, tok := range doc.Tokens {
		if got := Fold(doc.Cut(tok.Span)); got != tok.Text {
			t.Errorf("span of %q is of %q", tok.Text, got)
		}
	}
}
