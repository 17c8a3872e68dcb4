// What the device check tries, each by itself: a probe gives a finding, and throws nothing.
import { openDevices } from '../call/devices.ts';
import { watchLevel } from '../call/level.ts';
import { kText } from '../strings.ts';

export interface Finding {
  readonly state: 'good' | 'note' | 'bad';
  readonly text: string;
}

const good = (text: string): Finding => ({ state: 'good', text });
const note = (text: string): Finding => ({ state: 'note', text });
const bad = (text: string): Finding => ({ state: 'bad', text });

const kListenMs = 4000;
const kPictureMs = 5000;
const kSocketMs = 10_000;
const kRelayMs = 10_000;
const kSlowMs = 250;

export function probeBrowser(): Finding {
  const words = kText.check;
  const missing = [
    ['WebSocket', 'WebSocket' in window],
    ['WebRTC', 'RTCPeerConnection' in window],
    ['IndexedDB', 'indexedDB' in window],
    ['Web Locks', !window.isSecureContext || 'locks' in navigator],
  ].flatMap(([name, there]) => (there ? [] : [name]));
  if (missing.length > 0) return bad(words.browserBad(missing.join(', ')));
  return window.isSecureContext ? good(words.browserGood) : bad(words.browserInsecure);
}

/** `onStream` gets the camera while it is tried, to be shown; the caller stops it. */
export async function probeCamera(onStream: (stream: MediaStream) => void): Promise<Finding> {
  const { stream, trouble } = await openDevices(['camera']);
  if (!stream) return note(kText.call.trouble[trouble.camera ?? 'missing']);
  onStream(stream);
  const name = stream.getVideoTracks()[0]?.label || kText.check.camera;
  return (await hasPicture(stream)) ? good(kText.check.cameraGood(name)) : bad(kText.check.cameraBlack);
}

/** The same for the microphone: `onStream` to show its level. */
export async function probeMicrophone(onStream: (stream: MediaStream) => void): Promise<Finding> {
  const { stream, trouble } = await openDevices(['microphone']);
  if (!stream) return note(kText.call.trouble[trouble.microphone ?? 'missing']);
  onStream(stream);
  const name = stream.getAudioTracks()[0]?.label || kText.check.microphone;
  const heard = await new Promise<boolean>((done) => {
    const timer = setTimeout(() => finish(false), kListenMs);
    const stop = watchLevel(stream, (level) => level > 0.15 && finish(true));
    const finish = (result: boolean) => {
      clearTimeout(timer);
      stop();
      done(result);
    };
  });
  return heard ? good(kText.check.microphoneGood(name)) : note(kText.check.microphoneQuiet(name));
}

// A picture that is all black counts as none.
async function hasPicture(stream: MediaStream): Promise<boolean> {
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = stream;
  await video.play().catch(() => undefined);
  const canvas = new OffscreenCanvas(16, 16);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const until = performance.now() + kPictureMs;
  while (context && performance.now() < until) {
    context.drawImage(video, 0, 0, 16, 16);
    const { data } = context.getImageData(0, 0, 16, 16);
    if (data.some((value, at) => at % 4 !== 3 && value > 16)) return true;
    await new Promise((next) => setTimeout(next, 100));
  }
  return false;
}

/** A short tone on the usual speaker. */
export async function playTone(): Promise<void> {
  const context = new AudioContext();
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = 440;
  // Rising and falling softly, so that it does not crack.
  volume.gain.setValueAtTime(0, context.currentTime);
  volume.gain.linearRampToValueAtTime(0.2, context.currentTime + 0.1);
  volume.gain.linearRampToValueAtTime(0, context.currentTime + 0.8);
  tone.connect(volume).connect(context.destination);
  tone.start();
  tone.stop(context.currentTime + 0.8);
  await new Promise((done) => {
    tone.onended = done;
  });
  await context.close();
}

/**
 * A WebSocket to this server, and one round trip over it. The server hears no message before `hello` but answers
 * one that is none with an error: that answer is the round trip.
 */
export function probeNetwork(origin = location.origin): Promise<Finding> {
  const words = kText.check;
  return new Promise((done) => {
    const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/api/v1/socket`, 'interview.v1');
    let asked = 0;
    const timer = setTimeout(() => finish(bad(words.networkBad)), kSocketMs);
    const finish = (finding: Finding) => {
      clearTimeout(timer);
      socket.onclose = socket.onerror = socket.onmessage = null;
      socket.close();
      done(finding);
    };
    const answered = () => {
      const ms = Math.round(performance.now() - asked);
      finish(ms <= kSlowMs ? good(words.networkGood(ms)) : note(words.networkSlow(ms)));
    };
    socket.onopen = () => {
      asked = performance.now();
      socket.send('{"type":"ping"}');
    };
    socket.onmessage = answered;
    socket.onclose = () => (asked > 0 ? answered() : finish(bad(words.networkBad)));
    socket.onerror = () => asked === 0 && finish(bad(words.networkBad));
  });
}

/** What may be asked for the relay's addresses: somebody's token, or the code of a link. */
export type RelayAccess = { readonly token: string } | { readonly code: string } | null;

/** A relayed address by the servers that the room would use. */
export async function probeRelay(access: RelayAccess, origin = location.origin): Promise<Finding> {
  const words = kText.check;
  if (!access) return note(words.relayUnknown);
  let servers: RTCIceServer[];
  try {
    servers = await iceServers(access, origin);
  } catch {
    return note(words.relayUnknown);
  }
  const relays = servers.filter(({ urls }) => [urls].flat().some((url) => /^turns?:/i.test(url)));
  if (relays.length === 0) return note(words.relayNone);
  const peer = new RTCPeerConnection({ iceServers: relays, iceTransportPolicy: 'relay' });
  try {
    return await new Promise<Finding>((done) => {
      let refused = false;
      const failed = () => done(bad(refused ? words.relayRefused : words.relayBad));
      setTimeout(failed, kRelayMs);
      peer.onicecandidate = ({ candidate }) => {
        if (candidate?.type === 'relay') done(good(words.relayGood));
      };
      peer.onicecandidateerror = ({ errorCode }) => {
        // Answers of the server; 701 means that there was none.
        if (errorCode >= 300 && errorCode < 700) refused = true;
        if (peer.iceGatheringState === 'complete') failed();
      };
      peer.onicegatheringstatechange = () => {
        if (peer.iceGatheringState === 'complete') failed();
      };
      peer.createDataChannel('check');
      void peer.setLocalDescription();
    });
  } finally {
    peer.close();
  }
}

async function iceServers(access: Exclude<RelayAccess, null>, origin: string): Promise<RTCIceServer[]> {
  const response = await fetch(`${origin}/api/v1/ice`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...('token' in access ? { authorization: `Bearer ${access.token}` } : {}),
    },
    body: JSON.stringify('code' in access ? { code: access.code } : {}),
  });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const answer: unknown = await response.json();
  const list = typeof answer === 'object' && answer !== null && 'ice' in answer ? answer.ice : null;
  return Array.isArray(list) ? (list as RTCIceServer[]) : [];
}
