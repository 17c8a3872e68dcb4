// What we send: a track of a microphone, one of a camera, one of a shared screen.
import type { Media } from './call_signal.js';
import type { CallPhase, LocalState } from './call_state.js';
import type { Outgoing } from './peer_link.js';

/** Tracks to use; undefined leaves one as it is, null takes it away. */
export interface Tracks {
  readonly audio?: MediaStreamTrack | null | undefined;
  readonly video?: MediaStreamTrack | null | undefined;
}

type Kind = 'audio' | 'video';

/**
 * The two streams keep their ids for as long as this lives, whatever tracks come and go: a track is replaced in
 * its sender, without a new offer. A camera that is "off" sends black: its track is not enabled.
 */
export class LocalMedia {
  readonly #displayMedia: () => Promise<MediaStream>;
  readonly #changed: () => void;
  readonly #stream: MediaStream;
  readonly #screen: MediaStream;
  readonly #tracks: Record<Kind, MediaStreamTrack | null> = { audio: null, video: null };
  #screenTrack: MediaStreamTrack | null = null;
  #state: LocalState | null = null;

  constructor(
    createStream: () => MediaStream,
    displayMedia: () => Promise<MediaStream>,
    changed: () => void,
  ) {
    this.#stream = createStream();
    this.#screen = createStream();
    this.#displayMedia = displayMedia;
    this.#changed = changed;
  }

  use(tracks: Tracks): void {
    const changed = this.#replace('audio', tracks.audio);
    if (this.#replace('video', tracks.video) || changed) this.#changed();
  }

  /** False when there is no such track. */
  enable(kind: Kind, on: boolean): boolean {
    const track = this.#tracks[kind];
    if (!track) return false;
    if (track.enabled !== on) {
      track.enabled = on;
      this.#changed();
    }
    return true;
  }

  async share(): Promise<boolean> {
    if (this.#screenTrack) return true;
    let stream: MediaStream;
    try {
      stream = await this.#displayMedia();
    } catch (error) {
      if (error instanceof Error && error.name === 'NotAllowedError') return false;
      throw error;
    }
    const track = stream.getVideoTracks()[0];
    if (!track) return false;
    // Letters shall stay sharp; that the picture moves smoothly matters less.
    track.contentHint = 'detail';
    track.onended = () => {
      if (this.#screenTrack === track) this.stopSharing();
    };
    this.#screenTrack = track;
    this.#screen.addTrack(track);
    this.#changed();
    return true;
  }

  stopSharing(): void {
    const track = this.#screenTrack;
    if (!track) return;
    this.#screenTrack = null;
    track.onended = null;
    track.stop();
    this.#screen.removeTrack(track);
    this.#changed();
  }

  outgoing(): Outgoing {
    return {
      audio: this.#tracks.audio,
      video: this.#tracks.video,
      stream: this.#stream,
      screenTrack: this.#screenTrack,
      screen: this.#screen,
    };
  }

  /** What the others are told. */
  media(): Media {
    return {
      microphone: this.#tracks.audio?.enabled ?? false,
      camera: this.#tracks.video?.enabled ?? false,
      stream: this.#stream.id,
      screen: this.#screenTrack ? this.#screen.id : '',
    };
  }

  state(phase: CallPhase): LocalState {
    const { microphone, camera } = this.media();
    const now: LocalState = {
      phase,
      microphone,
      camera,
      hasMicrophone: this.#tracks.audio !== null,
      hasCamera: this.#tracks.video !== null,
      stream: this.#tracks.audio || this.#tracks.video ? this.#stream : null,
      screen: this.#screenTrack ? this.#screen : null,
    };
    const before = this.#state;
    const keys = Object.keys(now) as (keyof LocalState)[];
    if (!before || keys.some((key) => before[key] !== now[key])) this.#state = now;
    return this.#state ?? now;
  }

  #replace(kind: Kind, track: MediaStreamTrack | null | undefined): boolean {
    const before = this.#tracks[kind];
    if (track === undefined || track === before) return false;
    if (before) {
      before.onended = null;
      this.#stream.removeTrack(before);
    }
    this.#tracks[kind] = track;
    if (!track) return true;
    // Who has muted stays muted with another microphone.
    if (before) track.enabled = before.enabled;
    // Unplugged, or taken away by the browser.
    track.onended = () => {
      if (this.#tracks[kind] === track && this.#replace(kind, null)) this.#changed();
    };
    this.#stream.addTrack(track);
    return true;
  }
}
