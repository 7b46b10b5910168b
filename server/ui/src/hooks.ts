import { useEffect, useState } from 'preact/hooks';
import { get } from './api';
import { onGraphChanged } from './changed';

export interface Loaded<T> {
  data: T | null;
  error: string;
}

/**
 * Loads a path, and loads again when it or the graph changes; null loads
 * nothing. What was there stays until the graph's new answer comes.
 */
export function useLoaded<T>(path: string | null): Loaded<T> {
  const [version, setVersion] = useState(0);
  useEffect(() => onGraphChanged(() => setVersion((v) => v + 1)), []);
  const [state, setState] = useState<Loaded<T> & { path: string | null }>({ data: null, error: '', path: null });
  useEffect(() => {
    if (path === null) return;
    const abort = new AbortController();
    get<T>(path, abort.signal).then(
      (data) => setState({ data, error: '', path }),
      (err: Error) => {
        if (!abort.signal.aborted) setState({ data: null, error: err.message, path });
      },
    );
    return () => abort.abort();
  }, [path, version]);
  return state.path === path ? state : { data: null, error: '' };
}

/** Copies text; true when it is on the clipboard. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
