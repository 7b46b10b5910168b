package event

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// stories reads the articles of a file: its names are "ID DATE".
func stories(t testing.TB, ar *txtar.Archive) (ids []string, published []int32, texts []string) {
	for _, f := range ar.Files {
		if f.Name == "clusters" {
			continue
		}
		id, date, _ := strings.Cut(f.Name, " ")
		day, _ := readDays(t, date)
		ids, published, texts = append(ids, id), append(published, day), append(texts, string(f.Data))
	}
	return ids, published, texts
}

func clustersOf(c *Copies, ids []string) string {
	var out []string
	for _, id := range ids {
		if c.Cluster(id) == id {
			out = append(out, fmt.Sprintf("%s: %s\n", id, strings.Join(c.Members(id), " ")))
		}
	}
	slices.Sort(out)
	return strings.Join(out, "")
}

func TestCopies(t *testing.T) {
	files, err := filepath.Glob("testdata/copies/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			ids, published, texts := stories(t, ar)
			var c Copies
			for i, id := range ids {
				c.Add(id, published[i], Read(texts[i]))
				for j := range i {
					a, b := Read(texts[i]), Read(texts[j])
					t.Logf("%s %s: %.2f", id, ids[j], a.Resemblance(&b))
				}
			}
			got := clustersOf(&c, ids)
			last := &ar.Files[len(ar.Files)-1]
			if *update {
				last.Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if want := string(last.Data); got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}

// The clusters depend on the articles alone: not on their order, nor on what
// was there in between. What Add and Remove return is all that has changed.
func TestCopiesInAnyOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	ids, published, signatures := family(rng, 60)
	var want string
	for round := range 20 {
		var c Copies
		known := map[string]string{}
		check := func(changed []string) {
			t.Helper()
			for _, id := range ids {
				now := c.Cluster(id)
				if before, ok := known[id]; ok && before != now && !slices.Contains(changed, id) {
					t.Fatalf("%s went from %s to %s unannounced", id, before, now)
				}
				known[id] = now
			}
		}
		for _, i := range rng.Perm(len(ids)) {
			check(c.Add(ids[i], published[i], signatures[i]))
		}
		for _, i := range rng.Perm(len(ids))[:30] {
			check(c.Remove(ids[i]))
			if rng.IntN(3) == 0 {
				check(c.Add("extra", 20200101, signatures[rng.IntN(len(ids))]))
			}
			defer c.Remove("extra")
			check(c.Remove("extra"))
			check(c.Add(ids[i], published[i], signatures[i]))
			check(c.Add(ids[i], published[i], signatures[i]))
		}
		got := clustersOf(&c, ids)
		if round == 0 {
			want = got
			if n := strings.Count(got, "\n"); n < 5 || n > 40 {
				t.Fatalf("%d clusters of %d articles try nothing", n, len(ids))
			}
		}
		if got != want {
			t.Fatalf("round %d: got\n%swant\n%s", round, got, want)
		}
		for _, id := range ids {
			c.Remove(id)
		}
		if len(c.bands) != 0 || len(c.byID) != 0 || len(c.spare) != len(c.clusters) || len(c.free) != len(c.texts) {
			t.Fatalf("emptied, it keeps %d bands, %d ids, %d clusters", len(c.bands), len(c.byID), len(c.clusters)-len(c.spare))
		}
	}
}

// family makes n articles, most of them edits of few.
func family(rng *rand.Rand, n int) (ids []string, published []int32, signatures []Signature) {
	var bases [][]string
	for range n / 6 {
		bases = append(bases, prose(rng, 200))
	}
	for i := range n {
		words := slices.Clone(bases[rng.IntN(len(bases))])
		for range rng.IntN(20) {
			words[rng.IntN(len(words))] = word(rng)
		}
		words = words[:len(words)-rng.IntN(60)]
		ids = append(ids, fmt.Sprintf("a%03d", i))
		published = append(published, int32(20210100+rng.IntN(3)))
		signatures = append(signatures, Read(strings.Join(words, " ")))
	}
	return ids, published, signatures
}

func prose(rng *rand.Rand, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = word(rng)
	}
	return out
}

// word draws one of 20,000 words, the first ones often.
func word(rng *rand.Rand) string {
	f := rng.Float64()
	return fmt.Sprintf("w%d", int(20000*f*f*f))
}

// The estimate comes near the part that two texts share.
func TestResemblance(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	const rounds = 200
	bias, worst := 0.0, 0.0
	for range rounds {
		a := prose(rng, 100+rng.IntN(300))
		b := append(slices.Clone(a[:rng.IntN(len(a))]), prose(rng, rng.IntN(200))...)
		x, y := strings.Join(a, " "), strings.Join(b, " ")
		all := map[uint64]int{}
		for _, text := range []string{x, y} {
			for _, h := range shingles(text, false) {
				all[h]++
			}
		}
		both := 0
		for _, n := range all {
			both += n - 1
		}
		s, r := Read(x), Read(y)
		off := s.Resemblance(&r) - float64(both)/float64(len(all))
		bias += off / rounds
		worst = max(worst, math.Abs(off))
	}
	// The standard error of 96 draws is 0.05 at most.
	if math.Abs(bias) > 0.01 || worst > 0.2 {
		t.Errorf("the estimate is off by %.3f in the mean, by %.2f at worst", bias, worst)
	}
}

func TestSignatureBinary(t *testing.T) {
	s := Read("A court in the capital has fined a company for the second time this year.")
	b, err := s.AppendBinary(nil)
	if err != nil || len(b) != SignatureSize {
		t.Fatalf("%d bytes, %v", len(b), err)
	}
	var got Signature
	if err := got.UnmarshalBinary(b); err != nil || got != s {
		t.Errorf("got %v, %v", got, err)
	}
	if err := got.UnmarshalBinary(b[1:]); err == nil {
		t.Error("a byte short: no error")
	}
}

func FuzzRead(f *testing.F) {
	f.Add("“We had \"three hours”", "\xff\x00 a b c d e f")
	f.Add("", "one two three four five six seven eight nine ten")
	f.Fuzz(func(t *testing.T, a, b string) {
		x, y := Read(a), Read(b)
		if x != Read(a) {
			t.Error("two readings differ")
		}
		if x.CopyOf(&y) != y.CopyOf(&x) {
			t.Error("a is a copy of b, but b not of a")
		}
		if x.Shingles > 0 && !x.CopyOf(&x) {
			t.Error("not a copy of itself")
		}
	})
}

func BenchmarkRead(b *testing.B) {
	text := strings.Join(prose(rand.New(rand.NewPCG(1, 2)), 600), " ")
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Read(text)
	}
}

// BenchmarkCopies takes in 100,000 articles, a third of them copies.
func BenchmarkCopies(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	const n = 100_000
	signatures := make([]Signature, 0, n)
	for len(signatures) < n {
		words := prose(rng, 150)
		signatures = append(signatures, Read(strings.Join(words, " ")))
		if rng.IntN(2) == 0 {
			signatures = append(signatures, Read(strings.Join(words[:110], " ")))
		}
	}
	for b.Loop() {
		var c Copies
		for i := range signatures {
			c.Add(fmt.Sprint("article-", i), int32(20200101+i%28), signatures[i])
		}
	}
}
