import { Settings2 } from 'lucide-react';
import { kText } from '../strings.ts';
import { IconButton } from '../ui/icon_button.tsx';
import { Menu, MenuChoice, MenuLine, MenuSwitch } from '../ui/menu.tsx';
import type { CallState, RoomCall } from './room_call.ts';
import { useDevices } from './use_devices.ts';

/** Options of a choice among devices: the usual one first, then each by its name. */
export function deviceOptions(devices: readonly MediaDeviceInfo[]) {
  const named = devices.filter(({ deviceId }) => deviceId !== 'default' && deviceId !== 'communications');
  return [
    { value: '', label: kText.call.usualDevice },
    ...named.map(({ deviceId, label }, at) => ({
      value: deviceId,
      label: label || kText.call.unnamedDevice(at + 1),
    })),
  ];
}

/** The choice where it is still plugged in, else the usual one. */
export function presentDevice(id: string, devices: readonly MediaDeviceInfo[]): string {
  return devices.some(({ deviceId }) => deviceId === id) ? id : '';
}

export function DeviceMenu({ call, state }: { call: RoomCall; state: CallState }) {
  const devices = useDevices(state.local.stream);
  const words = kText.call;
  const { choice } = state;
  const choices = [
    { key: 'camera', label: words.camera, list: devices.cameras },
    { key: 'microphone', label: words.microphone, list: devices.microphones },
    { key: 'speaker', label: words.speaker, list: devices.speakers },
  ] as const;
  return (
    <Menu
      trigger={
        <IconButton label={words.devices}>
          <Settings2 size={16} aria-hidden />
        </IconButton>
      }
    >
      {choices
        .filter(({ list }) => list.length > 0)
        .map(({ key, label, list }) => (
          <MenuChoice
            key={key}
            label={label}
            value={presentDevice(choice[key], list)}
            options={deviceOptions(list)}
            onChange={(id) => void call.choose({ [key]: id })}
          />
        ))}
      {state.hasRelay && (
        <>
          <MenuLine />
          <MenuSwitch on={state.relayOnly} onChange={(on) => call.setRelayOnly(on)}>
            {words.relayOnly}
          </MenuSwitch>
        </>
      )}
    </Menu>
  );
}
