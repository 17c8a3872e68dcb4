// Names with slashes as folders.

export interface File {
  readonly id: number;
  readonly name: string;
  readonly owner: number;
}

/** A line of the tree. */
export interface Node {
  /** The last part of the name. */
  readonly label: string;
  readonly depth: number;
  /** The whole path: unique. */
  readonly path: string;
  /** null: a folder. */
  readonly file: File | null;
}

interface Folder {
  readonly folders: Map<string, Folder>;
  readonly files: { label: string; file: File }[];
}

const compare = new Intl.Collator('en', { numeric: true }).compare;
const newFolder = (): Folder => ({ folders: new Map(), files: [] });

/** Files as lines, top down: folders first, each sorted by name; what is in `closed` folders is left out. */
export function fileTree(files: Iterable<File>, closed: ReadonlySet<string> = new Set()): Node[] {
  const root = newFolder();
  for (const file of files) {
    const parts = file.name.split('/');
    const label = parts.pop() ?? file.name;
    let folder = root;
    for (const part of parts) {
      let next = folder.folders.get(part);
      if (!next) {
        next = newFolder();
        folder.folders.set(part, next);
      }
      folder = next;
    }
    folder.files.push({ label, file });
  }
  const lines: Node[] = [];
  const walk = (folder: Folder, depth: number, above: string): void => {
    for (const label of [...folder.folders.keys()].sort(compare)) {
      const path = above + label;
      lines.push({ label, depth, path, file: null });
      const inner = folder.folders.get(label);
      if (inner && !closed.has(path)) walk(inner, depth + 1, `${path}/`);
    }
    for (const { label, file } of folder.files.sort(
      (a, b) => compare(a.label, b.label) || a.file.id - b.file.id,
    ))
      lines.push({ label, depth, path: file.name, file });
  };
  walk(root, 0, '');
  return lines;
}
