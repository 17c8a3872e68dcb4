import { useMemo, useRef } from 'react';

export interface Turn {
  /** Begins a new one; what it returns tells whether it is still the present one. */
  begin(): () => boolean;
  /** What is under way is not waited for any more. */
  end(): void;
}

/** For questions whose answer may come too late: after another question, or after nobody wants to know. */
export function useTurn(): Turn {
  const turn = useRef(0);
  return useMemo(
    () => ({
      begin: () => {
        turn.current += 1;
        const mine = turn.current;
        return () => mine === turn.current;
      },
      end: () => {
        turn.current += 1;
      },
    }),
    [],
  );
}
