import { Circle, CircleAlert, CircleCheck, Info, LoaderCircle, Volume2 } from 'lucide-react';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { stopStream } from '../call/devices.ts';
import { LevelMeter } from '../call/level_meter.tsx';
import { kText } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { takeCode } from './invitation_code.ts';
import { ownerToken } from './owner_api.ts';
import { PageFrame } from './page_frame.tsx';
import {
  type Finding,
  playTone,
  probeBrowser,
  probeCamera,
  probeMicrophone,
  probeNetwork,
  probeRelay,
  type RelayAccess,
} from './probes.ts';

type Name = 'browser' | 'camera' | 'microphone' | 'speaker' | 'network' | 'relay';
type Found = Finding | 'running' | null;

const kNames: readonly Name[] = ['browser', 'camera', 'microphone', 'speaker', 'network', 'relay'];
const kIcons = { good: CircleCheck, note: Info, bad: CircleAlert };
const kNothing: Record<Name, Found> = {
  browser: null,
  camera: null,
  microphone: null,
  speaker: null,
  network: null,
  relay: null,
};

/** `/check`, by itself or with the code of a link (`/check#i=CODE`), which lets it try the relay as well. */
export default function Check() {
  const words = kText.check;
  const [code] = useState(() => takeCode('check'));
  const [found, setFound] = useState(kNothing);
  const [running, setRunning] = useState(false);
  const [camera, setCamera] = useState<MediaStream | null>(null);
  const [microphone, setMicrophone] = useState<MediaStream | null>(null);
  const opened = useRef<MediaStream[]>([]);

  const stopAll = useCallback(() => {
    for (const stream of opened.current.splice(0)) stopStream(stream);
  }, []);
  useEffect(() => stopAll, [stopAll]);

  const run = async () => {
    stopAll();
    setCamera(null);
    setMicrophone(null);
    setRunning(true);
    setFound({ ...kNothing, speaker: found.speaker });
    const keep = (show: (stream: MediaStream) => void) => (stream: MediaStream) => {
      opened.current.push(stream);
      show(stream);
    };
    const token = ownerToken();
    const access: RelayAccess = code ? { code } : token ? { token } : null;
    const probe = async (name: Name, what: () => Finding | Promise<Finding>) => {
      setFound((before) => ({ ...before, [name]: 'running' }));
      const finding = await what();
      setFound((before) => ({ ...before, [name]: finding }));
    };
    await probe('browser', probeBrowser);
    // The browser asks the person for one device after the other.
    const devices = async () => {
      await probe('camera', () => probeCamera(keep(setCamera)));
      await probe('microphone', () => probeMicrophone(keep(setMicrophone)));
    };
    await Promise.all([
      devices(),
      probe('network', () => probeNetwork()),
      probe('relay', () => probeRelay(access)),
    ]);
    setRunning(false);
  };

  const tone = async () => {
    setFound((before) => ({ ...before, speaker: 'running' }));
    await playTone();
    setFound((before) => ({ ...before, speaker: { state: 'note', text: words.speakerAbout } }));
  };
  const heard = (yes: boolean) =>
    setFound((before) => ({
      ...before,
      speaker: { state: yes ? 'good' : 'bad', text: yes ? words.speakerGood : words.speakerBad },
    }));

  const more: Partial<Record<Name, ReactNode>> = {
    camera: camera && <Picture stream={camera} />,
    microphone: microphone && <LevelMeter stream={microphone} />,
    speaker: (
      <>
        {found.speaker === null && <p>{words.speakerAbout}</p>}
        <div className="row">
          <Button
            icon={<Volume2 size={16} aria-hidden />}
            onClick={() => void tone()}
            disabled={found.speaker === 'running'}
          >
            {words.playTone}
          </Button>
          {found.speaker !== null && found.speaker !== 'running' && found.speaker.state === 'note' && (
            <>
              <Button onClick={() => heard(true)}>{words.heard}</Button>
              <Button onClick={() => heard(false)}>{words.notHeard}</Button>
            </>
          )}
        </div>
      </>
    ),
  };
  return (
    <PageFrame>
      <div>
        <h1>{words.title}</h1>
        <p className="soft">{words.about}</p>
      </div>
      <div className="row">
        <Button kind="main" onClick={() => void run()} disabled={running}>
          {found.browser === null ? words.begin : words.again}
        </Button>
      </div>
      <ul className="checks">
        {kNames.map((name) => (
          <li key={name}>
            <span className="check-name">{words[name]}</span>
            <State found={found[name]} />
            <div className="check-body">
              {typeof found[name] === 'object' && found[name] !== null && <p>{found[name].text}</p>}
              {more[name]}
            </div>
          </li>
        ))}
      </ul>
      <p className="check-result" role="status">
        {!running && found.browser !== null && words.result[worst(found)]}
      </p>
    </PageFrame>
  );
}

// The speaker counts once the person has said whether it is heard.
function worst(found: Record<Name, Found>): Finding['state'] {
  const states = kNames.map((name) => (typeof found[name] === 'object' ? found[name]?.state : undefined));
  return states.includes('bad') ? 'bad' : states.includes('note') ? 'note' : 'good';
}

function State({ found }: { found: Found }) {
  const words = kText.check;
  if (found === null)
    return (
      <span className="check-state">
        <Circle size={14} aria-hidden />
        {words.waiting}
      </span>
    );
  if (found === 'running')
    return (
      <span className="check-state">
        <LoaderCircle size={14} className="turning" aria-hidden />
        {words.running}
      </span>
    );
  const Icon = kIcons[found.state];
  return (
    <span className={`check-state ${found.state}`}>
      <Icon size={14} aria-hidden />
      {words.states[found.state]}
    </span>
  );
}

function Picture({ stream }: { stream: MediaStream }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = stream;
  }, [stream]);
  return <video ref={video} autoPlay playsInline muted />;
}
