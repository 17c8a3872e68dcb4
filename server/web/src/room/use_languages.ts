import { useEffect, useState } from 'react';
import { type LanguageChoice, languages } from './languages.ts';

/** What the server can run; empty until it has said. */
export function useLanguages(): readonly LanguageChoice[] {
  const [list, setList] = useState<readonly LanguageChoice[]>([]);
  useEffect(() => {
    let here = true;
    void languages().then((found) => here && setList(found));
    return () => {
      here = false;
    };
  }, []);
  return list;
}
