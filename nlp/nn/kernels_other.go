//go:build !amd64 || purego

package nn

func dotBlocks(a, b []float32) float32 { return dotGeneric(a, b) }

func axpyBlocks(alpha float32, x, y []float32) { axpyGeneric(alpha, x, y) }

func axpyInt8Blocks(alpha float32, x []int8, y []float32) { axpyInt8Generic(alpha, x, y) }
