// Help in every place but Explore, which has its own list of keys.
import { useEffect, useState } from 'preact/hooks';
import { Dialog } from './dialog';

const places: [string, string][] = [
  ['Explore', 'walk from entity to entity; a line opens the sentences behind it'],
  ['Query', 'ask the graph in Gizmo or GraphQL; an answer opens as a graph'],
  ['Articles', 'read an article with all that was found in it, and what may be missing'],
  ['Disagreements', 'events that sources report differently, side by side'],
  ['Add', 'bring in your own articles; nothing leaves this machine'],
  ['Corrections (✎)', 'what people decided, and the way back'],
];

const keys: [string, string][] = [
  ['/', 'search'],
  ['Ctrl Enter', 'run the query'],
  ['Ctrl Space', 'offer words in the editor'],
  ['Esc, then Tab', 'leave the editor'],
  ['Esc', 'close a dialog'],
  ['?', 'this list'],
];

/** Opens by its button, and by "?" outside of text boxes. */
export function Help() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const key = (e: KeyboardEvent) => {
      const target = e.target as HTMLElement;
      if (e.key !== '?' || e.ctrlKey || e.metaKey || e.altKey || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
      e.preventDefault();
      setOpen(true);
    };
    document.addEventListener('keydown', key);
    return () => document.removeEventListener('keydown', key);
  }, []);
  return (
    <>
      <button type="button" class="icon" aria-label="Help" title="Help (?)" onClick={() => setOpen(true)}>?</button>
      {open && (
        <Dialog title="Help" close={() => setOpen(false)}>
          <table class="keys"><tbody>{places.map(([name, what]) => <tr key={name}><th scope="row">{name}</th><td>{what}</td></tr>)}</tbody></table>
          <table class="keys"><tbody>{keys.map(([key, what]) => <tr key={key}><th scope="row"><kbd>{key}</kbd></th><td>{what}</td></tr>)}</tbody></table>
        </Dialog>
      )}
    </>
  );
}
