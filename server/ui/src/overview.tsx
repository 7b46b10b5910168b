// The whole graph from afar: communities as named bubbles over a map of dots.
// The server places them; this draws, and a click drills in.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Explore } from './exploreview';
import { colours } from './graphstyle';
import { paintMap, sizes, toScreen, type Eye } from './dotmap';
import type { Point } from './layout';
import { Notice, TypeIcon, type Navigate } from './parts';
import { address, explore } from './view';
import type { Community, Overview as Map } from './walks';
import { plural, short, types } from './words';

const start: Eye = { zoom: 1, x: 0.5, y: 0.5 };

export function drill(c: Community, view: Explore): string {
  return address(explore([], { with: c.top, asOf: view.asOf }));
}

export function OverviewMap({ map, view, go, theme }: { map: Map; view: Explore; go: Navigate; theme: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const holder = useRef<HTMLDivElement>(null);
  const [eye, setEye] = useState(start);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [near, setNear] = useState(-1);
  const from = useRef<{ at: Point; eye: Eye; moved: boolean } | null>(null);

  useEffect(() => {
    const element = holder.current!;
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const element = canvas.current!;
    if (size.width === 0) return;
    const frame = requestAnimationFrame(() => paintMap(element, map, eye, size, near, colours()));
    return () => cancelAnimationFrame(frame);
  }, [map, eye, size, near, theme]);
  useEffect(() => {
    const wheel = (e: WheelEvent) => {
      e.preventDefault();
      const factor = Math.exp(-e.deltaY / 400);
      const box = holder.current!.getBoundingClientRect();
      const { scale, left, top } = sizes(eye, size);
      const at = { x: (e.clientX - box.left - left) / scale, y: (e.clientY - box.top - top) / scale };
      const zoom = Math.min(30, Math.max(0.7, eye.zoom * factor));
      const kept = eye.zoom / zoom;
      setEye({ zoom, x: at.x + (eye.x - at.x) * kept, y: at.y + (eye.y - at.y) * kept });
    };
    const element = holder.current!;
    element.addEventListener('wheel', wheel, { passive: false }); // the page must not scroll as well
    return () => element.removeEventListener('wheel', wheel);
  }, [eye, size]);

  const over = (e: { clientX: number; clientY: number }): number => {
    const box = holder.current!.getBoundingClientRect();
    const p = { x: e.clientX - box.left, y: e.clientY - box.top };
    let best = -1;
    map.communities.forEach((c, i) => {
      const q = toScreen(c, eye, size);
      const radius = Math.max(12, c.r * sizes(eye, size).scale);
      if (Math.hypot(p.x - q.x, p.y - q.y) <= radius && (best < 0 || c.r < map.communities[best]!.r)) best = i;
    });
    return best;
  };
  return (
    <div
      class="overview" ref={holder} tabIndex={0} role="application"
      aria-label="Map of the whole graph. The side panel lists its communities. Plus and minus zoom, arrows move."
      onPointerDown={(e) => {
        from.current = { at: { x: e.clientX, y: e.clientY }, eye, moved: false };
        e.currentTarget.setPointerCapture(e.pointerId);
      }}
      onPointerMove={(e) => {
        const began = from.current;
        if (!began) {
          setNear(over(e));
          return;
        }
        const { scale } = sizes(began.eye, size);
        const [dx, dy] = [e.clientX - began.at.x, e.clientY - began.at.y];
        if (Math.hypot(dx, dy) > 4) began.moved = true;
        if (began.moved) setEye({ ...began.eye, x: began.eye.x - dx / scale, y: began.eye.y - dy / scale });
      }}
      onPointerUp={(e) => {
        const began = from.current;
        from.current = null;
        const found = over(e);
        if (began && !began.moved && found >= 0) go(drill(map.communities[found]!, view));
      }}
      onKeyDown={(e) => {
        const moves: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
        const move = moves[e.key];
        if (move) setEye({ ...eye, x: eye.x + (move[0] * 0.1) / eye.zoom, y: eye.y + (move[1] * 0.1) / eye.zoom });
        else if (e.key === '+' || e.key === '=') setEye({ ...eye, zoom: Math.min(30, eye.zoom * 1.25) });
        else if (e.key === '-') setEye({ ...eye, zoom: Math.max(0.7, eye.zoom * 0.8) });
        else if (e.key === '0') setEye(start);
        else return;
        e.preventDefault();
        e.stopPropagation();
      }}
    >
      <canvas ref={canvas} style={{ cursor: near >= 0 ? 'pointer' : 'grab' }} />
    </div>
  );
}

/** The side panel beside the map: every community as a button. */
export function Communities({ map, view, go }: { map: Map; view: Explore; go: Navigate }) {
  return (
    <section>
      <h2>The whole graph</h2>
      <p class="meta">{plural(map.nodes.length, 'entity', 'entities')} in {plural(map.communities.length, 'community', 'communities')}.{map.truncated && ' The most reported are shown.'}</p>
      <p class="hint">A community is entities that have more to do with each other than with the rest. <b>Select one</b> to see its most reported entities.</p>
      {map.communities.length === 0 && <Notice kind="empty"><p>There is nothing in the graph yet.</p></Notice>}
      <ul class="nodes communities">
        {map.communities.map((c) => (
          <li key={c.id}>
            <button type="button" data-community={c.id} onClick={() => go(drill(c, view))}><span>{short(c.name, 80)}</span></button>
            <span class="num" title={plural(c.size, 'entity', 'entities')}>{c.size}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The left side beside the map. */
export function MapLegend({ map }: { map: Map }) {
  return (
    <aside id="left" aria-label="Legend">
      <h2 class="vh">Legend</h2>
      <h3>Entities</h3>
      <ul class="legend map">
        {types.map((t) => {
          const count = map.nodes.filter((n) => n.type === t.type).length;
          return count > 0 && <li key={t.type}><TypeIcon type={t.type} /><span>{t.name}</span><span class="num">{count}</span></li>;
        })}
      </ul>
      <p class="note">A dot is an entity, larger where more is stated of it; a line is one or more relations; a circle is a community.</p>
      <p class="note">Wheel or <kbd>+</kbd> <kbd>−</kbd> zoom, drag or arrows move, a click opens a community.</p>
    </aside>
  );
}

/** The table twin of the map. */
export function CommunityTable({ map, view, go }: { map: Map; view: Explore; go: Navigate }) {
  return (
    <div class="twin">
      <div class="scroll" tabIndex={0} role="region" aria-label="Communities">
        <table>
          <thead><tr><th scope="col">Community</th><th scope="col" class="num">Entities</th><th scope="col" class="num">Statements</th></tr></thead>
          <tbody>
            {map.communities.map((c) => (
              <tr key={c.id}>
                <td><button type="button" class="row" data-community={c.id} onClick={() => go(drill(c, view))}>{c.name}</button></td>
                <td class="num">{c.size}</td>
                <td class="num">{c.claims}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
