const kByEnding: Readonly<Record<string, string>> = {
  c: 'cpp',
  cc: 'cpp',
  cpp: 'cpp',
  cxx: 'cpp',
  h: 'cpp',
  hpp: 'cpp',
  go: 'go',
  java: 'java',
  cjs: 'javascript',
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  py: 'python',
  rs: 'rust',
  mts: 'typescript',
  ts: 'typescript',
  tsx: 'typescript',
};

/** The language by a file's ending, as the server and Monaco name it; null: none that is known. */
export function languageOf(name: string): string | null {
  const ending = /\.([A-Za-z0-9]+)$/.exec(name)?.[1]?.toLowerCase();
  return (ending && kByEnding[ending]) ?? null;
}

/** How it is coloured in the editor. */
export function colouringOf(name: string): string {
  return languageOf(name) ?? 'plaintext';
}
