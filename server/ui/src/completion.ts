// What the query editor offers while one types: the languages' own words, the
// graph's relations, and names of entities, which stand in queries by their id.
import type { Completion, CompletionContext, CompletionResult, CompletionSource } from '@codemirror/autocomplete';

export interface Found {
  id: string;
  name: string;
  type: string;
}

/** A type of the typed GraphQL schema, as introspection gives it. */
export interface SchemaType {
  name: string;
  kind: string;
  fields: SchemaField[] | null;
  inputFields: SchemaArgument[] | null;
}

export interface SchemaField {
  name: string;
  description: string | null;
  args: SchemaArgument[];
  type: SchemaRef;
}

export interface SchemaArgument {
  name: string;
  type: SchemaRef;
}

export interface SchemaRef {
  kind: string;
  name: string | null;
  ofType: SchemaRef | null;
}

export interface Schema {
  queryType: { name: string };
  types: SchemaType[];
}

/** What can be asked for while one types. */
export interface Vocabulary {
  relations(): Promise<[name: string, claims: number][]>;
  search(words: string, signal: AbortSignal): Promise<Found[]>;
  schema(): Promise<Schema | null>;
}

const starts: [name: string, detail: string][] = [
  ['V', 'paths that begin at the given nodes, or at all'], ['M', 'a path to use in others, without a beginning'],
  ['IRI', 'an identifier'], ['Emit', 'a row of your own'], ['AddNamespace', 'a prefix for identifiers'],
];

const steps: [name: string, detail: string][] = [
  ['Out', 'along relations'], ['In', 'against relations'], ['Both', 'either way'], ['Is', 'only these nodes'],
  ['Has', 'with this relation to this node'], ['HasR', 'with this relation from this node'], ['Filter', 'values that compare: gt, lt, regex, like'],
  ['Tag', 'remember under a name'], ['Back', 'return to a tag'], ['Save', 'also give this relation'], ['SaveR', 'also give who relates to it'],
  ['SaveOpt', 'give it where there is one'], ['SaveOptR', 'give who relates to it where one does'],
  ['And', 'nodes in both paths'], ['Intersect', 'nodes in both paths'], ['Or', 'nodes of either path'], ['Union', 'nodes of either path'],
  ['Except', 'without the nodes of a path'], ['Difference', 'without the nodes of a path'], ['Follow', 'go on with a path'], ['FollowR', 'a path backwards'],
  ['FollowRecursive', 'a path again and again'], ['Unique', 'each node once'], ['Order', 'sorted'], ['Labels', 'the articles'], ['LabelContext', 'only what these articles say'],
  ['InPredicates', 'relations that come in'], ['OutPredicates', 'relations that go out'], ['SaveInPredicates', 'remember those that come in'], ['SaveOutPredicates', 'remember those that go out'],
  ['Skip', 'leave out the first'], ['Limit', 'at most so many'],
  ['All', 'give all rows'], ['GetLimit', 'give so many rows'], ['Count', 'how many'], ['ToArray', 'as an array'], ['ToValue', 'the first'], ['TagArray', 'as an array with tags'], ['TagValue', 'the first with tags'], ['ForEach', 'a function for each row'],
];

const predicates: [name: string, detail: string][] = [
  ['rdf:type', 'class'], ['rdfs:label', 'name'], ['alias', 'other name'], ['subject', 'of a claim'], ['object', 'of a claim'], ['relation', 'of a claim'],
  ['status', 'of a claim'], ['saidBy', 'of a claim'], ['quote', 'of a claim'], ['start', 'date of a claim'], ['amount', 'of a claim'], ['currency', 'of a claim'],
  ['confidence', 'of a claim'], ['title', 'of an article'], ['source', 'of an article'], ['published', 'of an article'],
];

/** Where in the text the cursor is: inside a string, after which call, in which braces. */
interface Where {
  quote: number; // offset behind the quotation mark that opens the string, or -1
  call: string; // the function whose arguments these are
  brackets: { kind: string; word: string }[]; // that are open, the outermost first, each with the word before it
  braces: string[]; // the words before open braces
}

/** Reads the text up to the cursor. */
export function where(text: string): Where {
  let quote = -1;
  let mark = '';
  const brackets: { kind: string; word: string }[] = [];
  let word = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (quote >= 0) {
      if (c === '\\') i++;
      else if (c === mark) quote = -1;
      continue;
    }
    if (c === '"' || c === "'" || c === '`') {
      quote = i + 1;
      mark = c;
    } else if (/[\w$@~]/.test(c)) word = /[\w$@~]/.test(text[i - 1] ?? '') ? word + c : c;
    else if (c === '(' || c === '{' || c === '[') {
      brackets.push({ kind: c, word });
      word = '';
    } else if (c === ')' || c === '}' || c === ']') {
      const open = brackets.pop();
      word = c === ')' ? open?.word ?? '' : ''; // the arguments of a field stand before its braces
    }
  }
  const call = [...brackets].reverse().find((b) => b.kind === '(')?.word ?? '';
  return { quote, call, brackets, braces: brackets.filter((b) => b.kind === '{').map((b) => b.word) };
}

function options(list: [string, string][], more: Partial<Completion> = {}): Completion[] {
  return list.map(([label, detail]) => ({ label, detail, ...more }));
}

/** The source of completions for a language. */
export function completions(lang: string, vocabulary: Vocabulary): CompletionSource {
  return async (context) => {
    const text = context.state.sliceDoc(0, context.pos);
    const at = where(text);
    if (at.quote >= 0) return inString(context, lang, at, vocabulary, text);
    if (lang === 'gizmo') return gizmo(context);
    if (lang === 'graphql') return typed(context, at, await vocabulary.schema());
    if (lang === 'cayley') return dialect(context, at, vocabulary);
    return null;
  };
}

function gizmo(context: CompletionContext): CompletionResult | null {
  const method = context.matchBefore(/\.\s*\w*/);
  if (method) {
    const from = method.from + /^\.\s*/.exec(method.text)![0].length;
    const graph = /\b(?:g|graph)$/.test(context.state.sliceDoc(Math.max(0, method.from - 6), method.from));
    return { from, options: graph ? options(starts, { type: 'function' }) : options(steps, { type: 'function' }), validFor: /^\w*$/ };
  }
  const word = context.matchBefore(/\w+/);
  if (!word && !context.explicit) return null;
  return { from: word?.from ?? context.pos, options: [{ label: 'g', detail: 'the graph', type: 'variable' }], validFor: /^\w*$/ };
}

async function inString(context: CompletionContext, lang: string, at: Where, vocabulary: Vocabulary, text: string): Promise<CompletionResult | null> {
  const typed = text.slice(at.quote);
  if (typed.includes('\n')) return null;
  const words = typed.replace(/^<|>$/g, '');
  const bare = lang === 'graphql'; // ids stand without brackets in the typed schema
  const apply = (id: string) => (bare ? id : `<${id}>`);
  const relational = lang !== 'graphql' && /^(out|in|both|has|hasr|save|saver|saveopt|saveoptr|labels)$/i.test(at.call);
  const offered: Completion[] = [];
  if (relational || lang === 'mql' || (lang === 'graphql' && /relation/i.test(text.slice(0, at.quote - 1).match(/(\w+)\s*:\s*\[?[^:{}()]*$/)?.[1] ?? ''))) {
    const relations = await vocabulary.relations();
    offered.push(...relations.map(([name, n]): Completion => ({ label: name.replaceAll('_', ' '), apply: apply(name), detail: `${n} statements`, type: 'keyword', boost: 50 })));
    if (!bare) offered.push(...predicates.map(([name, detail]): Completion => ({ label: name, apply: apply(name), detail, type: 'property', boost: 20 })));
  }
  if (words.length > 0) {
    const abort = new AbortController();
    context.addEventListener('abort', () => abort.abort());
    const found = await vocabulary.search(words, abort.signal).catch((): Found[] => []);
    if (context.aborted) return null;
    offered.push(...found.map((e, i): Completion => ({ label: e.name, apply: apply(e.id), detail: e.type, type: 'text', boost: 10 - i })));
  }
  if (offered.length === 0) return null;
  // Names are found by the server, also by their aliases; what is offered is not filtered again.
  const needle = words.toLowerCase().replaceAll('_', ' ');
  const kept = offered.filter((o) => o.type === 'text' || o.label.toLowerCase().includes(needle));
  return { from: at.quote, options: kept, filter: false };
}

function unwrap(ref: SchemaRef): string {
  return ref.ofType ? unwrap(ref.ofType) : ref.name ?? '';
}

const none: SchemaRef = { kind: '', name: null, ofType: null };

/** Fields of the typed schema: the types are walked along the open braces. */
function typed(context: CompletionContext, at: Where, schema: Schema | null): CompletionResult | null {
  const word = context.matchBefore(/[\w@]*/);
  if (!schema || (!word?.text && !context.explicit)) return null;
  if (at.braces.length === 0) return { from: word!.from, options: options([['query', 'asks'], ['fragment', 'fields to use again']], { type: 'keyword' }) };
  const named = (name: string) => schema.types.find((t) => t.name === name);
  let type = named(schema.queryType.name);
  let input: SchemaArgument[] | null = null; // inside arguments, what may stand here
  for (const [i, { kind, word: name }] of at.brackets.entries()) {
    if (i === 0) continue;
    if (kind === '(') input = type?.fields?.find((f) => f.name === name)?.args ?? null;
    else if (kind === '{' && input) input = named(unwrap(input.find((a) => a.name === name)?.type ?? none))?.inputFields ?? null;
    else if (kind === '{') {
      const field = type?.fields?.find((f) => f.name === name);
      type = named(field ? unwrap(field.type) : name) ?? type; // "... on Claim {" names a type
    }
  }
  if (input) {
    return { from: word!.from, options: input.map((a) => ({ label: a.name, apply: `${a.name}: `, detail: unwrap(a.type), type: 'property' })), validFor: /^\w*$/ };
  }
  const fields = type?.fields?.map((f): Completion => ({ label: f.name, detail: unwrap(f.type), ...(f.description ? { info: f.description } : {}), type: 'property' })) ?? [];
  return { from: word!.from, options: fields, validFor: /^\w*$/ };
}

/** Cayley's dialect: fields are relations. */
async function dialect(context: CompletionContext, at: Where, vocabulary: Vocabulary): Promise<CompletionResult | null> {
  const word = context.matchBefore(/[\w@]*/);
  if (!word?.text && !context.explicit) return null;
  if (word?.text.startsWith('@')) {
    return { from: word.from, options: options([['@rev', 'backwards'], ['@opt', 'where there is one'], ['@label', 'only of this article'], ['@unnest', 'one level up']]), validFor: /^@?\w*$/ };
  }
  if (at.braces.length < 2) return { from: word!.from, options: options([['nodes', 'nodes with these values']]), validFor: /^\w*$/ };
  const relations = await vocabulary.relations();
  return {
    from: word!.from,
    options: [
      { label: 'id', detail: 'the identifier', boost: 90 },
      ...relations.filter(([name]) => /^\w+$/.test(name)).map(([name, n]): Completion => ({ label: name, detail: `${n} statements`, type: 'property' })),
      ...options(predicates.filter(([name]) => /^\w+$/.test(name))),
    ],
    validFor: /^\w*$/,
  };
}
