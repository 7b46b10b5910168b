// Disagreements of sources, in short: the Disagreements place tells them in full.
import type { NewsEvent, Ref } from './api';
import { MarkedContext } from './evidence';
import { Link, type Navigate } from './parts';
import { disagreements } from './places';
import { address } from './view';
import { plural, relationName, valueName } from './words';

const names = (refs: Ref[] | null) => (refs ?? []).map((r) => r.name).join(' or ') || 'somebody';

export function DisagreementList({ events, go }: { events: NewsEvent[]; go: Navigate }) {
  return (
    <ul class="edges plain disagreed">
      {events.map((e) => (
        <li key={e.id}>
          <Link go={go} href={address(disagreements({ event: e.id }))}>
            <b>{names(e.subjects)}</b> {relationName(e.relation)} <b>{names(e.objects)}</b>
            {(e.disagreements ?? []).map((d) => <small key={d.id}>{d.field}: {d.positions.map((p) => valueName(p.value)).join(' or ')}</small>)}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** Both sides of each disagreement, cited. Nothing says which is right. */
export function Sides({ events, go }: { events: NewsEvent[]; go: Navigate }) {
  return (
    <>
      {events.flatMap((e) => (e.disagreements ?? []).map((d) => (
        <div class="sides" key={d.id}>
          <p class="warn">Sources disagree about the {d.field}{d.hint && ` (${d.hint}?)`}.</p>
          {d.positions.map((p) => (
            <div class="side" key={p.value}>
              <p class="value">{valueName(p.value)} <span>{plural(p.sources, 'source')}</span></p>
              {p.claims.slice(0, 1).map((c) => (
                <div key={c.id}>
                  <MarkedContext claim={c} />
                  <p class="meta"><Link go={go} href={address({ place: 'article', id: c.article, claim: c.id })}>{c.title || c.article}</Link> {c.published}</p>
                </div>
              ))}
            </div>
          ))}
          <p class="hint"><Link go={go} href={address(disagreements({ event: e.id }))}>Read it side by side</Link></p>
        </div>
      )))}
    </>
  );
}
