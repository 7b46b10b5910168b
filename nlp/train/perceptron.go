package train

import "github.com/newsgraph/newsgraph/nlp/nn"

// perceptron is an averaged multiclass perceptron over hashed features
// (Collins 2002; averaging by the lazy sum of Daumé 2006).
type perceptron struct {
	weights nn.Matrix // a row a feature, a column a class
	sums    []float32 // of updates, each times its step
	step    float32
	scores  []float32
}

func newPerceptron(rows, classes int) *perceptron {
	return &perceptron{weights: nn.NewMatrix(rows, classes), sums: make([]float32, rows*classes), step: 1, scores: make([]float32, classes)}
}

func (p *perceptron) score(rows []uint32) []float32 {
	clear(p.scores)
	for _, r := range rows {
		nn.Axpy(1, p.weights.Row(int(r)), p.scores)
	}
	return p.scores
}

func (p *perceptron) update(rows []uint32, gold, guess int) {
	for _, r := range rows {
		o := int(r) * p.weights.Cols
		p.weights.Data[o+gold]++
		p.sums[o+gold] += p.step
		p.weights.Data[o+guess]--
		p.sums[o+guess] -= p.step
	}
}

func (p *perceptron) average() nn.Quantized {
	m := nn.NewMatrix(p.weights.Rows, p.weights.Cols)
	for i, w := range p.weights.Data {
		m.Data[i] = w - p.sums[i]/p.step
	}
	return nn.Quantize(m)
}
