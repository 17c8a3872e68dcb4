import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Compiled, this file stands in bindings/js/dist-tests/tests/bindings/js.
const kRoot = join(dirname(fileURLToPath(import.meta.url)), '../../../../../..');

/** A file of the project. */
export function projectPath(path: string): string {
  return join(kRoot, path);
}
