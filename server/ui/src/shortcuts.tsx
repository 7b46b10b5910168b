import { Dialog } from './dialog';

const shortcuts: [string, string][] = [
  ['/', 'search'],
  ['← → ↑ ↓', 'walk to the neighbour on that side'],
  ['Enter', 'focus: the selected entity and what is around it, alone'],
  ['E', 'expand the selected entity'],
  ['C', 'collapse it'],
  ['H', 'hide it'],
  ['O', 'hide all others but its neighbours'],
  ['P', 'pin or unpin it'],
  ['Space', 'choose it, to do something to many'],
  ['Escape', 'clear the selection'],
  ['Ctrl Z, Ctrl Y', 'undo, redo'],
  ['+ − 0', 'nearer, farther, fit to the window'],
  ['Shift and arrows', 'move the picture'],
  ['T', 'table or drawing'],
  ['S', 'saved views'],
  ['?', 'this list'],
];

const mouse: [string, string][] = [
  ['Click', 'select a line or an entity'],
  ['Double click', 'expand an entity'],
  ['Drag', 'move an entity and pin it there'],
  ['Shift and click', 'choose several'],
  ['Shift and drag', 'choose all in a box'],
];

export function Shortcuts({ close }: { close: () => void }) {
  return (
    <Dialog title="Keys and mouse" close={close}>
      <table class="keys"><tbody>{shortcuts.map(([key, what]) => <tr key={key}><th scope="row"><kbd>{key}</kbd></th><td>{what}</td></tr>)}</tbody></table>
      <table class="keys"><tbody>{mouse.map(([key, what]) => <tr key={key}><th scope="row">{key}</th><td>{what}</td></tr>)}</tbody></table>
    </Dialog>
  );
}
