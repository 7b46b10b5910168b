package nn

// fma is x*y+z with one rounding: the compiler fuses it on this machine, which
// a test checks.
func fma(x, y, z float32) float32 { return x*y + z }
