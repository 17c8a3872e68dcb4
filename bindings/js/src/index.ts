/** The participant's end of a live code interview, in the browser and in Node: docs/embedding.md of the project. */
export { ClientSession } from './client/client_session.js';
export type { KeptText, Notice } from './client/notices.js';
export type { ClientOptions } from './client/session_core.js';
export { asInterviewError, type Errc, errcFromWire, InterviewError, kErrorCodes } from './errors.js';
export { errorOf, type Fetch, type Invitation, join, lookAt, type Pass } from './net/join.js';
export { type Link, parseLink } from './net/link.js';
export { LiveClient } from './net/live_client.js';
export type { LiveEvents, LiveOptions, LiveState } from './net/live_options.js';
export type { SetTimer } from './net/live_socket.js';
export type { OpenSocket, Socket, SocketEvents } from './net/web_socket.js';
export { Operation, OperationBuilder, type Part, type Side } from './ot/operation.js';
export { type Selection, transformSelection } from './ot/selection.js';
export type { Command } from './protocol/commands.js';
export type { Audience, OutputStream, RoomEvent, RunKind, RunResult, SeenEvent } from './protocol/events.js';
export { kRoles, permissionsOf, type Role } from './protocol/roles.js';
export type { ChatLine, Doc, Person, Problem, RoomView, Run, RunOutput } from './room/room_view.js';
export type { Batch, ClientStore, Kept } from './store/client_store.js';
export { MemoryStore } from './store/memory_store.js';
