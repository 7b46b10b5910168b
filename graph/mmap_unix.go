//go:build unix && (amd64 || arm64 || ppc64le || riscv64 || s390x || loong64)

package graph

// initialMap is the address space that a file of the store reserves, in bytes.
const initialMap = 16 << 30
