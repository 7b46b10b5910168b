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
  const coming = inside.map((mark, i) => ({ mark, i })).sort((a, b) => a.mark.start - b.mark.start);
  let open: typeof coming = []; // in the order in which the marks were given
  let next = 0;
  const out: Run<M>[] = [];
  for (let i = 0; i + 1 < at.length; i++) {
    const start = at[i]!;
    open = open.filter((m) => m.mark.end > start);
    const before = next;
    while (next < coming.length && coming[next]!.mark.start <= start) open.push(coming[next++]!);
    if (next > before) open.sort((a, b) => a.i - b.i);
    out.push({ start, end: at[i + 1]!, marks: open.map((m) => m.mark) });
  }
  return out;
}
