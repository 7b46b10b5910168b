package graph

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"math"

	"github.com/newsgraph/newsgraph/nlp"
)

// A summary is the bytes from which the index takes in an article when a store
// opens: a tenth of the record's JSON, decoded thirty times as fast. What it
// gives is a record that lacks what only a reader of the claim or of the text
// asks for. Of a claim it keeps
//
//	ID, Relation, Status, Start, Confidence, Date.Value,
//	ID, Name, Mention and Type of Subject, Object, SaidBy and Place,
//	Value, Currency, Text and Approximate of Amount and of the sums in Amount.Also,
//
// and of a mention all but its offsets; equal mentions stand behind the first
// of them.
//
// Numbers are varints, a string is its number in a table, counted from 0:
//
//	summary   version, stored (JSON), n strings, n arguments, n claims, n mentions
//	argument  4 strings                 arguments of claims are numbered from 1; 0 is none
//	claim     id, relation, status, 4 arguments, start, confidence, date+1 or 0,
//	          n amounts, each value currency text approximate
//	mention   5 strings, how many
//
// and float64 stand as 8 bytes.

// summaryVersion changes with the form of summaries or with what they keep; a
// store makes those of another version again from its records.
const summaryVersion = 2

// encodeSummary makes the summary of a record.
func encodeSummary(r *record) ([]byte, error) {
	info, err := json.Marshal(r.stored)
	if err != nil {
		return nil, err
	}
	w := summaryWriter{strings: make(map[string]uint64), arguments: make(map[summaryArgument]uint64)}
	w.number(uint64(len(r.claims)))
	for i := range r.claims {
		w.claim(&r.claims[i])
	}
	w.mentions(r.mentions)

	var head summaryWriter
	head.number(summaryVersion)
	head.bytes(info)
	head.number(uint64(len(w.table)))
	for _, s := range w.table {
		head.bytes([]byte(s))
	}
	head.number(uint64(len(w.arguments)))
	head.out = append(head.out, w.argumentList...)
	return append(head.out, w.out...), nil
}

type summaryArgument struct{ id, name, mention, typ uint64 }

type summaryWriter struct {
	out          []byte
	strings      map[string]uint64
	table        []string
	arguments    map[summaryArgument]uint64
	argumentList []byte
}

func (w *summaryWriter) number(n uint64) { w.out = binary.AppendUvarint(w.out, n) }

func (w *summaryWriter) float(x float64) {
	w.out = binary.LittleEndian.AppendUint64(w.out, math.Float64bits(x))
}

func (w *summaryWriter) bytes(b []byte) {
	w.number(uint64(len(b)))
	w.out = append(w.out, b...)
}

func (w *summaryWriter) ref(s string) uint64 {
	n, ok := w.strings[s]
	if !ok {
		n = uint64(len(w.table))
		w.strings[s] = n
		w.table = append(w.table, s)
	}
	return n
}

func (w *summaryWriter) string(s string) { w.number(w.ref(s)) }

func (w *summaryWriter) argument(a *nlp.Argument) {
	if a == nil {
		w.number(0)
		return
	}
	key := summaryArgument{w.ref(a.ID), w.ref(a.Name), w.ref(a.Mention), w.ref(string(a.Type))}
	n, ok := w.arguments[key]
	if !ok {
		n = uint64(len(w.arguments)) + 1
		w.arguments[key] = n
		for _, s := range [...]uint64{key.id, key.name, key.mention, key.typ} {
			w.argumentList = binary.AppendUvarint(w.argumentList, s)
		}
	}
	w.number(n)
}

func (w *summaryWriter) claim(c *nlp.Claim) {
	w.string(c.ID)
	w.string(c.Relation)
	w.string(string(c.Status))
	for _, a := range [...]*nlp.Argument{c.Subject, c.Object, c.SaidBy, c.Place} {
		w.argument(a)
	}
	w.number(uint64(max(c.Start, 0)))
	w.float(c.Confidence)
	if c.Date == nil {
		w.number(0)
	} else {
		w.number(w.ref(c.Date.Value) + 1)
	}
	if c.Amount == nil {
		w.number(0)
		return
	}
	w.number(uint64(1 + len(c.Amount.Also)))
	w.money(c.Amount)
	for i := range c.Amount.Also {
		w.money(&c.Amount.Also[i])
	}
}

func (w *summaryWriter) money(m *nlp.Money) {
	w.float(m.Value)
	w.string(m.Currency)
	w.string(m.Text)
	if m.Approximate {
		w.number(1)
	} else {
		w.number(0)
	}
}

func (w *summaryWriter) mentions(list []nlp.MentionRecord) {
	count := make(map[nlp.MentionRecord]uint64)
	var order []nlp.MentionRecord
	for _, m := range list {
		m.Article, m.Start, m.End = "", 0, 0
		if count[m]++; count[m] == 1 {
			order = append(order, m)
		}
	}
	w.number(uint64(len(order)))
	for _, m := range order {
		for _, s := range [...]string{m.Entity, m.Name, string(m.Type), m.Kind, m.Text} {
			w.string(s)
		}
		w.number(count[m])
	}
}

var errSummary = errors.New("damaged summary")

// decodeSummary returns the record that a summary keeps, and false where it is
// of another version. The record does not share memory with data.
func decodeSummary(data []byte) (r *record, current bool, err error) {
	d := summaryReader{data: data, text: string(data)}
	if d.number() != summaryVersion || d.bad {
		return nil, false, nil
	}
	r = new(record)
	if err := json.Unmarshal([]byte(d.cut()), &r.stored); err != nil {
		return nil, true, errors.Join(errSummary, err)
	}
	d.strings = make([]string, d.count(1))
	for i := range d.strings {
		d.strings[i] = d.cut()
	}
	d.arguments = make([]nlp.Argument, d.count(4))
	for i := range d.arguments {
		d.arguments[i] = nlp.Argument{ID: d.string(), Name: d.string(), Mention: d.string(), Type: nlp.EntityType(d.string())}
	}
	d.claims(r)
	d.mentions(r)
	if d.bad || d.at != len(data) {
		return nil, true, errSummary
	}
	return r, true, nil
}

// summaryReader reads on after damage, but only zeros.
type summaryReader struct {
	data      []byte
	text      string // the same
	at        int
	bad       bool
	strings   []string
	arguments []nlp.Argument
}

func (d *summaryReader) number() uint64 {
	n, size := binary.Uvarint(d.data[d.at:])
	if size <= 0 {
		d.bad, d.at = true, len(d.data)
		return 0
	}
	d.at += size
	return n
}

// count reads how many things follow that take at least size bytes each.
func (d *summaryReader) count(size int) int {
	n := d.number()
	if n > uint64((len(d.data)-d.at)/size) {
		d.bad, d.at = true, len(d.data)
		return 0
	}
	return int(n)
}

func (d *summaryReader) cut() string {
	n := d.count(1)
	s := d.text[d.at : d.at+n]
	d.at += n
	return s
}

func (d *summaryReader) float() float64 {
	if len(d.data)-d.at < 8 {
		d.bad, d.at = true, len(d.data)
		return 0
	}
	x := math.Float64frombits(binary.LittleEndian.Uint64(d.data[d.at:]))
	d.at += 8
	return x
}

func (d *summaryReader) lookUp(n uint64) string {
	if n >= uint64(len(d.strings)) {
		d.bad = true
		return ""
	}
	return d.strings[n]
}

func (d *summaryReader) string() string { return d.lookUp(d.number()) }

func (d *summaryReader) argument() *nlp.Argument {
	n := d.number()
	if n == 0 {
		return nil
	}
	if n > uint64(len(d.arguments)) {
		d.bad = true
		return nil
	}
	return &d.arguments[n-1]
}

func (d *summaryReader) claims(r *record) {
	r.claims = make([]nlp.Claim, d.count(17))
	for i := range r.claims {
		c := &r.claims[i]
		c.Article, c.ID, c.Relation, c.Status = r.ID, d.string(), d.string(), nlp.Status(d.string())
		c.Subject, c.Object, c.SaidBy, c.Place = d.argument(), d.argument(), d.argument(), d.argument()
		c.Start, c.Confidence = int(d.number()), d.float()
		if n := d.number(); n > 0 {
			c.Date = &nlp.Dated{Value: d.lookUp(n - 1)}
		}
		if n := d.count(11); n > 0 {
			m := d.money()
			for range n - 1 {
				m.Also = append(m.Also, d.money())
			}
			c.Amount = &m
		}
	}
}

func (d *summaryReader) money() nlp.Money {
	m := nlp.Money{Value: d.float(), Currency: d.string()}
	m.Text = d.string()
	m.Approximate = d.number() > 0
	return m
}

// maxRepeats is the number of times that a mention counts at most: far more
// than an article holds, and a bound to what damage can ask for.
const maxRepeats = 1 << 20

func (d *summaryReader) mentions(r *record) {
	n := d.count(6)
	r.mentions = make([]nlp.MentionRecord, 0, n)
	for range n {
		m := nlp.MentionRecord{Article: r.ID, Entity: d.string(), Name: d.string(), Type: nlp.EntityType(d.string()), Kind: d.string(), Text: d.string()}
		repeats := d.number()
		if repeats > maxRepeats {
			d.bad = true
			return
		}
		for range repeats {
			r.mentions = append(r.mentions, m)
		}
	}
}
