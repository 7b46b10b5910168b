// The drawing: one cytoscape instance and what mouse and finger do to it.
// Knows nothing of the address or the server.
import cytoscape from 'cytoscape';
import type { Edge, Entity } from './api';
import { apart, bundleData, edgeData, nodeData } from './elements';
import { colours, graphStyle, type Css } from './graphstyle';
import { nameArea, type Area } from './labels';
import { Lettering } from './lettering';
import { nameAbove, type Point, type Positions } from './layout';
import { bundle, pairKey, type Shown } from './shown';
import { contested } from './words';

export interface Drawing {
  nodes: Entity[];
  edges: Edge[];
  centers: string[];
  single: boolean; // one network of one center, which is drawn large
}

/** What is marked in the drawing. */
export interface Marks {
  selected: string; // "node:ID", "edge:ID", "pair:ID" or empty
  picked: string[];
  pinned: string[];
}

export interface Handlers {
  select(key: string): void; // as Marks.selected; empty for the ground
  pick(ids: string[], toggle: boolean): void;
  expand(id: string): void;
  dropped(places: [string, Point][]): void; // entities were dragged
  moved(): void; // the viewport changed
}

const margin = 28; // pixels around the picture when it is fitted
const centerHeight = 46; // of the shape of a center
const everyName = 110; // entities; in a larger picture few names reach beyond its border
const closest = 1.25; // a small network is not enlarged further than this to fill the window
const doubleClick = 400; // milliseconds
const atOnce = 300; // elements that are put on the canvas between two breaths of the page
const crowd = 250; // relations of which each is drawn lighter

export class Graph {
  readonly cy: cytoscape.Core;
  private centers = new Set<string>();
  private css: Css = colours();
  private drawing: Drawing = { nodes: [], edges: [], centers: [], single: false };
  private crowded = false;
  readonly lettering: Lettering;
  private timer = 0;
  private readonly observer: ResizeObserver;
  private lastTap = { id: '', at: 0 };

  constructor(private readonly container: HTMLElement, private readonly on: Handlers) {
    this.cy = cytoscape({
      container, minZoom: 0.05, maxZoom: 3, style: graphStyle(this.css, false), layout: { name: 'preset' }, selectionType: 'single', boxSelectionEnabled: true,
    });
    this.lettering = new Lettering(this.cy);
    this.listen();
    this.observer = new ResizeObserver(() => {
      this.cy.resize();
      this.later();
    });
    this.observer.observe(container);
  }

  private listen(): void {
    const { cy, on } = this;
    cy.on('tap', (event) => this.tapped(event));
    cy.on('mouseover', 'node', (event) => this.hover(event.target as cytoscape.NodeSingular));
    cy.on('mouseover', 'edge', (event) => {
      (event.target as cytoscape.EdgeSingular).addClass('hover');
      this.container.style.cursor = 'pointer';
    });
    cy.on('mouseout', 'node, edge', () => {
      cy.elements().removeClass('hover dim');
      this.container.style.cursor = '';
    });
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
    cy.on('viewport', () => this.later());
  }

  private tapped(event: cytoscape.EventObject): void {
    const target = event.target as cytoscape.SingularElementArgument | cytoscape.Core;
    if (target === this.cy) {
      this.on.select('');
      return;
    }
    const element = target as cytoscape.SingularElementArgument;
    if (element.isNode() && (event.originalEvent as MouseEvent).shiftKey) {
      this.on.pick([element.id()], true);
      return;
    }
    const key = element.isNode() ? `node:${element.id()}` : element.hasClass('bundle') ? element.id() : `edge:${element.id()}`;
    const now = performance.now();
    const twice = this.lastTap.id === key && now - this.lastTap.at < doubleClick;
    this.lastTap = { id: key, at: now };
    if (twice && element.isNode()) this.on.expand(element.id());
    else this.on.select(key);
  }

  /** After the viewport has come to rest. */
  private later(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.settle();
      this.on.moved();
    }, 80);
  }

  destroy(): void {
    clearTimeout(this.timer);
    this.observer.disconnect();
    this.cy.destroy();
  }

  /**
   * Puts all entities and relations of a model on the canvas, a few hundred at
   * a time, so that a large picture never holds the page. Returns false where
   * gone said in between that it is not wanted any more.
   */
  async draw(d: Drawing, positions: Positions, gone: () => boolean): Promise<boolean> {
    this.drawing = d;
    this.centers = new Set(d.centers);
    const crowded = d.edges.length > crowd;
    if (crowded !== this.crowded) this.cy.style(graphStyle(this.css, (this.crowded = crowded)));
    const wanted = new Set([...d.nodes.map((n) => n.id), ...d.edges.map((e) => e.id)]);
    this.cy.elements().filter((el) => !wanted.has(el.id())).remove();
    const adders = [...d.nodes.map((n) => () => this.drawNode(n, d.single, positions)), ...d.edges.map((e) => () => this.drawEdge(e))];
    for (let i = 0; i < adders.length; i += atOnce) {
      if (i > 0) await pause();
      if (gone()) return false;
      this.cy.batch(() => {
        const fresh = adders.slice(i, i + atOnce).flatMap((add) => add());
        if (fresh.length > 0) this.cy.add(fresh);
      });
    }
    this.move(positions, d.single ? d.centers[0] : undefined);
    if (adders.length > atOnce) await pause();
    return !gone();
  }

  private drawNode(n: Entity, single: boolean, positions: Positions): cytoscape.ElementDefinition[] {
    const found = this.cy.getElementById(n.id);
    const root = this.centers.has(n.id);
    const classes = [root && single && 'center', root && 'root', n.type === 'phrase' && 'phrase'].filter(Boolean) as string[];
    const data = nodeData(n, this.css);
    if (found.empty()) return [{ group: 'nodes', data, position: { ...positions.get(n.id)! }, classes }];
    if (found.data('name') !== data.name || found.data('size') !== data.size || found.data('shape') !== data.shape) found.data(data);
    if (found.hasClass('center')) found.removeStyle();
    for (const name of ['center', 'root', 'phrase']) found.toggleClass(name, classes.includes(name));
    return [];
  }

  private drawEdge(e: Edge): cytoscape.ElementDefinition[] {
    return this.cy.getElementById(e.id).empty() ? [{ group: 'edges', data: edgeData(e, this.css), classes: contested(e) ? 'contested' : '' }] : [];
  }

  /** Puts entities where they belong; names in the upper half of one entity's network stand above. */
  move(positions: Positions, center?: string): void {
    this.cy.batch(() => {
      const middle = center === undefined ? undefined : positions.get(center);
      this.cy.nodes().forEach((n) => {
        const p = positions.get(n.id());
        if (!p) return;
        if (n.position('x') !== p.x || n.position('y') !== p.y) n.position({ ...p });
        n.data('up', middle !== undefined && n.id() !== center && p.y < middle.y - nameAbove);
      });
    });
  }

  /** Shows what the filters let through; relations between the same two make one line where there are many. */
  show(shown: Shown, open: string[]): void {
    const { single, pairs } = bundle(shown.edges, open);
    const drawn = new Map(single.map((e) => [e.id, e]));
    const many = new Map<string, number>(); // relations drawn apart, by pair
    for (const e of single) many.set(pairKey(e), (many.get(pairKey(e)) ?? 0) + 1);
    this.cy.batch(() => {
      this.cy.nodes().forEach((n) => {
        n.toggleClass('hidden', !shown.nodes.has(n.id()));
      });
      this.cy.edges('.bundle').filter((b) => !pairs.has(b.id().slice('pair:'.length))).remove();
      this.cy.edges().not('.bundle').forEach((el) => {
        const e = drawn.get(el.id());
        el.toggleClass('hidden', !e);
        if (!e) return;
        const data = { ...edgeData(e, this.css), apart: many.get(pairKey(e))! > 4 ? apart * 0.65 : apart };
        if (el.data('label') !== data.label || el.data('width') !== data.width || el.data('line') !== data.line || el.data('apart') !== data.apart) el.data(data);
        el.toggleClass('contested', contested(e));
      });
      for (const [key, edges] of pairs) {
        const data = bundleData(key, edges, this.css);
        const found = this.cy.getElementById(data.id);
        if (found.nonempty()) found.data(data);
        else this.cy.add({ group: 'edges', data, classes: edges.some(contested) ? 'bundle contested' : 'bundle' });
      }
    });
    this.settle();
  }

  /** Marks the selection and dims what has nothing to do with it. */
  mark(m: Marks): void {
    const picked = new Set(m.picked);
    const pinned = new Set(m.pinned);
    this.cy.batch(() => {
      this.cy.elements().removeClass('selected faded near');
      this.cy.nodes().forEach((n) => {
        n.toggleClass('picked', picked.has(n.id()));
        n.toggleClass('pinned', pinned.has(n.id()));
        if (n.selected() !== picked.has(n.id())) n[picked.has(n.id()) ? 'select' : 'unselect'](); // what is picked is dragged together
      });
      const element = this.element(m.selected);
      if (!element) return;
      const ends = element.connectedNodes(); // none of a node
      const near = ends.empty() ? element.closedNeighborhood() : element.union(ends).union(element.parallelEdges());
      this.cy.elements().not(near).addClass('faded');
      near.edges().addClass('near');
      element.addClass('selected');
    });
    this.settle();
  }

  /** Brings an element into sight if it is outside. */
  reveal(key: string): void {
    const element = this.element(key);
    if (element && !this.sees(element)) this.cy.center(element);
  }

  /** Whether all of the shown elements are in the window. */
  seesAll(): boolean {
    const shown = this.cy.elements().not('.hidden');
    return shown.empty() || this.sees(shown);
  }

  private sees(elements: cytoscape.CollectionReturnValue): boolean {
    const view = this.cy.extent();
    const b = elements.boundingBox({});
    return b.x1 >= view.x1 && b.x2 <= view.x2 && b.y1 >= view.y1 && b.y2 <= view.y2;
  }

  private element(key: string): cytoscape.CollectionReturnValue | null {
    const id = key.startsWith('pair:') ? key : key.slice(key.indexOf(':') + 1);
    const found = id ? this.cy.getElementById(id) : null;
    return found && found.nonempty() ? found : null;
  }

  private hover(node: cytoscape.NodeSingular): void {
    this.container.style.cursor = 'pointer';
    const near = node.closedNeighborhood();
    this.cy.elements().not(near).addClass('dim');
    near.edges().addClass('hover');
  }

  /** Where an entity stands, or null. */
  at(id: string): Point | null {
    const found = this.cy.getElementById(id);
    return found.nonempty() ? rounded(found.position()) : null;
  }

  /** For tests: the state that decides the picture. */
  snapshot(): { nodes: Record<string, Point>; edges: string[] } {
    const nodes: Record<string, Point> = {};
    this.cy.nodes().not('.hidden').forEach((n) => {
      nodes[n.id()] = { ...n.position() };
    });
    return { nodes, edges: this.cy.edges().not('.hidden').map((e) => e.id()).sort() };
  }

  /** Where an element is on the page, for tests that click it. */
  locate(key: string): Point | null {
    const element = this.element(key);
    if (!element) return null;
    const p = element.isNode() ? element.renderedPosition() : (element as unknown as cytoscape.EdgeSingular).renderedMidpoint();
    const rect = this.container.getBoundingClientRect();
    return { x: rect.left + p.x, y: rect.top + p.y };
  }

  viewport(): { zoom: number; pan: Point } {
    return { zoom: this.cy.zoom(), pan: { ...this.cy.pan() } };
  }

  setViewport(v: { zoom: number; pan: Point }): void {
    this.cy.viewport(v);
    this.settle();
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
    this.setViewport({
      zoom,
      pan: { x: this.cy.width() / 2 - (zoom * (bounds.x1 + bounds.x2)) / 2, y: this.cy.height() / 2 - (zoom * (bounds.y1 + bounds.y2)) / 2 },
    });
  }

  /** The room of shapes and names at a zoom, in the drawing's own units. */
  private bounds(nodes: cytoscape.NodeCollection, zoom: number): Area {
    const all: Area = { x1: Infinity, x2: -Infinity, y1: Infinity, y2: -Infinity };
    nodes.forEach((n) => {
      const { x, y } = n.position();
      const [w, h] = [Number(n.data('size')) / 2, Number(n.data('tall')) / 2];
      const shape = n.hasClass('center') ? this.centerShape(n, zoom) : { x1: x - w, x2: x + w, y1: y - h, y2: y + h };
      const room = nodes.length > everyName ? 0 : 1 / zoom;
      const name = nameArea(shape, n.hasClass('center') ? 'inside' : n.data('up') ? 'above' : 'below', Number(n.data('nameWidth')) * room, Number(n.data('nameHeight')) * room);
      all.x1 = Math.min(all.x1, shape.x1, name.x1);
      all.x2 = Math.max(all.x2, shape.x2, name.x2);
      all.y1 = Math.min(all.y1, shape.y1, name.y1);
      all.y2 = Math.max(all.y2, shape.y2, name.y2);
    });
    return all;
  }

  /** The shape of a center holds its name, which keeps its size on the screen. */
  private centerShape(n: cytoscape.NodeSingular, zoom: number): Area {
    const { x, y } = n.position();
    const grown = Math.max(1, 1 / zoom);
    const [w, h] = [(Number(n.data('center')) * grown) / 2, (centerHeight * grown) / 2];
    return { x1: x - w, x2: x + w, y1: y - h, y2: y + h };
  }

  /** The neighbour of a node that lies in a direction, for the arrow keys; any entity there where it has none. */
  neighbour(id: string, dx: number, dy: number): string {
    const from = this.cy.getElementById(id);
    const nearest = (nodes: cytoscape.NodeCollection) => {
      let best = '';
      let score = 0.2; // a neighbour at right angles to the arrow is none
      nodes.not('.hidden').forEach((n) => {
        const x = n.position('x') - from.position('x');
        const y = n.position('y') - from.position('y');
        const length = Math.hypot(x, y) || 1;
        const value = (x * dx + y * dy) / length - length / 9000;
        if (value > score) {
          score = value;
          best = n.id();
        }
      });
      return best;
    };
    return nearest(from.neighborhood().nodes()) || (from.neighborhood().nodes().not('.hidden').empty() ? nearest(this.cy.nodes().not(from)) : '');
  }

  /** Takes the colours of another theme. */
  restyle(): void {
    this.css = colours();
    this.cy.batch(() => {
      for (const n of this.drawing.nodes) this.cy.getElementById(n.id).data(nodeData(n, this.css));
      for (const e of this.drawing.edges) this.cy.getElementById(e.id).data('colour', edgeData(e, this.css).colour);
      this.cy.edges('.bundle').data('colour', this.css('ink2'));
    });
    this.cy.style(graphStyle(this.css, this.crowded));
    this.lettering.restyle();
  }

  /** After anything that changes what stands where on the screen. */
  private settle(): void {
    this.cy.nodes('.center').forEach((n) => {
      const shape = this.centerShape(n, this.cy.zoom());
      n.style({ width: shape.x2 - shape.x1, height: shape.y2 - shape.y1 });
    });
    this.lettering.later();
  }
}

/** Lets the page do what waits. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

function rounded(p: Point): Point {
  return { x: Math.round(p.x), y: Math.round(p.y) };
}
