// What the packages' own types leave out.
declare module 'monaco-editor/features/*';
declare module 'monaco-editor/languages/*';
