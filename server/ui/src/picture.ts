// The drawing as a file: what stands on the canvas, neither more nor less.
import type cytoscape from 'cytoscape';
import { font } from './boxes';
import type { Graph } from './graph';
import { colours } from './graphstyle';
import type { Point } from './layout';

/** The whole picture as a PNG in a data URL. */
export function png(g: Graph): string {
  return g.cy.png({ full: true, scale: 2, bg: colours()('ground') });
}

const margin = 24;

/** The whole picture as SVG, with the words in full. */
export function svg(g: Graph): string {
  const css = colours();
  const edges = g.cy.edges().not('.hidden').map((e) => edgeShape(e as E, css));
  const nodes = g.cy.nodes().not('.hidden').map((n) => nodeShape(n as N, css));
  const labels = g.cy.edges('.labelled').not('.hidden').map((e) => edgeText(e as E, css));
  const b = g.cy.elements().not('.hidden').boundingBox({});
  const box = [b.x1 - margin, b.y1 - margin, b.w + 2 * margin, b.h + 2 * margin].map(round);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box.join(' ')}" width="${box[2]}" height="${box[3]}" font-family="${escape(font)}">`,
    `<rect x="${box[0]}" y="${box[1]}" width="${box[2]}" height="${box[3]}" fill="${css('ground')}"/>`,
    ...edges, ...nodes, ...labels, '</svg>', '',
  ].join('\n');
}

type E = cytoscape.EdgeSingular;
type N = cytoscape.NodeSingular;
type Css = (name: string) => string;

function edgeShape(e: E, css: Css): string {
  const a = e.sourceEndpoint();
  const b = e.targetEndpoint();
  const controls = (e.controlPoints() ?? []) as Point[];
  const colour = e.hasClass('bundle') ? css('ink2') : css(`family-${e.data('family')}`);
  const last = controls.at(-1) ?? a;
  const first = controls[0] ?? b;
  const heads = [e.data('toTarget') === 'none' ? '' : head(last, b, colour), e.data('toSource') === 'triangle' ? head(first, a, colour) : ''].join('');
  return `<g id="${escape(e.id())}"><title>${escape(e.data('label'))}</title><path d="M${at(a)}${curve(controls, b)}" fill="none" stroke="${colour}" `
    + `stroke-width="${round(e.data('width'))}"${dash(e.data('line'))}/>${heads}</g>`;
}

/** Quadratic curves through the middles between control points, as cytoscape draws them. */
function curve(controls: Point[], end: Point): string {
  if (controls.length === 0) return `L${at(end)}`;
  return controls.map((c, i) => {
    const next = controls[i + 1];
    return `Q${at(c)} ${at(next ? { x: (c.x + next.x) / 2, y: (c.y + next.y) / 2 } : end)}`;
  }).join('');
}

function dash(line: string): string {
  return line === 'dashed' ? ' stroke-dasharray="8 4"' : line === 'dotted' ? ' stroke-dasharray="2 3"' : '';
}

function head(from: Point, tip: Point, colour: string): string {
  const angle = Math.atan2(tip.y - from.y, tip.x - from.x);
  const corner = (turn: number) => at({ x: tip.x - 10 * Math.cos(angle + turn), y: tip.y - 10 * Math.sin(angle + turn) });
  return `<path d="M${at(tip)}L${corner(0.42)}L${corner(-0.42)}Z" fill="${colour}"/>`;
}

function edgeText(e: E, css: Css): string {
  const m = e.midpoint();
  const a = e.sourceEndpoint();
  const b = e.targetEndpoint();
  let angle = (Math.atan2(b.y - a.y, b.x - a.x) * 180) / Math.PI;
  if (angle > 90 || angle < -90) angle += 180;
  const size = e.numericStyle('font-size');
  return `<text transform="translate(${at(m)}) rotate(${round(e.hasClass('bundle') ? 0 : angle)})" text-anchor="middle" dy="${round(size * 0.35)}" font-size="${round(size)}" `
    + `fill="${css('ink')}" stroke="${css('ground')}" stroke-width="3" paint-order="stroke">${escape(e.data('label'))}</text>`;
}

function nodeShape(n: N, css: Css): string {
  const p = n.position();
  const half = { x: n.width() / 2, y: n.height() / 2 };
  const paint = `fill="${css(`fill-${n.data('colour')}`)}" stroke="${css(`type-${n.data('colour')}`)}" stroke-width="2"`;
  return `<g id="${escape(n.id())}"><title>${escape(n.data('name'))}</title>${outline(n.style('shape') as string, p, half, paint)}${nodeText(n, css)}</g>`;
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

function nodeText(n: N, css: Css): string {
  const words = n.style('label') as string;
  if (!words) return '';
  const size = n.numericStyle('font-size');
  const lines = n.hasClass('center') ? [words] : wrapped(words, n.numericStyle('text-max-width'), size);
  const p = n.position();
  const line = size * 1.22;
  const below = n.height() / 2 + 3 + size;
  const top = n.hasClass('center') ? size * 0.35 : n.hasClass('above') ? -n.height() / 2 - 5 - (lines.length - 1) * line : below;
  return `<text text-anchor="middle" font-size="${round(size)}" font-weight="${n.style('font-weight')}" fill="${css('ink')}" stroke="${css('ground')}" stroke-width="3" paint-order="stroke">${
    lines.map((l, i) => `<tspan x="${round(p.x)}" y="${round(p.y + top + i * line)}">${escape(l)}</tspan>`).join('')}</text>`;
}

const canvas = document.createElement('canvas').getContext('2d')!;

function wrapped(words: string, width: number, size: number): string[] {
  canvas.font = `500 ${size}px ${font}`;
  const lines: string[] = [];
  for (const word of words.split(' ')) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && canvas.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
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
