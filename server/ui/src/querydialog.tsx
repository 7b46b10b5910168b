import { Dialog } from './dialog';
import { CopyButton, Link, type Navigate } from './parts';
import { address } from './view';

/** The view as Gizmo, to be run and changed in the Query place. */
export function QueryDialog({ text, go, close }: { text: string; go: Navigate; close: () => void }) {
  return (
    <Dialog title="This view as a query" close={close} wide>
      <pre class="json" tabIndex={0}>{text}</pre>
      <div class="acts">
        <Link class="button primary" go={go} href={address({ place: 'query', lang: 'gizmo', text })}>Open in Query</Link>
        <CopyButton text={text}>Copy</CopyButton>
      </div>
    </Dialog>
  );
}
