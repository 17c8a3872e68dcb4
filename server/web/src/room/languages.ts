// What the server can run: asked once.

export interface LanguageChoice {
  readonly id: string;
  readonly name: string;
  /** What a new file is called. */
  readonly file: string;
  /** What a new file begins with; '' for nothing. */
  readonly starter: string;
}

function readLanguage(value: unknown): LanguageChoice[] {
  if (typeof value !== 'object' || value === null) return [];
  const { id, name, file, starter } = value as Record<string, unknown>;
  if (typeof id !== 'string' || typeof name !== 'string' || typeof file !== 'string') return [];
  return [{ id, name, file, starter: typeof starter === 'string' ? starter : '' }];
}

/** Reads the answer of GET /api/v1/languages; what is not understood is left out. */
export function readLanguages(answer: unknown): LanguageChoice[] {
  const list = (answer as { languages?: unknown } | null)?.languages;
  return Array.isArray(list) ? list.flatMap(readLanguage) : [];
}

let asked: Promise<readonly LanguageChoice[]> | null = null;

/** The languages; an empty list if the server does not say. Asked again after a failure. */
export function languages(): Promise<readonly LanguageChoice[]> {
  asked ??= fetch('/api/v1/languages')
    .then(async (response) =>
      response.ok ? readLanguages(await response.json()) : Promise.reject(response.status),
    )
    .catch(() => {
      asked = null;
      return [];
    });
  return asked;
}
