// How entities and relations look on the canvas. The colours are those of the
// style sheet; lettering.ts writes the words.
import type cytoscape from 'cytoscape';

export type Css = (name: string) => string;

export function colours(): Css {
  const style = getComputedStyle(document.documentElement);
  const known = new Map<string, string>(); // asked for once for every element drawn
  return (name) => {
    let value = known.get(name);
    if (value === undefined) known.set(name, (value = style.getPropertyValue(`--${name}`).trim()));
    return value;
  };
}

/** The style sheet; crowded pictures have fainter lines. What differs from element to element comes from their data, which is faster than functions. */
export function graphStyle(css: Css, crowded: boolean): cytoscape.StylesheetJson {
  const dark = css('dark') === '1';
  const data = (name: string) => `data(${name})`;
  const sheet = [
    {
      selector: 'node',
      style: {
        shape: data('shape'), width: data('size'), height: data('tall'),
        'background-color': data('fill'), 'border-color': data('stroke'), 'border-width': 2, 'z-index': 10, 'overlay-opacity': 0,
      },
    },
    { selector: 'node.phrase', style: { 'border-style': 'dashed', 'border-width': 1.5 } },
    { selector: 'node.root', style: { 'border-width': 3.5 } },
    { selector: 'node.pinned', style: { 'border-style': 'double', 'border-width': 5 } },
    { selector: 'node.center', style: { shape: 'round-rectangle' } },
    {
      selector: 'edge',
      style: {
        'curve-style': 'bezier', 'control-point-step-size': data('apart'), width: data('width'),
        'line-color': data('colour'), 'target-arrow-color': data('colour'), 'target-arrow-shape': 'triangle', 'arrow-scale': crowded ? 1.25 : 0.95,
        'line-style': data('line'), opacity: crowded ? 0.5 : dark ? 0.85 : 0.74, 'z-index': 1, 'overlay-opacity': 0, 'loop-direction': '-45deg', 'loop-sweep': '60deg',
      },
    },
    { selector: 'edge[line = "dashed"]', style: { 'line-dash-pattern': [8, 4] } },
    { selector: 'edge[line = "dotted"]', style: { 'line-style': 'dashed', 'line-dash-pattern': [2, 3] } },
    { selector: 'edge.contested', style: { 'mid-target-arrow-shape': 'diamond', 'mid-target-arrow-color': css('bad') } },
    { selector: 'edge.bundle', style: { 'source-arrow-color': data('colour'), 'target-arrow-shape': data('toTarget'), 'source-arrow-shape': data('toSource'), 'z-index': 9 } },
    { selector: 'edge.near, edge.hover', style: { opacity: 1, 'z-index': 8 } },
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
      style: { width: data('broad'), opacity: 1, 'underlay-color': css('accent'), 'underlay-opacity': 0.22, 'underlay-padding': 5, 'z-index': 20 },
    },
    { selector: '.hidden', style: { display: 'none' } },
  ];
  return sheet as unknown as cytoscape.StylesheetJson;
}
