import { Mic, MicOff, MonitorUp, PhoneOff, PictureInPicture2, Video, VideoOff } from 'lucide-react';
import { useState } from 'react';
import { kText } from '../strings.ts';
import { IconButton } from '../ui/icon_button.tsx';
import { toast } from '../ui/toasts.ts';
import { DeviceMenu } from './device_menu.tsx';
import type { DeviceKind } from './devices.ts';
import type { CallState, RoomCall } from './room_call.ts';

export interface ControlsProps {
  call: RoomCall;
  state: CallState;
  /** The picture that goes into a window of its own; null: there is none. */
  floating: () => HTMLVideoElement | null;
}

const kCanShare = typeof navigator !== 'undefined' && 'getDisplayMedia' in (navigator.mediaDevices ?? {});
const kCanFloat = typeof document !== 'undefined' && document.pictureInPictureEnabled === true;

/** The row of buttons below the tiles, while one is in the call. */
export function Controls({ call, state, floating }: ControlsProps) {
  const { local } = state;
  // What the browser was asked for and has not opened yet; the question may stand for as long as nobody looks at it.
  const [asked, setAsked] = useState<readonly DeviceKind[]>([]);
  const words = kText.call;
  const toggle = async (kind: DeviceKind, on: boolean) => {
    setAsked((before) => [...before, kind]);
    await call.set(kind, on);
    setAsked((before) => before.filter((one) => one !== kind));
    const trouble = call.state.trouble[kind];
    if (on && trouble && !call.state.local[kind])
      toast({ kind: 'bad', title: words.noDevice[kind], text: words.trouble[trouble] });
  };
  const share = async () => {
    if (local.screen) return call.stopSharing();
    try {
      await call.shareScreen();
    } catch {
      toast({ kind: 'bad', title: words.shareFailed });
    }
  };
  const float = async () => {
    try {
      if (document.pictureInPictureElement) await document.exitPictureInPicture();
      else await floating()?.requestPictureInPicture();
    } catch {
      toast({ title: words.nothingToFloat });
    }
  };
  return (
    <div className="call-controls" role="toolbar" aria-label={words.controls}>
      <IconButton
        label={local.microphone ? words.mute : words.unmute}
        className={local.microphone ? undefined : 'off'}
        disabled={!local.hasMicrophone && asked.includes('microphone')}
        onClick={() => void toggle('microphone', !local.microphone)}
      >
        {local.microphone ? <Mic size={16} aria-hidden /> : <MicOff size={16} aria-hidden />}
      </IconButton>
      <IconButton
        label={local.camera ? words.stopCamera : words.startCamera}
        className={local.camera ? undefined : 'off'}
        disabled={!local.hasCamera && asked.includes('camera')}
        onClick={() => void toggle('camera', !local.camera)}
      >
        {local.camera ? <Video size={16} aria-hidden /> : <VideoOff size={16} aria-hidden />}
      </IconButton>
      {kCanShare && (
        <IconButton
          label={local.screen ? words.stopSharing : words.share}
          aria-pressed={local.screen !== null}
          onClick={() => void share()}
        >
          <MonitorUp size={16} aria-hidden />
        </IconButton>
      )}
      {kCanFloat && (
        <IconButton label={words.float} onClick={() => void float()} disabled={state.peers.length === 0}>
          <PictureInPicture2 size={16} aria-hidden />
        </IconButton>
      )}
      <DeviceMenu call={call} state={state} />
      <IconButton label={words.leave} className="hang-up" onClick={() => call.leave()}>
        <PhoneOff size={16} aria-hidden />
      </IconButton>
    </div>
  );
}
