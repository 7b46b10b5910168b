package depparse

import (
	"strings"

	"github.com/newsgraph/newsgraph/nlp/nn"
)

// Widths of the four views that the net takes of each word: as dependent and
// as governor of an arc, and the same for its label.
const (
	Arc   = 96
	Label = 96
	Wide  = 2*Arc + 2*Label
	Gaps  = 32 // rows of Distance; see Gap
)

// Net is the model: of the encoder's vector of a word, Views makes
//
//	d, g     (Arc)    leaky rectified, for arcs
//	ld, lg   (Label)  for labels
//
// The score of g as governor of d is Pair(d)·g plus Distance of Pair(d) at
// their gap; the scores of the labels are Name(leaky(ld+lg)).
//
// The file is of kind "depparse", with the encoder, the maps "views", "pair",
// "distance" and "name", and "labels", a name a line.
type Net struct {
	Enc      *nn.Encoder
	Views    nn.Linear
	Pair     nn.Linear
	Distance nn.Linear
	Name     nn.Linear
	Labels   []string
}

// ReadNet opens a model file.
func ReadNet(file []byte, vectors *nn.Vectors) (*Net, error) {
	m, err := nn.OpenModel(file, "depparse")
	if err != nil {
		return nil, err
	}
	labels, err := m.Bytes("labels")
	if err != nil {
		return nil, err
	}
	net := &Net{Labels: strings.Split(string(labels), "\n")}
	if net.Enc, err = m.Encoder(vectors); err != nil {
		return nil, err
	}
	for _, l := range []struct {
		to      *nn.Linear
		name    string
		in, out int
	}{
		{&net.Views, "views", net.Enc.Hidden, Wide},
		{&net.Pair, "pair", Arc, Arc},
		{&net.Distance, "distance", Arc, Gaps},
		{&net.Name, "name", Label, nn.Pad(len(net.Labels))},
	} {
		if *l.to, err = m.Linear(l.name, l.in, l.out); err != nil {
			return nil, err
		}
	}
	return net, nil
}

// Activate applies the leaky rectifier to the two views for arcs, in rows of
// Wide numbers.
func (net *Net) Activate(wide []float32) {
	for ; len(wide) >= Wide; wide = wide[Wide:] {
		for i, x := range wide[:2*Arc] {
			wide[i] = max(x, float32(0.1*x))
		}
	}
}

// Gap numbers how far and on which side the governor stands; the root is 0.
func Gap(dep, head int) int {
	d, side := head-dep, 0
	if d < 0 {
		d, side = -d, 10
	}
	switch {
	case head == 0:
		return 0
	case d <= 4:
		return side + d
	case d <= 6:
		return side + 5
	case d <= 9:
		return side + 6
	case d <= 14:
		return side + 7
	case d <= 24:
		return side + 8
	}
	return side + 9
}

// Pairs is the working memory for the words of one sentence.
type Pairs struct {
	Query    []float32 // Pair(d)
	Distance []float32
	Scores   []float32 // of governors (columns) for dependents (rows)
	turned   []float32 // g, column after column
	names    []float32
	hidden   []float32
}

// Pairs rates all governors of all words from rows of views, the root's first,
// and returns the width of a row of scores.
func (net *Net) Pairs(p *Pairs, wide []float32) int {
	n := len(wide) / Wide
	width := nn.Pad(n)
	p.Query = nn.Resize(p.Query, n*Arc)
	net.Pair.Forward(n, wide, Wide, p.Query)
	p.Distance = nn.Resize(p.Distance, n*Gaps)
	net.Distance.Forward(n, p.Query, Arc, p.Distance)
	p.turned = nn.Resize(p.turned, Arc*width)
	clear(p.turned)
	for i := range n {
		for k, x := range wide[i*Wide+Arc : i*Wide+2*Arc] {
			p.turned[k*width+i] = x
		}
	}
	p.Scores = nn.Resize(p.Scores, n*width)
	for d := range n {
		row, gaps := p.Scores[d*width:(d+1)*width], p.Distance[d*Gaps:(d+1)*Gaps]
		clear(row[n:])
		for h := range n {
			row[h] = gaps[Gap(d, h)]
		}
	}
	nn.Gemm(n, width, Arc, p.Query, Arc, 1, p.turned, width, p.Scores, width)
	for d := range n {
		p.Scores[d*width+d] = -1e4
	}
	return width
}

// label names the arcs and tells how sure it is of each name.
func (net *Net) label(p *Pairs, wide []float32, head, labels []int, sure []float32) {
	n := len(head)
	p.hidden = nn.Resize(p.hidden, n*Label)
	clear(p.hidden[:Label])
	for d := 1; d < n; d++ {
		Join(p.hidden[d*Label:(d+1)*Label], wide, d, head[d])
	}
	out := len(net.Name.Bias)
	p.names = nn.Resize(p.names, n*out)
	net.Name.Forward(n, p.hidden, Label, p.names)
	for d := 1; d < n; d++ {
		row := p.names[d*out : d*out+len(net.Labels)]
		labels[d] = nn.Argmax(row)
		sure[d] = share(row, labels[d])
	}
}

// Join sets dst to the leaky sum of the label views of a word and its governor.
func Join(dst, wide []float32, dep, head int) {
	a := wide[dep*Wide+2*Arc:][:len(dst)]
	b := wide[head*Wide+2*Arc+Label:][:len(dst)]
	for i := range dst {
		x := a[i] + b[i]
		dst[i] = max(x, float32(0.1*x))
	}
}
