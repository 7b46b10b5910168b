// The drawing: one cytoscape instance. Knows nothing of the address or the
// server.
import cytoscape from 'cytoscape';
import type { Edge, Entity } from './api';
import { Camera, centerShape } from './camera';
import { apart, bundleData, edgeData, nodeData } from './elements';
import { colours, graphStyle, type Css } from './graphstyle';
import { Lettering } from './lettering';
import { nameAbove, type Point, type Positions } from './layout';
import { listen, rounded, type Handlers } from './pointer';
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

const atOnce = 150; // elements that are put on the canvas between two breaths of the page
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
  readonly camera: Camera;

  constructor(private readonly container: HTMLElement, private readonly on: Handlers) {
    this.cy = cytoscape({
      container, minZoom: 0.05, maxZoom: 3, style: graphStyle(this.css, false), layout: { name: 'preset' }, selectionType: 'single', boxSelectionEnabled: true,
    });
    this.lettering = new Lettering(this.cy);
    this.camera = new Camera(this.cy);
    listen(this.cy, on);
    this.cy.on('viewport', () => this.later());
    this.observer = new ResizeObserver(() => {
      this.cy.resize();
      this.later();
    });
    this.observer.observe(container);
  }

  /** After the viewport has come to rest. */
  private later(): void {
    clearTimeout(this.timer);
    this.lettering.expect();
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
    let fresh: cytoscape.ElementDefinition[] = [];
    this.cy.batch(() => {
      fresh = [...d.nodes.flatMap((n) => this.drawNode(n, d.single, positions)), ...d.edges.flatMap((e) => this.drawEdge(e))];
    });
    for (let i = 0; i < fresh.length; i += atOnce) {
      if (i > 0) await pause();
      if (gone()) return false;
      this.cy.add(fresh.slice(i, i + atOnce));
    }
    this.move(positions, d.single ? d.centers[0] : undefined);
    if (fresh.length > atOnce) await pause();
    return !gone();
  }

  /** Brings an entity that is there up to date; returns what has to be added. */
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
    if (element && !this.camera.sees(element)) this.cy.center(element);
  }

  private element(key: string): cytoscape.CollectionReturnValue | null {
    const id = key.startsWith('pair:') ? key : key.slice(key.indexOf(':') + 1);
    const found = id ? this.cy.getElementById(id) : null;
    return found && found.nonempty() ? found : null;
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
  settle(): void {
    this.cy.nodes('.center').forEach((n) => {
      const shape = centerShape(n, this.cy.zoom());
      n.style({ width: shape.x2 - shape.x1, height: shape.y2 - shape.y1 });
    });
    this.lettering.later();
  }
}

/** Lets the page do what waits. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

