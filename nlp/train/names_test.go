package train

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/newsgraph/newsgraph/nlp/eval"
)

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReadGUM(t *testing.T) {
	line := func(id, form, upos, xpos, head, rel, entity string) string {
		misc := "_"
		if entity != "" {
			misc = "Entity=" + entity + "|SpaceAfter=No"
		}
		return strings.Join([]string{id, form, form, upos, xpos, "_", head, rel, "_", misc}, "\t") + "\n"
	}
	text := "# newdoc id = GUM_news_x\n# sent_id = 1\n# text = x\n" +
		line("1", "The", "DET", "DT", "2", "det", "(1-organization-new") +
		line("2", "Bank", "PROPN", "NNP", "6", "nsubj", "") +
		line("3", "of", "ADP", "IN", "4", "case", "") +
		line("4", "England", "PROPN", "NNP", "2", "nmod", "(2-place-new)1)") +
		line("5", "'s", "PART", "POS", "2", "case", "") +
		line("6", "boss", "NOUN", "NN", "0", "root", "(3-person-new)") +
		"\n# newdoc id = GUM_fiction_y\n# sent_id = 2\n# text = x\n" +
		line("1", "Ann", "PROPN", "NNP", "0", "root", "(1-person-new)") + "\n"
	got, err := readGUM(write(t, "gum.conllu", text), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"O", "B-ORG", "I-ORG", "I-ORG", "O", "O"}
	if len(got) != 1 || !reflect.DeepEqual(got[0].Labels, want) {
		t.Errorf("got %+v, want one sentence labelled %v", got, want)
	}
}

func TestReadReDocRED(t *testing.T) {
	text := `[{"title":"T","sents":[["The","Red","Cross","'s","Russian","office","."]],"vertexSet":[
		[{"type":"ORG","pos":[0,4],"sent_id":0}],
		[{"type":"LOC","pos":[4,5],"sent_id":0}],
		[{"type":"TIME","pos":[5,6],"sent_id":0}],
		[{"type":"PER","pos":[5,99],"sent_id":0},{"type":"PER","pos":[0,1],"sent_id":7}]]}]`
	got, err := readReDocRED(write(t, "r.json", text), map[string]bool{"russian": true})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"O", "B-ORG", "I-ORG", "O", "O", "O", "O"}
	if len(got) != 1 || !reflect.DeepEqual(got[0].Labels, want) {
		t.Errorf("got %+v, want labels %v", got, want)
	}
	if _, err := readReDocRED(write(t, "r.json", "[{"), nil); err == nil {
		t.Error("a cut file reads without error")
	}
}

func TestMarkNames(t *testing.T) {
	s := eval.NameSentence{Words: strings.Fields("a b c d e")}
	markNames(&s, []nameSpan{{1, 2, "LOC"}, {1, 4, "ORG"}, {4, 5, "PER"}, {4, 9, "PER"}, {3, 3, "PER"}})
	want := []string{"O", "B-ORG", "I-ORG", "I-ORG", "B-PER"}
	if !reflect.DeepEqual(s.Labels, want) {
		t.Errorf("got %v, want %v", s.Labels, want)
	}
}

func TestReadCities(t *testing.T) {
	field := func(tag byte, s string) string { return string([]byte{tag<<3 | 2, byte(len(s))}) + s }
	number := func(tag byte, n byte) string { return string([]byte{tag << 3, n}) }
	message := number(1, 5) + field(2, "Perm") + field(3, "RU") + number(9, 42)
	got, err := readCities([]byte(string([]byte{byte(len(message))}) + message))
	if err != nil || len(got) != 1 || got[0] != (city{"Perm", 42}) {
		t.Errorf("got %v, %v", got, err)
	}
	for _, bad := range []string{"\xff", "\x05\x12", "\x02\x12\x09", "\x02\x0d\x01", "\x01\x80"} {
		if _, err := readCities([]byte(bad)); err == nil {
			t.Errorf("%q reads without error", bad)
		}
	}
}

func TestPlain(t *testing.T) {
	if got := plain("Allahābād"); got != "Allahabad" {
		t.Errorf("got %q", got)
	}
}
