// The Disagreements place: events whose sources differ, position beside
// position. Nothing here says who is right.
import { useMemo, useState } from 'preact/hooks';
import { path, type ClaimView, type Disagreement, type NewsEvent, type EventView, type Page, type Position, type Ref } from './api';
import { JudgeClaim } from './curation';
import { MarkedContext } from './evidence';
import { useLoaded } from './hooks';
import { CopyButton, FamilyIcon, Link, Notice, type Navigate } from './parts';
import { disagreements, type DisagreementsPlace } from './places';
import { address, explore } from './view';
import { citation, entityName, familyKey, fieldName, plural, relationName, valueName } from './words';

const pageSize = 20;
const loaded = 500; // events; what the server gives at once

export function Disagreements({ view, go }: { view: DisagreementsPlace; go: Navigate }) {
  const all = useLoaded<{ events: NewsEvent[] } & Page>(view.event ? null : path('/api/disagreements', { limit: loaded }));
  const one = useLoaded<EventView>(view.event ? `/api/event/${encodeURIComponent(view.event)}` : null);
  const events = view.event ? (one.data ? [one.data] : null) : all.data?.events ?? null;
  const error = all.error || one.error;
  const found = useMemo(() => (events ?? []).filter((e) =>
    view.event || ((!view.relation || e.relation === view.relation) && (e.disagreements ?? []).some((d) => !view.field || d.field === view.field))),
  [events, view]);
  const fields = tally((events ?? []).flatMap((e) => [...new Set((e.disagreements ?? []).map((d) => d.field))]));
  const relations = tally((events ?? []).map((e) => e.relation));
  const change = (more: Partial<DisagreementsPlace>) => go(address({ ...view, offset: 0, ...more }));
  const page = found.slice(view.offset, view.offset + pageSize);
  return (
    <main class="page wide" id="main">
      <h1>{view.event ? 'One event' : <>Disagreements {events && <span>{found.length.toLocaleString('en-GB')}</span>}</>}</h1>
      <p class="lead">
        {view.event
          ? 'All that the articles say about one event.'
          : 'Events that several articles report, and in which they differ.'}{' '}
        Nothing is resolved here: each position stands with its sources, and you judge.
      </p>
      {error && <Notice kind="error"><p>{error}</p><button type="button" onClick={() => go(address(disagreements()))}>All disagreements</button></Notice>}
      {!error && !events && <Notice kind="loading">Comparing what the articles say …</Notice>}
      {view.event && !error && <p><Link go={go} href={address(disagreements())}>All disagreements</Link></p>}
      {events && !view.event && events.length > 0 && (
        <div class="filters" role="group" aria-label="Filters">
          <label>About
            <select value={view.field} onChange={(e) => change({ field: e.currentTarget.value })}>
              <option value="">anything</option>
              {fields.map(([f, n]) => <option value={f} key={f}>{fieldName(f).toLowerCase()} ({n})</option>)}
            </select>
          </label>
          <label>Relation
            <select value={view.relation} onChange={(e) => change({ relation: e.currentTarget.value })}>
              <option value="">any</option>
              {relations.map(([r, n]) => <option value={r} key={r}>{relationName(r)} ({n})</option>)}
            </select>
          </label>
          {(view.field || view.relation) && <button type="button" onClick={() => change({ field: '', relation: '' })}>Show all</button>}
        </div>
      )}
      {events?.length === 0 && (
        <Notice kind="empty">
          <p>No two articles that report the same event differ in an amount, date, place or outcome.</p>
          <p>Disagreements appear when several articles tell of one thing. <Link go={go} href={address({ place: 'add' })}>Add more articles</Link>.</p>
        </Notice>
      )}
      {events && events.length > 0 && found.length === 0 && <Notice kind="empty"><p>No disagreement passes these filters.</p></Notice>}
      {all.data?.truncated && <p class="hint">The {all.data.events.length} with most sources of {all.data.total.toLocaleString('en-GB')} are shown.</p>}
      {page.map((e) => <EventCard key={e.id} event={e} field={view.event ? '' : view.field} go={go} alone={!!view.event} />)}
      {view.event && one.data && <Reports event={one.data} go={go} />}
      {(view.offset > 0 || found.length > view.offset + pageSize) && (
        <div class="acts">
          {view.offset > 0 && <button type="button" onClick={() => change({ offset: Math.max(0, view.offset - pageSize) })}>Before</button>}
          {found.length > view.offset + pageSize && <button type="button" onClick={() => change({ offset: view.offset + pageSize })}>More</button>}
          <span class="meta">{view.offset + 1} to {view.offset + page.length} of {found.length}</span>
        </div>
      )}
    </main>
  );
}

function tally(values: string[]): [string, number][] {
  const out = new Map<string, number>();
  for (const v of values) out.set(v, (out.get(v) ?? 0) + 1);
  return [...out].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

function names(refs: Ref[] | null | undefined): string {
  const list = (refs ?? []).map(entityName);
  return list.length > 1 ? `${list.slice(0, -1).join(', ')} or ${list.at(-1)}` : list[0] ?? '';
}

/** Where the event is drawn: its first subject and object with the relation between them. */
function inGraph(e: NewsEvent): string | null {
  const subject = e.subjects?.[0]?.id;
  const object = e.objects?.[0]?.id;
  const center = subject ?? object;
  if (!center) return null;
  return address(explore([center], { selected: subject && object ? `edge:${subject}|${e.relation}|${object}` : `node:${center}` }));
}

function EventCard({ event, field, go, alone }: { event: NewsEvent; field: string; go: Navigate; alone: boolean }) {
  const list = (event.disagreements ?? []).filter((d) => !field || d.field === field);
  const graph = inGraph(event);
  const dates = [event.start, event.end].filter((d, i, both) => d && both.indexOf(d) === i).join(' to ');
  return (
    <section class="event" data-event={event.id} aria-label={`${names(event.subjects) || 'somebody'} ${relationName(event.relation)} ${names(event.objects)}`}>
      <header class="event-head">
        <h2>
          <FamilyIcon family={familyKey(event.family)} />
          <span>{names(event.subjects) || 'somebody'} <em>{relationName(event.relation)}</em> {names(event.objects)}</span>
        </h2>
        <p class="meta">
          {dates && <>{dates} · </>}{plural(event.claims, 'statement')} in {plural(event.articles, 'article')} · {plural(event.sources, 'independent source')}
        </p>
        <div class="acts">
          {graph && <Link go={go} class="button" href={graph}>Show in graph</Link>}
          {!alone && <Link go={go} class="button" href={address(disagreements({ event: event.id }))}>All reports of it</Link>}
        </div>
      </header>
      {list.map((d) => <Differing key={d.id} disagreement={d} go={go} />)}
      {alone && list.length === 0 && <p class="hint">The reports of this event do not differ.</p>}
    </section>
  );
}

function Differing({ disagreement: d, go }: { disagreement: Disagreement; go: Navigate }) {
  return (
    <div class="differing" data-field={d.field}>
      <h3>{fieldName(d.field)} {d.hint && <span class="chip hint-chip" title="What such a difference often comes from; not a verdict">{d.hint}</span>}</h3>
      <div class="positions" role="group" aria-label={`Positions on ${fieldName(d.field).toLowerCase()}`}>
        {d.positions.map((p) => <PositionCard key={p.value} position={p} field={d.field} go={go} />)}
      </div>
    </div>
  );
}

function PositionCard({ position, field, go }: { position: Position; field: string; go: Navigate }) {
  const [all, setAll] = useState(false);
  const claims = all ? position.claims : position.claims.slice(0, 2);
  return (
    <section class={`position of-${field}`}>
      <h4><b>{valueName(position.value)}</b><span>{plural(position.sources, 'source')}</span></h4>
      {claims.map((c) => <Quote key={c.id} claim={c} go={go} />)}
      {position.claims.length > claims.length && (
        <button type="button" onClick={() => setAll(true)}>{position.claims.length - claims.length} more</button>
      )}
    </section>
  );
}

/** A sentence with where it stands. */
function Quote({ claim, go }: { claim: ClaimView; go: Navigate }) {
  return (
    <figure class="quoted" data-claim={claim.id}>
      <MarkedContext claim={claim} />
      <figcaption>
        <Link go={go} href={address({ place: 'article', id: claim.article, claim: claim.id })}>{claim.title || claim.article}</Link>
        <span>{[claim.source, claim.published].filter(Boolean).join(' · ')}</span>
        <span class="acts small"><CopyButton text={citation(claim)}>Copy citation</CopyButton><JudgeClaim claim={claim} /></span>
      </figcaption>
    </figure>
  );
}

function Reports({ event, go }: { event: EventView; go: Navigate }) {
  return (
    <section>
      <h2>{plural(event.evidence.length, 'report')}, the earliest first</h2>
      <div class="positions">
        {event.evidence.map((c) => <section class="position" key={c.id}><Quote claim={c} go={go} /></section>)}
      </div>
    </section>
  );
}
