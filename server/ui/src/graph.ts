// The drawing: one cytoscape instance, its style, and what the mouse does to
// it. Knows nothing of the address or the server.
import cytoscape from 'cytoscape';
import type { Edge, Entity } from './api';
import { maxEnlargement, nameAbove, type Box, type Link, type Point, type Positions } from './layout';
import { edgeLabel, edgeStatus, familyKey, short, statuses, typeStyle } from './words';

export interface Drawing {
  nodes: Entity[];
  edges: Edge[];
  centers: string[];
}

export interface Handlers {
  select(key: string): void; // "node:ID", "edge:ID", or empty for the ground
  expand(id: string): void;
  moved(): void; // an entity was dragged, or the viewport changed
}

const font = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif';
const nameWidth = 116; // pixels before a name wraps
const closest = 1.6; // a small network is not enlarged further than this to fill the window

function nodeSize(e: Entity): number {
  return e.type === 'phrase' ? 18 : 20 + Math.round(7 * Math.sqrt(Math.min(e.degree, 36)));
}

function fontSize(e: Entity): number {
  return e.degree > 8 ? 15 : e.degree > 3 ? 12.5 : 11;
}

function fontWeight(e: Entity): number {
  return e.degree > 8 ? 700 : 500;
}

function nodeLabel(e: Entity): string {
  return short(e.name, e.type === 'phrase' ? 44 : 60);
}

const canvas = document.createElement('canvas').getContext('2d')!;

function textWidth(text: string, size: number, weight: number): number {
  canvas.font = `${weight} ${size}px ${font}`;
  return canvas.measureText(text).width;
}

/** The room an entity takes. */
export function box(e: Entity, center: boolean): Box {
  if (center) return { id: e.id, radius: 23, width: centerWidth(e) + 8, nameWidth: 0, nameHeight: 0 };
  const size = fontSize(e);
  let width = 0;
  let lines = 1;
  let line = '';
  for (const word of nodeLabel(e).split(' ')) {
    const longer = line ? `${line} ${word}` : word;
    if (line && textWidth(longer, size, fontWeight(e)) > nameWidth) {
      lines++;
      line = word;
    } else line = longer;
    width = Math.max(width, textWidth(line, size, fontWeight(e)));
  }
  return { id: e.id, radius: nodeSize(e) / 2, width: nodeSize(e) + 4, nameWidth: width + 6, nameHeight: lines * size * 1.22 };
}

function centerWidth(e: Entity): number {
  return Math.max(96, textWidth(short(e.name, 40), 16, 700) + 30);
}

export function link(e: Edge): Link {
  return { source: e.source, target: e.target, label: textWidth(edgeLabel(e), 10.5, 500), family: familyKey(e.family) };
}

function colours(): (name: string) => string {
  const style = getComputedStyle(document.documentElement);
  const known = new Map<string, string>(); // asked for once for every element drawn
  return (name) => {
    let value = known.get(name);
    if (value === undefined) known.set(name, (value = style.getPropertyValue(`--${name}`).trim()));
    return value;
  };
}

export class Graph {
  private readonly cy: cytoscape.Core;
  private centers = new Set<string>();
  private scale = 1; // how much names are enlarged to stay readable at this zoom
  private timer = 0;
  private readonly observer: ResizeObserver;
  private lastTap = { id: '', at: 0 };

  constructor(container: HTMLElement, on: Handlers) {
    this.cy = cytoscape({
      container, minZoom: 0.15, maxZoom: 3, style: this.style(), layout: { name: 'preset' }, selectionType: 'single',
    });
    this.cy.on('tap', (event) => {
      const target = event.target as cytoscape.SingularElementArgument | cytoscape.Core;
      if (target === this.cy) {
        on.select('');
        return;
      }
      const element = target as cytoscape.SingularElementArgument;
      const key = `${element.isNode() ? 'node' : 'edge'}:${element.id()}`;
      const now = performance.now();
      const twice = this.lastTap.id === key && now - this.lastTap.at < 400;
      this.lastTap = { id: key, at: now };
      if (twice && element.isNode()) on.expand(element.id());
      else on.select(key);
    });
    this.cy.on('mouseover', 'node', (event) => this.hover(event.target as cytoscape.NodeSingular));
    this.cy.on('mouseover', 'edge', (event) => {
      (event.target as cytoscape.EdgeSingular).addClass('hover');
      container.style.cursor = 'pointer';
    });
    this.cy.on('mouseout', 'node, edge', () => {
      this.cy.elements().removeClass('hover dim');
      container.style.cursor = '';
    });
    this.cy.on('dragfree', 'node', () => {
      this.label();
      on.moved();
    });
    this.cy.on('viewport', () => {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => {
        this.rescale();
        on.moved();
      }, 80);
    });
    this.observer = new ResizeObserver(() => this.cy.resize());
    this.observer.observe(container);
  }

  destroy(): void {
    clearTimeout(this.timer);
    this.observer.disconnect();
    this.cy.destroy();
  }

  /** For tests: the state that decides the picture. */
  snapshot(): { nodes: Record<string, Point>; edges: string[] } {
    const nodes: Record<string, Point> = {};
    this.cy.nodes(':visible').forEach((n) => {
      nodes[n.id()] = { ...n.position() };
    });
    return { nodes, edges: this.cy.edges(':visible').map((e) => e.id()).sort() };
  }

  /** Where an element is on the page, for tests that click it. */
  locate(key: string): Point | null {
    const element = this.element(key);
    if (!element) return null;
    const p = element.isNode() ? element.renderedPosition() : (element as unknown as cytoscape.EdgeSingular).renderedMidpoint();
    const rect = this.cy.container()!.getBoundingClientRect();
    return { x: rect.left + p.x, y: rect.top + p.y };
  }

  draw(d: Drawing, positions: Positions): void {
    this.centers = new Set(d.centers);
    const wanted = new Set([...d.nodes.map((n) => n.id), ...d.edges.map((e) => e.id)]);
    this.cy.batch(() => {
      this.cy.elements().filter((el) => !wanted.has(el.id())).remove();
      for (const n of d.nodes) {
        const data = this.nodeData(n);
        const found = this.cy.getElementById(n.id);
        const position = { ...positions.get(n.id)! };
        if (found.nonempty()) {
          found.data(data);
          found.position(position);
        } else this.cy.add({ group: 'nodes', data, position });
        this.cy.getElementById(n.id).toggleClass('center', this.centers.has(n.id) && d.centers.length === 1);
        this.cy.getElementById(n.id).toggleClass('root', this.centers.has(n.id));
        this.cy.getElementById(n.id).toggleClass('phrase', n.type === 'phrase');
      }
      for (const e of d.edges) {
        const data = edgeData(e);
        const found = this.cy.getElementById(e.id);
        if (found.nonempty()) found.data(data);
        else this.cy.add({ group: 'edges', data });
      }
      if (d.centers.length === 1) {
        const center = this.cy.getElementById(d.centers[0]!);
        this.cy.nodes().forEach((n) => {
          n.toggleClass('above', n.id() !== center.id() && n.position('y') < center.position('y') - nameAbove);
        });
      } else this.cy.nodes().removeClass('above');
    });
    this.label();
  }

  private nodeData(n: Entity) {
    const style = typeStyle(n.type);
    return {
      id: n.id, name: nodeLabel(n), size: nodeSize(n), tall: nodeSize(n) * (n.type === 'organization' ? 0.78 : n.type === 'phrase' ? 0.6 : 1),
      font: fontSize(n), weight: fontWeight(n), shape: style.shape, colour: style.colour, center: centerWidth(n),
    };
  }

  /** Hides what the filters leave out, and entities that then stand alone. */
  filter(node: (id: string) => boolean, edge: (id: string) => boolean): void {
    this.cy.batch(() => {
      this.cy.elements().removeClass('hidden');
      this.cy.nodes().forEach((n) => {
        if (!node(n.id())) n.addClass('hidden');
      });
      this.cy.edges().forEach((e) => {
        if (!edge(e.id()) || e.source().hasClass('hidden') || e.target().hasClass('hidden')) e.addClass('hidden');
      });
      this.cy.nodes().forEach((n) => {
        const edges = n.connectedEdges();
        if (!this.centers.has(n.id()) && edges.nonempty() && edges.not('.hidden').empty()) n.addClass('hidden');
      });
    });
    this.label();
  }

  /** Marks the selection and dims what has nothing to do with it. */
  select(key: string): void {
    this.cy.batch(() => {
      this.cy.elements().removeClass('selected faded near');
      const element = this.element(key);
      if (!element) return;
      const ends = element.connectedNodes(); // none of a node
      const near = ends.empty() ? element.closedNeighborhood() : element.union(ends).union(element.parallelEdges());
      this.cy.elements().not(near).addClass('faded');
      near.edges().addClass('near');
      element.addClass('selected');
    });
    this.label();
  }

  /** Brings an element into sight if it is outside or too small to read. */
  reveal(key: string): void {
    const element = this.element(key);
    if (!element) return;
    const view = this.cy.extent();
    const bounds = element.boundingBox({});
    const inside = bounds.x1 >= view.x1 && bounds.x2 <= view.x2 && bounds.y1 >= view.y1 && bounds.y2 <= view.y2;
    if (!inside) this.cy.center(element);
  }

  private element(key: string): cytoscape.CollectionReturnValue | null {
    const id = key.slice(key.indexOf(':') + 1);
    const found = id ? this.cy.getElementById(id) : null;
    return found && found.nonempty() ? found : null;
  }

  private hover(node: cytoscape.NodeSingular): void {
    this.cy.container()!.style.cursor = 'pointer';
    const near = node.closedNeighborhood();
    this.cy.elements().not(near).addClass('dim');
    near.edges().addClass('hover');
  }

  positions(): [string, Point][] {
    return this.cy.nodes().map((n) => [n.id(), { ...n.position() }]);
  }

  viewport(): { zoom: number; pan: Point } {
    return { zoom: this.cy.zoom(), pan: { ...this.cy.pan() } };
  }

  setViewport(v: { zoom: number; pan: Point }): void {
    this.cy.viewport(v);
    this.rescale();
  }

  get size(): { width: number; height: number } {
    return { width: this.cy.width(), height: this.cy.height() };
  }

  zoomBy(factor: number): void {
    this.cy.zoom({ level: this.cy.zoom() * factor, renderedPosition: { x: this.cy.width() / 2, y: this.cy.height() / 2 } });
  }

  fit(): void {
    const shown = this.cy.elements().not('.hidden');
    if (shown.empty()) return;
    this.cy.fit(shown, 34);
    if (this.cy.zoom() > closest) {
      this.cy.zoom(closest);
      this.cy.center(shown);
    }
    this.rescale();
  }

  /** The neighbour of a node that lies in a direction, for the arrow keys. */
  neighbour(id: string, dx: number, dy: number): string {
    const from = this.cy.getElementById(id);
    let best = '';
    let score = 0.2; // a neighbour at right angles to the arrow is none
    from.neighborhood().nodes().not('.hidden').forEach((n) => {
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
  }

  restyle(): void {
    this.cy.style(this.style());
    this.rescale(true);
  }

  /** The whole picture as a PNG in a data URL. */
  image(): string {
    return this.cy.png({ full: true, scale: 2, bg: colours()('ground') });
  }

  /** Names keep a readable size on screen when the picture shrinks. */
  private rescale(always = false): void {
    const scale = Math.min(maxEnlargement, Math.max(0.6, 1 / this.cy.zoom()));
    if (always || Math.abs(scale - this.scale) > 0.02) {
      this.scale = scale;
      this.cy.style(this.style());
    }
    this.label();
  }

  /**
   * Puts labels on as many relations as have room: those of the selection and
   * of the centers first, then the most reported. A label is tested as a chain
   * of small boxes along its line against names and labels already there.
   */
  private label(): void {
    interface Area { x1: number; x2: number; y1: number; y2: number }
    const zoom = this.cy.zoom();
    const size = 10.5 * this.scale * zoom;
    const taken: Area[] = [];
    const air = 4; // that cytoscape counts around a name
    this.cy.nodes().not('.hidden').forEach((n) => {
      const both = n.renderedBoundingBox({ includeOverlays: false, includeUnderlays: false, includeEdges: false });
      const p = n.renderedPosition();
      const half = { x: n.renderedOuterWidth() / 2, y: n.renderedOuterHeight() / 2 };
      taken.push({ x1: p.x - half.x, x2: p.x + half.x, y1: p.y - half.y, y2: p.y + half.y });
      if (both.y2 > p.y + half.y + 4) taken.push({ x1: both.x1 + air, x2: both.x2 - air, y1: p.y + half.y + air, y2: both.y2 - air });
      if (both.y1 < p.y - half.y - 4) taken.push({ x1: both.x1 + air, x2: both.x2 - air, y1: both.y1 + air, y2: p.y - half.y - air });
    });
    const first = this.cy.edges('.near').nonempty() ? (e: cytoscape.EdgeSingular) => e.hasClass('near') : () => false;
    const center = (e: cytoscape.EdgeSingular) => this.centers.has(e.source().id()) || this.centers.has(e.target().id());
    const rank = (e: cytoscape.EdgeSingular) =>
      (e.hasClass('selected') ? 4e6 : 0) + (first(e) ? 2e6 : 0) + (center(e) ? 1e6 : 0) + Number(e.data('claims'));
    const edges = this.cy.edges().not('.hidden').toArray()
      .map((e) => e as cytoscape.EdgeSingular)
      .sort((a, b) => rank(b) - rank(a) || (a.id() < b.id() ? -1 : 1));
    this.cy.batch(() => {
      this.cy.edges().removeClass('labelled');
      if (size < 8) return;
      let left = 60;
      for (const e of edges) {
        if (left === 0) break;
        if (e.hasClass('faded')) continue;
        const a = e.renderedSourceEndpoint();
        const b = e.renderedTargetEndpoint();
        const m = e.renderedMidpoint();
        if (!a || !b || !m || Number.isNaN(m.x)) continue;
        const length = Math.hypot(b.x - a.x, b.y - a.y);
        const width = Number(e.data('width10')) * (size / 10.5) + 6;
        const must = e.hasClass('selected');
        if (length < width + 10 && !must) continue;
        const cos = (b.x - a.x) / (length || 1);
        const sin = (b.y - a.y) / (length || 1);
        const pieces: Area[] = [];
        const count = Math.ceil(width / 10);
        const half = size * 0.5;
        for (let i = 0; i <= count; i++) {
          const d = -width / 2 + (width * i) / count;
          pieces.push({ x1: m.x + cos * d - half, x2: m.x + cos * d + half, y1: m.y + sin * d - half, y2: m.y + sin * d + half });
        }
        if (!must && pieces.some((p) => taken.some((t) => p.x1 < t.x2 && p.x2 > t.x1 && p.y1 < t.y2 && p.y2 > t.y1))) continue;
        taken.push(...pieces);
        e.addClass('labelled');
        left--;
      }
    });
  }

  private style(): cytoscape.StylesheetJson {
    const css = colours();
    const k = this.scale ?? 1;
    const dark = css('dark') === '1';
    const data = (name: string) => (e: cytoscape.SingularElementArgument) => e.data(name) as never;
    const sheet = [
      {
        selector: 'node',
        style: {
          shape: data('shape'), width: data('size'), height: data('tall'),
          'background-color': (n: cytoscape.NodeSingular) => css(`fill-${n.data('colour')}`),
          'border-color': (n: cytoscape.NodeSingular) => css(`type-${n.data('colour')}`), 'border-width': 2,
          label: data('name'), 'font-family': font, 'font-weight': data('weight'), color: css('ink'),
          'font-size': (n: cytoscape.NodeSingular) => Number(n.data('font')) * k,
          'text-valign': 'bottom', 'text-margin-y': 3, 'text-wrap': 'wrap', 'text-max-width': `${nameWidth * k}px`,
          'text-outline-color': css('ground'), 'text-outline-width': 2.5 * k, 'min-zoomed-font-size': 6, 'z-index': 10,
          'overlay-opacity': 0,
        },
      },
      { selector: 'node.phrase', style: { 'font-style': 'italic', color: css('ink2'), 'border-style': 'dashed', 'border-width': 1.5 } },
      { selector: 'node.above', style: { 'text-valign': 'top', 'text-margin-y': -3 } },
      { selector: 'node.root', style: { 'border-width': 3.5, 'font-weight': 700 } },
      {
        selector: 'node.center',
        style: {
          shape: 'round-rectangle', width: (n: cytoscape.NodeSingular) => Number(n.data('center')) * Math.max(1, k), height: 46 * Math.max(1, k),
          'text-valign': 'center', 'text-margin-y': 0, 'font-size': 16 * Math.max(1, k), 'font-weight': 700, 'text-outline-width': 0,
          'text-max-width': `${420 * Math.max(1, k)}px`, 'text-wrap': 'ellipsis',
        },
      },
      {
        selector: 'edge',
        style: {
          'curve-style': 'bezier', 'control-point-step-size': 46, width: data('width'),
          'line-color': (e: cytoscape.EdgeSingular) => css(`family-${e.data('family')}`),
          'target-arrow-color': (e: cytoscape.EdgeSingular) => css(`family-${e.data('family')}`),
          'target-arrow-shape': 'triangle', 'arrow-scale': 0.95,
          'line-style': (e: cytoscape.EdgeSingular) => (e.data('dash') ? 'dashed' : 'solid'),
          'line-dash-pattern': (e: cytoscape.EdgeSingular) => (e.data('dash') as number[] | null) ?? [6, 3],
          opacity: dark ? 0.85 : 0.74, 'z-index': 1, 'overlay-opacity': 0, 'loop-direction': '-45deg', 'loop-sweep': '60deg',
        },
      },
      {
        selector: 'edge.labelled, edge.hover',
        style: {
          label: data('label'), 'font-family': font, 'font-size': 10.5 * k, color: css('ink'), 'text-rotation': 'autorotate',
          'text-background-color': css('ground'), 'text-background-opacity': 0.94, 'text-background-padding': '2px',
          'text-background-shape': 'round-rectangle', 'min-zoomed-font-size': 6, opacity: 1, 'z-index': 8,
        },
      },
      { selector: 'node.faded', style: { opacity: 0.34 } },
      { selector: 'edge.faded', style: { opacity: dark ? 0.26 : 0.18 } },
      { selector: 'node.dim', style: { opacity: 0.34 } },
      { selector: 'edge.dim', style: { opacity: 0.14 } },
      {
        selector: 'node.selected',
        style: { 'border-width': 4.5, 'border-color': css('accent'), 'underlay-color': css('accent'), 'underlay-opacity': 0.2, 'underlay-padding': 9 },
      },
      {
        selector: 'edge.selected',
        style: {
          width: (e: cytoscape.EdgeSingular) => Number(e.data('width')) + 2, opacity: 1, 'font-weight': 700, 'font-size': 12 * k,
          'underlay-color': css('accent'), 'underlay-opacity': 0.22, 'underlay-padding': 5, 'z-index': 20,
        },
      },
      { selector: '.hidden', style: { display: 'none' } },
    ];
    return sheet as unknown as cytoscape.StylesheetJson;
  }
}

function edgeData(e: Edge) {
  const dash = statuses.find((s) => s.status === edgeStatus(e))!.dash;
  const label = edgeLabel(e);
  return {
    id: e.id, source: e.source, target: e.target, label, claims: e.claims, family: familyKey(e.family),
    width: 1.5 + Math.min(3.5, Math.log2(e.claims) * 0.7), dash: dash.length ? dash : null, width10: textWidth(label, 10.5, 500),
  };
}
