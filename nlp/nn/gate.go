package nn

// Gate is the logistic function of the encoder, one half plus half of the
// softsign: cheaper than the exponential, and the same bits everywhere.
func Gate(x float32) float32 {
	a := x
	if a < 0 {
		a = -a
	}
	return 0.5 + x/(2+float32(2*a))
}

// remember runs gated units one token on: from c, f and r of the layer's linear
// map, the memory of the token before, and the layer's input, which the output
// replaces. All slices are as long as c.
func remember(c, f, r, memory, out []float32) {
	n := len(c)
	f, r, memory, out = f[:n], r[:n], memory[:n], out[:n]
	done := rememberBlocks(c, f, r, memory, out)
	rememberGeneric(c[done:], f[done:], r[done:], memory[done:], out[done:])
}

func rememberGeneric(c, f, r, memory, out []float32) {
	f, r, memory, out = f[:len(c)], r[:len(c)], memory[:len(c)], out[:len(c)]
	for i, x := range c {
		m := x + float32(Gate(f[i])*(memory[i]-x))
		memory[i] = m
		out[i] += float32(Gate(r[i]) * (m - out[i]))
	}
}
