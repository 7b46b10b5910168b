// Where the entities on paths stand: one end left, the other right, each hop a
// column between them.
import type { Positions } from './layout';
import type { Path } from './walks';

const columnWidth = 270; // pixels, room for a label on each hop
const rowHeight = 150;

export function columns(paths: Path[], from: string, to: string): Positions {
  const last = Math.max(...paths.map((p) => p.nodes.length - 1));
  const column = new Map<string, number>([[from, 0], [to, last]]);
  for (const p of paths) {
    // A short path is spread over the width of the longest.
    p.nodes.forEach((id, i) => {
      if (!column.has(id)) column.set(id, Math.min(last - 1, Math.max(1, Math.round((i * last) / (p.nodes.length - 1)))));
    });
  }
  const rows = new Map<number, string[]>();
  for (const [id, c] of column) rows.set(c, [...(rows.get(c) ?? []), id]);
  const out: Positions = new Map();
  for (const [c, ids] of rows) {
    // Columns of the same height are shifted against each other, so that no line runs through an entity.
    const shift = ids.length > 1 && c % 2 === 0 ? rowHeight / 6 : 0;
    ids.forEach((id, i) => out.set(id, { x: (c - last / 2) * columnWidth, y: (i - (ids.length - 1) / 2) * rowHeight + shift }));
  }
  return out;
}
