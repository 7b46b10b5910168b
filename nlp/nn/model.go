package nn

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
	"unsafe"
)

// A model file is little-endian:
//
//	magic    8 bytes "NGMODEL1"
//	kind     string: what the model is for, "ner", "tag", ...
//	sections until 4 bytes before the end, each
//	    name   string
//	    form   byte: 'b' bytes, 'f' float32, 'q' int8 with a float32 scale a row
//	    rows   uint32
//	    cols   uint32
//	    data   'b' rows*cols bytes; 'f' rows*cols float32; 'q' rows float32 scales, then rows*cols int8
//	crc32    uint32, Castagnoli, of everything before it
//
// A string is a uint32 length and its bytes.
const modelMagic = "NGMODEL1"

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// ModelWriter builds a model file. Sections are written in the order of the
// calls; names must differ.
type ModelWriter struct{ b []byte }

// NewModelWriter starts a model of the given kind.
func NewModelWriter(kind string) *ModelWriter {
	w := &ModelWriter{b: []byte(modelMagic)}
	w.string(kind)
	return w
}

func (w *ModelWriter) uint32(x int) { w.b = binary.LittleEndian.AppendUint32(w.b, uint32(x)) }

func (w *ModelWriter) string(s string) {
	w.uint32(len(s))
	w.b = append(w.b, s...)
}

func (w *ModelWriter) section(name string, form byte, rows, cols int) {
	w.string(name)
	w.b = append(w.b, form)
	w.uint32(rows)
	w.uint32(cols)
}

func (w *ModelWriter) floats(x []float32) {
	for _, v := range x {
		w.b = binary.LittleEndian.AppendUint32(w.b, math.Float32bits(v))
	}
}

// Bytes adds a section of plain bytes, such as labels or JSON.
func (w *ModelWriter) Bytes(name string, data []byte) {
	w.section(name, 'b', 1, len(data))
	w.b = append(w.b, data...)
}

// Matrix adds a section of float32.
func (w *ModelWriter) Matrix(name string, m Matrix) {
	w.section(name, 'f', m.Rows, m.Cols)
	w.floats(m.Data)
}

// Floats adds a vector as a matrix of one row.
func (w *ModelWriter) Floats(name string, x []float32) {
	w.Matrix(name, Matrix{1, len(x), x})
}

// Quantized adds a section of int8 rows.
func (w *ModelWriter) Quantized(name string, q Quantized) {
	w.section(name, 'q', q.Rows, q.Cols)
	w.floats(q.Scale)
	for _, v := range q.Data {
		w.b = append(w.b, byte(v))
	}
}

// File returns the finished file.
func (w *ModelWriter) File() []byte {
	return binary.LittleEndian.AppendUint32(w.b[:len(w.b):len(w.b)], crc32.Checksum(w.b, castagnoli))
}

type section struct {
	form       byte
	rows, cols int
	data       []byte
}

// Model is an opened model file. It keeps the bytes that it was opened on.
type Model struct {
	kind     string
	sections map[string]section
}

// OpenModel checks the file's sum and kind and finds its sections.
func OpenModel(file []byte, kind string) (*Model, error) {
	if len(file) < len(modelMagic)+4 || string(file[:len(modelMagic)]) != modelMagic {
		return nil, fmt.Errorf("nn: %s model: not a model file", kind)
	}
	body := file[:len(file)-4]
	if crc32.Checksum(body, castagnoli) != binary.LittleEndian.Uint32(file[len(body):]) {
		return nil, fmt.Errorf("nn: %s model: checksum differs, the file is damaged", kind)
	}
	r := reader{b: body[len(modelMagic):]}
	m := &Model{kind: r.string(), sections: map[string]section{}}
	if m.kind != kind {
		return nil, fmt.Errorf("nn: %s model: file is of kind %q", kind, m.kind)
	}
	for len(r.b) > 0 && !r.short {
		name := r.string()
		s := section{form: r.byte(), rows: r.uint32(), cols: r.uint32()}
		if s.rows > len(r.b) || s.cols > len(r.b) { // so that the product cannot overflow
			r.short = true
			break
		}
		n := s.rows * s.cols
		switch s.form {
		case 'b':
		case 'f':
			n *= 4
		case 'q':
			n += 4 * s.rows
		default:
			return nil, fmt.Errorf("nn: %s model: section %q has unknown form %q", kind, name, s.form)
		}
		s.data = r.bytes(n)
		m.sections[name] = s
	}
	if r.short {
		return nil, fmt.Errorf("nn: %s model: file ends within a section", kind)
	}
	return m, nil
}

func (m *Model) section(name string, form byte) (section, error) {
	s, ok := m.sections[name]
	if !ok {
		return s, fmt.Errorf("nn: %s model: no section %q", m.kind, name)
	}
	if s.form != form {
		return s, fmt.Errorf("nn: %s model: section %q has form %q, want %q", m.kind, name, s.form, form)
	}
	return s, nil
}

// Bytes returns a section of plain bytes; they must not be changed.
func (m *Model) Bytes(name string) ([]byte, error) {
	s, err := m.section(name, 'b')
	return s.data, err
}

// Matrix returns a copy of a section of float32.
func (m *Model) Matrix(name string) (Matrix, error) {
	s, err := m.section(name, 'f')
	if err != nil {
		return Matrix{}, err
	}
	return Matrix{s.rows, s.cols, floats(s.data)}, nil
}

// Floats returns a copy of all elements of a section of float32.
func (m *Model) Floats(name string) ([]float32, error) {
	x, err := m.Matrix(name)
	return x.Data, err
}

// Quantized returns a section of int8 rows. Its elements share the file's
// memory and must not be changed.
func (m *Model) Quantized(name string) (Quantized, error) {
	s, err := m.section(name, 'q')
	if err != nil {
		return Quantized{}, err
	}
	q := Quantized{Rows: s.rows, Cols: s.cols, Scale: floats(s.data[:4*s.rows])}
	if d := s.data[4*s.rows:]; len(d) > 0 {
		// int8 and byte have the same size and alignment.
		q.Data = unsafe.Slice((*int8)(unsafe.Pointer(&d[0])), len(d))
	}
	return q, nil
}

func floats(b []byte) []float32 {
	x := make([]float32, len(b)/4)
	for i := range x {
		x[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return x
}

// reader takes values from the front of b; short is set once it ran dry.
type reader struct {
	b     []byte
	short bool
}

func (r *reader) bytes(n int) []byte {
	if n < 0 || n > len(r.b) {
		r.b, r.short = nil, true
		return nil
	}
	b := r.b[:n:n]
	r.b = r.b[n:]
	return b
}

func (r *reader) byte() byte {
	b := r.bytes(1)
	if b == nil {
		return 0
	}
	return b[0]
}

func (r *reader) uint32() int {
	b := r.bytes(4)
	if b == nil {
		return 0
	}
	return int(binary.LittleEndian.Uint32(b))
}

func (r *reader) string() string { return string(r.bytes(r.uint32())) }
