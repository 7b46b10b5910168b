// Paints the map of an overview: links, dots, bubbles, names, on a canvas of
// its own, since twenty thousand dots are too many for cytoscape.
import { font } from './boxes';
import type { Point } from './layout';
import type { Overview } from './walks';
import { short, typeStyle } from './words';

/** Where one looks at the map, whose sides go from 0 to 1. */
export interface Eye extends Point {
  zoom: number; // 1 shows all
}

interface Size {
  width: number;
  height: number;
}

const margin = 40;

export function sizes(eye: Eye, size: Size): { scale: number; left: number; top: number } {
  const scale = (Math.min(size.width, size.height) - 2 * margin) * eye.zoom;
  return { scale, left: size.width / 2 - eye.x * scale, top: size.height / 2 - eye.y * scale };
}

export function toScreen(p: Point, eye: Eye, size: Size): Point {
  const { scale, left, top } = sizes(eye, size);
  return { x: left + p.x * scale, y: top + p.y * scale };
}

export function paintMap(canvas: HTMLCanvasElement, map: Overview, eye: Eye, size: Size, near: number, css: (name: string) => string): void {
  const ratio = devicePixelRatio || 1;
  canvas.width = Math.round(size.width * ratio);
  canvas.height = Math.round(size.height * ratio);
  canvas.style.width = `${size.width}px`;
  canvas.style.height = `${size.height}px`;
  const c = canvas.getContext('2d')!;
  c.scale(ratio, ratio);
  c.fillStyle = css('ground');
  c.fillRect(0, 0, size.width, size.height);
  bubbles(c, map, eye, size, near, css);
  links(c, map, eye, size, css);
  dots(c, map, eye, size, css);
  names(c, map, eye, size, near, css);
}

function bubbles(c: CanvasRenderingContext2D, map: Overview, eye: Eye, size: Size, near: number, css: (name: string) => string): void {
  const { scale } = sizes(eye, size);
  map.communities.forEach((community, i) => {
    const p = toScreen(community, eye, size);
    c.beginPath();
    c.arc(p.x, p.y, Math.max(6, community.r * scale), 0, 2 * Math.PI);
    c.fillStyle = css('soft');
    c.fill();
    c.strokeStyle = i === near ? css('accent') : css('line');
    c.lineWidth = i === near ? 3 : 1.5;
    c.stroke();
  });
}

function links(c: CanvasRenderingContext2D, map: Overview, eye: Eye, size: Size, css: (name: string) => string): void {
  const { scale, left, top } = sizes(eye, size);
  c.beginPath();
  for (const [a, b] of map.links) {
    const p = map.nodes[a];
    const q = map.nodes[b];
    if (!p || !q) continue;
    c.moveTo(left + p.x * scale, top + p.y * scale);
    c.lineTo(left + q.x * scale, top + q.y * scale);
  }
  c.strokeStyle = css('ink2');
  c.globalAlpha = Math.min(0.3, 60 / Math.sqrt(map.links.length + 1) / 10 + 0.04);
  c.lineWidth = 0.7;
  c.stroke();
  c.globalAlpha = 1;
}

function dots(c: CanvasRenderingContext2D, map: Overview, eye: Eye, size: Size, css: (name: string) => string): void {
  const { scale, left, top } = sizes(eye, size);
  const byColour = new Map<string, typeof map.nodes>();
  for (const n of map.nodes) {
    const colour = typeStyle(n.type).colour;
    const list = byColour.get(colour);
    if (list) list.push(n);
    else byColour.set(colour, [n]);
  }
  for (const [colour, nodes] of byColour) {
    c.fillStyle = css(`type-${colour}`);
    c.beginPath();
    for (const n of nodes) {
      const x = left + n.x * scale;
      const y = top + n.y * scale;
      if (x < -10 || y < -10 || x > size.width + 10 || y > size.height + 10) continue;
      const radius = Math.min(7, 1.2 + Math.sqrt(n.claims) * 0.5) * Math.min(2, Math.sqrt(eye.zoom));
      c.moveTo(x + radius, y);
      c.arc(x, y, radius, 0, 2 * Math.PI);
    }
    c.fill();
  }
}

/**
 * Names of communities stand in their bubbles, where they fit; that under the
 * mouse is always written. Names of entities come from near by.
 */
function names(c: CanvasRenderingContext2D, map: Overview, eye: Eye, size: Size, near: number, css: (name: string) => string): void {
  const { scale } = sizes(eye, size);
  const taken: [number, number, number, number][] = [];
  c.textAlign = 'center';
  c.textBaseline = 'middle';
  c.strokeStyle = css('ground');
  c.fillStyle = css('ink');
  c.lineWidth = 4;
  c.lineJoin = 'round';
  const write = (lines: string[], p: Point, height: number, force: boolean) => {
    const width = Math.max(...lines.map((l) => c.measureText(l).width)) + 6;
    const tall = lines.length * height;
    const area: [number, number, number, number] = [p.x - width / 2, p.y - tall / 2, p.x + width / 2, p.y + tall / 2];
    if (area[2] < 0 || area[0] > size.width || area[3] < 0 || area[1] > size.height) return;
    if (!force && taken.some((t) => area[0] < t[2] && area[2] > t[0] && area[1] < t[3] && area[3] > t[1])) return;
    taken.push(area);
    lines.forEach((line, i) => {
      const y = area[1] + (i + 0.5) * height;
      c.strokeText(line, p.x, y);
      c.fillText(line, p.x, y);
    });
  };
  const order = map.communities.map((_, i) => i).sort((a, b) => Number(b === near) - Number(a === near) || map.communities[b]!.size - map.communities[a]!.size);
  for (const i of order) {
    const community = map.communities[i]!;
    const p = toScreen(community, eye, size);
    const radius = Math.max(6, community.r * scale);
    c.font = `700 ${radius > 66 ? 14 : radius > 44 ? 12.5 : 11}px ${font}`;
    if (i === near) write(wrap(c, short(community.name, 60), 150), { x: p.x, y: p.y - radius - 22 }, 16, true);
    // All names of the community where they fit, else the first.
    for (const name of [community.name, community.name.split(', ')[0]!]) {
      const lines = wrap(c, name, radius * 1.9);
      if (lines.length > 4 || lines.length * 16 > radius * 1.6 || lines.some((l) => c.measureText(l).width > radius * 2.2)) continue;
      write(lines, p, 16, false);
      break;
    }
  }
  if (eye.zoom < 1.4 && map.nodes.length > 150) return;
  c.font = `500 11px ${font}`;
  for (const n of map.nodes.slice(0, 2000)) {
    const p = toScreen(n, eye, size);
    write([short(n.name, 28)], { x: p.x, y: p.y + 14 }, 13, false);
  }
}

function wrap(c: CanvasRenderingContext2D, text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && c.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
