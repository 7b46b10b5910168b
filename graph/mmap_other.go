//go:build !(unix && (amd64 || arm64 || ppc64le || riscv64 || s390x || loong64))

package graph

// initialMap is 0, for whatever bbolt thinks fit: Windows makes the file as
// large as its map, and 32 bits have no address space to spare.
const initialMap = 0
