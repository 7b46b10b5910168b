// Entities and relations as cytoscape takes them.
import type { Edge, Entity } from './api';
import { box, centerWidth, fontSize, fontWeight, labelSize, nameLines, nodeLabel, nodeSize, textWidth } from './boxes';
import type { Css } from './graphstyle';
import { edgeLabel, familyKey, lineStyle, short, typeStyle } from './words';

export function nodeData(n: Entity, css: Css) {
  const style = typeStyle(n.type);
  const size = nodeSize(n);
  const room = box(n, false);
  return {
    id: n.id, name: nodeLabel(n), full: short(n.name, 40), lines: nameLines(n), size, tall: size * (n.type === 'organization' ? 0.78 : n.type === 'phrase' ? 0.6 : 1),
    degree: n.degree, font: fontSize(n), weight: fontWeight(n), shape: style.shape, fill: css(`fill-${style.colour}`), stroke: css(`type-${style.colour}`),
    center: centerWidth(n), nameWidth: room.nameWidth, nameHeight: room.nameHeight,
  };
}

export const apart = 46; // pixels between parallel relations

export function edgeData(e: Edge, css: Css) {
  const label = edgeLabel(e);
  const width = 1.5 + Math.min(3.5, Math.log2(Math.max(1, e.claims)) * 0.7);
  return {
    id: e.id, source: e.source, target: e.target, label, claims: e.claims, colour: css(`family-${familyKey(e.family)}`), apart,
    width, broad: width + 2, line: lineStyle(e), labelWidth: textWidth(label, labelSize, 500),
  };
}

/** One line for all relations between two entities, with heads in each direction that one of them has. */
export function bundleData(key: string, edges: Edge[], css: Css) {
  const { source, target } = edges[0]!;
  const label = String(edges.length);
  const width = 3 + Math.min(3, edges.length / 5);
  return {
    id: `pair:${key}`, source, target, label, claims: edges.reduce((sum, e) => sum + e.claims, 0), colour: css('ink2'), apart,
    width, broad: width + 2, line: 'solid', labelWidth: textWidth(label, labelSize, 700) + 10,
    toTarget: edges.some((e) => e.target === target) ? 'triangle' : 'none', toSource: edges.some((e) => e.target === source) ? 'triangle' : 'none',
  };
}
