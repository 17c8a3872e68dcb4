/** Codes that the server sends (docs/protocol.md), and those that arise on this side. */
export const kErrorCodes = [
  'bad_message',
  'unknown_type',
  'too_big',
  'too_deep',
  'too_fast',
  'bad_text',
  'bad_name',
  'bad_argument',
  'op_malformed',
  'op_out_of_range',
  'op_splits_pair',
  'op_carriage_return',
  'document_too_big',
  'stale',
  'no_such_room',
  'no_such_document',
  'no_such_run',
  'no_such_participant',
  'no_such_language',
  'name_taken',
  'not_permitted',
  'locked',
  'ended',
  'removed',
  'too_many',
  'client_of_another',
  'busy',
  'saving_paused',
  'gap',
  'token_malformed',
  'token_signature',
  'token_algorithm',
  'token_expired',
  'token_not_yet_valid',
  'token_issuer',
  'token_audience',
  'token_claims',
  'unknown_key',
  'bad_invitation',
  'invitation_expired',
  'invitation_used_up',
  'store_conflict',
  'store_unavailable',
  'store_failed',
  'sandbox_unavailable',
  'record_malformed',
  'not_found',
  'disk_full',
  'io',
  'closed',
  'timed_out',
  'protocol',
  'internal',
] as const;

export type Errc = (typeof kErrorCodes)[number];

const kKnown: ReadonlySet<string> = new Set(kErrorCodes);
const kRetryable: ReadonlySet<Errc> = new Set([
  'too_fast',
  'busy',
  'stale',
  'saving_paused',
  'store_unavailable',
  'sandbox_unavailable',
] as const);

/** The code with that name on the wire; `internal` if this version does not know it. */
export function errcFromWire(name: string): Errc {
  return kKnown.has(name) ? (name as Errc) : 'internal';
}

/** Why something did not work. The message is one line for people; `retry`: the very same may work later. */
export class InterviewError extends Error {
  override readonly name = 'InterviewError';
  readonly code: Errc;
  readonly retry: boolean;

  constructor(code: Errc, message: string, retry: boolean = kRetryable.has(code)) {
    super(message);
    this.code = code;
    this.retry = retry;
  }
}

/** What was thrown, as an error of this library; what others throw counts as `fallback`. */
export function asInterviewError(thrown: unknown, fallback: Errc = 'internal'): InterviewError {
  if (thrown instanceof InterviewError) return thrown;
  return new InterviewError(fallback, thrown instanceof Error ? thrown.message : String(thrown));
}
