package nn

import "math"

// Matrix is a dense matrix, row after row.
type Matrix struct {
	Rows, Cols int
	Data       []float32
}

// NewMatrix returns a matrix of zeros.
func NewMatrix(rows, cols int) Matrix {
	return Matrix{rows, cols, make([]float32, rows*cols)}
}

// Row returns row i; writing to it changes the matrix.
func (m Matrix) Row(i int) []float32 { return m.Data[i*m.Cols : (i+1)*m.Cols : (i+1)*m.Cols] }

// MulVec sets dst[i] to the product of row i and x, plus bias[i] where bias is
// not nil. dst holds at least Rows elements.
func (m Matrix) MulVec(dst, x, bias []float32) {
	for i := range m.Rows {
		s := Dot(m.Row(i), x)
		if bias != nil {
			s += bias[i]
		}
		dst[i] = s
	}
}

// Quantized is a matrix of int8 with one scale a row: element (i, j) is
// Scale[i]*Data[i*Cols+j]. A single scale for the whole matrix loses the rows
// of rare features, which are small.
type Quantized struct {
	Rows, Cols int
	Data       []int8
	Scale      []float32
}

// Quantize rounds m to int8. The largest element of each row becomes 127.
func Quantize(m Matrix) Quantized {
	q := Quantized{m.Rows, m.Cols, make([]int8, m.Rows*m.Cols), make([]float32, m.Rows)}
	for i := range m.Rows {
		row := m.Row(i)
		var top float64
		for _, x := range row {
			top = max(top, math.Abs(float64(x)))
		}
		if top == 0 || math.IsInf(top, 0) || math.IsNaN(top) {
			continue
		}
		q.Scale[i] = float32(top / 127)
		for j, x := range row {
			q.Data[i*m.Cols+j] = int8(math.Round(float64(x) / top * 127))
		}
	}
	return q
}

// Row writes row i to dst, which holds at least Cols elements.
func (q Quantized) Row(i int, dst []float32) {
	s := q.Scale[i]
	for j, x := range q.Data[i*q.Cols : (i+1)*q.Cols] {
		dst[j] = s * float32(x)
	}
}

// AddRow adds row i to dst, which holds at least Cols elements.
func (q Quantized) AddRow(i int, dst []float32) {
	if s := q.Scale[i]; s != 0 {
		AxpyInt8(s, q.Data[i*q.Cols:(i+1)*q.Cols], dst)
	}
}

// Dense returns the matrix in float32.
func (q Quantized) Dense() Matrix {
	m := NewMatrix(q.Rows, q.Cols)
	for i := range q.Rows {
		q.Row(i, m.Row(i))
	}
	return m
}
