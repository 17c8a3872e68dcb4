import type { InterviewError } from '@libinterview/client';
import { Unplug } from 'lucide-react';
import { kText } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { failureWords } from './refusals.ts';

const words = kText.room.failure;

interface Props {
  why: InterviewError;
  onLeave: () => void;
  onAgain: () => void;
}

/** The room could not be opened: what happened, and what to do. */
export function FailurePage({ why, onLeave, onAgain }: Props) {
  return (
    <main className="failure">
      <Unplug size={32} aria-hidden />
      <h1>{words.title}</h1>
      <p role="alert">{failureWords(why)}</p>
      <div className="row">
        <Button onClick={onLeave}>{words.back}</Button>
        <Button kind="main" onClick={onAgain}>
          {kText.common.retry}
        </Button>
      </div>
    </main>
  );
}

/** The same above a room that stays to be read. */
export function FailureBanner({ why, onLeave, onAgain }: Props) {
  return (
    <div className="banner bad" role="alert">
      <strong>{words.title}.</strong>
      <span>
        {failureWords(why)} {words.kept}
      </span>
      <Button onClick={onLeave}>{words.back}</Button>
      <Button onClick={onAgain}>{words.again}</Button>
    </div>
  );
}
