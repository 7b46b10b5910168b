// The left side: filters that are the legend at the same time.
import type { PanelProps } from './act';
import { FamilyIcon, TypeIcon } from './parts';
import type { Counts } from './shown';
import { families, lines, statuses, types } from './words';

/** A line as the legend shows it. */
export function Dash({ dash }: { dash: string }) {
  return (
    <svg class="dash" width="30" height="8" viewBox="0 0 30 8" aria-hidden="true">
      <path d="M0 4h30" stroke-width="2.2" stroke-dasharray={dash || undefined} />
    </svg>
  );
}

export function Filters({ view, counts, act }: Pick<PanelProps, 'view' | 'act'> & { counts: Counts }) {
  const toggle = (list: string[], value: string) => (list.includes(value) ? list.filter((v) => v !== value) : [...list, value]);
  const filtered = view.hiddenTypes.length + view.hiddenFamilies.length + view.hiddenStatuses.length + view.hidden.length > 0
    || view.confidence > 0 || view.from !== '' || view.to !== '' || view.asOf !== '';
  const shown = <T,>(list: T[], key: (t: T) => string, found: Map<string, number>, hidden: string[]) =>
    list.filter((t) => found.has(key(t)) || hidden.includes(key(t)));
  return (
    <aside id="left" aria-label="Filters and legend">
      <h2 class="vh">Filters and legend</h2>
      <h3>Entities</h3>
      {shown(types, (t) => t.type, counts.types, view.hiddenTypes).map((t) => (
        <label key={t.type}>
          <input type="checkbox" data-type={t.type} checked={!view.hiddenTypes.includes(t.type)}
            onChange={() => act.change({ hiddenTypes: toggle(view.hiddenTypes, t.type) }, true)} />
          <TypeIcon type={t.type} />
          <span>{t.name}</span>
          <span class="num">{counts.types.get(t.type) ?? 0}</span>
        </label>
      ))}
      <h3>Relations</h3>
      {shown(families, (f) => f.key, counts.families, view.hiddenFamilies).map((f) => (
        <label key={f.key}>
          <input type="checkbox" data-family={f.key} checked={!view.hiddenFamilies.includes(f.key)}
            onChange={() => act.change({ hiddenFamilies: toggle(view.hiddenFamilies, f.key) }, true)} />
          <FamilyIcon family={f.key} />
          <span>{f.name}</span>
          <span class="num">{counts.families.get(f.key) ?? 0}</span>
        </label>
      ))}
      <h3>Status</h3>
      {shown(statuses, (s) => s.status, counts.statuses, view.hiddenStatuses).map((s) => (
        <label key={s.status}>
          <input type="checkbox" data-status={s.status} checked={!view.hiddenStatuses.includes(s.status)}
            onChange={() => act.change({ hiddenStatuses: toggle(view.hiddenStatuses, s.status) }, true)} />
          <Dash dash={lines.find((l) => l.line === s.line)!.dash} />
          <span>{s.name}</span>
          <span class="num">{counts.statuses.get(s.status) ?? 0}</span>
        </label>
      ))}
      <h3><label for="confidence">At least {view.confidence}% sure</label></h3>
      <input id="confidence" type="range" min="0" max="95" step="5" value={view.confidence}
        onInput={(e) => act.change({ confidence: Number(e.currentTarget.value) }, true)} />
      <ul class="legend">
        {lines.map((l) => <li key={l.line}><Dash dash={l.dash} /><span>{l.name}</span></li>)}
        <li><span class="thick" aria-hidden="true" /><span>thicker: stated more often</span></li>
        <li><span class="diamond" aria-hidden="true">◆</span><span>≠ sources disagree</span></li>
      </ul>
      <h3><label for="asof">As known on</label></h3>
      <input id="asof" type="date" value={view.asOf} onChange={(e) => act.change({ asOf: e.currentTarget.value })} />
      <p class="note">Only what articles published by then say.</p>
      {view.hidden.length > 0 && (
        <button type="button" class="wide" data-act="unhide" onClick={() => act.change({ hidden: [] })}>Show {view.hidden.length} hidden</button>
      )}
      {filtered && (
        <button type="button" class="wide" data-act="show-everything" onClick={() => act.change({
          hiddenTypes: [], hiddenFamilies: [], hiddenStatuses: [], confidence: 0, from: '', to: '', undated: true, asOf: '', hidden: [],
        })}>
          Show everything
        </button>
      )}
    </aside>
  );
}
