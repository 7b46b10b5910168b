//go:build !arm64

package nn

func fma(x, y, z float32) float32 { return fmaExact(x, y, z) }
