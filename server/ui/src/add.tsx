// The Add place: articles by paste, by file, by folder.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Stats } from './api';
import { graphChanged } from './changed';
import { useLoaded } from './hooks';
import { Link, Notice, type Navigate } from './parts';
import { disagreements } from './places';
import { batches, chosen, dropped, send, type Line, type Picked } from './upload';
import { address, explore } from './view';
import { plural } from './words';

interface Work {
  files: number;
  finished: number; // files
  now: string; // the file that is read
  lines: Line[];
  running: boolean;
  stopped: boolean;
  error: string;
}

const idle: Work = { files: 0, finished: 0, now: '', lines: [], running: false, stopped: false, error: '' };

// The work goes on while one looks at other places, so it does not belong to
// the component.
let work = idle;
let control: AbortController | null = null;
const progressed = 'addprogressed';

function report(next: Work): void {
  work = next;
  dispatchEvent(new Event(progressed));
}

addEventListener('beforeunload', (e) => {
  if (control) e.preventDefault(); // asks before the page, and with it the work, goes
});

/** Sends files; true when all of them were read and nothing stopped it. */
async function add(files: Picked[]): Promise<boolean> {
  if (files.length === 0 || control) return false;
  const mine = new AbortController();
  control = mine;
  const lines: Line[] = [];
  let finished = 0;
  let error = '';
  let shown = 0;
  const show = (more: Partial<Work>) => report({ ...idle, files: files.length, finished, lines: [...lines], running: true, ...more });
  try {
    for (const batch of batches(files)) {
      const sent = finished;
      const seen = new Set<string>();
      show({ now: batch[0]!.name });
      await send(batch, mine.signal, (line) => {
        lines.push(line);
        seen.add(line.file);
        finished = sent + seen.size - 1; // more articles of the last one may follow
        if (performance.now() - shown > 100) { // a dump has thousands of lines
          shown = performance.now();
          show({ now: line.file });
        }
      });
      finished = sent + batch.length;
    }
  } catch (err) {
    if (!mine.signal.aborted) error = (err as Error).message;
  }
  control = null;
  show({ running: false, stopped: mine.signal.aborted, error });
  if (lines.some((l) => !l.error && !l.unchanged)) graphChanged();
  return !error && !mine.signal.aborted && !lines.some((l) => l.error);
}

function useWork(): Work {
  const [shown, setShown] = useState(work);
  useEffect(() => {
    const show = () => setShown(work);
    show();
    addEventListener(progressed, show);
    return () => removeEventListener(progressed, show);
  }, []);
  return shown;
}

export function Add({ go }: { go: Navigate }) {
  const stats = useLoaded<Stats>('/api/stats');
  const work = useWork();
  const [over, setOver] = useState(false);

  if (stats.data?.read_only) {
    return (
      <main class="page" id="main">
        <h1>Add articles</h1>
        <Notice kind="empty">
          <p>This server only reads: it was started with <code>--read-only</code>. Whoever runs it can add articles with <code>newsgraph build PATH</code>.</p>
        </Notice>
      </main>
    );
  }
  return (
    <main class="page add" id="main">
      <h1>Add articles</h1>
      <p class="lead">They are read on this machine and go nowhere else. Text, Markdown, HTML pages and JSON Lines are told apart by their content.</p>
      <div
        class={`drop ${over ? 'over' : ''}`}
        onDragOver={(e) => {
          e.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={async (e) => {
          e.preventDefault();
          setOver(false);
          if (e.dataTransfer) add(await dropped(e.dataTransfer));
        }}
      >
        <p><b>Drop files or a folder here</b>, or choose them:</p>
        <div class="acts">
          <FileButton label="Choose files" busy={work.running} />
          <FileButton label="Choose a folder" busy={work.running} folder />
        </div>
      </div>
      {work.files > 0 && <Progress work={work} cancel={() => control?.abort()} go={go} />}
      <Paste busy={work.running} />
    </main>
  );
}

function FileButton({ label, busy, folder }: { label: string; busy: boolean; folder?: boolean }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (folder) input.current!.webkitdirectory = true;
  }, []);
  return (
    <>
      <input ref={input} type="file" multiple hidden data-pick={folder ? 'folder' : 'files'} onChange={(e) => {
        const files = chosen(e.currentTarget.files!);
        e.currentTarget.value = ''; // the same files may be chosen again
        add(files);
      }} />
      <button type="button" disabled={busy} onClick={() => input.current!.click()}>{label}</button>
    </>
  );
}

function Progress({ work, cancel, go }: { work: Work; cancel: () => void; go: Navigate }) {
  const failed = work.lines.filter((l) => l.error);
  const stored = work.lines.filter((l) => !l.error);
  const fresh = stored.filter((l) => !l.unchanged);
  const claims = fresh.reduce((n, l) => n + l.claims, 0);
  return (
    <section class="progress" aria-label="Progress">
      <div class="bar-top">
        <p class="meta" role="status">
          {work.running
            ? `Reading ${work.now} · ${work.finished} of ${plural(work.files, 'file')}`
            : `${work.stopped ? 'Stopped. ' : ''}${plural(fresh.length, 'article')} added with ${plural(claims, 'statement')}`
              + (stored.length > fresh.length ? `, ${stored.length - fresh.length} already there` : '')
              + (failed.length ? `, ${plural(failed.length, 'problem')}` : '')}
        </p>
        {work.running && <button type="button" onClick={cancel}>Cancel</button>}
      </div>
      <progress max={work.files} value={work.running ? work.finished : work.stopped || work.error ? work.finished : work.files} aria-label="Files read" />
      {work.stopped && <p class="hint">What is listed as added stays. Add the rest again at any time: what is there already is skipped.</p>}
      {work.error && <Notice kind="error">{work.error}</Notice>}
      {failed.length > 0 && (
        <>
          <h2>What could not be read</h2>
          <ul class="problems">{failed.map((l) => <li key={l.file + l.error}><b>{l.file}</b> {l.error}</li>)}</ul>
        </>
      )}
      {!work.running && fresh.length > 0 && (
        <div class="acts next">
          <Link go={go} class="button primary" href={address(explore())}>See the graph</Link>
          <Link go={go} class="button" href={address(disagreements())}>Where articles disagree</Link>
          {fresh.length === 1 && fresh[0]!.article && <Link go={go} class="button" href={address({ place: 'article', id: fresh[0]!.article, claim: '' })}>Read what was found in it</Link>}
        </div>
      )}
      {stored.length > 0 && (
        <details open={stored.length <= 12}>
          <summary>{plural(stored.length, 'article')}</summary>
          <ul class="added">
            {stored.slice(-200).map((l) => (
              <li key={l.article}>
                <Link go={go} href={address({ place: 'article', id: l.article!, claim: '' })}>{l.title || l.article}</Link>
                <span class="num">{l.unchanged ? 'already there' : plural(l.claims, 'statement')}</span>
              </li>
            ))}
          </ul>
          {stored.length > 200 && <p class="hint">The last 200 are listed; Articles has them all.</p>}
        </details>
      )}
    </section>
  );
}

const blank = { title: '', source: '', published: '', url: '', text: '' };

function Paste({ busy }: { busy: boolean }) {
  const [fields, setFields] = useState(blank);
  const set = (name: keyof typeof fields) => (e: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) =>
    setFields({ ...fields, [name]: e.currentTarget.value });
  const submit = (e: Event) => {
    e.preventDefault();
    const filled = Object.fromEntries(Object.entries(fields).map(([k, v]) => [k, k === 'text' ? v : v.trim()]).filter(([, v]) => v));
    const body = JSON.stringify(filled);
    add([{ name: `${pastedName(fields.title, body)}.json`, file: new Blob([body], { type: 'application/json' }) }]).then((all) => {
      if (all) setFields(blank); // ready for the next
    });
  };
  return (
    <form class="paste" onSubmit={submit}>
      <h2>Or paste one</h2>
      <div class="fields">
        <label class="long">Title <input type="text" name="title" value={fields.title} onInput={set('title')} /></label>
        <label>Source <input type="text" name="source" placeholder="The paper it is from" value={fields.source} onInput={set('source')} /></label>
        <label>Date <input type="date" name="published" value={fields.published} onInput={set('published')} /></label>
        <label class="long">Address <input type="url" name="url" placeholder="https://" value={fields.url} onInput={set('url')} /></label>
      </div>
      <label class="block">Text <textarea name="text" rows={10} required value={fields.text} onInput={set('text')} /></label>
      <div class="acts">
        <button type="submit" class="primary" disabled={busy || !fields.text.trim()}>Add this article</button>
        <span class="meta">The date tells what “yesterday” means in it.</span>
      </div>
    </form>
  );
}

/** A name for a pasted article; the same text pasted twice is one article. */
function pastedName(title: string, body: string): string {
  const slug = title.toLowerCase().normalize('NFKD').replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 60);
  let hash = 0x811c9dc5; // FNV-1a; crypto.subtle is missing outside of localhost and https
  for (const byte of new TextEncoder().encode(body)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return `${slug || 'pasted'}-${hash.toString(16).padStart(8, '0')}`;
}
