// Where one looks at the drawing.
import type cytoscape from 'cytoscape';
import { nameArea, type Area } from './labels';
import type { Point } from './layout';

const margin = 28; // pixels around the picture when it is fitted
const centerHeight = 46; // of the shape of a center
const everyName = 110; // entities; in a larger picture few names reach beyond its border
const closest = 1.25; // a small network is not enlarged further than this to fill the window

export interface Viewport {
  zoom: number;
  pan: Point;
}

export class Camera {
  constructor(private readonly cy: cytoscape.Core) {}

  get viewport(): Viewport {
    return { zoom: this.cy.zoom(), pan: { ...this.cy.pan() } };
  }

  set viewport(v: Viewport) {
    this.cy.viewport(v);
  }

  get size(): { width: number; height: number } {
    return { width: this.cy.width(), height: this.cy.height() };
  }

  zoomBy(factor: number): void {
    this.cy.zoom({ level: this.cy.zoom() * factor, renderedPosition: { x: this.cy.width() / 2, y: this.cy.height() / 2 } });
  }

  panBy(x: number, y: number): void {
    this.cy.panBy({ x, y });
  }

  /** Whether all of the shown elements are in the window. */
  get seesAll(): boolean {
    const shown = this.cy.elements().not('.hidden');
    return shown.empty() || this.sees(shown);
  }

  sees(elements: cytoscape.CollectionReturnValue): boolean {
    const view = this.cy.extent();
    const b = elements.boundingBox({});
    return b.x1 >= view.x1 && b.x2 <= view.x2 && b.y1 >= view.y1 && b.y2 <= view.y2;
  }

  /** Shows everything, names included. They keep their size, so that the zoom that fits is found step by step. */
  fit(): void {
    const nodes = this.cy.nodes().not('.hidden');
    if (nodes.empty()) return;
    let zoom = 1;
    let bounds: Area = { x1: 0, x2: 0, y1: 0, y2: 0 };
    for (let i = 0; i < 6; i++) {
      bounds = this.bounds(nodes, zoom);
      const fits = Math.min((this.cy.width() - 2 * margin) / (bounds.x2 - bounds.x1), (this.cy.height() - 2 * margin) / (bounds.y2 - bounds.y1));
      zoom = Math.max(this.cy.minZoom(), Math.min(closest, fits));
    }
    bounds = this.bounds(nodes, zoom);
    this.viewport = {
      zoom,
      pan: { x: this.cy.width() / 2 - (zoom * (bounds.x1 + bounds.x2)) / 2, y: this.cy.height() / 2 - (zoom * (bounds.y1 + bounds.y2)) / 2 },
    };
  }

  /** The room of shapes and names at a zoom, in the drawing's own units. */
  private bounds(nodes: cytoscape.NodeCollection, zoom: number): Area {
    const all: Area = { x1: Infinity, x2: -Infinity, y1: Infinity, y2: -Infinity };
    nodes.forEach((n) => {
      const { x, y } = n.position();
      const [w, h] = [Number(n.data('size')) / 2, Number(n.data('tall')) / 2];
      const shape = n.hasClass('center') ? centerShape(n, zoom) : { x1: x - w, x2: x + w, y1: y - h, y2: y + h };
      const room = nodes.length > everyName ? 0 : 1 / zoom;
      const name = nameArea(shape, n.hasClass('center') ? 'inside' : n.data('up') ? 'above' : 'below', Number(n.data('nameWidth')) * room, Number(n.data('nameHeight')) * room);
      all.x1 = Math.min(all.x1, shape.x1, name.x1);
      all.x2 = Math.max(all.x2, shape.x2, name.x2);
      all.y1 = Math.min(all.y1, shape.y1, name.y1);
      all.y2 = Math.max(all.y2, shape.y2, name.y2);
    });
    return all;
  }
}

/** The shape of a center holds its name, which keeps its size on the screen. */
export function centerShape(n: cytoscape.NodeSingular, zoom: number): Area {
  const { x, y } = n.position();
  const grown = Math.max(1, 1 / zoom);
  const [w, h] = [(Number(n.data('center')) * grown) / 2, (centerHeight * grown) / 2];
  return { x1: x - w, x2: x + w, y1: y - h, y2: y + h };
}
