// The drawing as a file: what stands on the canvas, neither more nor less, at
// the size it has on the screen, also where it goes beyond the window.
import type cytoscape from 'cytoscape';
import { font, labelSize } from './boxes';
import type { Graph } from './graph';
import { colours, type Css } from './graphstyle';
import { centerSize, labelAngle, nameLinesAt, nameSize } from './lettering';
import type { Point } from './layout';

type E = cytoscape.EdgeSingular;
type N = cytoscape.NodeSingular;

const margin = 24;
const sharpness = 2; // pixels of a PNG for each on the screen
const largest = 12_000; // pixels of a side, which browsers still paint

/** The picture as PNG. */
export async function png(g: Graph): Promise<Blob> {
  const drawing = svg(g);
  const image = new Image();
  const url = URL.createObjectURL(new Blob([drawing], { type: 'image/svg+xml' }));
  try {
    image.src = url;
    await image.decode();
  } finally {
    URL.revokeObjectURL(url);
  }
  const scale = Math.min(sharpness, largest / Math.max(image.width, image.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The browser could not make the picture. Zoom out and try again.')))));
}

/** The picture as SVG; each entity and relation is a group with its id. */
export function svg(g: Graph): string {
  const css = colours();
  const zoom = g.cy.zoom();
  const { names, labels } = g.lettering.words;
  const edges = g.cy.edges().not('.hidden').map((e) => edgeShape(e as E, zoom));
  const nodes = g.cy.nodes().not('.hidden').map((n) => nodeShape(n as N));
  const b = bounds(g);
  const box = [b.x1 - margin, b.y1 - margin, b.x2 - b.x1 + 2 * margin, b.y2 - b.y1 + 2 * margin].map(round);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box.join(' ')}" width="${box[2]}" height="${box[3]}" font-family="${escape(font)}">`,
    `<rect x="${box[0]}" y="${box[1]}" width="${box[2]}" height="${box[3]}" fill="${css('ground')}"/>`,
    ...edges, ...nodes, ...labels.map((e) => edgeText(e, css)), ...names.map(({ node, side }) => nodeText(node, side, css)), '</svg>', '',
  ].join('\n');
}

function bounds(g: Graph): { x1: number; x2: number; y1: number; y2: number } {
  const drawn = g.cy.elements().not('.hidden').renderedBoundingBox({});
  const words = g.lettering.areas().names;
  return {
    x1: Math.min(drawn.x1, ...words.map((a) => a.x1)), x2: Math.max(drawn.x2, ...words.map((a) => a.x2)),
    y1: Math.min(drawn.y1, ...words.map((a) => a.y1)), y2: Math.max(drawn.y2, ...words.map((a) => a.y2)),
  };
}

function edgeShape(e: E, zoom: number): string {
  const a = e.renderedSourceEndpoint();
  const b = e.renderedTargetEndpoint();
  const controls = (e.controlPoints() ? e.renderedControlPoints() : []) as Point[]; // a straight line has none
  const colour = String(e.data('colour'));
  const size = (6 + Number(e.data('width')) * 2) * zoom;
  const heads = [
    e.data('toTarget') === 'none' ? '' : head(controls.at(-1) ?? a, b, colour, size),
    e.data('toSource') === 'triangle' ? head(controls[0] ?? b, a, colour, size) : '',
  ].join('');
  return `<g id="${escape(e.id())}" opacity="${round(Number(e.style('opacity')))}"><title>${escape(String(e.data('label')))}</title>`
    + `<path d="M${at(a)}${curve(controls, b)}" fill="none" stroke="${colour}" stroke-width="${round(Number(e.data('width')) * zoom)}"${dash(String(e.data('line')), zoom)}/>${heads}</g>`;
}

/** Quadratic curves through the middles between control points, as cytoscape draws them. */
function curve(controls: Point[], end: Point): string {
  if (controls.length === 0) return `L${at(end)}`;
  return controls.map((c, i) => {
    const next = controls[i + 1];
    return `Q${at(c)} ${at(next ? { x: (c.x + next.x) / 2, y: (c.y + next.y) / 2 } : end)}`;
  }).join('');
}

function dash(line: string, zoom: number): string {
  const pattern = line === 'dashed' ? [8, 4] : line === 'dotted' ? [2, 3] : null;
  return pattern ? ` stroke-dasharray="${pattern.map((n) => round(n * zoom)).join(' ')}"` : '';
}

function head(from: Point, tip: Point, colour: string, size: number): string {
  const angle = Math.atan2(tip.y - from.y, tip.x - from.x);
  const corner = (turn: number) => at({ x: tip.x - size * Math.cos(angle + turn), y: tip.y - size * Math.sin(angle + turn) });
  return `<path d="M${at(tip)}L${corner(0.42)}L${corner(-0.42)}Z" fill="${colour}"/>`;
}

function edgeText(e: E, css: Css): string {
  return `<text transform="translate(${at(e.renderedMidpoint())}) rotate(${round((labelAngle(e) * 180) / Math.PI)})" text-anchor="middle" dy="${round(labelSize * 0.35)}" `
    + `font-size="${labelSize}" fill="${css('ink')}" stroke="${css('ground')}" stroke-width="3.5" paint-order="stroke">${escape(String(e.data('label')))}</text>`;
}

function nodeShape(n: N): string {
  const p = n.renderedPosition();
  const half = { x: n.renderedWidth() / 2, y: n.renderedHeight() / 2 };
  const paint = `fill="${n.data('fill')}" stroke="${n.data('stroke')}" stroke-width="2"`;
  return `<g id="${escape(n.id())}" opacity="${round(Number(n.style('opacity')))}"><title>${escape(String(n.data('name')))}</title>${outline(n.style('shape') as string, p, half, paint)}</g>`;
}

const corners: Record<string, [number, number][]> = {
  diamond: [[0, -1], [1, 0], [0, 1], [-1, 0]],
  hexagon: [[-0.5, -1], [0.5, -1], [1, 0], [0.5, 1], [-0.5, 1], [-1, 0]],
  octagon: [[-0.4, -1], [0.4, -1], [1, -0.4], [1, 0.4], [0.4, 1], [-0.4, 1], [-1, 0.4], [-1, -0.4]],
  tag: [[-1, -1], [0.25, -1], [1, 0], [0.25, 1], [-1, 1]],
};

function outline(shape: string, p: Point, half: Point, paint: string): string {
  const polygon = corners[shape.replace('round-', '')];
  if (polygon) return `<polygon points="${polygon.map(([x, y]) => at({ x: p.x + x * half.x, y: p.y + y * half.y })).join(' ')}" stroke-linejoin="round" ${paint}/>`;
  if (shape === 'ellipse') return `<ellipse cx="${round(p.x)}" cy="${round(p.y)}" rx="${round(half.x)}" ry="${round(half.y)}" ${paint}/>`;
  const corner = shape === 'round-rectangle' ? 6 : 0;
  return `<rect x="${round(p.x - half.x)}" y="${round(p.y - half.y)}" width="${round(2 * half.x)}" height="${round(2 * half.y)}" rx="${corner}" ${paint}/>`;
}

function nodeText(n: N, side: Parameters<typeof nameLinesAt>[1], css: Css): string {
  const size = nameSize(n, side === 'inside');
  const anchors: Record<string, string> = { center: 'middle', left: 'start', right: 'end' };
  const strong = size === centerSize || n.hasClass('root') ? 700 : Number(n.data('weight'));
  const lines = nameLinesAt(n, side);
  return `<text text-anchor="${anchors[lines[0]!.align]}" font-size="${size}" font-weight="${strong}" fill="${css('ink')}" stroke="${css('ground')}" `
    + `stroke-width="${side === 'inside' ? 0 : 3.5}" paint-order="stroke">${
      lines.map((l) => `<tspan x="${round(l.x)}" y="${round(l.y + size * 0.35)}">${escape(l.text)}</tspan>`).join('')}</text>`;
}

function at(p: Point): string {
  return `${round(p.x)},${round(p.y)}`;
}

function round(x: number): number {
  return Math.round(x * 10) / 10;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!);
}
