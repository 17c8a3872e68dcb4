import { MicOff, MonitorUp, VideoOff } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { initials, personColour } from '../room/people.ts';
import { kText } from '../strings.ts';

export interface TileProps {
  name: string;
  /** Number of the person: gives the colour of the initials. */
  person: number;
  stream: MediaStream | null;
  /** Own picture: without sound, and as in a mirror. */
  own?: boolean;
  microphone: boolean;
  camera: boolean;
  screen?: boolean;
  /** '' for the usual one. */
  speaker?: string;
  /** The browser refuses to make sound before the person has clicked somewhere; call `play` then. */
  onSilenced?: (play: () => void) => void;
  /** At the right of the name. */
  mark?: ReactNode;
  /** Over the picture: what is wrong, and what to do. */
  children?: ReactNode;
  onVideo?: (video: HTMLVideoElement | null) => void;
}

/** One person, or one shared screen, of the call. */
export function Tile(props: TileProps) {
  const { name, person, stream, own, microphone, camera, screen, speaker, onSilenced, onVideo } = props;
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    if (element.srcObject !== stream) element.srcObject = stream;
    if (!stream) return;
    element.play().catch((error: unknown) => {
      if (error instanceof Error && error.name === 'NotAllowedError')
        onSilenced?.(() => void element.play().catch(() => undefined));
    });
  }, [stream, onSilenced]);
  useEffect(() => {
    const element = video.current;
    if (!element || own || speaker === undefined || !('setSinkId' in element)) return;
    // A speaker that is gone: the usual one plays on.
    element.setSinkId(speaker).catch(() => undefined);
  }, [speaker, own]);
  useEffect(() => {
    onVideo?.(video.current);
    return () => onVideo?.(null);
  }, [onVideo]);
  const seen = stream !== null && (camera || screen === true);
  return (
    <figure className={`tile${screen ? ' screen' : ''}${own ? ' own' : ''}`}>
      {/* Speech has no captions that could be shown. The own sound is never played: it would echo. */}
      <video ref={video} autoPlay playsInline muted={own === true || screen === true} hidden={!seen} />
      {!seen && (
        <span className="avatar" style={{ background: personColour(person) }} aria-hidden>
          {initials(name)}
        </span>
      )}
      <figcaption>
        {screen ? (
          <MonitorUp size={14} aria-hidden />
        ) : (
          <>
            {!microphone && <MicOff size={14} role="img" aria-label={kText.call.muted} />}
            {!camera && <VideoOff size={14} role="img" aria-label={kText.call.cameraOff} />}
          </>
        )}
        <span className="tile-name">{name}</span>
        {props.mark}
      </figcaption>
      {props.children && <div className="tile-over">{props.children}</div>}
    </figure>
  );
}
