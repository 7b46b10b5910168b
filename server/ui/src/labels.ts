// Which names and labels have room. Words keep their size on the screen, so
// where the picture is small only the most important ones are written; those
// of the rest come with zooming in.
import type cytoscape from 'cytoscape';
import { labelSize } from './boxes';

interface Area {
  x1: number;
  x2: number;
  y1: number;
  y2: number;
}

const mostLabels = 70; // of relations; more than that nobody reads at once
const cell = 64; // pixels

/** Areas that are taken, in a grid so that a test looks at few of them. */
class Taken {
  private readonly cells = new Map<string, Area[]>();

  private *around(a: Area): Generator<string> {
    for (let x = Math.floor(a.x1 / cell); x <= Math.floor(a.x2 / cell); x++) {
      for (let y = Math.floor(a.y1 / cell); y <= Math.floor(a.y2 / cell); y++) yield `${x},${y}`;
    }
  }

  add(a: Area): void {
    for (const key of this.around(a)) {
      const list = this.cells.get(key);
      if (list) list.push(a);
      else this.cells.set(key, [a]);
    }
  }

  meets(a: Area): boolean {
    for (const key of this.around(a)) {
      if (this.cells.get(key)?.some((b) => a.x1 < b.x2 && a.x2 > b.x1 && a.y1 < b.y2 && a.y2 > b.y1)) return true;
    }
    return false;
  }
}

/** Decides on all words of the drawing; scale is how much they are enlarged against the zoom. */
export function placeLabels(cy: cytoscape.Core, scale: number): void {
  const zoom = cy.zoom();
  const factor = scale * zoom; // pixels on the screen for each of a name's own
  const taken = new Taken();
  const nodes = cy.nodes().not('.hidden').toArray() as cytoscape.NodeSingular[];
  const shapes = new Map<string, Area>();
  for (const n of nodes) {
    const p = n.renderedPosition();
    const half = { x: n.renderedOuterWidth() / 2, y: n.renderedOuterHeight() / 2 };
    const area = { x1: p.x - half.x, x2: p.x + half.x, y1: p.y - half.y, y2: p.y + half.y };
    shapes.set(n.id(), area);
    taken.add(shrunk(area, 2));
  }
  cy.batch(() => {
    placeNames(nodes, shapes, taken, factor);
    placeRelations(cy, taken, labelSize * factor);
  });
}

function shrunk(a: Area, by: number): Area {
  return { x1: a.x1 + by, x2: a.x2 - by, y1: a.y1 + by, y2: a.y2 - by };
}

function placeNames(nodes: cytoscape.NodeSingular[], shapes: Map<string, Area>, taken: Taken, factor: number): void {
  const rank = (n: cytoscape.NodeSingular) => (n.hasClass('selected') ? 4e6 : 0) + (n.hasClass('root') ? 2e6 : 0)
    + (n.hasClass('faded') ? 0 : 1e6) + Number(n.data('degree'));
  const ordered = nodes.map((n) => ({ n, rank: rank(n) })).sort((a, b) => b.rank - a.rank || (a.n.id() < b.n.id() ? -1 : 1));
  for (const { n } of ordered) {
    if (n.hasClass('center')) continue; // its name stands in its shape
    const shape = shapes.get(n.id())!;
    const middle = (shape.x1 + shape.x2) / 2;
    const half = (Number(n.data('nameWidth')) * factor) / 2;
    const height = Number(n.data('nameHeight')) * factor;
    const area = n.hasClass('above')
      ? { x1: middle - half, x2: middle + half, y1: shape.y1 - height, y2: shape.y1 }
      : { x1: middle - half, x2: middle + half, y1: shape.y2, y2: shape.y2 + height };
    const room = n.hasClass('selected') || n.hasClass('root') || !taken.meets(shrunk(area, 2.5));
    n.toggleClass('unnamed', !room);
    if (room) taken.add(area);
  }
}

/**
 * Labels as many relations as have room: those of the selection and of the
 * centers first, then the most reported. A label is tested as a chain of small
 * boxes along its line.
 */
function placeRelations(cy: cytoscape.Core, taken: Taken, size: number): void {
  const rank = (e: cytoscape.EdgeSingular) => (e.hasClass('selected') ? 8e6 : 0) + (e.hasClass('bundle') ? 4e6 : 0) + (e.hasClass('near') ? 2e6 : 0)
    + (e.source().hasClass('root') || e.target().hasClass('root') ? 1e6 : 0) + Number(e.data('claims'));
  const edges = (cy.edges().not('.hidden').toArray() as cytoscape.EdgeSingular[])
    .map((e) => ({ e, rank: rank(e) })).sort((a, b) => b.rank - a.rank || (a.e.id() < b.e.id() ? -1 : 1));
  let left = mostLabels;
  for (const { e } of edges) {
    e.toggleClass('labelled', left > 0 && !e.hasClass('faded') && hasRoom(e, taken, size));
    if (e.hasClass('labelled')) left--;
  }
}

function hasRoom(e: cytoscape.EdgeSingular, taken: Taken, size: number): boolean {
  const a = e.renderedSourceEndpoint();
  const b = e.renderedTargetEndpoint();
  const m = e.renderedMidpoint();
  if (!a || !b || !m || Number.isNaN(m.x)) return false;
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  const width = Number(e.data('labelWidth')) * (size / labelSize) + 6;
  const must = e.hasClass('selected') || e.hasClass('bundle');
  if (length < width + 10 && !must) return false;
  const cos = (b.x - a.x) / (length || 1);
  const sin = (b.y - a.y) / (length || 1);
  const pieces: Area[] = [];
  const count = Math.ceil(width / 10);
  const half = size * 0.5;
  for (let i = 0; i <= count; i++) {
    const d = -width / 2 + (width * i) / count;
    pieces.push({ x1: m.x + cos * d - half, x2: m.x + cos * d + half, y1: m.y + sin * d - half, y2: m.y + sin * d + half });
  }
  if (!must && pieces.some((p) => taken.meets(p))) return false;
  pieces.forEach((p) => taken.add(p));
  return true;
}
