// How entities and relations look on the canvas. The colours are those of the
// style sheet; k is how much words are enlarged against a small zoom, so that
// they keep their size on the screen.
import type cytoscape from 'cytoscape';
import { font, labelSize, nameWidth } from './boxes';

export function colours(): (name: string) => string {
  const style = getComputedStyle(document.documentElement);
  const known = new Map<string, string>(); // asked for once for every element drawn
  return (name) => {
    let value = known.get(name);
    if (value === undefined) known.set(name, (value = style.getPropertyValue(`--${name}`).trim()));
    return value;
  };
}

type N = cytoscape.NodeSingular;
type E = cytoscape.EdgeSingular;

export function graphStyle(css: (name: string) => string, k: number): cytoscape.StylesheetJson {
  const dark = css('dark') === '1';
  const data = (name: string) => `data(${name})`;
  const heads = Math.min(2.4, Math.max(0.95, 0.95 * k)); // arrows stay visible in a small picture
  const grown = Math.max(1, k);
  const sheet = [
    {
      selector: 'node',
      style: {
        shape: data('shape'), width: data('size'), height: data('tall'),
        'background-color': (n: N) => css(`fill-${n.data('colour')}`), 'border-color': (n: N) => css(`type-${n.data('colour')}`), 'border-width': 2,
        label: data('name'), 'font-family': font, 'font-weight': data('weight'), color: css('ink'),
        'font-size': (n: N) => Number(n.data('font')) * k,
        'text-valign': 'bottom', 'text-margin-y': 3, 'text-wrap': 'wrap', 'text-max-width': `${nameWidth * k}px`,
        'text-outline-color': css('ground'), 'text-outline-width': 2.5 * k, 'z-index': 10, 'overlay-opacity': 0,
      },
    },
    { selector: 'node.phrase', style: { 'font-style': 'italic', color: css('ink2'), 'border-style': 'dashed', 'border-width': 1.5 } },
    { selector: 'node.above', style: { 'text-valign': 'top', 'text-margin-y': -3 } },
    { selector: 'node.root', style: { 'border-width': 3.5, 'font-weight': 700 } },
    { selector: 'node.pinned', style: { 'border-style': 'double', 'border-width': 5 } },
    {
      selector: 'node.center',
      style: {
        shape: 'round-rectangle', width: (n: N) => Number(n.data('center')) * grown, height: 46 * grown,
        'text-valign': 'center', 'text-margin-y': 0, 'font-size': 16 * grown, 'font-weight': 700, 'text-outline-width': 0,
        'text-max-width': `${420 * grown}px`, 'text-wrap': 'ellipsis',
      },
    },
    { selector: 'node.unnamed', style: { label: '' } },
    {
      selector: 'edge',
      style: {
        'curve-style': 'bezier', 'control-point-step-size': data('apart'), width: data('width'),
        'line-color': (e: E) => css(`family-${e.data('family')}`), 'target-arrow-color': (e: E) => css(`family-${e.data('family')}`),
        'target-arrow-shape': 'triangle', 'arrow-scale': heads,
        'line-style': data('line'), 'line-dash-pattern': (e: E) => (e.data('line') === 'dashed' ? [8, 4] : [2, 3]),
        opacity: dark ? 0.85 : 0.74, 'z-index': 1, 'overlay-opacity': 0, 'loop-direction': '-45deg', 'loop-sweep': '60deg',
      },
    },
    { selector: 'edge.contested', style: { 'mid-target-arrow-shape': 'diamond', 'mid-target-arrow-color': css('bad') } },
    {
      selector: 'edge.labelled, edge.hover',
      style: {
        label: data('label'), 'font-family': font, 'font-size': labelSize * k, color: css('ink'), 'text-rotation': 'autorotate',
        'text-background-color': css('ground'), 'text-background-opacity': 0.94, 'text-background-padding': '2px',
        'text-background-shape': 'round-rectangle', opacity: 1, 'z-index': 8,
      },
    },
    {
      selector: 'edge.bundle',
      style: {
        'line-color': css('ink2'), 'target-arrow-color': css('ink2'), 'source-arrow-color': css('ink2'),
        'target-arrow-shape': data('toTarget'), 'source-arrow-shape': data('toSource'),
        'text-rotation': 'none', 'font-weight': 700, 'text-background-color': css('panel'), 'text-background-opacity': 1, 'text-background-padding': '5px',
        'text-border-color': css('ink2'), 'text-border-width': 1.2 * k, 'text-border-opacity': 1, 'z-index': 9,
      },
    },
    { selector: 'node.faded', style: { opacity: 0.34 } },
    { selector: 'edge.faded', style: { opacity: dark ? 0.26 : 0.18 } },
    { selector: 'node.dim', style: { opacity: 0.28 } },
    { selector: 'edge.dim', style: { opacity: 0.12 } },
    { selector: 'node.picked', style: { 'underlay-color': css('accent'), 'underlay-opacity': 0.32, 'underlay-padding': 6 } },
    {
      selector: 'node.selected',
      style: { 'border-width': 4.5, 'border-color': css('accent'), 'underlay-color': css('accent'), 'underlay-opacity': 0.2, 'underlay-padding': 9 },
    },
    {
      selector: 'edge.selected',
      style: {
        width: (e: E) => Number(e.data('width')) + 2, opacity: 1, 'font-weight': 700, 'font-size': 12 * k,
        'underlay-color': css('accent'), 'underlay-opacity': 0.22, 'underlay-padding': 5, 'z-index': 20,
      },
    },
    { selector: '.hidden', style: { display: 'none' } },
  ];
  return sheet as unknown as cytoscape.StylesheetJson;
}
