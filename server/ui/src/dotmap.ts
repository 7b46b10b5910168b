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

/** Names of communities, the largest first, where they do not run into each other; of entities from near by. */
function names(c: CanvasRenderingContext2D, map: Overview, eye: Eye, size: Size, near: number, css: (name: string) => string): void {
  const { scale } = sizes(eye, size);
  const taken: [number, number, number, number][] = [];
  const write = (text: string, p: Point, font_: string, height: number, force: boolean) => {
    c.font = font_;
    const width = c.measureText(text).width;
    const area: [number, number, number, number] = [p.x - width / 2 - 3, p.y - height, p.x + width / 2 + 3, p.y + height / 2];
    if (area[2] < 0 || area[0] > size.width || area[3] < 0 || area[1] > size.height) return;
    if (!force && taken.some((t) => area[0] < t[2] && area[2] > t[0] && area[1] < t[3] && area[3] > t[1])) return;
    taken.push(area);
    c.strokeText(text, p.x, p.y);
    c.fillText(text, p.x, p.y);
  };
  c.textAlign = 'center';
  c.strokeStyle = css('ground');
  c.fillStyle = css('ink');
  c.lineWidth = 4;
  c.lineJoin = 'round';
  const order = map.communities.map((_, i) => i).sort((a, b) => Number(b === near) - Number(a === near) || map.communities[b]!.size - map.communities[a]!.size);
  for (const i of order) {
    const community = map.communities[i]!;
    const p = toScreen(community, eye, size);
    const radius = Math.max(6, community.r * scale);
    write(short(community.name, 46), { x: p.x, y: p.y - radius - 6 }, `700 ${radius > 40 ? 14 : 12}px ${font}`, 14, i === near);
  }
  if (eye.zoom < 1.4 && map.nodes.length > 150) return;
  for (const n of map.nodes.slice(0, 2000)) {
    const p = toScreen(n, eye, size);
    write(short(n.name, 28), { x: p.x, y: p.y + 17 }, `500 11px ${font}`, 11, false);
  }
}
