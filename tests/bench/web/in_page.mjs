// Functions that run in a page: they see nothing of this file.

/** Letters that are painted. */
export function count(selector) {
  let letters = 0;
  for (const line of document.querySelectorAll(selector))
    letters += line.textContent.match(/[a-z]/g)?.length ?? 0;
  return letters;
}

/**
 * Notes when each further letter is on the screen: after the frame in which it is first in the document. A page changes
 * its document between frames, as the relay's does, or within one, as Monaco does: that is the frame then, not the next.
 */
export function hearPainted({ selector, before }) {
  window.painted = [];
  let seen = before;
  let inFrame = false;
  const nextFrame = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (callback) =>
    nextFrame((now) => {
      inFrame = true;
      try {
        callback(now);
      } finally {
        // Behind the observer's microtask, which the first change has queued.
        queueMicrotask(() => (inFrame = false));
      }
    });
  const look = () => {
    let letters = 0;
    for (const line of document.querySelectorAll(selector))
      letters += line.textContent.match(/[a-z]/g)?.length ?? 0;
    const more = letters - seen;
    if (more <= 0) return;
    seen = letters;
    // A message that is posted within a frame arrives when the frame is done.
    const after = new MessageChannel();
    after.port1.onmessage = () => {
      const at = performance.timeOrigin + performance.now();
      for (let letter = 0; letter < more; letter += 1) window.painted.push(at);
    };
    if (inFrame) after.port2.postMessage(0);
    else nextFrame(() => after.port2.postMessage(0));
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
}

export const paintedAt = () => window.painted;

/** Notes when each letter's key goes down, by the clock that all pages share. */
export function pressedAt() {
  window.pressed = [];
  const note = (event) => {
    if (/^[a-z]$/.test(event.key)) window.pressed.push(performance.timeOrigin + event.timeStamp);
  };
  window.addEventListener('keydown', note, { capture: true });
}

/** Notes the length of each frame. */
export function hearFrames() {
  window.frames_ = [];
  let last;
  const step = (now) => {
    if (last !== undefined) window.frames_.push(now - last);
    last = now;
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

/** The least page that shares text: appends each key, here and at the other end of the relay. */
export async function relayPage(address) {
  document.body.innerHTML = '<pre id="text"></pre>';
  const text = document.querySelector('#text');
  const socket = new WebSocket(address, 'interview.v1');
  const append = (key) => text.append(key === 'Enter' ? '\n' : key);
  socket.onmessage = (message) => append(message.data);
  window.addEventListener('keydown', (event) => {
    append(event.key);
    socket.send(event.key);
  });
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error('no relay'));
  });
}
