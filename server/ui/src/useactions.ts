// What the user does to the drawing, as changes of the address.
import { useMemo, useRef, useState } from 'preact/hooks';
import { ground, type Actions } from './act';
import { askAbove } from './expanddialog';
import { explore, type Explore, type How } from './exploreview';
import type { Point } from './layout';
import type { Model } from './model';
import type { Navigate } from './parts';
import { address } from './view';

/** Actions that never change, over the view as it is when they are called. */
export function useActions(view: Explore, go: Navigate, model: Model | null): {
  act: Actions & { dropped(places: [string, Point][]): void; position: { current: (id: string) => Point | null } };
  expanding: string; // the entity whose expansion is asked about, or empty
  pathing: string; // the entity whose path is asked about, or empty
  settle: () => void; // nothing is asked any more
} {
  const now = useRef({ view, go, model });
  now.current = { view, go, model };
  const [expanding, setExpanding] = useState('');
  const [pathing, setPathing] = useState('');

  const act = useMemo(() => {
    const position: { current: (id: string) => Point | null } = { current: () => null };
    const change = (more: Partial<Explore>, replace = false) => now.current.go(address({ ...now.current.view, ...more }), { replace });
    const grow = (id: string, how?: How) => {
      const { view: v, model: m } = now.current;
      const around = v.around.includes(id) ? v.around : [...v.around, id];
      const hows = how ? { ...v.how, [id]: how } : v.how;
      change({ around, how: hows, with: ground(v, m), selected: `node:${id}`, picked: [], hidden: v.hidden.filter((h) => h !== id) });
    };
    const actions: Actions & { dropped(places: [string, Point][]): void; position: typeof position } = {
      go: (to, how) => now.current.go(to, how),
      change,
      select: (key) => {
        const { view: v } = now.current;
        if (key.startsWith('pair:') && !v.open.includes(key.slice(5))) change({ selected: key, open: [...v.open, key.slice(5)], picked: [] });
        else if (key !== v.selected || v.picked.length > 0) change({ selected: key, picked: [] }, key === '' && v.selected === '');
      },
      pick: (ids, toggle) => {
        const { view: v } = now.current;
        const picked = toggle ? [...v.picked.filter((id) => !ids.includes(id)), ...ids.filter((id) => !v.picked.includes(id))] : ids;
        change({ picked, selected: '' }, true);
      },
      focus: (id) => now.current.go(address(explore([id], { selected: `node:${id}`, asOf: now.current.view.asOf }))),
      expand: (id, how) => {
        const { view: v, model: m } = now.current;
        if (!how && v.around.includes(id)) return;
        if (!how && (m?.nodes.get(id)?.degree ?? 0) > askAbove) setExpanding(id);
        else grow(id, how);
      },
      collapse: (id) => {
        const { view: v } = now.current;
        const { [id]: _, ...how } = v.how;
        change({ around: v.around.filter((other) => other !== id), how });
      },
      hide: (ids) => {
        const { view: v } = now.current;
        change({ hidden: [...new Set([...v.hidden, ...ids])], picked: [], selected: '' });
      },
      hideOthers: (ids) => {
        const { view: v, model: m } = now.current;
        const kept = new Set(ids);
        change({ hidden: [...(m?.nodes.keys() ?? [])].filter((id) => !kept.has(id)), picked: [], selected: kept.has(v.selected.slice(5)) ? v.selected : '' });
      },
      pin: (ids, on) => {
        const { view: v } = now.current;
        const pins = { ...v.pins };
        for (const id of ids) {
          const p = position.current(id);
          if (on && p) pins[id] = p;
          else delete pins[id];
        }
        change({ pins });
      },
      openPair: (key, on) => {
        const { view: v } = now.current;
        change({ open: on ? [...v.open, key] : v.open.filter((k) => k !== key), selected: `pair:${key}` });
      },
      findPath: setPathing,
      dropped: (places) => change({ pins: { ...now.current.view.pins, ...Object.fromEntries(places) } }),
      position,
    };
    return actions;
  }, []);

  const settle = () => {
    setExpanding('');
    setPathing('');
  };
  return { act, expanding, pathing, settle };
}
