// Writes names and labels on a canvas of its own above the drawing. They keep
// their size on the screen at any zoom, which in cytoscape itself would mean a
// new style for every element after each step of the wheel: a second and more
// with 900 relations.
import type cytoscape from 'cytoscape';
import { font, labelSize } from './boxes';
import { colours } from './graphstyle';
import { labelPieces, nameArea, placeLabels, shapeArea, type Area, type Written } from './labels';

export const centerSize = 16; // of the name in the shape of a center, in pixels
const lineHeight = 1.22;
const mostHovered = 30; // labels that come with the mouse

/** A name ready to be written: each line with its middle. */
export interface NameLine {
  text: string;
  x: number;
  y: number;
  align: CanvasTextAlign;
}

export class Lettering {
  private readonly canvas = document.createElement('canvas');
  private written: Written = { names: [], labels: [] };
  private css = colours();
  private stale = false;
  private expected = false;

  constructor(private readonly cy: cytoscape.Core) {
    this.canvas.className = 'lettering';
    this.canvas.setAttribute('aria-hidden', 'true');
    cy.container()!.appendChild(this.canvas);
    cy.on('render', () => {
      if (this.stale) {
        this.stale = false;
        this.written = placeLabels(cy);
      }
      this.paint();
    });
  }

  /** Decides anew what has room, after the next frame: by then cytoscape has found where all lines run. */
  later(): void {
    this.expected = false;
    this.stale = true;
    this.cy.forceRender();
  }

  /** Says that later will be called soon, when the viewport is at rest. */
  expect(): void {
    this.expected = true;
  }

  /** Whether what is written is what has room. */
  get settled(): boolean {
    return !this.stale && !this.expected;
  }

  /** Takes the colours of another theme. */
  restyle(): void {
    this.css = colours();
    this.paint();
  }

  /** What is written now: names, and labels with those under the mouse. */
  get words(): Written {
    const labels = new Set(this.written.labels);
    this.cy.edges('.hover').not('.hidden').slice(0, mostHovered).forEach((e) => {
      labels.add(e as cytoscape.EdgeSingular);
    });
    return { names: this.written.names, labels: [...labels] };
  }

  /** For tests: the room of every name and label, in pixels from the corner of the drawing. */
  areas(): { names: Area[]; labels: Area[][] } {
    const { names, labels } = this.words;
    return {
      names: names.map(({ node, side }) => nameArea(shapeArea(node), side, Number(node.data('nameWidth')), Number(node.data('nameHeight')))),
      labels: labels.map(labelPieces),
    };
  }

  private paint(): void {
    const { cy, canvas, css } = this;
    const ratio = devicePixelRatio || 1;
    const [width, height] = [cy.width(), cy.height()];
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    const c = canvas.getContext('2d')!;
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    c.clearRect(0, 0, width, height);
    c.textBaseline = 'middle';
    c.lineJoin = 'round';
    const { names, labels } = this.words;
    for (const e of labels) writeLabel(c, e, css);
    for (const { node, side } of names) {
      if (node.removed()) continue;
      c.globalAlpha = node.hasClass('faded') || node.hasClass('dim') ? 0.4 : 1;
      c.font = nameFont(node);
      c.fillStyle = css(node.hasClass('phrase') ? 'ink2' : 'ink');
      c.strokeStyle = css('ground');
      c.lineWidth = 3.5;
      for (const line of nameLinesAt(node, side)) {
        c.textAlign = line.align;
        if (side !== 'inside') c.strokeText(line.text, line.x, line.y);
        c.fillText(line.text, line.x, line.y);
      }
    }
    c.globalAlpha = 1;
  }
}

export function nameSize(node: cytoscape.NodeSingular, inside: boolean): number {
  return inside ? centerSize : Number(node.data('font'));
}

function nameFont(node: cytoscape.NodeSingular): string {
  const inside = node.hasClass('center');
  const weight = inside || node.hasClass('root') ? 700 : Number(node.data('weight'));
  return `${node.hasClass('phrase') ? 'italic ' : ''}${weight} ${nameSize(node, inside)}px ${font}`;
}

/** The lines of a name, on the screen. */
export function nameLinesAt(node: cytoscape.NodeSingular, side: Written['names'][number]['side']): NameLine[] {
  const shape = shapeArea(node);
  const inside = side === 'inside';
  const lines = inside ? [String(node.data('full'))] : (node.data('lines') as string[]);
  const height = nameSize(node, inside) * lineHeight;
  const area = nameArea(shape, side, Number(node.data('nameWidth')), lines.length * height);
  const align: CanvasTextAlign = side === 'right' ? 'left' : side === 'left' ? 'right' : 'center';
  const x = side === 'right' ? area.x1 + 2 : side === 'left' ? area.x2 - 2 : (area.x1 + area.x2) / 2;
  return lines.map((text, i) => ({ text, x, y: area.y1 + (i + 0.5) * height, align }));
}

/** The angle along which a relation's label is written, never upside down. */
export function labelAngle(e: cytoscape.EdgeSingular): number {
  if (e.hasClass('bundle')) return 0;
  const a = e.renderedSourceEndpoint();
  const b = e.renderedTargetEndpoint();
  const angle = Math.atan2(b.y - a.y, b.x - a.x);
  return angle > Math.PI / 2 ? angle - Math.PI : angle < -Math.PI / 2 ? angle + Math.PI : angle;
}

function writeLabel(c: CanvasRenderingContext2D, e: cytoscape.EdgeSingular, css: (name: string) => string): void {
  if (e.removed()) return;
  const m = e.renderedMidpoint();
  if (!m || Number.isNaN(m.x)) return;
  const bundle = e.hasClass('bundle');
  const strong = bundle || e.hasClass('selected');
  c.save();
  c.globalAlpha = e.hasClass('dim') ? 0.2 : 1;
  c.translate(m.x, m.y);
  c.rotate(labelAngle(e));
  c.font = `${strong ? 700 : 500} ${e.hasClass('selected') ? labelSize + 1.5 : labelSize}px ${font}`;
  c.textAlign = 'center';
  const text = String(e.data('label'));
  const width = c.measureText(text).width + (bundle ? 12 : 5);
  const height = bundle ? 18 : labelSize * 1.35;
  c.beginPath();
  c.roundRect(-width / 2, -height / 2, width, height, bundle ? height / 2 : 3);
  c.fillStyle = css(bundle ? 'panel' : 'ground');
  c.fill();
  if (bundle) {
    c.strokeStyle = css('ink2');
    c.lineWidth = 1.2;
    c.stroke();
  }
  c.fillStyle = css('ink');
  c.fillText(text, 0, 0.5);
  c.restore();
}
