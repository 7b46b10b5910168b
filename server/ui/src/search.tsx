// Finding entities by name: in the header, and wherever one has to be chosen.
import { useEffect, useRef, useState } from 'preact/hooks';
import { get, path, type Entity } from './api';
import { Dialog } from './dialog';
import { TypeIcon, type Navigate } from './parts';
import { address, explore } from './view';
import { plural, typeStyle } from './words';

const patience = 40; // milliseconds; typing on does not ask for every letter, the answer takes a few

/** The search box of the header. */
export function Search({ go }: { go: Navigate }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const key = (e: KeyboardEvent) => {
      const target = e.target as HTMLElement;
      if (e.key !== '/' || e.ctrlKey || e.metaKey || target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.closest('dialog')) return;
      e.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener('keydown', key);
    return () => document.removeEventListener('keydown', key);
  }, []);
  return (
    <div class="search" role="search">
      <EntityBox id="hit" input={input} label="Search people, organizations, places and things" placeholder="Search people, organizations, things"
        choose={(e) => go(address(explore([e.id], { selected: `node:${e.id}` })))} />
      <kbd aria-hidden="true">/</kbd>
    </div>
  );
}

/** Asks for the other end of a path. */
export function PathDialog({ from, close, choose }: { from: string; close: () => void; choose: (to: Entity) => void }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <Dialog title={`Path from ${from} to …`} close={close}>
      <p class="meta">The shortest ways between the two, at most four hops, each hop with its evidence.</p>
      <div class="search"><EntityBox id="end" input={input} label="The other end" placeholder="Type a name" choose={choose} /></div>
    </Dialog>
  );
}

interface BoxProps {
  id: string; // of a hit, with its number behind; with an s, of their list
  input: { current: HTMLInputElement | null };
  label: string;
  placeholder: string;
  choose: (e: Entity) => void;
}

/** A text box with results while one types; arrows and Enter. */
function EntityBox({ id, input, label, placeholder, choose }: BoxProps) {
  const [text, setText] = useState('');
  const [hits, setHits] = useState<Entity[] | null>(null);
  const [error, setError] = useState('');
  const [active, setActive] = useState(0);
  const [open, setOpen] = useState(false);

  useEffect(() => {
    const q = text.trim();
    if (!q) {
      setHits(null);
      return;
    }
    const abort = new AbortController();
    const timer = setTimeout(() => {
      get<{ entities: Entity[] }>(path('/api/search', { q, limit: 12 }), abort.signal).then(
        (found) => {
          setHits(found.entities);
          setError('');
          setActive(0);
        },
        (err: Error) => {
          if (!abort.signal.aborted) setError(err.message);
        },
      );
    }, patience);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text]);

  const take = (e: Entity) => {
    setOpen(false);
    setText('');
    input.current?.blur();
    choose(e);
  };
  const keys = (e: KeyboardEvent) => {
    const list = hits ?? [];
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      e.preventDefault();
      const step = e.key === 'ArrowDown' ? 1 : -1;
      if (list.length) setActive((active + step + list.length) % list.length);
    } else if (e.key === 'Enter') {
      e.preventDefault();
      const hit = list[active];
      if (hit) take(hit);
    } else if (e.key === 'Escape' && open) {
      e.stopPropagation();
      setOpen(false);
      input.current?.blur();
    }
  };
  const shown = open && text.trim() !== '' && (hits !== null || error !== '');
  return (
    <>
      <input
        ref={input} type="text" role="combobox" aria-expanded={shown} aria-controls={`${id}s`} aria-autocomplete="list"
        aria-activedescendant={shown && hits?.length ? `${id}-${active}` : undefined}
        aria-label={label} placeholder={placeholder} autocomplete="off" spellcheck={false} value={text}
        onInput={(e) => {
          setText(e.currentTarget.value);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={keys}
      />
      {shown && (
        <ul id={`${id}s`} class="hits" role="listbox" aria-label="Found">
          {error && <li class="none" role="option" aria-selected={false}>{error}</li>}
          {!error && hits?.length === 0 && (
            <li class="none" role="option" aria-selected={false}>Nothing is called “{text.trim()}”. Try the beginning of a name.</li>
          )}
          {!error && hits?.map((e, i) => (
            <li
              id={`${id}-${i}`} data-hit={i} role="option" aria-selected={i === active} key={e.id}
              onMouseEnter={() => setActive(i)}
              onMouseDown={(ev) => {
                ev.preventDefault(); // keeps the focus, so that blur does not close the list first
                take(e);
              }}
            >
              <TypeIcon type={e.type} />
              <span class="hit-name">{e.name}</span>
              <Alias entity={e} text={text} />
              <span class="hit-kind">{typeStyle(e.type).name}</span>
              <span class="num">{plural(e.degree, 'link')}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** The other name by which an entity was found, where its own does not show why. */
function Alias({ entity, text }: { entity: Entity; text: string }) {
  const plain = (s: string) => s.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
  const q = plain(text.trim());
  if (plain(entity.name).includes(q)) return null;
  const alias = entity.aliases?.find((a) => plain(a).includes(q));
  return alias ? <span class="hit-kind">also {alias}</span> : null;
}
