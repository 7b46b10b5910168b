// How large entities and relations are drawn, and the room their words take.
import type { Edge, Entity } from './api';
import type { Box, Link } from './layout';
import { edgeLabel, familyKey, short } from './words';

export const font = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif';
export const nameWidth = 116; // pixels before a name wraps
export const labelSize = 10.5; // of a relation, in pixels on the screen

export function nodeSize(e: Entity): number {
  return e.type === 'phrase' ? 18 : 20 + Math.round(7 * Math.sqrt(Math.min(e.degree, 36)));
}

export function fontSize(e: Entity): number {
  return e.degree > 8 ? 15 : e.degree > 3 ? 12.5 : 11;
}

export function fontWeight(e: Entity): number {
  return e.degree > 8 ? 700 : 500;
}

export function nodeLabel(e: Entity): string {
  return short(e.name, e.type === 'phrase' ? 44 : 60);
}

const canvas = document.createElement('canvas').getContext('2d')!;
const widths = new Map<string, number>();

export function textWidth(text: string, size: number, weight: number): number {
  const key = `${size} ${weight} ${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    canvas.font = `${weight} ${size}px ${font}`;
    width = canvas.measureText(text).width;
    if (widths.size > 20_000) widths.clear();
    widths.set(key, width);
  }
  return width;
}

/** The lines of a name, broken as cytoscape breaks it. */
export function nameLines(e: Entity): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of nodeLabel(e).split(' ')) {
    const longer = line ? `${line} ${word}` : word;
    if (line && textWidth(longer, fontSize(e), fontWeight(e)) > nameWidth) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/** The room an entity takes. */
export function box(e: Entity, center: boolean): Box {
  if (center) return { id: e.id, radius: 23, width: centerWidth(e) + 8, nameWidth: 0, nameHeight: 0 };
  const lines = nameLines(e);
  const width = Math.max(...lines.map((l) => textWidth(l, fontSize(e), fontWeight(e))));
  return { id: e.id, radius: nodeSize(e) / 2, width: nodeSize(e) + 4, nameWidth: width + 6, nameHeight: lines.length * fontSize(e) * 1.22 };
}

export function centerWidth(e: Entity): number {
  return Math.max(96, textWidth(short(e.name, 40), 16, 700) + 30);
}

export function link(e: Edge): Link {
  return { source: e.source, target: e.target, label: textWidth(edgeLabel(e), labelSize, 500), family: familyKey(e.family) };
}
