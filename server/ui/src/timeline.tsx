// When the shown relations were reported: bars, a brush over them that
// filters, and a bucket for what has no date.
import { useRef, useState } from 'preact/hooks';
import type { PanelProps } from './act';
import { path } from './api';
import { useLoaded } from './hooks';
import { mostDrawn } from './model';
import type { Counts } from './shown';
import type { Bucket, Timeline as Times } from './walks';
import { plural } from './words';

const labels = 10; // at most, below the bars

export function Timeline({ view, model, act, counts }: Pick<PanelProps, 'view' | 'model' | 'act'> & { counts: Counts }) {
  const ids = [...model.nodes.keys()].slice(0, mostDrawn);
  const found = useLoaded<Times>(ids.length ? path('/api/timeline', { around: ids, asof: view.asOf }) : null);
  const last = useRef<Times | null>(null); // stays while the next is on its way
  if (found.data) last.current = found.data;
  const times = last.current;
  const buckets = times?.buckets ?? [];
  const brushed = !!(view.from || view.to);
  return (
    <section id="timeline" aria-label="Timeline">
      <label class="undated" title="Relations without a date">
        <input type="checkbox" data-filter="undated" checked={view.undated} onChange={() => act.change({ undated: !view.undated })} disabled={!brushed} />
        <span>undated</span><span class="num">{counts.undated}</span>
      </label>
      {found.error && <p class="hint">No timeline: {found.error}</p>}
      {times && buckets.length === 0 && <p class="hint">Nothing here has a date.</p>}
      {buckets.length > 0 && <Brush key={buckets[0]!.start + buckets.length} buckets={buckets} unit={times!.unit} view={view} act={act} />}
      <div class="span">
        {brushed ? (
          <>
            <span>{view.from || buckets[0]?.start}<br />to {view.to || buckets.at(-1)?.end}</span>
            <button type="button" data-act="all-dates" onClick={() => act.change({ from: '', to: '', undated: true })}>All dates</button>
          </>
        ) : buckets.length > 0 && <span class="hint">Drag over the bars to choose a time</span>}
      </div>
    </section>
  );
}

interface BrushProps extends Pick<PanelProps, 'view' | 'act'> {
  buckets: Bucket[];
  unit: Times['unit'];
}

function Brush({ buckets, unit, view, act }: BrushProps) {
  const plot = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<[number, number] | null>(null);
  const last = buckets.length - 1;
  const most = Math.max(...buckets.map((b) => b.claims), 1);
  const first = view.from ? Math.max(0, buckets.findIndex((b) => b.end >= view.from)) : 0;
  const until = view.to ? Math.max(first, buckets.findLastIndex((b) => b.start <= view.to)) : last;
  const [a, b] = drag ? [Math.min(...drag), Math.max(...drag)] : [first, until];
  const brushed = drag !== null || view.from !== '' || view.to !== '';

  const choose = (from: number, to: number, replace = false) => {
    const all = from <= 0 && to >= last;
    act.change({ from: all ? '' : buckets[from]!.start, to: all ? '' : buckets[to]!.end }, replace);
  };
  const at = (e: PointerEvent) => {
    const box = plot.current!.getBoundingClientRect();
    return Math.min(last, Math.max(0, Math.floor(((e.clientX - box.left) / box.width) * buckets.length)));
  };
  const every = Math.max(1, Math.ceil(buckets.length / labels));
  const percent = (n: number) => `${(n / buckets.length) * 100}%`;
  const slide = (which: 'from' | 'to') => (e: Event) => {
    const n = Number((e.currentTarget as HTMLInputElement).value);
    if (which === 'from') choose(Math.min(n, until), until, true);
    else choose(first, Math.max(n, first), true);
  };
  return (
    <div class="brush">
      <div
        class="bars" ref={plot}
        onPointerDown={(e) => {
          if (e.button !== 0) return;
          e.currentTarget.setPointerCapture(e.pointerId);
          setDrag([at(e), at(e)]);
        }}
        onPointerMove={(e) => {
          if (drag) setDrag([drag[0], at(e)]);
        }}
        onPointerUp={() => {
          if (!drag) return;
          setDrag(null);
          choose(a, b);
        }}
        onPointerCancel={() => setDrag(null)}
      >
        {buckets.map((bucket, i) => (
          <div
            key={bucket.start} class={i >= a && i <= b ? 'column' : 'column out'} title={`${spoken(bucket, unit)}: ${plural(bucket.claims, 'statement')}`}
            style={{ left: percent(i), width: `calc(${percent(1)} - 1px)`, height: bucket.claims ? `${Math.max(6, (bucket.claims / most) * 100)}%` : '0' }}
          />
        ))}
        {brushed && <div class="window" style={{ left: percent(a), width: percent(b - a + 1) }} />}
      </div>
      <input class="from" type="range" min={0} max={last} value={a} aria-label="First shown time" aria-valuetext={spoken(buckets[a]!, unit)} onInput={slide('from')} />
      <input class="to" type="range" min={0} max={last} value={b} aria-label="Last shown time" aria-valuetext={spoken(buckets[b]!, unit)} onInput={slide('to')} />
      <div class="ticks" aria-hidden="true">
        {buckets.map((bucket, i) => (i % every === 0 && (i === 0 || i / buckets.length < 0.9) ? <span key={bucket.start} style={{ left: percent(i) }}>{tick(bucket, unit, i === 0 || buckets[i - every]?.start.slice(0, 4) !== bucket.start.slice(0, 4))}</span> : null))}
      </div>
    </div>
  );
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'June', 'July', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec'];

function tick(b: Bucket, unit: Times['unit'], withYear: boolean): string {
  const [year, month, day] = b.start.split('-') as [string, string, string];
  if (unit === 'year') return year;
  const name = months[Number(month) - 1]!;
  const short = unit === 'month' ? name : `${Number(day)} ${name}`;
  return withYear ? `${short} ${year.slice(2)}` : short;
}

function spoken(b: Bucket, unit: Times['unit']): string {
  return unit === 'day' || b.start === b.end ? b.start : `${b.start} to ${b.end}`;
}
