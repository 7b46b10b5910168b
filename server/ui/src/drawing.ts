// Keeps the canvas in step with the view: draws, filters, marks, and
// remembers where things stand.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Actions } from './act';
import type { Explore } from './exploreview';
import { Graph, pause } from './graph';
import { keep, kept } from './history';
import type { Point, Positions } from './layout';
import type { Model } from './model';
import { pinned, place } from './placing';
import type { Shown } from './shown';

const breath = 200; // relations above which showing and fitting are tasks apart

interface Given {
  view: Explore;
  model: Model | null; // null while there is nothing to draw
  stale: boolean; // the model is still that of another address
  shown: Shown;
  act: Actions & { dropped(places: [string, Point][]): void; position: { current: (id: string) => Point | null } };
  theme: string;
}

interface Drawn {
  model: Model;
  positions: Positions; // without pins
}

export function useGraph(holder: { current: HTMLDivElement | null }, { view, model, stale, shown, act, theme }: Given) {
  const graph = useRef<Graph | null>(null);
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  const settled = drawn !== null && drawn.model === model && !stale;
  const latest = useRef({ view, model, shown, settled, stale });
  latest.current = { view, model, shown, settled, stale };
  const single = view.around.length === 1 && view.with.length === 0 && view.path.length === 0;

  const there = model !== null;
  useEffect(() => {
    if (!there || !holder.current) return;
    const made = new Graph(holder.current, {
      select: act.select,
      pick: act.pick,
      expand: (id) => act.expand(id),
      dropped: act.dropped,
      moved: () => {
        if (latest.current.settled) keep({ viewport: { ...made.camera.viewport, ...made.camera.size } });
      },
    });
    graph.current = made;
    act.position.current = (id) => made.at(id);
    (window as unknown as { explorer: Graph }).explorer = made; // browser tests look at the drawing through it
    return () => {
      graph.current = null;
      setDrawn(null);
      made.destroy();
    };
  }, [there]);

  useEffect(() => {
    if (!model) return;
    let left = false;
    const gone = () => left || latest.current.model !== model; // what is shown may be that of the next model already
    const before = kept();
    void place(model, new Map(before.positions ?? [])).then(async (positions) => {
      const g = graph.current;
      if (gone() || !g) return;
      const had = g.cy.nodes().nonempty();
      const drawing = { nodes: [...model.nodes.values()], edges: [...model.edges.values()], centers: latest.current.view.around, single };
      if (!(await g.draw(drawing, pinned(positions, latest.current.view.pins), gone))) return;
      g.show(latest.current.shown, latest.current.view.open);
      if (!had && drawing.edges.length > breath) await pause();
      if (gone() || latest.current.stale) return; // another address is on its way
      const { view: v } = latest.current;
      g.mark({ selected: v.selected, picked: v.picked, pinned: Object.keys(v.pins) });
      const { viewport } = before;
      const complete = before.positions?.length === model.nodes.size;
      if (viewport && complete && viewport.width === g.camera.size.width && viewport.height === g.camera.size.height) g.camera.viewport = viewport;
      else if (!(had && before.positions && g.camera.seesAll)) g.camera.fit();
      g.settle();
      keep({ positions: [...positions], viewport: { ...g.camera.viewport, ...g.camera.size } });
      setDrawn({ model, positions });
    });
    return () => {
      left = true;
    };
  }, [model]);

  useEffect(() => {
    if (settled) graph.current?.show(shown, view.open);
  }, [shown, view.open.join('\n')]);

  useEffect(() => {
    if (!settled) return;
    graph.current?.mark({ selected: view.selected, picked: view.picked, pinned: Object.keys(view.pins) });
    graph.current?.reveal(view.selected);
  }, [view.selected, view.picked.join('\n'), Object.keys(view.pins).join('\n')]);

  useEffect(() => {
    if (settled) graph.current?.move(pinned(drawn.positions, view.pins), single ? view.around[0] : undefined);
  }, [JSON.stringify(view.pins)]);

  useEffect(() => graph.current?.restyle(), [theme]);

  return { graph, drawn: settled };
}
