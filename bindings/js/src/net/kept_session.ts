import { ClientSession } from '../client/client_session.js';
import { salvageTexts } from '../client/inputs.js';
import type { Notice } from '../client/notices.js';
import type { ClientOptions } from '../client/session_core.js';
import { asInterviewError, type InterviewError } from '../errors.js';
import type { ClientStore } from '../store/client_store.js';

/** What a store had of a room: a session to go on with, what to tell the host, and why it could not be read. */
export interface KeptSession {
  session: ClientSession | null;
  notices: Notice[];
  unreadable: InterviewError | null;
}

/** `hasToken`: without one, who left it cannot be gone on as, and the texts are for the person to keep. */
export function keptSession(
  store: ClientStore,
  room: string,
  hasToken: boolean,
  options: ClientOptions,
): KeptSession {
  const nothing: KeptSession = { session: null, notices: [], unreadable: null };
  const { checkpoint, entries } = store.kept;
  if (!store.ownsOutbox || checkpoint === null) return nothing;
  let session: ClientSession;
  try {
    session = ClientSession.restore(checkpoint, entries, options);
  } catch (thrown) {
    const texts = salvageTexts(checkpoint, entries);
    const notices: Notice[] = texts.length > 0 ? [{ type: 'diverged', texts }] : [];
    return { ...nothing, notices, unreadable: asInterviewError(thrown) };
  }
  if (session.room !== room) return nothing;
  if (hasToken)
    return { ...nothing, session, notices: session.view.docs.size > 0 ? [{ type: 'loaded' }] : [] };
  return { ...nothing, notices: session.hasPending() ? [{ type: 'diverged', texts: session.texts() }] : [] };
}
