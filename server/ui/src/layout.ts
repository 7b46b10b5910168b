// Where entities stand. A pure function of the graph: d3-force starts from
// fixed positions with its own seeded generator, and nothing here reads the
// clock, the window or a random source, so the same graph gives the same picture.
import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from 'd3-force';

/** An entity with the room that its shape and the name below it take. */
export interface Box {
  id: string;
  radius: number; // half the height of the shape
  width: number; // of the shape
  nameWidth: number; // 0 where the name stands in the shape
  nameHeight: number;
}

export interface Link {
  source: string;
  target: string;
  label: number; // length of its label, in pixels
  family: string;
}

export interface Point {
  x: number;
  y: number;
}

/** Names are enlarged at most this much against a small zoom. */
export const maxEnlargement = 1.75;

/** In the network of one entity, names of those that stand this much higher are written above them. */
export const nameAbove = 60;

export type Positions = Map<string, Point>;

export interface Task {
  boxes: Box[]; // all entities drawn
  links: Link[];
  placed: [string, Point][]; // those that keep their place
  center: string; // the entity whose network is new, or empty for a whole graph
}

// The picture is laid out for this window; in another it is only fitted.
const frame = { width: 830, height: 760 };
const ringLimit = 26; // most neighbours that stand on an ellipse with readable labels
const nameLimit = 110; // entities whose names all get room; in a larger picture they come with zooming in

/** Places every box of the task that has no place yet. */
export function arrange(task: Task): Positions {
  const out: Positions = new Map(task.placed);
  const fresh = task.boxes.filter((b) => !out.has(b.id));
  if (fresh.length === 0) return out;
  const alone = task.center !== '' && task.placed.length === 0;
  const found = alone && fresh.length - 1 <= ringLimit && isStar(task) ? ring(task) : simulate(task, out, fresh);
  for (const b of fresh) {
    const p = found.get(b.id)!;
    found.set(b.id, { x: Math.round(p.x * 10) / 10, y: Math.round(p.y * 10) / 10 }); // short in the history
  }
  return found;
}

/** Whether every entity is a neighbour of the center. */
function isStar({ boxes, links, center }: Task): boolean {
  const near = new Set([center]);
  for (const l of links) {
    if (l.source === center) near.add(l.target);
    if (l.target === center) near.add(l.source);
  }
  return boxes.every((b) => near.has(b.id));
}

/**
 * Neighbours on an ellipse around the center. Bundles of several relations go
 * to the wide sides, where their labels have room; single ones, grouped by
 * family, stand above and below.
 */
function ring(task: Task): Positions {
  const { links, center } = task;
  const ties = new Map<string, Link[]>();
  for (const l of links) {
    const other = l.source === center ? l.target : l.target === center ? l.source : '';
    if (other && other !== center) ties.set(other, [...(ties.get(other) ?? []), l]);
  }
  const ordered = [...ties].sort(([a, x], [b, y]) => y.length - x.length || compare(x[0]!.family, y[0]!.family) || compare(a, b));
  const right: string[] = [];
  const left: string[] = [];
  const single: string[] = [];
  for (const [id, l] of ordered) {
    if (l.length === 1) single.push(id);
    else (right.length <= left.length ? right : left).push(id);
  }
  const half = Math.ceil(single.length / 2);
  // Without bundles the single ones go all the way round.
  const around = [...fromMiddle(right), ...single.slice(0, half), ...fromMiddle(left), ...single.slice(half)];
  const weight = (id: string) => 1 + 0.45 * (Math.min(4, ties.get(id)!.length) - 1);
  const total = around.reduce((sum, id) => sum + weight(id), 0);

  const n = around.length;
  const rx = 300 + 9 * Math.max(0, n - 6);
  const ry = 215 + 7.5 * Math.max(0, n - 6);
  const out: Positions = new Map([[center, { x: 0, y: 0 }]]);
  let turned = right.length ? -right.reduce((sum, id) => sum + weight(id), 0) / 2 : -0.5;
  around.forEach((id, i) => {
    const angle = (2 * Math.PI * (turned + weight(id) / 2)) / total;
    turned += weight(id);
    const out2 = n > 12 && i % 2 ? 1.17 : 1; // staggered, so that names beside each other do not meet
    out.set(id, { x: rx * out2 * Math.cos(angle), y: ry * out2 * Math.sin(angle) });
  });
  settle(task, out, new Set(around));
  return out;
}

/**
 * Pushes names apart. The picture will be shrunk to fit the window and names
 * enlarged against that (graph.ts), so their room depends on the picture's own
 * size; a few rounds find the two that agree.
 */
function settle(task: Task, at: Positions, free: Set<string>): void {
  for (let round = 0; round < 3; round++) separate(task, at, free, enlargement(task.boxes, at), 90);
}

/** How much names will be enlarged when all boxes are fitted into the window. */
function enlargement(boxes: Box[], at: Positions): number {
  let left = Infinity, right = -Infinity, top = Infinity, bottom = -Infinity;
  for (const b of boxes) {
    const p = at.get(b.id)!;
    left = Math.min(left, p.x - b.nameWidth / 2);
    right = Math.max(right, p.x + b.nameWidth / 2);
    top = Math.min(top, p.y - b.radius);
    bottom = Math.max(bottom, p.y + b.radius + b.nameHeight);
  }
  return Math.min(maxEnlargement, Math.max(1, (right - left + 60) / frame.width, (bottom - top + 60) / frame.height));
}

/** The strongest in the middle: [a b c d] becomes [d b a c]. */
function fromMiddle(ids: string[]): string[] {
  const out: string[] = [];
  ids.forEach((id, i) => (i % 2 ? out.unshift(id) : out.push(id)));
  return out;
}

interface Body extends Box {
  index?: number;
  x: number;
  y: number;
  fx?: number;
  fy?: number;
}

/** A force layout in which placed entities do not move. */
function simulate(task: Task, out: Positions, fresh: Box[]): Positions {
  const springs = pairs(task.links);
  const degree = new Map<string, number>();
  for (const s of springs) {
    degree.set(s.source, (degree.get(s.source) ?? 0) + 1);
    degree.set(s.target, (degree.get(s.target) ?? 0) + 1);
  }
  const starts = start(task, out, fresh);
  const bodies = task.boxes.map((b): Body => {
    const fixed = out.get(b.id);
    return fixed ? { ...b, ...fixed, fx: fixed.x, fy: fixed.y } : { ...b, ...starts.get(b.id)! };
  });
  const known = new Set(bodies.map((b) => b.id));
  const ends = springs.filter((s) => known.has(s.source) && known.has(s.target));
  const deg = (b: Body) => degree.get(b.id) ?? 1;
  const middle = centroid(task, out);
  const large = Math.min(1.5, Math.max(1, Math.sqrt(bodies.length / 30)));
  const grown = out.size > 0;
  const crowded = bodies.length > nameLimit;
  const sim = forceSimulation(bodies)
    .force('link', forceLink<Body, { source: Body | string; target: Body | string; count: number; label: number }>(ends.map((s) => ({ ...s })))
      .id((b) => b.id)
      .distance((l) => {
        const a = l.source as Body;
        const b = l.target as Body;
        const room = a.radius + b.radius + 4 * Math.min(deg(a), deg(b), 8);
        return crowded ? 40 + room : 66 + l.label * 1.25 * large + (l.count > 1 ? 36 : 0) + room;
      })
      .strength((l) => 0.9 / Math.min(deg(l.source as Body), deg(l.target as Body))))
    .force('charge', forceManyBody<Body>().strength((b) => (crowded ? -330 : -480) - 70 * Math.min(12, deg(b))).distanceMax(1100))
    .force('x', forceX<Body>(middle.x).strength(grown ? 0 : crowded ? 0.09 : 0.1))
    .force('y', forceY<Body>(middle.y).strength(grown ? 0 : crowded ? 0.14 : 0.12)) // a window with its panels is a little wider than high
    .force('collide', forceCollide<Body>((b) => b.radius + (crowded ? 9 : 18)).iterations(2))
    .stop();
  if (grown) sim.alpha(0.25); // what is new stays on the side where it began
  sim.tick(crowded ? (grown ? 60 : 130) : grown ? 120 : 220);
  for (const b of bodies) out.set(b.id, { x: b.x, y: b.y });
  const free = new Set(fresh.map((b) => b.id));
  for (let round = 0; round < 14; round++) {
    clearEdges(bodies, ends, out, free, 12);
    separate(task, out, free, enlargement(task.boxes, out), 12);
  }
  settle(task, out, free);
  return out;
}

/** Where fresh entities begin: on a fan that opens away from what is drawn. */
function start(task: Task, placed: Positions, fresh: Box[]): Positions {
  const out: Positions = new Map();
  const origin = placed.get(task.center) ?? { x: 0, y: 0 };
  const middle = centroid(task, placed);
  const away = Math.atan2(origin.y - middle.y, origin.x - middle.x);
  fresh.forEach((b, i) => {
    if (placed.size === 0) {
      // Phyllotaxis, as d3-force has it: even, and the same every time.
      const radius = b.id === task.center ? 0 : 34 * Math.sqrt(i + 0.5);
      const angle = i * Math.PI * (3 - Math.sqrt(5));
      out.set(b.id, { x: radius * Math.cos(angle), y: radius * Math.sin(angle) });
      return;
    }
    const share = fresh.length === 1 ? 0 : i / (fresh.length - 1) - 0.5;
    const radius = 190 + 70 * (i % 2);
    const angle = away + share * Math.min(Math.PI * 1.1, 0.45 * fresh.length);
    out.set(b.id, { x: origin.x + radius * Math.cos(angle), y: origin.y + radius * Math.sin(angle) });
  });
  return out;
}

/** The middle of what is placed, summed in the order of the boxes so that rounding is the same every time. */
function centroid(task: Task, placed: Positions): Point {
  let x = 0;
  let y = 0;
  let count = 0;
  for (const b of task.boxes) {
    const p = placed.get(b.id);
    if (!p) continue;
    x += p.x;
    y += p.y;
    count++;
  }
  return count === 0 ? { x: 0, y: 0 } : { x: x / count, y: y / count };
}

interface Spring {
  source: string;
  target: string;
  count: number;
  label: number;
}

/** Parallel links as one spring. */
function pairs(links: Link[]): Spring[] {
  const found = new Map<string, Spring>();
  for (const l of links) {
    if (l.source === l.target) continue;
    const key = [l.source, l.target].sort().join('\n');
    const s = found.get(key) ?? { source: l.source, target: l.target, count: 0, label: 0 };
    s.count++;
    s.label = Math.max(s.label, l.label);
    found.set(key, s);
  }
  return [...found.values()];
}

/** Pushes boxes apart that overlap; only the free ones move. Boxes are swept from left to right, so that few pairs are looked at. */
function separate({ boxes, center, placed }: Task, at: Positions, free: Set<string>, enlarged: number, rounds: number): void {
  const gap = 8;
  const hub = placed.length === 0 ? at.get(center) : undefined;
  const named = boxes.length <= nameLimit;
  const rooms = boxes.map((b) => {
    const height = 2 * b.radius + (named && b.nameHeight ? 4 + b.nameHeight * enlarged : 0);
    return {
      id: b.id, at: at.get(b.id)!, free: free.has(b.id), half: (named ? Math.max(b.width, b.nameWidth * enlarged) : b.width) / 2 + gap / 2,
      tall: height / 2 + gap / 2, drop: height / 2 - b.radius, // the name hangs below the shape or stands above it, so a box's middle is not where the entity is
    };
  });
  const middle = (r: (typeof rooms)[number]) => r.at.y + r.drop * (hub && r.at.y < hub.y - nameAbove ? -1 : 1);
  for (let round = 0; round < rounds; round++) {
    let moved = false;
    rooms.sort((a, b) => a.at.x - a.half - (b.at.x - b.half) || compare(a.id, b.id));
    for (let i = 0; i < rooms.length; i++) {
      const a = rooms[i]!;
      for (let j = i + 1; j < rooms.length; j++) {
        const b = rooms[j]!;
        if (b.at.x - b.half > a.at.x + a.half + slack) break;
        const share = (a.free ? 1 : 0) + (b.free ? 1 : 0);
        if (share === 0) continue;
        const dx = a.half + b.half - Math.abs(a.at.x - b.at.x);
        if (dx <= 0) continue;
        const [ay, by] = [middle(a), middle(b)];
        const dy = a.tall + b.tall - Math.abs(ay - by);
        if (dy <= 0) continue;
        moved = true;
        if (dx < dy) {
          const step = (dx / share) * (a.at.x < b.at.x || (a.at.x === b.at.x && a.id < b.id) ? -1 : 1);
          if (a.free) a.at.x += step;
          if (b.free) b.at.x -= step;
        } else {
          const step = (dy / share) * (ay < by || (ay === by && a.id < b.id) ? -1 : 1);
          if (a.free) a.at.y += step;
          if (b.free) b.at.y -= step;
        }
      }
    }
    if (!moved) return;
  }
}

const slack = 40; // pixels that a box may have moved since the sweep was sorted
const bundleStep = 12; // half the distance between parallel relations, in the middle of their curves

/** Moves entities off edges that are not theirs. */
function clearEdges(bodies: Body[], springs: Spring[], at: Positions, free: Set<string>, gap: number): void {
  if (bodies.length * springs.length > 60_000) return; // a large graph is read by zooming in
  const loose = bodies.filter((b) => free.has(b.id)).map((b) => ({ id: b.id, radius: b.radius, p: at.get(b.id)! }));
  for (const s of springs) {
    const a = at.get(s.source)!;
    const b = at.get(s.target)!;
    const dx = b.x - a.x;
    const dy = b.y - a.y;
    const length = dx * dx + dy * dy || 1;
    for (const { id, radius, p } of loose) {
      const along = ((p.x - a.x) * dx + (p.y - a.y) * dy) / length;
      if (along < 0.06 || along > 0.94 || id === s.source || id === s.target) continue;
      const ox = p.x - (a.x + along * dx);
      const oy = p.y - (a.y + along * dy);
      const need = radius + gap + (s.count - 1) * bundleStep;
      const square = ox * ox + oy * oy;
      if (square >= need * need) continue;
      const distance = Math.sqrt(square) || 0.01;
      const push = ((need - distance) / distance) * 0.5;
      p.x += ox * push;
      p.y += oy * push;
    }
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
