// From a model to positions: each part is laid out around what stands already.
import type { Entity } from './api';
import { box, link } from './boxes';
import { arrange as arrangeHere, type Point, type Positions, type Task } from './layout';
import type { Model } from './model';
import { columns } from './pathlayout';

const inlineLimit = 24; // entities whose layout takes a few milliseconds

const worker = new Worker('/assets/layout.js', { type: 'module' }); // at once, since starting it takes longer than it works
let tasks = 0;
const waiting = new Map<number, (positions: Positions) => void>();
worker.onmessage = (e: MessageEvent<{ number: number; positions: [string, Point][] }>) => {
  waiting.get(e.data.number)?.(new Map(e.data.positions));
  waiting.delete(e.data.number);
};

/** Small pictures are laid out at once, large ones off the main thread. */
async function arrange(task: Task): Promise<Positions> {
  if (task.boxes.length <= inlineLimit) return arrangeHere(task);
  const number = ++tasks;
  return new Promise((resolve) => {
    waiting.set(number, resolve);
    worker.postMessage({ number, task });
  });
}

/**
 * Places the parts one after the other, as they were asked for, so that an
 * address gives the picture that led to it. What has a place keeps it. Where
 * the user pinned something is not known here: pins are laid over the result,
 * so that it does not matter when they were set.
 */
export async function place(model: Model, known: Positions): Promise<Positions> {
  let positions: Positions = new Map([...known].filter(([id]) => model.nodes.has(id)));
  const drawn = new Map<string, Entity>();
  const single = model.parts.length === 1;
  for (const part of model.parts) {
    for (const n of part.nodes) drawn.set(n.id, model.nodes.get(n.id)!);
    if (model.paths?.paths.length && part === model.parts[0]) {
      const nodes = model.paths.paths[0]!.nodes;
      positions = new Map([...columns(model.paths.paths, nodes[0]!, nodes.at(-1)!), ...positions]);
      continue;
    }
    const links = [...model.edges.values()].filter((e) => drawn.has(e.source) && drawn.has(e.target));
    const placed = await arrange({
      boxes: [...drawn.values()].map((n) => box(n, single && n.id === part.center)),
      links: links.map(link),
      placed: [...positions].filter(([id]) => drawn.has(id)),
      center: part.center,
    });
    positions = new Map([...positions, ...placed]);
  }
  return positions;
}

/** The positions with pinned entities where they were put. */
export function pinned(positions: Positions, pins: Record<string, Point>): Positions {
  const out = new Map(positions);
  for (const [id, p] of Object.entries(pins)) {
    if (out.has(id)) out.set(id, p);
  }
  return out;
}
