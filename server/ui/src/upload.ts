// Sending articles: files are sent in small requests one after the other, so
// that progress shows, stopping loses little, and no request is too large.

export interface Picked {
  name: string; // relative path
  file: Blob;
}

/** What became of one article, or of a file that gave none, as the server tells it. */
export interface Line {
  file: string;
  article?: string;
  title?: string;
  claims: number;
  unchanged?: boolean;
  error?: string;
}

export interface Sums {
  done: boolean;
  error?: string;
}

const together = { files: 20, bytes: 4 << 20 };

/** Cuts a list of files into requests. */
export function batches(files: Picked[]): Picked[][] {
  const out: Picked[][] = [];
  let bytes = 0;
  for (const f of files) {
    const last = out.at(-1);
    if (!last || last.length >= together.files || bytes + f.file.size > together.bytes) {
      out.push([f]);
      bytes = 0;
    } else last.push(f);
    bytes += f.file.size;
  }
  return out;
}

/** Sends files and calls back with each line as it comes. Throws what ends the work, with words fit to be shown. */
export async function send(files: Picked[], signal: AbortSignal, each: (line: Line) => void): Promise<void> {
  const form = new FormData();
  for (const f of files) form.append('files', f.file, f.name);
  const response = await fetch('/api/articles', { method: 'POST', body: form, signal }).catch((err: Error) => {
    if (err.name === 'AbortError') throw err;
    throw new Error('The server does not answer. Is newsgraph still running?');
  });
  if (!response.ok) {
    const said = await response.json().catch(() => null) as { error?: string } | null;
    throw new Error(said?.error ?? response.statusText);
  }
  let ended = false;
  for await (const line of lines(response.body!)) {
    const value = JSON.parse(line) as Line | Sums;
    if ('done' in value) {
      ended = true;
      if (value.error) throw new Error(value.error);
    } else each(value);
  }
  if (!ended) throw new Error('The server stopped in the middle of its answer. What it listed is stored.');
}

/** The lines of a stream of UTF-8. */
async function* lines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream() as unknown as ReadableWritablePair<string, Uint8Array>).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const parts = (rest + value).split('\n');
    rest = parts.pop()!;
    for (const p of parts) if (p.trim()) yield p;
  }
  if (rest.trim()) yield rest;
}

/** Files of a drop, with those of the folders in it. */
export async function dropped(data: DataTransfer): Promise<Picked[]> {
  // The entries must be taken before the first wait: the list is emptied then.
  const entries = [...data.items].map((i) => i.webkitGetAsEntry()).filter((e) => e !== null);
  const out: Picked[] = [];
  const walk = async (entry: FileSystemEntry): Promise<void> => {
    if (entry.name.startsWith('.')) return;
    if (entry.isFile) {
      const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
      out.push({ name: entry.fullPath.replace(/^\//, ''), file });
      return;
    }
    const reader = (entry as FileSystemDirectoryEntry).createReader();
    for (;;) { // gives at most 100 at a time
      const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
      if (some.length === 0) break;
      for (const e of some) await walk(e);
    }
  };
  for (const e of entries) await walk(e);
  return out;
}

/** Files of a file or folder input; what is hidden, as ".DS_Store" is, is left out. */
export function chosen(list: FileList): Picked[] {
  return [...list]
    .map((file) => ({ name: file.webkitRelativePath || file.name, file }))
    .filter((f) => !f.name.split('/').some((part) => part.startsWith('.')));
}
