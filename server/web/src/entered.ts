import type { Link } from '@libinterview/client';

/** What the lobby hands to the room. */
export interface Entered {
  /** The room's link; its code is empty where this browser has a token already. */
  readonly link: Link;
  readonly name: string;
  /** The camera and microphone that were chosen; null: without. The room's call owns it from then on. */
  readonly stream: MediaStream | null;
}
