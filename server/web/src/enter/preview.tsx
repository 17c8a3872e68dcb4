import { CameraOff, LoaderCircle, Mic, MicOff } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { deviceOptions, presentDevice } from '../call/device_menu.tsx';
import type { DeviceChoice, DeviceKind } from '../call/devices.ts';
import { LevelMeter } from '../call/level_meter.tsx';
import { useDevices } from '../call/use_devices.ts';
import { kText } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { SelectField } from '../ui/field.tsx';
import type { Preview } from './use_preview.ts';

export interface PreviewBoxProps {
  preview: Preview;
  onChoose: (change: Partial<DeviceChoice>) => void;
  onOpen: () => void;
}

/** How the others will see and hear one, and with which devices. */
export function PreviewBox({ preview, onChoose, onOpen }: PreviewBoxProps) {
  const words = kText.lobby;
  const { stream, asking, trouble, choice } = preview;
  const devices = useDevices(stream);
  const video = useRef<HTMLVideoElement>(null);
  const seen = (stream?.getVideoTracks().length ?? 0) > 0;
  const heard = (stream?.getAudioTracks().length ?? 0) > 0;
  useEffect(() => {
    if (video.current) video.current.srcObject = seen ? stream : null;
  }, [stream, seen]);
  return (
    <section className="preview" aria-label={words.yourself}>
      <div className="preview-picture">
        <video ref={video} autoPlay playsInline muted hidden={!seen} />
        {!seen && (
          <div className="preview-none">
            {asking ? (
              <LoaderCircle size={24} className="turning" aria-hidden />
            ) : (
              <CameraOff size={24} aria-hidden />
            )}
            <p role="status">{asking ? words.asking : words.off}</p>
            {!asking && !stream && <Button onClick={onOpen}>{words.turnOn}</Button>}
          </div>
        )}
      </div>
      <div className="preview-level">
        {heard ? <Mic size={16} aria-hidden /> : <MicOff size={16} aria-hidden />}
        {stream && heard ? <LevelMeter stream={stream} /> : <span>{kText.call.noDevice.microphone}</span>}
      </div>
      <Troubles trouble={trouble} />
      {stream && (
        <div className="preview-devices">
          {seen && (
            <SelectField
              label={kText.call.camera}
              value={presentDevice(choice.camera, devices.cameras)}
              options={deviceOptions(devices.cameras)}
              onChange={(event) => onChoose({ camera: event.target.value })}
            />
          )}
          {heard && (
            <SelectField
              label={kText.call.microphone}
              value={presentDevice(choice.microphone, devices.microphones)}
              options={deviceOptions(devices.microphones)}
              onChange={(event) => onChoose({ microphone: event.target.value })}
            />
          )}
        </div>
      )}
    </section>
  );
}

function Troubles({ trouble }: Pick<Preview, 'trouble'>) {
  const kinds = (['camera', 'microphone'] as const satisfies readonly DeviceKind[]).filter(
    (kind) => trouble[kind],
  );
  const same = kinds.length === 2 && trouble.camera === trouble.microphone;
  return (
    <>
      {(same ? kinds.slice(0, 1) : kinds).map((kind) => {
        const why = trouble[kind];
        const title = same
          ? `${kText.call.noDevice.camera}, ${kText.call.noDevice.microphone.toLowerCase()}`
          : kText.call.noDevice[kind];
        return (
          why && (
            <p key={kind} className="preview-trouble">
              <strong>{title}.</strong> {kText.call.trouble[why]}
            </p>
          )
        );
      })}
    </>
  );
}
