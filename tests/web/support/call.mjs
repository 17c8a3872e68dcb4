// What tests of the video call look at: tiles, the frames that are decoded in them, the ways that media take.
import { Program } from './program.mjs';
import { trust } from './room_steps.mjs';

/** Lets ways() see the page's connections; before the page is opened. */
export async function watchConnections(person) {
  await person.context.addInitScript(() => {
    const Real = window.RTCPeerConnection;
    window.connections = [];
    window.RTCPeerConnection = class extends Real {
      constructor(...parts) {
        super(...parts);
        window.connections.push(this);
      }
    };
  });
}

/** Before the page is opened: what the server tells it that it refused, as text, is in what this returns. */
export function watchRefusals(person) {
  const refusals = [];
  person.page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      if (String(payload).includes('"type":"error"')) refusals.push(String(payload));
    }),
  );
  return refusals;
}

/** The kinds of addresses (host, relay, ...) of this side that media of the open connections take. */
export function ways(person) {
  return person.page.evaluate(async () => {
    const kinds = [];
    for (const connection of window.connections.filter((one) => one.connectionState === 'connected')) {
      const report = await connection.getStats();
      for (const transport of report.values())
        if (transport.type === 'transport' && transport.selectedCandidatePairId) {
          const pair = report.get(transport.selectedCandidatePairId);
          kinds.push(report.get(pair.localCandidateId).candidateType);
        }
    }
    return kinds;
  });
}

/**
 * Before the page is opened; in it window.devices is {opened, live(), hold(), asked(), answer(n)}. After hold()
 * each wish for a device waits as it does while a person looks at the browser's question; answer(n) allows the one that
 * is the nth of those that wait.
 */
export async function watchDevices(person) {
  await person.context.addInitScript(() => {
    const media = navigator.mediaDevices;
    const open = media.getUserMedia.bind(media);
    const questions = [];
    const tracks = [];
    let held = false;
    window.devices = {
      opened: 0,
      live: () => tracks.filter((track) => track.readyState === 'live').map((track) => track.kind),
      hold: () => {
        held = true;
      },
      asked: () => questions.length,
      answer: (n) => questions.splice(n, 1)[0](),
    };
    media.getUserMedia = async (wanted) => {
      if (held) await new Promise((allowed) => questions.push(allowed));
      const stream = await open(wanted);
      tracks.push(...stream.getTracks());
      window.devices.opened += 1;
      return stream;
    };
  });
}

/** Until the browser asks that many questions. */
export async function asked(person, count) {
  await person.page.waitForFunction((count) => window.devices.asked() === count, count);
}

/** Allows the questions at these places, one after the other, until all of their devices were opened. */
export async function allow(person, ...places) {
  const count = await person.page.evaluate((places) => {
    const { opened } = window.devices;
    for (const place of places) window.devices.answer(place);
    return opened + places.length;
  }, places);
  await person.page.waitForFunction((count) => window.devices.opened === count, count);
}

/** Until exactly these kinds of devices ('audio', 'video') are open in the page. */
export async function devicesOpen(person, ...kinds) {
  await person.page.waitForFunction(
    (kinds) => window.devices.live().sort().join() === kinds,
    kinds.sort().join(),
  );
}

/** From a link through the lobby into the room, as far as the call needs it: a room may have no editor. */
export async function enterRoom(person, link, { camera = true } = {}) {
  await person.goto(link);
  await person.page.getByRole('textbox', { name: 'Your name' }).fill(person.name);
  const join = camera ? 'Join' : /^Join without camera/;
  // The camera comes after the page: with it the words on the buttons change.
  await person.page.waitForFunction(() => document.querySelector('.preview video')?.videoWidth > 0);
  await person.page.getByRole('button', { name: join, exact: true }).click();
  await person.page.locator('section.call').waitFor();
}

/** Brings somebody who is in the room into the call, by voice, or out of it: the lobby joins with what there was then. */
export async function setInCall(person, wanted) {
  await trust(person, 'saved');
  const leave = person.page.getByRole('button', { name: 'Leave the call' });
  const join = person.page.getByRole('button', { name: 'Without camera', exact: true });
  await leave.or(join).waitFor();
  const [button, other] = wanted ? [join, leave] : [leave, join];
  if (await button.isVisible()) await button.click();
  await other.waitFor();
}

export const button = (person, name) => person.page.getByRole('button', { name, exact: true });

/** The tile with exactly this name below it. */
export function tile(person, name) {
  return person.page.locator('figure.tile').filter({ has: person.page.getByText(name, { exact: true }) });
}

/** Until more frames of that tile were decoded than are now. */
export async function seesMove(person, name) {
  const video = tile(person, name).locator('video');
  let moved = false;
  while (!moved) {
    await video.waitFor();
    // Another connection brings another element, and this one would never move again.
    moved = await video.evaluate(async (element) => {
      const frames = () => element.getVideoPlaybackQuality().totalVideoFrames;
      const before = frames();
      while (element.isConnected && frames() < before + 5) await new Promise(requestAnimationFrame);
      return element.isConnected;
    });
  }
}

/** Whether sound comes from that tile: it is played, not muted, and its track is alive. */
export function hears(person, name) {
  return tile(person, name)
    .locator('video')
    .evaluate((element) => {
      const tracks = element.srcObject?.getAudioTracks() ?? [];
      return !element.muted && !element.paused && tracks.some((track) => track.readyState === 'live');
    });
}

/** A TURN server on a port of its own that knows `secret`: {url, kill()}. */
export async function openTurn(secret, folder) {
  // coturn cannot choose a port by itself: one is taken from those that the system would give.
  const { createSocket } = await import('node:dgram');
  const probe = createSocket('udp4');
  const port = await new Promise((done) => probe.bind(0, '127.0.0.1', () => done(probe.address().port)));
  await new Promise((done) => probe.close(done));
  const program = new Program('/usr/bin/turnserver', [
    '-n',
    '--use-auth-secret',
    `--static-auth-secret=${secret}`,
    '--realm=interview',
    '--listening-ip=127.0.0.1',
    '--relay-ip=127.0.0.1',
    `--listening-port=${port}`,
    '--allow-loopback-peers',
    '--no-cli',
    '--no-tls',
    '--no-dtls',
    '--log-file=stdout',
    `--pidfile=${folder}/turn.pid`,
    `--userdb=${folder}/turn.db`,
  ]);
  // Its last words before it serves.
  await program.waitFor('SQLite DB connection success');
  return { url: `turn:127.0.0.1:${port}?transport=udp`, program };
}
