import { useCallback, useEffect, useRef, useState } from 'react';
import {
  chooseDevices,
  type DeviceChoice,
  type DeviceKind,
  deviceChoice,
  type Opened,
  openDevices,
  stopStream,
} from '../call/devices.ts';
import { useTurn } from '../ui/use_turn.ts';

export interface Preview extends Opened {
  /** The browser has been asked and has not answered. */
  readonly asking: boolean;
  readonly choice: DeviceChoice;
}

const kNothing: Opened = { stream: null, trouble: {} };

/**
 * The camera and microphone before the call. Opened at once when `wanted`, stopped with the page, unless `take`
 * has handed them on.
 */
export function usePreview(wanted: boolean) {
  const [preview, setPreview] = useState<Preview>({ ...kNothing, asking: false, choice: deviceChoice() });
  const stream = useRef<MediaStream | null>(null);
  const turn = useTurn();

  const open = useCallback(
    async (kinds: readonly DeviceKind[], choice: DeviceChoice) => {
      const isWanted = turn.begin();
      setPreview((before) => ({ ...before, choice, asking: kinds.length > 0 }));
      const opened = await openDevices(kinds, choice);
      if (!isWanted()) return stopStream(opened.stream);
      stopStream(stream.current);
      stream.current = opened.stream;
      setPreview({ ...opened, asking: false, choice });
    },
    [turn],
  );

  const close = useCallback(() => {
    turn.end();
    stopStream(stream.current);
    stream.current = null;
    setPreview((before) => ({ ...before, ...kNothing, asking: false }));
  }, [turn]);

  useEffect(() => {
    if (wanted) void open(['camera', 'microphone'], deviceChoice());
    return close;
  }, [wanted, open, close]);

  const choose = useCallback(
    (change: Partial<DeviceChoice>) => open(['camera', 'microphone'], chooseDevices(change)),
    [open],
  );

  /** The stream is the caller's from now on; without `camera` only the microphone is left in it. */
  const take = useCallback(
    (camera: boolean): MediaStream | null => {
      const taken = stream.current;
      stream.current = null;
      turn.end();
      if (!taken || camera) return taken;
      for (const track of taken.getVideoTracks()) {
        track.stop();
        taken.removeTrack(track);
      }
      return taken.getTracks().length > 0 ? taken : null;
    },
    [turn],
  );

  return { preview, open, choose, take };
}
