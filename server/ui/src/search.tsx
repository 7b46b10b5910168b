import { useEffect, useRef, useState } from 'preact/hooks';
import { get, path, type Entity } from './api';
import { TypeIcon, type Navigate } from './parts';
import { address, explore } from './view';
import { plural, typeStyle } from './words';

/** The search box: results while one types, arrows and Enter. */
export function Search({ go }: { go: Navigate }) {
  const [text, setText] = useState('');
  const [hits, setHits] = useState<Entity[] | null>(null);
  const [error, setError] = useState('');
  const [active, setActive] = useState(0);
  const [open, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    const key = (e: KeyboardEvent) => {
      const target = e.target as HTMLElement;
      if (e.key !== '/' || e.ctrlKey || e.metaKey || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
      e.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener('keydown', key);
    return () => document.removeEventListener('keydown', key);
  }, []);

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
    }, 40); // typing on does not ask for every letter; the answer takes a few milliseconds
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text]);

  const choose = (e: Entity) => {
    setOpen(false);
    setText('');
    input.current?.blur();
    go(address(explore([e.id], { selected: `node:${e.id}` })));
  };
  const keys = (e: KeyboardEvent) => {
    const list = hits ?? [];
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      e.preventDefault();
      const step = e.key === 'ArrowDown' ? 1 : -1;
      if (list.length) setActive((active + step + list.length) % list.length);
    } else if (e.key === 'Enter') {
      const hit = list[active];
      if (hit) choose(hit);
    } else if (e.key === 'Escape') {
      setOpen(false);
      input.current?.blur();
    }
  };
  const shown = open && text.trim() !== '' && (hits !== null || error !== '');
  return (
    <div class="search" role="search">
      <input
        ref={input} type="text" role="combobox" aria-expanded={shown} aria-controls="hits" aria-autocomplete="list"
        aria-activedescendant={shown && hits?.length ? `hit-${active}` : undefined}
        aria-label="Search people, organizations, places and things" placeholder="Search people, organizations, things"
        autocomplete="off" spellcheck={false} value={text}
        onInput={(e) => {
          setText(e.currentTarget.value);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={keys}
      />
      <kbd aria-hidden="true">/</kbd>
      {shown && (
        <ul id="hits" role="listbox" aria-label="Found">
          {error && <li class="none" role="option" aria-selected={false}>{error}</li>}
          {!error && hits?.length === 0 && (
            <li class="none" role="option" aria-selected={false}>Nothing is called “{text.trim()}”. Try the beginning of a name.</li>
          )}
          {!error && hits?.map((e, i) => (
            <li
              id={`hit-${i}`} role="option" aria-selected={i === active} key={e.id}
              onMouseEnter={() => setActive(i)}
              onMouseDown={(ev) => {
                ev.preventDefault(); // keeps the focus, so that blur does not close the list first
                choose(e);
              }}
            >
              <TypeIcon type={e.type} />
              <span class="hit-name">{e.name}</span>
              <span class="hit-kind">{typeStyle(e.type).name}</span>
              <span class="num">{plural(e.degree, 'link')}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
