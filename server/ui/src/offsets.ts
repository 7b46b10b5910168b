// The server counts bytes of UTF-8, JavaScript counts UTF-16 units. Nothing
// but this file turns one into the other.

/** Offsets of one text. */
export class Offsets {
  private readonly starts: Uint32Array; // byte offset of each UTF-16 unit, and of the end

  constructor(readonly text: string) {
    const starts = new Uint32Array(text.length + 1);
    let byte = 0;
    for (let i = 0; i < text.length; i++) {
      starts[i] = byte;
      const unit = text.charCodeAt(i);
      if (unit < 0x80) byte += 1;
      else if (unit < 0x800) byte += 2;
      else if (unit >= 0xd800 && unit < 0xdc00 && isLow(text.charCodeAt(i + 1))) {
        byte += 4; // a pair: both halves begin where the character begins
        starts[++i] = byte - 4;
      } else byte += 3;
    }
    starts[text.length] = byte;
    this.starts = starts;
  }

  /** Length of the text in bytes. */
  get bytes(): number {
    return this.starts[this.text.length]!;
  }

  /** Index of the character that holds the byte; the text's length past its end. */
  index(byte: number): number {
    if (byte <= 0) return 0;
    if (byte >= this.bytes) return this.text.length;
    let low = 0;
    let high = this.text.length;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= byte) low = middle;
      else high = middle - 1;
    }
    return low > 0 && this.starts[low] === this.starts[low - 1] ? low - 1 : low;
  }

  /** The words between two byte offsets. */
  slice(start: number, end: number): string {
    return this.text.slice(this.index(start), this.index(end));
  }
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
