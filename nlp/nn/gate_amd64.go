//go:build !purego

package nn

// rememberAVX2 takes n numbers, a multiple of 8 and at least 8.
//
//go:noescape
func rememberAVX2(n int, c, f, r, memory, out *float32)

// rememberBlocks does whole blocks of 8 and returns how many numbers it did.
func rememberBlocks(c, f, r, memory, out []float32) int {
	n := len(c) &^ 7
	if n == 0 || !hasFMA {
		return 0
	}
	rememberAVX2(n, &c[0], &f[0], &r[0], &memory[0], &out[0])
	return n
}
