package graph

import (
	"encoding/binary"
	"errors"
	"math"
	"unique"

	"github.com/newsgraph/newsgraph/graph/event"
	"github.com/newsgraph/newsgraph/nlp"
)

// A summary is stored as bytes. Numbers are varints, strings their length and
// bytes, lists their length and items:
//
//	summary   version, texts of stored, claim count, signature, words but the first,
//	          locals, rows, linked locals
//	local     handle, uses, mentions, flags, list of (symbol, n*4+as)
//	row       id (8 bytes), word of the id where it is odd, relation, status*2+dated,
//	          4 args+1, start, confidence (4 bytes), from, to, list of amounts
//	amount    value (8 bytes), currency as string, approximate
//	linked    handle, name, kind, mentions, named, names, descriptions

// summaryVersion changes with the form of summaries or with what they keep; a
// store makes those of another version again from its records.
const summaryVersion = 3

const (
	flagNamed = 1 << iota
	flagPhrase
)

func (s *summary) encode() []byte {
	w := summaryWriter{}
	w.number(summaryVersion)
	for _, t := range s.texts() {
		w.string(*t)
	}
	w.int(s.ClaimCount)
	w.string(string(s.Signature))
	w.int(len(s.words) - 1)
	for _, t := range s.words[1:] {
		w.string(t)
	}
	w.int(len(s.locals))
	for i := range s.locals {
		l := &s.locals[i]
		w.int32s(l.handle, l.uses, l.mentions)
		w.flags(l.named, l.phrase)
		w.int(int(l.to - l.from))
		for _, c := range s.called[l.from:l.to] {
			w.int32s(c.symbol())
			w.number(uint64(c.n)<<2 | uint64(c.as()))
		}
	}
	w.int(len(s.rows))
	for i := range s.rows {
		w.row(s, int32(i))
	}
	w.int(len(s.linked))
	for i := range s.linked {
		l := &s.linked[i]
		w.int32s(l.handle, l.name, l.kind, l.mentions)
		w.flags(l.named)
		for _, list := range [...][]word{l.names, l.descriptions} {
			w.int(len(list))
			w.int32s(list...)
		}
	}
	return w.out
}

type summaryWriter struct{ out []byte }

func (w *summaryWriter) number(n uint64) { w.out = binary.AppendUvarint(w.out, n) }
func (w *summaryWriter) int(n int)       { w.number(uint64(max(n, 0))) }

func (w *summaryWriter) int32s(list ...int32) {
	for _, n := range list {
		w.int(int(n))
	}
}

func (w *summaryWriter) string(s string) {
	w.int(len(s))
	w.out = append(w.out, s...)
}

func (w *summaryWriter) flags(list ...bool) {
	n := uint64(0)
	for i, b := range list {
		if b {
			n |= 1 << i
		}
	}
	w.number(n)
}

func (w *summaryWriter) row(s *summary, i int32) {
	v := &s.rows[i]
	w.out = binary.LittleEndian.AppendUint64(w.out, uint64(v.id))
	if v.id.odd() {
		w.int32s(s.oddIDs[i])
	}
	w.int32s(v.relation)
	status := uint64(v.status) << 1
	if v.dated {
		status |= 1
	}
	w.number(status)
	for _, a := range v.args {
		w.int32s(a + 1)
	}
	w.int32s(v.start)
	w.out = binary.LittleEndian.AppendUint32(w.out, math.Float32bits(v.confidence))
	w.int32s(v.from, v.to)
	w.int(len(s.amounts[i]))
	for _, m := range s.amounts[i] {
		w.out = binary.LittleEndian.AppendUint64(w.out, math.Float64bits(m.Value))
		w.string(m.Currency)
		w.flags(m.Approximate)
	}
}

var errSummary = errors.New("damaged summary")

// decodeSummary returns the summary that was encoded, and false where it is of
// another version. The summary does not share memory with data.
func decodeSummary(data []byte) (s *summary, current bool, err error) {
	d := summaryReader{data: data, text: string(data)}
	if d.number() != summaryVersion || d.bad {
		return nil, false, nil
	}
	s = new(summary)
	for _, t := range s.texts() {
		*t = d.string()
	}
	s.ClaimCount = int(d.int32(math.MaxInt32))
	s.Signature = []byte(d.string())
	s.stored = s.stored.clone()
	s.words = make([]string, d.count(1)+1)
	for i := range s.words[1:] {
		s.words[i+1] = d.string()
	}
	d.limit = int32(len(s.words)) - 1
	d.locals(s)
	s.rows = make([]row, d.count(22))
	for i := range s.rows {
		d.row(s, int32(i))
	}
	d.linked(s)
	if d.bad || d.at != len(data) {
		return nil, true, errSummary
	}
	return s, true, nil
}

// summaryReader reads on after damage, but only zeros.
type summaryReader struct {
	data  []byte
	text  string // the same
	at    int
	bad   bool
	limit word // the last
}

func (d *summaryReader) number() uint64 {
	if d.at < len(d.data) && d.data[d.at] < 0x80 {
		d.at++
		return uint64(d.data[d.at-1])
	}
	n, size := binary.Uvarint(d.data[d.at:])
	if size <= 0 {
		d.fail()
		return 0
	}
	d.at += size
	return n
}

func (d *summaryReader) fail() { d.bad, d.at = true, len(d.data) }

// int32 reads a number up to limit.
func (d *summaryReader) int32(limit int32) int32 {
	n := d.number()
	if n > uint64(limit) {
		d.fail()
		return 0
	}
	return int32(n)
}

func (d *summaryReader) word() word { return d.int32(d.limit) }

// count reads how many things follow that take at least size bytes each.
func (d *summaryReader) count(size int) int {
	n := d.number()
	if n > uint64((len(d.data)-d.at)/size) {
		d.fail()
		return 0
	}
	return int(n)
}

func (d *summaryReader) string() string {
	n := d.count(1)
	s := d.text[d.at : d.at+n]
	d.at += n
	return s
}

func (d *summaryReader) fixed(size int) []byte {
	if len(d.data)-d.at < size {
		d.fail()
		return make([]byte, size)
	}
	d.at += size
	return d.data[d.at-size : d.at]
}

func (d *summaryReader) locals(s *summary) {
	s.locals = make([]local, d.count(5))
	s.called = make([]calling, 0, 3*len(s.locals))
	for i := range s.locals {
		l := &s.locals[i]
		*l = local{handle: d.word(), uses: d.int32(maxCount), mentions: d.int32(maxCount)}
		flags := d.number()
		l.named, l.phrase = flags&flagNamed != 0, flags&flagPhrase != 0
		l.from = int32(len(s.called))
		for range d.count(2) {
			symbol := d.word()
			n := d.number()
			s.called = append(s.called, calling{call(symbol, callingKind(n&3)), int32(min(n>>2, maxCount))})
		}
		l.to = int32(len(s.called))
	}
}

func (d *summaryReader) row(s *summary, i int32) {
	v := &s.rows[i]
	*v = row{n: i, subject: none, object: none, id: claimID(binary.LittleEndian.Uint64(d.fixed(8)))}
	if v.id.odd() {
		if s.oddIDs == nil {
			s.oddIDs = make(map[int32]word)
		}
		s.oddIDs[i] = d.word()
	}
	v.relation = d.word()
	status := d.int32(math.MaxUint8)
	if v.status, v.dated = uint8(status>>1), status&1 != 0; int(v.status) >= len(nlp.Statuses) {
		d.fail()
	}
	for role := range v.args {
		v.args[role] = d.int32(int32(len(s.locals))) - 1
	}
	v.start = d.int32(math.MaxInt32)
	v.confidence = math.Float32frombits(binary.LittleEndian.Uint32(d.fixed(4)))
	v.from, v.to = d.int32(math.MaxInt32), d.int32(math.MaxInt32)
	n := d.count(10)
	if n == 0 {
		return
	}
	if s.amounts == nil {
		s.amounts = make(map[int32][]event.Amount)
	}
	list := make([]event.Amount, n)
	for k := range list {
		list[k] = event.Amount{Value: math.Float64frombits(binary.LittleEndian.Uint64(d.fixed(8))), Currency: unique.Make(d.string()).Value(), Approximate: d.number() != 0}
	}
	s.amounts[i] = list
}

func (d *summaryReader) linked(s *summary) {
	s.linked = make([]linkedLocal, d.count(7))
	words := make([]word, 0, 2*len(s.linked))
	list := func() []word {
		from := len(words)
		for range d.count(1) {
			words = append(words, d.word())
		}
		return words[from:len(words):len(words)]
	}
	for i := range s.linked {
		l := &s.linked[i]
		*l = linkedLocal{handle: d.word(), name: d.word(), kind: d.word(), mentions: d.int32(maxCount), named: d.number() != 0}
		l.names, l.descriptions = list(), list()
	}
}
