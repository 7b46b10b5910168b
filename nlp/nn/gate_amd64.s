//go:build !purego

#include "textflag.h"

DATA half<>+0(SB)/4, $0.5
GLOBL half<>(SB), RODATA|NOPTR, $4
DATA two<>+0(SB)/4, $2.0
GLOBL two<>(SB), RODATA|NOPTR, $4
DATA magnitude<>+0(SB)/4, $0x7fffffff
GLOBL magnitude<>(SB), RODATA|NOPTR, $4

// func rememberAVX2(n int, c, f, r, memory, out *float32)
//
// The order of operations is that of rememberGeneric; nothing is fused.
TEXT ·rememberAVX2(SB), NOSPLIT, $0-48
	MOVQ n+0(FP), CX
	MOVQ c+8(FP), AX
	MOVQ f+16(FP), BX
	MOVQ r+24(FP), DX
	MOVQ memory+32(FP), SI
	MOVQ out+40(FP), DI
	VBROADCASTSS half<>(SB), Y13
	VBROADCASTSS two<>(SB), Y14
	VBROADCASTSS magnitude<>(SB), Y15

block:
	// Y0 = gate of f
	VMOVUPS (BX), Y0
	VANDPS Y15, Y0, Y1
	VMULPS Y14, Y1, Y1
	VADDPS Y14, Y1, Y1
	VDIVPS Y1, Y0, Y0
	VADDPS Y13, Y0, Y0

	// Y2 = c + gate*(memory-c)
	VMOVUPS (AX), Y3
	VMOVUPS (SI), Y2
	VSUBPS Y3, Y2, Y2
	VMULPS Y0, Y2, Y2
	VADDPS Y3, Y2, Y2
	VMOVUPS Y2, (SI)

	// Y0 = gate of r
	VMOVUPS (DX), Y0
	VANDPS Y15, Y0, Y1
	VMULPS Y14, Y1, Y1
	VADDPS Y14, Y1, Y1
	VDIVPS Y1, Y0, Y0
	VADDPS Y13, Y0, Y0

	// out += gate*(Y2-out)
	VMOVUPS (DI), Y3
	VSUBPS Y3, Y2, Y2
	VMULPS Y0, Y2, Y2
	VADDPS Y3, Y2, Y2
	VMOVUPS Y2, (DI)

	ADDQ $32, AX
	ADDQ $32, BX
	ADDQ $32, DX
	ADDQ $32, SI
	ADDQ $32, DI
	SUBQ $8, CX
	JNZ  block
	VZEROUPPER
	RET
