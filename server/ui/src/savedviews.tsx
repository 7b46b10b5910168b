// Views that the user keeps under a name, in this browser. A file takes them
// to another one.
import { useState } from 'preact/hooks';
import { Dialog } from './dialog';
import { unmarked, type Explore } from './exploreview';
import { Link, Notice, type Navigate } from './parts';
import { download } from './export';
import { address } from './view';

interface SavedView {
  name: string;
  note: string;
  address: string;
  saved: string; // ISO date
}

const key = 'newsgraph-views';
const most = 500;

function stored(): SavedView[] {
  try {
    return checked(JSON.parse(localStorage.getItem(key) ?? '[]'));
  } catch {
    return []; // storage is switched off, or holds something else
  }
}

/** What of a file is a list of views. Addresses of other sites are none. */
function checked(value: unknown): SavedView[] {
  if (!Array.isArray(value)) return [];
  return value.filter((v): v is SavedView => !!v && [v.name, v.note, v.address, v.saved].every((s) => typeof s === 'string') && /^\/(\?|$)/.test(v.address)).slice(0, most);
}

export function SavedViews({ view, go, close }: { view: Explore; go: Navigate; close: () => void }) {
  const [views, setViews] = useState(stored);
  const [name, setName] = useState('');
  const [note, setNote] = useState('');
  const [said, setSaid] = useState('');
  const put = (next: SavedView[], words: string) => {
    try {
      localStorage.setItem(key, JSON.stringify(next));
      setViews(next);
      setSaid(words);
    } catch {
      setSaid('This browser does not let the page keep anything. Copy the address instead.');
    }
  };
  const save = (e: Event) => {
    e.preventDefault();
    const made: SavedView = { name: name.trim(), note: note.trim(), address: address(unmarked(view)), saved: new Date().toISOString().slice(0, 10) };
    put([made, ...views.filter((v) => v.name !== made.name)], `Saved “${made.name}”.`);
    setName('');
    setNote('');
  };
  const read = async (file: File | undefined) => {
    if (!file) return;
    let found: SavedView[] = [];
    try {
      found = checked(JSON.parse(await file.text()));
    } catch {
      // said below
    }
    if (found.length === 0) setSaid(`${file.name} holds no saved views. Choose a file that “Save as file” made.`);
    else put([...found, ...views.filter((v) => !found.some((f) => f.name === v.name))], `${found.length} views read from ${file.name}.`);
  };
  return (
    <Dialog title="Saved views" close={close}>
      <form class="save-view" onSubmit={save}>
        <label>Name <input required maxLength={120} value={name} onInput={(e) => setName(e.currentTarget.value)} /></label>
        <label>Note <textarea rows={2} maxLength={2000} value={note} onInput={(e) => setNote(e.currentTarget.value)} /></label>
        <button type="submit" class="primary" disabled={!name.trim()}>Save this view</button>
      </form>
      {said && <p class="meta" role="status">{said}</p>}
      {views.length === 0 && <Notice kind="empty">No view is saved yet. A view keeps what is drawn, hidden and pinned, and all filters.</Notice>}
      <ul class="saved">
        {views.map((v) => (
          <li key={v.name}>
            <div>
              <Link href={v.address} go={(to) => {
                close();
                go(to);
              }}>{v.name}</Link>
              <small> {v.saved}</small>
              {v.note && <p>{v.note}</p>}
            </div>
            <button type="button" aria-label={`Delete ${v.name}`} onClick={() => put(views.filter((other) => other !== v), `Deleted “${v.name}”.`)}>Delete</button>
          </li>
        ))}
      </ul>
      <div class="acts">
        <button type="button" disabled={views.length === 0} onClick={() => download('newsgraph-views.json', new Blob([JSON.stringify(views, null, 2)], { type: 'application/json' }))}>Save as file</button>
        <label class="file">Read a file <input type="file" accept="application/json,.json" onChange={(e) => void read(e.currentTarget.files?.[0])} /></label>
      </div>
    </Dialog>
  );
}
