// Curation: what people know better than the program, said where they see the
// mistake. Each judgement is a line of the curation log, wins over what the
// program works out, and can be taken back.
import { useEffect, useRef, useState } from 'preact/hooks';
import { get, path, postJSON, type Claim, type ClaimView, type Entity, type Judgement, type Member, type Stats } from './api';
import { graphChanged } from './changed';
import { Dialog } from './dialog';
import { useLoaded } from './hooks';
import { Link, Notice, TypeIcon, type Navigate } from './parts';
import { address, explore, parse } from './view';
import { plural, relationName, short, types, typeStyle } from './words';

type Draft = Omit<Judgement, 'id' | 'time' | 'undone'>;

const byKey = 'newsgraph-curator';

function curator(): string {
  try {
    return localStorage.getItem(byKey) ?? '';
  } catch {
    return ''; // storage is switched off
  }
}

function setCurator(name: string): void {
  try {
    localStorage.setItem(byKey, name);
  } catch {
    // the name has to be given again next time
  }
}

const judgedEvent = 'judged';

interface Change {
  id: string; // of the judgement
  said: string; // what was changed, in words
}

/** Stores a judgement; Judged tells of it. */
async function judge(draft: Draft, said: string): Promise<void> {
  const by = curator();
  const stored = await postJSON<Judgement>('/api/curation', by ? { ...draft, by } : draft);
  dispatchEvent(new CustomEvent<Change>(judgedEvent, { detail: { id: stored.id, said } }));
}

/** Entities that were joined go by one name: the address takes it on before the picture is drawn anew. */
async function renamed(): Promise<string> {
  const view = parse(location.pathname, location.search);
  if (view.place !== 'explore') return '';
  const ids = new Map<string, string>();
  const selected = /^node:(.+)$/.exec(view.selected)?.[1];
  for (const id of [...view.around, ...view.with, ...(selected ? [selected] : [])].slice(0, 40)) {
    if (!ids.has(id)) ids.set(id, await get<Entity>(`/api/entity/${encodeURIComponent(id)}`).then((e) => e.id, () => id));
  }
  const now = (list: string[]) => [...new Set(list.map((id) => ids.get(id) ?? id))];
  return address({
    ...view, around: now(view.around), with: now(view.with),
    selected: selected ? `node:${ids.get(selected) ?? selected}` : view.selected,
  });
}

/** The line at the bottom that says what was just changed. One of these stands in the page. */
export function Judged({ go }: { go: Navigate }) {
  const [last, setLast] = useState<Change | null>(null);
  const [error, setError] = useState('');
  const latest = useRef(go);
  latest.current = go;
  useEffect(() => {
    const show = async (e: Event) => {
      setLast((e as CustomEvent<Change>).detail);
      setError('');
      const to = await renamed();
      if (to && to !== location.pathname + location.search) latest.current(to, { replace: true });
      graphChanged();
    };
    addEventListener(judgedEvent, show);
    return () => removeEventListener(judgedEvent, show);
  }, []);
  return (
    <div class="judged" role="status">
      {last && (
        <div>
          <span>{error || last.said}</span>
          {!error && (
            <button type="button" onClick={() => takeBack(last.id).catch((err: Error) => setError(err.message))}>Undo</button>
          )}
          <Link go={go} class="button" href="/curation">Log</Link>
          <button type="button" aria-label="Close" onClick={() => setLast(null)}>×</button>
        </div>
      )}
    </div>
  );
}

async function takeBack(id: string): Promise<void> {
  await judge({ kind: 'undo', undoes: id }, 'Taken back.');
}

/** Sends a draft; what all forms of this file have in common. */
function useJudge(close: () => void) {
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const send = (draft: Draft, said: string) => {
    setBusy(true);
    setError('');
    judge(draft, said).then(close, (err: Error) => {
      setError(err.message);
      setBusy(false);
    });
  };
  return { error, busy, send };
}

function ReadOnly() {
  return <Notice kind="empty">This server only reads: it was started with <code>--read-only</code>. Corrections can be made with <code>newsgraph curate</code>.</Notice>;
}

/** Why, and who says so. */
function Why({ note, setNote }: { note: string; setNote: (text: string) => void }) {
  const [by, setBy] = useState(curator);
  return (
    <div class="fields">
      <label class="long">Why (optional) <input type="text" name="note" value={note} onInput={(e) => setNote(e.currentTarget.value)} /></label>
      <label>Your name (optional) <input type="text" name="by" value={by} onInput={(e) => {
        setBy(e.currentTarget.value);
        setCurator(e.currentTarget.value.trim());
      }} /></label>
    </div>
  );
}

/** The button beside a claim by which it can be called wrong. */
export function JudgeClaim({ claim }: { claim: Claim & { wrong?: boolean } }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" data-judge={claim.id} onClick={() => setOpen(true)}>{claim.wrong ? 'Called wrong' : 'Wrong?'}</button>
      {open && <ClaimDialog id={claim.id} close={() => setOpen(false)} />}
    </>
  );
}

function ClaimDialog({ id, close }: { id: string; close: () => void }) {
  const found = useLoaded<ClaimView>(`/api/claim/${encodeURIComponent(id)}`);
  const stats = useLoaded<Stats>('/api/stats');
  return (
    <Dialog title="Is this right?" close={close} wide>
      {found.error && <Notice kind="error">{found.error}</Notice>}
      {stats.data?.read_only ? <ReadOnly /> : found.data && <ClaimForm claim={found.data} close={close} />}
    </Dialog>
  );
}

function ClaimForm({ claim, close }: { claim: ClaimView; close: () => void }) {
  const { error, busy, send } = useJudge(close);
  const [note, setNote] = useState('');
  const [what, setWhat] = useState('wrong');
  const sentence = `${claim.subject?.name ?? 'somebody'} ${relationName(claim.relation)} ${claim.object?.name ?? ''}`.trim();
  const roles = (['subject', 'object', 'said_by', 'place'] as const).flatMap((role) => {
    const argument = claim[role];
    const handle = claim.handles?.[role];
    return argument?.id && handle && argument.type !== 'phrase' ? [{ role, argument, handle }] : [];
  });
  const chosen = roles.find((r) => r.role === what);
  const text = note.trim();
  return (
    <form class="judge" onSubmit={(e) => {
      e.preventDefault();
      const more = text ? { note: text } : {};
      if (what === 'wrong') send({ kind: 'wrong', claim: claim.id, ...more }, `“${sentence}” is no longer counted.`);
      else if (what === 'note') send({ kind: 'note', claim: claim.id, note: text }, 'Note saved.');
      else if (chosen) send({ kind: 'split', entities: [chosen.argument.id!, chosen.handle], ...more }, `In this article, “${chosen.argument.mention || chosen.argument.name}” is somebody else now.`);
    }}>
      <p>The program read: <b>{sentence}</b>, from</p>
      <blockquote>{claim.quote}</blockquote>
      <fieldset>
        <legend>What is the matter?</legend>
        <label><input type="radio" name="what" checked={what === 'wrong'} onChange={() => setWhat('wrong')} /> The article does not say this</label>
        {roles.map((r) => (
          <label key={r.role}>
            <input type="radio" name="what" checked={what === r.role} onChange={() => setWhat(r.role)} />
            <span>“{r.argument.mention || r.argument.name}” in this article is not <b>{r.argument.name}</b></span>
          </label>
        ))}
        <label><input type="radio" name="what" checked={what === 'note'} onChange={() => setWhat('note')} /> Only a note</label>
      </fieldset>
      <Why note={note} setNote={setNote} />
      {error && <Notice kind="error">{error}</Notice>}
      <div class="acts">
        <button type="submit" class="primary" disabled={busy || (what === 'note' && !text)}>Save</button>
        <button type="button" onClick={close}>Cancel</button>
      </div>
    </form>
  );
}

const entityForms = [
  { id: 'why', name: 'Why is this one?' },
  { id: 'same', name: 'Same as …' },
  { id: 'different', name: 'Not the same as …' },
  { id: 'rename', name: 'Rename' },
  { id: 'retype', name: 'Type' },
  { id: 'note', name: 'Note' },
] as const;

type EntityForm = (typeof entityForms)[number]['id'];

/** The button with an entity's details by which it can be joined, split, renamed. */
export function JudgeEntity({ entity }: { entity: Entity }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" data-judge={entity.id} onClick={() => setOpen(true)}>Correct</button>
      {open && <EntityDialog entity={entity} close={() => setOpen(false)} />}
    </>
  );
}

function EntityDialog({ entity, close }: { entity: Entity; close: () => void }) {
  const stats = useLoaded<Stats>('/api/stats');
  const [form, setForm] = useState<EntityForm>('why');
  const [note, setNote] = useState('');
  const { error, busy, send } = useJudge(close);
  const more = note.trim() ? { note: note.trim() } : {};
  const readOnly = !!stats.data?.read_only;
  return (
    <Dialog title={entity.name} close={close} wide>
      <div class="judge">
        <p class="kind"><TypeIcon type={entity.type} />{typeStyle(entity.type).name} · {plural(entity.articles, 'article')} · <code>{entity.id}</code></p>
        <div class="tabs" role="group" aria-label="What to correct">
          {entityForms.map((f) => <button type="button" key={f.id} aria-pressed={form === f.id} onClick={() => setForm(f.id)}>{f.name}</button>)}
        </div>
        {readOnly && form !== 'why' ? <ReadOnly /> : (
          <>
            {form === 'why' && <Members entity={entity} readOnly={readOnly} busy={busy} note={note} setNote={setNote}
              split={(handles) => send({ kind: 'split', entities: [entity.id, ...handles], ...more }, `${plural(handles.length, 'article')} of “${entity.name}” split off.`)} />}
            {form === 'same' && <Pair entity={entity} busy={busy} verb="are one and the same" note={note} setNote={setNote}
              done={(other) => send({ kind: 'same', entities: [entity.id, other.id], ...more }, `“${entity.name}” and “${other.name}” are one now.`)} />}
            {form === 'different' && <Pair entity={entity} busy={busy} verb="are never the same" note={note} setNote={setNote}
              done={(other) => send({ kind: 'different', entities: [entity.id, other.id], ...more }, `“${entity.name}” and “${other.name}” stay apart.`)} />}
            {form === 'rename' && <Rename entity={entity} busy={busy} note={note} setNote={setNote}
              done={(name) => send({ kind: 'rename', entities: [entity.id], name, ...more }, `“${entity.name}” is called “${name}” now.`)} />}
            {form === 'retype' && <Retype entity={entity} busy={busy} note={note} setNote={setNote}
              done={(type) => send({ kind: 'retype', entities: [entity.id], type, ...more }, `“${entity.name}” is a ${typeStyle(type).name.toLowerCase()} now.`)} />}
            {form === 'note' && (
              <form onSubmit={(e) => {
                e.preventDefault();
                send({ kind: 'note', entities: [entity.id], note: note.trim() }, 'Note saved.');
              }}>
                <Why note={note} setNote={setNote} />
                <div class="acts"><button type="submit" class="primary" disabled={busy || !note.trim()}>Save the note</button></div>
              </form>
            )}
          </>
        )}
        {error && <Notice kind="error">{error}</Notice>}
      </div>
    </Dialog>
  );
}

interface FormProps {
  entity: Entity;
  busy: boolean;
  note: string;
  setNote: (text: string) => void;
}

/** Of what an entity is made, article by article, and why; what is ticked can be split off. */
function Members({ entity, readOnly, busy, note, setNote, split }: FormProps & { readOnly: boolean; split: (handles: string[]) => void }) {
  const found = useLoaded<{ members: Member[] }>(`/api/members/${encodeURIComponent(entity.id)}`);
  const [picked, setPicked] = useState<string[]>([]);
  if (found.error) return <Notice kind="error">{found.error}</Notice>;
  if (!found.data) return <Notice kind="loading">Looking into the articles …</Notice>;
  const { members } = found.data;
  return (
    <form onSubmit={(e) => {
      e.preventDefault();
      split(picked);
    }}>
      <p class="hint">
        {members.length === 1
          ? 'One article speaks of it; there is nothing to split.'
          : 'Each line is what one article calls it, and why it was taken for the same.'}
      </p>
      <div class="scroll members" tabIndex={0} role="region" aria-label="Members">
        <table>
          <thead><tr>{members.length > 1 && !readOnly && <th scope="col">Split off</th>}<th scope="col">In</th><th scope="col">Called</th><th scope="col">Because of</th></tr></thead>
          <tbody>
            {members.map((m) => (
              <tr key={m.handle}>
                {members.length > 1 && !readOnly && (
                  <td><input type="checkbox" aria-label={`Split off ${m.name} of ${m.article}`} checked={picked.includes(m.handle)}
                    onChange={() => setPicked(picked.includes(m.handle) ? picked.filter((h) => h !== m.handle) : [...picked, m.handle])} /></td>
                )}
                <td>{m.article}</td>
                <td><b>{m.name}</b>{(m.names ?? []).filter((n) => n !== m.name).slice(0, 4).map((n) => `, ${n}`)} <small>{plural(m.mentions, 'mention')}</small></td>
                <td>
                  {(m.reasons ?? []).map((r) => (
                    <div key={r.kind + r.with}>{r.kind}{r.with ? <> with <code>{r.with}</code></> : ''} <small>{Math.round(r.score * 100)}%</small></div>
                  ))}
                  {(m.reasons ?? []).length === 0 && <small>stands alone</small>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {picked.length > 0 && (
        <>
          <Why note={note} setNote={setNote} />
          <div class="acts">
            <button type="submit" class="primary" disabled={busy || picked.length === members.length}>Split off {plural(picked.length, 'article')}</button>
            {picked.length === members.length && <span class="meta">Leave at least one.</span>}
          </div>
        </>
      )}
    </form>
  );
}

/** Picks another entity by name. */
function Pair({ entity, busy, verb, note, setNote, done }: FormProps & { verb: string; done: (other: Entity) => void }) {
  const [words, setWords] = useState('');
  const [other, setOther] = useState<Entity | null>(null);
  const query = words.trim();
  const found = useLoaded<{ entities: Entity[] }>(query && !other ? path('/api/search', { q: query, limit: 9 }) : null);
  const hits = found.data?.entities.filter((e) => e.id !== entity.id) ?? [];
  return (
    <form onSubmit={(e) => {
      e.preventDefault();
      if (other) done(other);
    }}>
      <label class="block">The other one
        <input type="search" name="other" autocomplete="off" placeholder="Type its name" value={other ? other.name : words}
          onInput={(e) => {
            setOther(null);
            setWords(e.currentTarget.value);
          }} />
      </label>
      {!other && query && (
        <ul class="nodes picks">
          {hits.map((e) => (
            <li key={e.id}>
              <button type="button" data-pick={e.id} onClick={() => setOther(e)}>
                <TypeIcon type={e.type} /><span>{e.name} <small>{typeStyle(e.type).name}, {plural(e.articles, 'article')}, <code>{e.id}</code></small></span>
              </button>
            </li>
          ))}
          {found.data && hits.length === 0 && <li class="hint">Nothing else is called “{query}”.</li>}
        </ul>
      )}
      {other && (
        <>
          <p><b>{entity.name}</b> and <b>{other.name}</b> {verb}, in the articles of today and of tomorrow.</p>
          <Why note={note} setNote={setNote} />
          <div class="acts"><button type="submit" class="primary" disabled={busy}>Save</button></div>
        </>
      )}
    </form>
  );
}

function Rename({ entity, busy, note, setNote, done }: FormProps & { done: (name: string) => void }) {
  const [name, setName] = useState(entity.name);
  const text = name.trim();
  return (
    <form onSubmit={(e) => {
      e.preventDefault();
      done(text);
    }}>
      <label class="block">Name <input type="text" name="name" value={name} onInput={(e) => setName(e.currentTarget.value)} /></label>
      <Why note={note} setNote={setNote} />
      <div class="acts"><button type="submit" class="primary" disabled={busy || !text || text === entity.name}>Rename</button></div>
    </form>
  );
}

function Retype({ entity, busy, note, setNote, done }: FormProps & { done: (type: string) => void }) {
  const [type, setType] = useState<string>(entity.type);
  return (
    <form onSubmit={(e) => {
      e.preventDefault();
      done(type);
    }}>
      <label class="block">Type
        <select name="type" value={type} onChange={(e) => setType(e.currentTarget.value)}>
          {types.filter((t) => t.type !== 'phrase').map((t) => <option value={t.type} key={t.type}>{t.name}</option>)}
        </select>
      </label>
      <Why note={note} setNote={setNote} />
      <div class="acts"><button type="submit" class="primary" disabled={busy || type === entity.type}>Save</button></div>
    </form>
  );
}

/** The curation log as a page: what was decided, by whom, and the way back. */
export function CurationLog({ go }: { go: Navigate }) {
  const found = useLoaded<{ judgements: Judgement[] }>('/api/curation');
  const stats = useLoaded<Stats>('/api/stats');
  const [failed, setFailed] = useState('');
  const log = found.data?.judgements;
  const error = failed || found.error;
  const byID = new Map(log?.map((j) => [j.id, j]));
  return (
    <main class="page" id="main">
      <h1>Corrections {log && <span>{log.length.toLocaleString('en-GB')}</span>}</h1>
      <p class="lead">What people decided wins over what the program works out, in the articles of today and of tomorrow. The log is a text file beside the store; each line can be taken back.</p>
      {error && <Notice kind="error">{error}</Notice>}
      {!log && !error && <Notice kind="loading">Loading …</Notice>}
      {log?.length === 0 && (
        <Notice kind="empty"><p>Nothing has been corrected yet. Select an entity and press Correct, or press Wrong? beside a sentence.</p></Notice>
      )}
      {log && log.length > 0 && (
        <div class="scroll" tabIndex={0} role="region" aria-label="Corrections">
          <table>
            <thead><tr><th scope="col">Decided</th><th scope="col">Why</th><th scope="col">By</th><th scope="col">When</th><th scope="col"><span class="vh">Take back</span></th></tr></thead>
            <tbody>
              {[...log].reverse().map((j) => (
                <tr key={j.id} data-judgement={j.id} class={j.undone ? 'undone' : undefined}>
                  <td><Decision judgement={j} byID={byID} go={go} />{j.undone && <small>(taken back)</small>}</td>
                  <td>{j.kind === 'note' ? '' : j.note}</td>
                  <td>{j.by}</td>
                  <td class="date">{j.time?.slice(0, 16).replace('T', ' ')}</td>
                  <td class="num">
                    {!j.undone && !stats.data?.read_only && (
                      <button type="button" onClick={() => takeBack(j.id).catch((err: Error) => setFailed(err.message))}>
                        {j.kind === 'undo' ? 'Do again' : 'Undo'}
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </main>
  );
}

/** A judgement in words. */
function Decision({ judgement: j, byID, go }: { judgement: Judgement; byID: Map<string, Judgement>; go: Navigate }) {
  const entity = (id: string | undefined) =>
    id ? <Link go={go} href={address(explore([id], { selected: `node:${id}` }))}>{short(id, 60)}</Link> : null;
  const all = (ids: string[]) => ids.map((id, i) => <>{i > 0 && ', '}{entity(id)}</>);
  const [first, ...rest] = j.entities ?? [];
  switch (j.kind) {
    case 'same': return <>{all(j.entities ?? [])} are one</>;
    case 'different': return <>{entity(first)} is not {all(rest)}</>;
    case 'split': return <>{all(rest)} split off from {entity(first)}</>;
    case 'rename': return <>{entity(first)} is called <b>{j.name}</b></>;
    case 'retype': return <>{entity(first)} is a <b>{typeStyle(j.type ?? '').name.toLowerCase()}</b></>;
    case 'wrong': return <><code>{j.claim}</code> is not what its article says</>;
    case 'note': return <>Note on {entity(first) ?? <code>{j.claim}</code>}: {j.note}</>;
    case 'undo': {
      const undone = byID.get(j.undoes ?? '');
      return <>Taken back: {undone && undone.kind !== 'undo' ? <Decision judgement={undone} byID={byID} go={go} /> : <code>{j.undoes}</code>}</>;
    }
  }
}
