/** A marked stretch, half open, in the units of whoever made it. */
export interface Stretch {
  start: number;
  end: number;
}

/** A run of text and all marks that lie over it. */
export interface Run<M> extends Stretch {
  marks: M[];
}

/**
 * Cuts [from, to) at every edge of a mark, so that marks may overlap freely:
 *
 *     from      [subject]        to
 *               [subject   [amount]
 *     |---------|---------|------|---|
 */
export function runs<M extends Stretch>(from: number, to: number, marks: M[]): Run<M>[] {
  const inside = marks.filter((m) => m.start < m.end && m.start < to && m.end > from);
  const cuts = new Set([from, to]);
  for (const m of inside) {
    cuts.add(Math.max(from, m.start));
    cuts.add(Math.min(to, m.end));
  }
  const at = [...cuts].sort((a, b) => a - b);
  const out: Run<M>[] = [];
  for (let i = 0; i + 1 < at.length; i++) {
    const start = at[i]!;
    const end = at[i + 1]!;
    out.push({ start, end, marks: inside.filter((m) => m.start <= start && m.end >= end) });
  }
  return out;
}
