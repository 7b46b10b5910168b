// Package nn holds what the trained stages share: vector kernels, matrices with
// one scale a row, the model file, and the table of word vectors.
//
// The kernels add in one fixed order, in assembly as in Go, so that a model
// gives the same bits on every machine; a graph can then be rebuilt byte for
// byte elsewhere. Nothing here trains: the trainers live in nlp/train.
package nn

// lanes is how many partial sums Dot keeps. Assembly and Go add in this order:
// lane l sums elements l, l+32, l+64, ...; the lanes are then folded in halves
// (16, 8, 4, 2, 1); what does not fill 32 is added one by one at the end.
const lanes = 32

// Dot is the inner product of a and b, which must be as long as a.
func Dot(a, b []float32) float32 {
	b = b[:len(a)]
	n := len(a) &^ (lanes - 1)
	var sum float32
	if n > 0 {
		sum = dotBlocks(a[:n], b[:n])
	}
	for i := n; i < len(a); i++ {
		sum += float32(a[i] * b[i])
	}
	return sum
}

// Axpy adds alpha*x to y, which must be as long as x.
func Axpy(alpha float32, x, y []float32) {
	y = y[:len(x)]
	n := len(x) &^ 7
	if n > 0 {
		axpyBlocks(alpha, x[:n], y[:n])
	}
	for i := n; i < len(x); i++ {
		y[i] += float32(alpha * x[i])
	}
}

// AxpyInt8 adds alpha*x to y, which must be as long as x.
func AxpyInt8(alpha float32, x []int8, y []float32) {
	y = y[:len(x)]
	n := len(x) &^ 7
	if n > 0 {
		axpyInt8Blocks(alpha, x[:n], y[:n])
	}
	for i := n; i < len(x); i++ {
		y[i] += float32(alpha * float32(x[i]))
	}
}

// The conversions to float32 around products below and above keep compilers
// from fusing multiplication and addition, which would round differently.

// dotGeneric takes four lanes at a time over the whole length, so that their
// sums stay in registers.
func dotGeneric(a, b []float32) float32 {
	var s [lanes]float32
	b = b[:len(a)]
	for l := 0; l < lanes; l += 4 {
		var s0, s1, s2, s3 float32
		for i := l; i+4 <= len(a); i += lanes {
			x, y := (*[4]float32)(a[i:]), (*[4]float32)(b[i:])
			s0 += float32(x[0] * y[0])
			s1 += float32(x[1] * y[1])
			s2 += float32(x[2] * y[2])
			s3 += float32(x[3] * y[3])
		}
		s[l], s[l+1], s[l+2], s[l+3] = s0, s1, s2, s3
	}
	for half := lanes / 2; half > 0; half /= 2 {
		for l := range half {
			s[l] += s[l+half]
		}
	}
	return s[0]
}

func axpyGeneric(alpha float32, x, y []float32) {
	for i := 0; i+8 <= len(x); i += 8 {
		a, b := (*[8]float32)(x[i:]), (*[8]float32)(y[i:])
		for l := 0; l < 8; l++ {
			b[l] += float32(alpha * a[l])
		}
	}
}

func axpyInt8Generic(alpha float32, x []int8, y []float32) {
	for i := 0; i+8 <= len(x); i += 8 {
		a, b := (*[8]int8)(x[i:]), (*[8]float32)(y[i:])
		for l := 0; l < 8; l++ {
			b[l] += float32(alpha * float32(a[l]))
		}
	}
}
