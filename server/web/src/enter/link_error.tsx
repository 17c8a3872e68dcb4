import { Clock, Link2Off, RotateCw, WifiOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { kText } from '../strings.ts';
import { Button } from '../ui/button.tsx';

export type LinkTrouble = Exclude<keyof typeof kText.linkErrors, 'read'>;

const kMayPass: readonly LinkTrouble[] = ['unreachable', 'too_fast', 'other'];

export interface LinkErrorProps {
  trouble: LinkTrouble;
  /** What the server says; shown where there are no words of our own. */
  message: string;
  onRetry: () => void;
  /** More that can be done. */
  children?: ReactNode;
}

/** A link that does not let in: what happened, and what to do. */
export function LinkError({ trouble, message, onRetry, children }: LinkErrorProps) {
  const words = kText.linkErrors[trouble];
  const Icon = trouble === 'unreachable' ? WifiOff : trouble === 'too_fast' ? Clock : Link2Off;
  return (
    <div className="card link-error" role="alert">
      <Icon size={28} aria-hidden />
      <h1>{words.title}</h1>
      <p>{words.text || message}</p>
      <div className="card-foot">
        {kMayPass.includes(trouble) && (
          <Button kind="main" icon={<RotateCw size={16} aria-hidden />} onClick={onRetry}>
            {kText.common.retry}
          </Button>
        )}
        {children}
      </div>
    </div>
  );
}
