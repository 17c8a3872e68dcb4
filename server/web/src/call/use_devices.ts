import { useEffect, useState } from 'react';
import { type DeviceList, kNoDevices, listDevices, onDevicesChange } from './devices.ts';

/** The devices of the machine, as they come and go. `key`: read again when it changes (a permission was given). */
export function useDevices(key: unknown): DeviceList {
  const [list, setList] = useState<DeviceList>(kNoDevices);
  useEffect(() => {
    let gone = false;
    const read = () =>
      void listDevices().then(
        (found) => !gone && setList(found),
        () => undefined,
      );
    read();
    const stop = onDevicesChange(read);
    return () => {
      gone = true;
      stop();
    };
  }, [key]);
  return list;
}
