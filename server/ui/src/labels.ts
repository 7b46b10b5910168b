// Which names and labels have room. Words keep their size on the screen, so
// where the picture is small only the most important ones are written; those
// of the rest come with zooming in.
import type cytoscape from 'cytoscape';
import { labelSize } from './boxes';

export interface Area {
  x1: number;
  x2: number;
  y1: number;
  y2: number;
}

export type Side = 'below' | 'above' | 'right' | 'left' | 'inside';

/** What is written: names with the side of the shape they stand on, and labels of relations. */
export interface Written {
  names: { node: cytoscape.NodeSingular; side: Side }[];
  labels: cytoscape.EdgeSingular[];
}

const mostLabels = 70; // of relations; more than that nobody reads at once
const cell = 64; // pixels
const crowd = 110; // entities; above, not every name has room
const leaders = 12; // names that are written in a crowd before all else
const speck = 4; // half the height of a shape that words may cover, in pixels

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

/** Decides on all words of the drawing. */
export function placeLabels(cy: cytoscape.Core): Written {
  const taken = new Taken();
  const nodes = cy.nodes().not('.hidden').toArray() as cytoscape.NodeSingular[];
  const shapes = new Map<string, Area>();
  for (const n of nodes) {
    const shape = shapeArea(n);
    shapes.set(n.id(), shape);
    if (shape.y2 - shape.y1 > 2 * speck) taken.add(shrunk(shape, 2));
  }
  const names = placeNames(nodes, shapes, taken, { x1: 0, y1: 0, x2: cy.width(), y2: cy.height() });
  return { names, labels: placeRelations(cy, taken) };
}

export function shapeArea(n: cytoscape.NodeSingular): Area {
  const p = n.renderedPosition();
  const half = { x: n.renderedOuterWidth() / 2, y: n.renderedOuterHeight() / 2 };
  return { x1: p.x - half.x, x2: p.x + half.x, y1: p.y - half.y, y2: p.y + half.y };
}

function shrunk(a: Area, by: number): Area {
  return { x1: a.x1 + by, x2: a.x2 - by, y1: a.y1 + by, y2: a.y2 - by };
}

function placeNames(nodes: cytoscape.NodeSingular[], shapes: Map<string, Area>, taken: Taken, window: Area): Written['names'] {
  const rank = (n: cytoscape.NodeSingular) => (n.hasClass('selected') ? 4e6 : 0) + (n.hasClass('root') ? 2e6 : 0)
    + (n.hasClass('faded') ? 0 : 1e6) + Number(n.data('degree'));
  const ordered = nodes.map((n) => ({ n, rank: rank(n) })).sort((a, b) => b.rank - a.rank || (a.n.id() < b.n.id() ? -1 : 1));
  const out: Written['names'] = [];
  const words = new Taken(); // names alone
  for (const [i, { n }] of ordered.entries()) {
    if (n.hasClass('center')) {
      out.push({ node: n, side: 'inside' });
      continue;
    }
    const area = (side: Side) => nameArea(shapes.get(n.id())!, side, Number(n.data('nameWidth')), Number(n.data('nameHeight')));
    const sides: Side[] = n.data('up') ? ['above', 'below', 'right', 'left'] : ['below', 'above', 'right', 'left'];
    const must = n.hasClass('selected') || n.hasClass('root');
    // In a crowd the names that matter most may cover the shapes of others.
    const others = nodes.length > crowd && i < leaders ? words : taken;
    const side = sides.find((s) => within(area(s), window) && !others.meets(shrunk(area(s), 2.5))) ?? (must ? sides[0] : undefined);
    if (!side) continue;
    taken.add(area(side));
    words.add(area(side));
    out.push({ node: n, side });
  }
  return out;
}

function within(a: Area, window: Area): boolean {
  return a.x1 >= window.x1 && a.x2 <= window.x2 && a.y1 >= window.y1 && a.y2 <= window.y2;
}

const gap = 2; // pixels between a shape and its name

/** The room of a name on one side of its shape. */
export function nameArea(shape: Area, side: Side, width: number, height: number): Area {
  const x = (shape.x1 + shape.x2) / 2;
  const y = (shape.y1 + shape.y2) / 2;
  switch (side) {
    case 'above':
      return { x1: x - width / 2, x2: x + width / 2, y1: shape.y1 - gap - height, y2: shape.y1 - gap };
    case 'right':
      return { x1: shape.x2 + gap, x2: shape.x2 + gap + width, y1: y - height / 2, y2: y + height / 2 };
    case 'left':
      return { x1: shape.x1 - gap - width, x2: shape.x1 - gap, y1: y - height / 2, y2: y + height / 2 };
    case 'inside':
      return { x1: x - width / 2, x2: x + width / 2, y1: y - height / 2, y2: y + height / 2 };
    case 'below':
      return { x1: x - width / 2, x2: x + width / 2, y1: shape.y2 + gap, y2: shape.y2 + gap + height };
  }
}

/** Relations with room for a label: those of the selection and of the centers first, then the most reported. */
function placeRelations(cy: cytoscape.Core, taken: Taken): cytoscape.EdgeSingular[] {
  const rank = (e: cytoscape.EdgeSingular) => (e.hasClass('selected') ? 8e6 : 0) + (e.hasClass('near') ? 2e6 : 0)
    + (e.source().hasClass('root') || e.target().hasClass('root') ? 1e6 : 0) + Number(e.data('claims'));
  const edges = (cy.edges().not('.hidden').not('.faded').toArray() as cytoscape.EdgeSingular[])
    .map((e) => ({ e, rank: rank(e) })).sort((a, b) => b.rank - a.rank || (a.e.id() < b.e.id() ? -1 : 1));
  const out: cytoscape.EdgeSingular[] = [];
  for (const { e } of edges) {
    if (out.length >= mostLabels) break;
    if (hasRoom(e, taken)) out.push(e);
  }
  return out;
}

/** A label is tested as a chain of small boxes along its line. */
function hasRoom(e: cytoscape.EdgeSingular, taken: Taken): boolean {
  const a = e.renderedSourceEndpoint();
  const b = e.renderedTargetEndpoint();
  if (!a || !b || Number.isNaN(a.x)) return false;
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  const must = e.hasClass('selected');
  const width = Number(e.data('labelWidth')) + 6;
  if (length < width + 10 && !must) return false;
  const pieces = labelPieces(e);
  if (!must && pieces.some((p) => taken.meets(p))) return false;
  pieces.forEach((p) => taken.add(p));
  return true;
}

/** The room of a relation's label, as boxes along its line. */
export function labelPieces(e: cytoscape.EdgeSingular): Area[] {
  const a = e.renderedSourceEndpoint();
  const b = e.renderedTargetEndpoint();
  const m = e.renderedMidpoint();
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const flat = e.hasClass('bundle');
  const cos = flat ? 1 : (b.x - a.x) / length;
  const sin = flat ? 0 : (b.y - a.y) / length;
  const width = Number(e.data('labelWidth')) + 6;
  const count = Math.ceil(width / 10);
  const half = labelSize * (flat ? 0.9 : 0.5);
  const pieces: Area[] = [];
  for (let i = 0; i <= count; i++) {
    const d = -width / 2 + (width * i) / count;
    pieces.push({ x1: m.x + cos * d - half, x2: m.x + cos * d + half, y1: m.y + sin * d - half, y2: m.y + sin * d + half });
  }
  return pieces;
}
