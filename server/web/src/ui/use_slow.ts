import { useEffect, useState } from 'react';

/** True once `on` has been so for `ms`: what is quick is not shown at all. */
export function useSlow(on: boolean, ms: number): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    if (!on) {
      setSlow(false);
      return;
    }
    const timer = setTimeout(() => setSlow(true), ms);
    return () => clearTimeout(timer);
  }, [on, ms]);
  return slow;
}
