// What mouse and finger do to the drawing.
import type cytoscape from 'cytoscape';
import type { Point } from './layout';

export interface Handlers {
  select(key: string): void; // as Marks.selected; empty for the ground
  pick(ids: string[], toggle: boolean): void;
  expand(id: string): void;
  dropped(places: [string, Point][]): void; // entities were dragged
  moved(): void; // the viewport changed
}

const doubleClick = 400; // milliseconds

export function listen(cy: cytoscape.Core, on: Handlers): void {
  taps(cy, on);
  hovering(cy);
  let dragged: [string, Point][] = [];
  cy.on('dragfree', 'node', (event) => {
    const n = event.target as cytoscape.NodeSingular;
    if (dragged.length === 0) {
      queueMicrotask(() => {
        on.dropped(dragged);
        dragged = [];
      });
    }
    dragged.push([n.id(), rounded(n.position())]);
  });
  let boxed: string[] = [];
  cy.on('boxstart', () => (boxed = []));
  cy.on('box', 'node', (event) => boxed.push((event.target as cytoscape.NodeSingular).id()));
  cy.on('boxend', () => queueMicrotask(() => on.pick(boxed, false)));
}

function taps(cy: cytoscape.Core, on: Handlers): void {
  let last = { key: '', at: 0 };
  cy.on('tap', (event) => {
    const target = event.target as cytoscape.SingularElementArgument | cytoscape.Core;
    if (target === cy) {
      on.select('');
      return;
    }
    const element = target as cytoscape.SingularElementArgument;
    if (element.isNode() && (event.originalEvent as MouseEvent).shiftKey) {
      on.pick([element.id()], true);
      return;
    }
    const key = element.isNode() ? `node:${element.id()}` : element.hasClass('bundle') ? element.id() : `edge:${element.id()}`;
    const now = performance.now();
    const twice = last.key === key && now - last.at < doubleClick;
    last = { key, at: now };
    if (twice && element.isNode()) on.expand(element.id());
    else on.select(key);
  });
}

/** Under the mouse an entity stands out with its neighbours. */
function hovering(cy: cytoscape.Core): void {
  const container = cy.container()!;
  cy.on('mouseover', 'node', (event) => {
    const near = (event.target as cytoscape.NodeSingular).closedNeighborhood();
    container.style.cursor = 'pointer';
    cy.elements().not(near).addClass('dim');
    near.edges().addClass('hover');
  });
  cy.on('mouseover', 'edge', (event) => {
    (event.target as cytoscape.EdgeSingular).addClass('hover');
    container.style.cursor = 'pointer';
  });
  cy.on('mouseout', 'node, edge', () => {
    cy.elements().removeClass('hover dim');
    container.style.cursor = '';
  });
}

/** Places are kept in whole pixels, short in the address. */
export function rounded(p: Point): Point {
  return { x: Math.round(p.x), y: Math.round(p.y) };
}
