// Tells all places that the graph is another one now: an article came or went,
// or somebody corrected it.

const name = 'graphchanged';

export function graphChanged(): void {
  dispatchEvent(new Event(name));
}

/** Calls back on every change until the returned function is called. */
export function onGraphChanged(call: () => void): () => void {
  addEventListener(name, call);
  return () => removeEventListener(name, call);
}
