import type { Errc } from '../errors.js';
import type { Operation } from '../ot/operation.js';
import type { Selection } from '../ot/selection.js';
import type { Command } from '../protocol/commands.js';
import type { SeenEvent } from '../protocol/events.js';

/** What a session tells its host. The view has what is told already. */
export type Notice =
  /** The whole view is new: read every document again. */
  | { type: 'loaded' }
  /** Everything that happened while away has been taken in. */
  | { type: 'caught_up' }
  /** The text of a document changed, by others or by a roll-back. */
  | { type: 'changed'; doc: number; op: Operation; by: number }
  /** Something happened in the room, in the order of the log. */
  | { type: 'happened'; event: SeenEvent }
  /** Command `n` is in the log. */
  | { type: 'acknowledged'; n: number }
  /**
   * Command `n` was refused (0: something that is no command). With `retry` it is kept and sent again.
   * Otherwise it is gone; an edit was rolled back (`changed` says how), `text` is what it had inserted, for the
   * person to keep, and of that document only what was typed since can be undone.
   */
  | {
      type: 'refused';
      n: number;
      code: Errc;
      message: string;
      retry: boolean;
      command: Command | null;
      text: string;
    }
  /**
   * The server's log is not the one that was seen here, or the session could not go on: it begins anew. `texts`
   * are for the person to keep.
   */
  | { type: 'diverged'; texts: KeptText[] }
  /** Where others are, in a document as it is here. */
  | { type: 'selected'; by: number; connection: number; doc: number; ranges: Selection[] }
  | { type: 'signalled'; from: number; by: number; data: unknown }
  | { type: 'presence'; by: number; connection: number; online: boolean }
  /** Where a run stands in the queue; 0: its turn. */
  | { type: 'queued'; run: number; position: number }
  /** Whether the server saves what happens. */
  | { type: 'saving'; ok: boolean }
  | { type: 'token'; token: string };

/** The text of a document, by its name. */
export interface KeptText {
  name: string;
  text: string;
}
