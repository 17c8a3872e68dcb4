// The one editor of the page and its models, one a document that was looked at. Lives outside of React: typing
// draws nothing else anew.
import type { InterviewError, Notice } from '@libinterview/client';
import { kEditorOptions, MonacoBinding, RemoteCarets } from '@libinterview/client/monaco';
import { theme } from '../../theme/theme.ts';
import { personColourNumber, personName } from '../people.ts';
import type { RoomStore } from '../room_store.ts';
import { type EditorSettings, editorSettings, onEditorSettings } from './editor_settings.ts';
import { colouringOf } from './language_of.ts';
import { monaco } from './monaco.ts';

interface Sheet {
  readonly model: monaco.editor.ITextModel;
  readonly binding: MonacoBinding;
  view: monaco.editor.ICodeEditorViewState | null;
}

export interface EditorHostParts {
  /** Where the editor is put; it takes the size of it. */
  element: HTMLElement;
  room: RoomStore;
  label: string;
  /** The person wants out of the editor by the keyboard. */
  onLeave: () => void;
  /** Whom the person follows is in another document. */
  onElsewhere: (doc: number) => void;
  /** What was typed was not taken, and is gone from the editor. */
  onRefused: (why: InterviewError) => void;
}

const kPassing: ReadonlySet<monaco.KeyCode> = new Set([
  monaco.KeyCode.Tab,
  monaco.KeyCode.Shift,
  monaco.KeyCode.Escape,
  monaco.KeyCode.F6,
]);
const kLeaves =
  'editorTextFocus && !suggestWidgetVisible && !findWidgetVisible && !editorHasSelection && !inSnippetMode' +
  ' && !editorHasMultipleSelections && !interviewVim';

export class EditorHost {
  readonly editor: monaco.editor.IStandaloneCodeEditor;
  readonly #room: RoomStore;
  readonly #onRefused: (why: InterviewError) => void;
  readonly #carets: RemoteCarets;
  readonly #sheets = new Map<number, Sheet>();
  readonly #vimOn: monaco.editor.IContextKey<boolean>;
  readonly #endings: (() => void)[] = [];
  #shown = 0;
  #readOnly = true;
  #vim: { dispose(): void } | null = null;
  #vimWanted = false;
  #vimBar: HTMLElement | null = null;

  constructor({ element, room, label, onLeave, onElsewhere, onRefused }: EditorHostParts) {
    this.#room = room;
    this.#onRefused = onRefused;
    const settings = editorSettings();
    this.editor = monaco.editor.create(element, {
      model: null,
      ariaLabel: label,
      automaticLayout: true,
      ...kEditorOptions,
      trimAutoWhitespace: false,
      fixedOverflowWidgets: true,
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
      fontLigatures: false,
      fontSize: settings.fontSize,
      lineHeight: 1.5,
      lineNumbersMinChars: 3,
      minimap: { enabled: false },
      padding: { top: 8, bottom: 8 },
      quickSuggestions: false,
      readOnly: true,
      renderFinalNewline: 'on',
      renderLineHighlight: 'line',
      scrollBeyondLastLine: false,
      scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10 },
      stickyScroll: { enabled: false },
      theme: `interview-${theme()}`,
      unicodeHighlight: { ambiguousCharacters: false },
      wordBasedSuggestions: 'off',
      wordWrap: settings.wrap ? 'on' : 'off',
    });
    this.#carets = new RemoteCarets(this.editor, {
      nameOf: (person) => personName(room.client.session.view, person),
      colourOf: personColourNumber,
      modelOf: (doc) => this.#sheetOf(doc)?.model ?? null,
      onElsewhere,
    });
    this.#vimOn = this.editor.createContextKey('interviewVim', false);
    this.editor.addAction({
      id: 'interview.leave',
      label: 'Leave the editor',
      keybindings: [monaco.KeyCode.Escape],
      precondition: kLeaves,
      run: () => {
        // From here on Tab passes through the editor, until it is used again: no trap for the keyboard.
        this.editor.updateOptions({ tabFocusMode: true });
        onLeave();
      },
    });
    const used = () => this.editor.updateOptions({ tabFocusMode: false });
    this.editor.onMouseDown(used);
    this.editor.onKeyDown(({ keyCode }) => {
      if (!kPassing.has(keyCode)) used();
    });
    this.#endings.push(
      room.onNotice((notice) => this.#take(notice)),
      onEditorSettings(() => this.#apply(editorSettings())),
    );
    this.#apply(settings);
  }

  /** Puts a document into the editor; 0, or one that is gone: none. */
  show(doc: number): void {
    const before = this.#sheets.get(this.#shown);
    if (before && this.#shown !== doc) before.view = this.editor.saveViewState();
    const sheet = this.#sheetOf(doc);
    this.#shown = sheet ? doc : 0;
    if (this.editor.getModel() === (sheet?.model ?? null)) return;
    this.editor.setModel(sheet?.model ?? null);
    if (sheet?.view) this.editor.restoreViewState(sheet.view);
    this.#applyReadOnly();
  }

  /** Of the document that is shown. */
  setReadOnly(on: boolean): void {
    // The editor reads all of its options again for one.
    if (on === this.#readOnly) return;
    this.#readOnly = on;
    this.#applyReadOnly();
  }

  setTheme(name: 'light' | 'dark'): void {
    monaco.editor.setTheme(`interview-${name}`);
  }

  follow(connection: number | null): void {
    this.#carets.follow(connection);
  }

  /** Where the state of the vim keys is shown. */
  setVimBar(element: HTMLElement | null): void {
    this.#vimBar = element;
    void this.#applyVim();
  }

  focus(): void {
    this.editor.focus();
  }

  dispose(): void {
    for (const end of this.#endings) end();
    this.#vim?.dispose();
    this.#carets.dispose();
    for (const doc of [...this.#sheets.keys()]) this.#drop(doc);
    this.editor.dispose();
  }

  #sheetOf(doc: number): Sheet | null {
    const known = this.#sheets.get(doc);
    if (known) return known;
    const content = this.#room.client.session.view.docs.get(doc);
    if (!content) return null;
    const model = monaco.editor.createModel(content.text, colouringOf(content.name));
    const { client } = this.#room;
    const binding = new MonacoBinding({
      editor: this.editor,
      model,
      doc,
      client,
      onRefused: this.#onRefused,
    });
    // The trust state counts what was typed.
    model.onDidChangeContent(() => this.#room.touch());
    const sheet: Sheet = { model, binding, view: null };
    this.#sheets.set(doc, sheet);
    return sheet;
  }

  #take(notice: Notice): void {
    if (notice.type === 'loaded')
      for (const doc of [...this.#sheets.keys()])
        if (!this.#room.client.session.view.docs.has(doc)) this.#drop(doc);
    for (const { binding } of this.#sheets.values()) binding.take(notice);
    this.#carets.take(notice);
    if (notice.type !== 'happened') return;
    const { event } = notice;
    if (event.kind === 'doc_removed') this.#drop(event.doc);
    if (event.kind === 'doc_renamed') {
      const sheet = this.#sheets.get(event.doc);
      if (sheet) monaco.editor.setModelLanguage(sheet.model, colouringOf(event.name));
    }
  }

  #drop(doc: number): void {
    const sheet = this.#sheets.get(doc);
    if (!sheet) return;
    this.#sheets.delete(doc);
    if (this.editor.getModel() === sheet.model) this.editor.setModel(null);
    sheet.binding.dispose();
    sheet.model.dispose();
  }

  #applyReadOnly(): void {
    this.editor.updateOptions({ readOnly: this.#readOnly, domReadOnly: this.#readOnly });
    this.#sheets.get(this.#shown)?.binding.setReadOnly(this.#readOnly);
  }

  #apply(settings: EditorSettings): void {
    this.editor.updateOptions({ fontSize: settings.fontSize, wordWrap: settings.wrap ? 'on' : 'off' });
    this.#vimWanted = settings.vim;
    void this.#applyVim();
  }

  async #applyVim(): Promise<void> {
    if (!this.#vimWanted || !this.#vimBar) {
      this.#vim?.dispose();
      this.#vim = null;
      this.#vimOn.set(false);
      if (this.#vimBar) this.#vimBar.textContent = '';
      return;
    }
    if (this.#vim) return;
    const { initVimMode } = await import('monaco-vim');
    if (!this.#vimWanted || !this.#vimBar || this.#vim) return;
    this.#vim = initVimMode(this.editor, this.#vimBar);
    this.#vimOn.set(true);
  }
}
