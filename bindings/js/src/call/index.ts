// The call: `import { Call } from '@libinterview/client/call'`.
export { Call, type CallParts } from './call.js';
export type { CallSignal, Media } from './call_signal.js';
export type { CallPhase, LocalState, PeerFailure, PeerPhase, PeerState, Quality } from './call_state.js';
export type { Tracks } from './local_media.js';
