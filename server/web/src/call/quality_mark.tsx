import type { PeerState } from '@libinterview/client/call';
import { Signal, SignalLow, SignalMedium } from 'lucide-react';
import { kText } from '../strings.ts';
import { Tooltip } from '../ui/tooltip.tsx';

const kIcons = { good: Signal, fair: SignalMedium, poor: SignalLow };

/** How good the line to somebody is, as an icon and in words. */
export function QualityMark({ peer }: { peer: PeerState }) {
  if (!peer.quality) return null;
  const Icon = kIcons[peer.quality];
  const words = kText.call.quality[peer.quality];
  const trip = peer.roundTripMs === null ? '' : ` · ${peer.roundTripMs} ms`;
  return (
    <Tooltip text={`${words}${trip}`}>
      <span className={`quality ${peer.quality}`}>
        <Icon size={14} aria-hidden />
        <span className={peer.quality === 'good' ? 'unseen' : undefined}>{words}</span>
      </span>
    </Tooltip>
  );
}
