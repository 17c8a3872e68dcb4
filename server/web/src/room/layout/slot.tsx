import { useEffect, useRef } from 'react';

/**
 * Shows an element that outlives the layout: when the window is turned, what is in it goes on. Media that were
 * playing stop when their element is moved, and are told to play again.
 */
export function Slot({ box, className }: { box: HTMLElement; className?: string }) {
  const slot = useRef<HTMLDivElement>(null);
  useEffect(() => {
    slot.current?.append(box);
    for (const media of box.querySelectorAll<HTMLMediaElement>('video, audio'))
      if (media.srcObject && media.paused) void media.play().catch(() => {});
  }, [box]);
  return <div ref={slot} className={className ? `slot ${className}` : 'slot'} />;
}
