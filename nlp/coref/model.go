package coref

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/newsgraph/newsgraph/nlp/nn"
)

// Model scores "phrase m has antecedent a" and "phrase m is new". Each feature
// is hashed to a row of a table, which holds one wide weight and Hidden deep
// ones (Cheng et al. 2016, "Wide & Deep Learning"):
//
//	score = sum of wide weights + Out . relu(Bias + sum of deep rows)
//
// Features of m alone and of a alone are deep only and are summed once for
// each phrase, so that a pair costs no more than its own features.
type Model struct {
	Bits   int       // the table has 1<<Bits rows
	Hidden int       // deep weights a row
	Table  []float32 // rows of 1+Hidden
	Bias   []float32 // Hidden for pairs, then Hidden for new
	Out    []float32 // likewise
}

// NewModel returns a model of zeros.
func NewModel(bits, hidden int) *Model {
	return &Model{
		Bits: bits, Hidden: hidden, Table: make([]float32, (1+hidden)<<bits),
		Bias: make([]float32, 2*hidden), Out: make([]float32, 2*hidden),
	}
}

// Row returns the table's row of a feature.
func (m *Model) Row(feature uint32) []float32 {
	i := int(feature>>(32-m.Bits)) * (1 + m.Hidden)
	return m.Table[i : i+1+m.Hidden : i+1+m.Hidden]
}

const modelKind = "coref"

// Encode writes a model file of package nn with the sections
//
//	shape   bytes: Bits, Hidden
//	used    uint32 row numbers, in order, of the rows that are not all zero
//	table   those rows, int8 with a scale each
//	bias, out
func (m *Model) Encode() []byte {
	w := nn.NewModelWriter(modelKind)
	w.Bytes("shape", []byte{byte(m.Bits), byte(m.Hidden)})
	width := 1 + m.Hidden
	var used []byte
	q := nn.Quantized{Cols: width}
	for i := 0; i < 1<<m.Bits; i++ {
		row := m.Table[i*width : (i+1)*width]
		top := float32(0)
		for _, x := range row {
			top = max(top, float32(math.Abs(float64(x))))
		}
		if top == 0 {
			continue
		}
		used = binary.LittleEndian.AppendUint32(used, uint32(i))
		scale := top / 127
		q.Scale = append(q.Scale, scale)
		for _, x := range row {
			q.Data = append(q.Data, int8(math.RoundToEven(float64(x/scale))))
		}
		q.Rows++
	}
	w.Bytes("used", used)
	w.Quantized("table", q)
	w.Floats("bias", m.Bias)
	w.Floats("out", m.Out)
	return w.File()
}

// OpenModel reads what Encode wrote.
func OpenModel(file []byte) (*Model, error) {
	f, err := nn.OpenModel(file, modelKind)
	if err != nil {
		return nil, err
	}
	shape, err := f.Bytes("shape")
	if err != nil {
		return nil, err
	}
	if len(shape) != 2 || shape[0] < 1 || shape[0] > 24 {
		return nil, fmt.Errorf("coref: model: bad shape %v", shape)
	}
	m := NewModel(int(shape[0]), int(shape[1]))
	used, err := f.Bytes("used")
	if err != nil {
		return nil, err
	}
	q, err := f.Quantized("table")
	if err != nil {
		return nil, err
	}
	if m.Bias, err = f.Floats("bias"); err != nil {
		return nil, err
	}
	if m.Out, err = f.Floats("out"); err != nil {
		return nil, err
	}
	width := 1 + m.Hidden
	if q.Cols != width || len(used) != 4*q.Rows || len(m.Bias) != 2*m.Hidden || len(m.Out) != 2*m.Hidden {
		return nil, fmt.Errorf("coref: model: sections do not fit each other")
	}
	for k := range q.Rows {
		i := int(binary.LittleEndian.Uint32(used[4*k:]))
		if i >= 1<<m.Bits {
			return nil, fmt.Errorf("coref: model: row %d of %d", i, 1<<m.Bits)
		}
		for j := range width {
			m.Table[i*width+j] = float32(q.Data[k*width+j]) * q.Scale[k]
		}
	}
	return m, nil
}

// deep adds the deep rows of the features to sum.
func (m *Model) deep(sum []float32, features []uint32) {
	for _, f := range features {
		row := m.Row(f)[1:]
		for k := range sum {
			sum[k] += row[k]
		}
	}
}

// wide adds the rows of the features, wide weight included, and finishes the
// score with the output weights. sum is overwritten.
func (m *Model) score(sum []float32, features []uint32, out []float32) float32 {
	score := float32(0)
	for _, f := range features {
		row := m.Row(f)
		score += row[0]
		row = row[1 : 1+len(sum)]
		for k := range sum {
			sum[k] += row[k]
		}
	}
	for k, x := range sum {
		if x > 0 {
			score += x * out[k]
		}
	}
	return score
}
