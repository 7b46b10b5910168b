// The query editor: CodeMirror with what it knows of the languages and of the
// graph. It is a bundle of its own, loaded when the Query place is first shown.
//
// It stands in a shadow tree: there CodeMirror hands its styles over as objects
// (adoptedStyleSheets), which the Content-Security-Policy allows; in the page
// itself it would write a style element, which the policy forbids.
import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, completionStatus, type CompletionSource } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { bracketMatching, HighlightStyle, indentUnit, StreamLanguage, syntaxHighlighting, type StreamParser } from '@codemirror/language';
import { lintKeymap, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState, Prec, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers, placeholder } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { completions, type Vocabulary } from './completion';

/** A place in the text where something is wrong; both count from 1. */
export interface Fault {
  line: number;
  column: number;
  message: string;
}

export interface EditorOptions {
  text: string;
  lang: string;
  label: string;
  vocabulary: Vocabulary;
  change: (text: string) => void;
  run: () => void;
}

export interface Editor {
  setText(text: string): void;
  setLanguage(lang: string): void;
  setFault(fault: Fault | null): void;
  focus(): void;
  destroy(): void;
}

const graphql: StreamParser<{ block: boolean }> = {
  name: 'graphql',
  startState: () => ({ block: false }),
  token(stream, state) {
    if (state.block) {
      if (stream.skipTo('"""')) {
        stream.match('"""');
        state.block = false;
      } else stream.skipToEnd();
      return 'string';
    }
    if (stream.eatSpace()) return null;
    if (stream.match('"""')) {
      state.block = true;
      return 'string';
    }
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return 'string';
    if (stream.match(/^#.*/)) return 'comment';
    if (stream.match(/^[$@][\w~]+/)) return 'keyword';
    if (stream.match(/^-?\d+(?:\.\d+)?/)) return 'number';
    if (stream.match(/^(?:query|fragment|on|true|false|null)\b/)) return 'keyword';
    if (stream.match(/^[A-Za-z_]\w*(?=\s*:)/)) return 'propertyName';
    if (stream.match(/^<[^>\s]*>|^[A-Za-z_~][\w:~]*/)) return 'variableName';
    stream.next();
    return 'punctuation';
  },
  languageData: { commentTokens: { line: '#' }, closeBrackets: { brackets: ['(', '[', '{', '"'] } },
};

function language(lang: string): Extension {
  return lang === 'graphql' || lang === 'cayley' ? StreamLanguage.define(graphql) : javascript();
}

// Colours stand in style.css; custom properties reach into the shadow tree.
const look = EditorView.theme({
  '&': { backgroundColor: 'var(--ground)', color: 'var(--ink)', borderRadius: '7px', border: '1px solid var(--line)', fontSize: '13.5px' },
  '&.cm-focused': { outline: '3px solid var(--accent)', outlineOffset: '1px' },
  '.cm-scroller': { fontFamily: "ui-monospace, 'DejaVu Sans Mono', monospace", lineHeight: '1.5', minHeight: '124px', maxHeight: '42vh' },
  '.cm-content': { caretColor: 'var(--ink)', padding: '8px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'var(--ground)', color: 'var(--ink2)', border: '0' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--accent) 6%, transparent)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { background: 'color-mix(in srgb, var(--accent) 28%, transparent)' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'transparent', outline: '1px solid var(--ink2)' },
  '.cm-placeholder': { color: 'var(--ink2)' },
  '.cm-tooltip': { backgroundColor: 'var(--panel)', color: 'var(--ink)', border: '1px solid var(--line)', borderRadius: '7px', overflow: 'hidden' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'inherit', maxHeight: '14em' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 8px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { background: 'var(--accent)', color: 'var(--on-accent)' },
  '.cm-completionDetail': { color: 'var(--ink2)', fontStyle: 'normal', marginLeft: '1em' },
  'li[aria-selected] .cm-completionDetail': { color: 'var(--on-accent)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--bad)' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--bad)', textDecorationSkipInk: 'none' },
  '.cm-lintPoint-error:after': { borderBottomColor: 'var(--bad)' },
});

const highlight = HighlightStyle.define([
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--code-string)' },
  { tag: [tags.keyword, tags.bool, tags.null], color: 'var(--code-word)' },
  { tag: [tags.number], color: 'var(--code-number)' },
  { tag: [tags.comment], color: 'var(--ink2)', fontStyle: 'italic' },
  { tag: [tags.propertyName], color: 'var(--accent)' },
]);

export function createEditor(host: HTMLElement, options: EditorOptions): Editor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const syntax = new Compartment();
  const source = new Compartment();
  const complete = (lang: string): Extension => {
    const from: CompletionSource = completions(lang, options.vocabulary);
    return autocompletion({ override: [from], activateOnTyping: true, icons: false, maxRenderedOptions: 60 });
  };
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        // Before the keys of completion, which are of the highest precedence too.
        Prec.highest(keymap.of([
          { key: 'Mod-Enter', run: () => (options.run(), true) },
          // Tab accepts or indents; Escape and then Tab leaves the editor, also where Escape closes a list first.
          { key: 'Escape', run: (v) => (v.setTabFocusMode(2000), false) },
          { key: 'Tab', run: (v) => (completionStatus(v.state) === 'active' ? acceptCompletion(v) : indentMore(v)), shift: indentLess },
        ])),
        lineNumbers(), highlightSpecialChars(), history(), drawSelection(), bracketMatching(), closeBrackets(), highlightActiveLine(),
        indentUnit.of('  '), EditorState.tabSize.of(2), EditorView.lineWrapping,
        syntaxHighlighting(highlight), look, placeholder('Write a query, or pick an example.'),
        syntax.of(language(options.lang)), source.of(complete(options.lang)),
        EditorView.contentAttributes.of({ 'aria-label': options.label, 'aria-multiline': 'true', spellcheck: 'false' }),
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap]),
        EditorView.updateListener.of((u) => {
          if (!u.docChanged) return;
          options.change(u.state.doc.toString());
          if (faulty) queueMicrotask(() => editor.setFault(null)); // it may be mended
        }),
      ],
    }),
  });
  let faulty = false;
  // What is typed here is for the editor, not for the page's shortcuts.
  const keep = (e: Event) => e.stopPropagation();
  host.addEventListener('keydown', keep);

  const editor: Editor = {
    setText(text) {
      if (text !== view.state.doc.toString()) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    setLanguage(lang) {
      view.dispatch({ effects: [syntax.reconfigure(language(lang)), source.reconfigure(complete(lang))] });
    },
    setFault(fault) {
      faulty = fault !== null;
      if (!fault) {
        view.dispatch(setDiagnostics(view.state, []));
        return;
      }
      const { doc } = view.state;
      const line = doc.line(Math.min(Math.max(1, fault.line), doc.lines));
      let from = Math.min(line.to, line.from + Math.max(0, fault.column - 1));
      const word = /^[\w$]+/.exec(doc.sliceString(from, line.to))?.[0].length ?? 1;
      const to = Math.min(line.to, from + word);
      // A call is reported at its bracket: the word before it is what matters.
      from -= /[\w$]*$/.exec(doc.sliceString(line.from, from))![0].length;
      view.dispatch(setDiagnostics(view.state, [{ from, to, severity: 'error', message: fault.message }]));
      view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
    },
    focus: () => view.focus(),
    destroy() {
      host.removeEventListener('keydown', keep);
      view.destroy();
    },
  };
  return editor;
}
