// Cameras, microphones and speakers of this machine, and which of them the person chose.

export type DeviceKind = 'camera' | 'microphone';

/**
 * Why there is no camera or microphone: the person or the browser said no; there is none; another program has it;
 * the page came over plain http, where browsers give none.
 */
export type DeviceTrouble = 'refused' | 'missing' | 'in_use' | 'insecure';

export interface DeviceChoice {
  /** Device ids; '' for the usual one. */
  readonly camera: string;
  readonly microphone: string;
  readonly speaker: string;
}

export interface Opened {
  /** What could be had; null where that is nothing. */
  readonly stream: MediaStream | null;
  readonly trouble: Readonly<Partial<Record<DeviceKind, DeviceTrouble>>>;
}

export interface DeviceList {
  readonly cameras: readonly MediaDeviceInfo[];
  readonly microphones: readonly MediaDeviceInfo[];
  readonly speakers: readonly MediaDeviceInfo[];
}

export const kNoDevices: DeviceList = { cameras: [], microphones: [], speakers: [] };
const kChoiceKey = 'interview.devices';
const kUsual: DeviceChoice = { camera: '', microphone: '', speaker: '' };

export function deviceChoice(): DeviceChoice {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(kChoiceKey) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return kUsual;
    const id = (name: string): string => {
      const value = (kept as Record<string, unknown>)[name];
      return typeof value === 'string' ? value : '';
    };
    return { camera: id('camera'), microphone: id('microphone'), speaker: id('speaker') };
  } catch {
    return kUsual;
  }
}

export function chooseDevices(change: Partial<DeviceChoice>): DeviceChoice {
  const choice = { ...deviceChoice(), ...change };
  try {
    localStorage.setItem(kChoiceKey, JSON.stringify(choice));
  } catch {
    // Storage is off: the choice lasts as long as the page.
  }
  return choice;
}

function troubleOf(error: unknown): DeviceTrouble {
  switch (error instanceof Error ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'refused';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    default:
      return 'in_use';
  }
}

function constraintsOf(wanted: readonly DeviceKind[], choice: DeviceChoice): MediaStreamConstraints {
  // A device that is gone is replaced by another: `ideal`, not `exact`.
  const device = (id: string) => (id ? { deviceId: { ideal: id } } : {});
  return {
    audio: wanted.includes('microphone') && {
      ...device(choice.microphone),
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
    },
    video: wanted.includes('camera') && {
      ...device(choice.camera),
      width: { ideal: 1280 },
      height: { ideal: 720 },
      frameRate: { ideal: 24, max: 30 },
    },
  };
}

/** Opens what is wanted, at once if possible, else one by one: a machine without a camera may have a microphone. */
export async function openDevices(wanted: readonly DeviceKind[], choice = deviceChoice()): Promise<Opened> {
  if (wanted.length === 0) return { stream: null, trouble: {} };
  const media = navigator.mediaDevices as MediaDevices | undefined;
  if (!media) {
    const trouble: Partial<Record<DeviceKind, DeviceTrouble>> = {};
    for (const kind of wanted) trouble[kind] = 'insecure';
    return { stream: null, trouble };
  }
  try {
    return { stream: await media.getUserMedia(constraintsOf(wanted, choice)), trouble: {} };
  } catch (error) {
    const [only] = wanted;
    if (wanted.length === 1 && only) return { stream: null, trouble: { [only]: troubleOf(error) } };
  }
  const apart = [];
  for (const kind of wanted) apart.push(await openDevices([kind], choice));
  const tracks = apart.flatMap(({ stream }) => stream?.getTracks() ?? []);
  return {
    stream: tracks.length > 0 ? new MediaStream(tracks) : null,
    trouble: Object.assign({}, ...apart.map(({ trouble }) => trouble)),
  };
}

export function stopStream(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** What there is. Names are known once a device was opened; until then entries have no id and are left out. */
export async function listDevices(): Promise<DeviceList> {
  const media = navigator.mediaDevices as MediaDevices | undefined;
  if (!media) return kNoDevices;
  const all = (await media.enumerateDevices()).filter((one) => one.deviceId !== '');
  return {
    cameras: all.filter((one) => one.kind === 'videoinput'),
    microphones: all.filter((one) => one.kind === 'audioinput'),
    speakers: all.filter((one) => one.kind === 'audiooutput'),
  };
}

/** Calls `run` when devices come or go. */
export function onDevicesChange(run: () => void): () => void {
  const media = navigator.mediaDevices as MediaDevices | undefined;
  media?.addEventListener('devicechange', run);
  return () => media?.removeEventListener('devicechange', run);
}
