// Loading what a view draws, and again when the graph has changed.
import { useEffect, useState } from 'preact/hooks';
import type { Edge } from './api';
import { onGraphChanged } from './changed';
import type { Explore } from './exploreview';
import { among, load, modelKey, mostDrawn, type Model } from './model';
import type { Period } from './shown';

export function useModel(view: Explore): { model: Model | null; error: string } {
  const [model, setModel] = useState<Model | null>(null);
  const [error, setError] = useState('');
  const [age, setAge] = useState(0);
  useEffect(() => onGraphChanged(() => setAge((n) => n + 1)), []);
  useEffect(() => {
    let gone = false;
    setError('');
    load(view).then(
      (m) => {
        if (!gone) setModel(m);
      },
      (err: Error) => {
        if (!gone) setError(err.message);
      },
    );
    return () => {
      gone = true;
    };
  }, [modelKey(view), age]);
  return { model, error };
}

/** The relations within the dates of a view, counted anew by the server; null without dates, and until it has answered. */
export function usePeriod(view: Explore, model: Model | null): Period {
  const [found, setFound] = useState<{ key: string; edges: Map<string, Edge> } | null>(null);
  const key = model && (view.from || view.to) ? `${model.key} ${view.from} ${view.to}` : '';
  useEffect(() => {
    if (!key || !model) return;
    let gone = false;
    among([...model.nodes.keys()].slice(0, mostDrawn), { from: view.from, to: view.to, asof: view.asOf }).then(
      (part) => {
        if (!gone) setFound({ key, edges: new Map(part.edges.map((e) => [e.id, e])) });
      },
      () => {}, // the first and last day of each relation go on deciding
    );
    return () => {
      gone = true;
    };
  }, [key]);
  return key && found?.key === key ? found.edges : null;
}
