// Monaco, with the features that an interview needs and no more. Loaded on its own, beside the join.
import * as monaco from 'monaco-editor/editor';
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
import 'monaco-editor/features/bracketMatching/register';
import 'monaco-editor/features/caretOperations/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/codicon/register';
import 'monaco-editor/features/comment/register';
import 'monaco-editor/features/contextmenu/register';
import 'monaco-editor/features/cursorUndo/register';
import 'monaco-editor/features/dnd/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/folding/register';
import 'monaco-editor/features/gotoLine/register';
import 'monaco-editor/features/iPadShowKeyboard/register';
import 'monaco-editor/features/indentation/register';
import 'monaco-editor/features/lineSelection/register';
import 'monaco-editor/features/linesOperations/register';
import 'monaco-editor/features/multicursor/register';
import 'monaco-editor/features/quickCommand/register';
import 'monaco-editor/features/quickHelp/register';
import 'monaco-editor/features/readOnlyMessage/register';
import 'monaco-editor/features/smartSelect/register';
import 'monaco-editor/features/toggleTabFocusMode/register';
import 'monaco-editor/features/unicodeHighlighter/register';
import 'monaco-editor/features/unusualLineTerminators/register';
import 'monaco-editor/features/wordHighlighter/register';
import 'monaco-editor/features/wordOperations/register';
import 'monaco-editor/languages/definitions/cpp/register';
import 'monaco-editor/languages/definitions/go/register';
import 'monaco-editor/languages/definitions/java/register';
import 'monaco-editor/languages/definitions/javascript/register';
import 'monaco-editor/languages/definitions/python/register';
import 'monaco-editor/languages/definitions/rust/register';
import 'monaco-editor/languages/definitions/typescript/register';

self.MonacoEnvironment = { getWorker: () => new EditorWorker() };

// The page's own colours (theme/tokens.css); those of the words are Monaco's, with the grey of comments darker.
monaco.editor.defineTheme('interview-light', {
  base: 'vs',
  inherit: true,
  rules: [{ token: 'comment', foreground: '4f6b4f' }],
  colors: {
    'editor.background': '#ffffff',
    'editor.foreground': '#24211d',
    'editorLineNumber.foreground': '#6f685e',
    'editorLineNumber.activeForeground': '#24211d',
    'editor.lineHighlightBackground': '#f6f4f1',
    'editor.lineHighlightBorder': '#00000000',
    'editorCursor.foreground': '#24211d',
    'editor.selectionBackground': '#c4e4df',
    'editorWidget.background': '#ffffff',
    'editorWidget.border': '#dfdbd4',
    focusBorder: '#0c6b68',
  },
});
monaco.editor.defineTheme('interview-dark', {
  base: 'vs-dark',
  inherit: true,
  rules: [{ token: 'comment', foreground: '8fa889' }],
  colors: {
    'editor.background': '#1e1d1b',
    'editor.foreground': '#e8e5e0',
    'editorLineNumber.foreground': '#97917f',
    'editorLineNumber.activeForeground': '#e8e5e0',
    'editor.lineHighlightBackground': '#262522',
    'editor.lineHighlightBorder': '#00000000',
    'editorCursor.foreground': '#e8e5e0',
    'editor.selectionBackground': '#2b524d',
    'editorWidget.background': '#2a2926',
    'editorWidget.border': '#363430',
    focusBorder: '#62c5b9',
  },
});

export { monaco };
