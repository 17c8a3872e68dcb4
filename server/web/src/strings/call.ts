// The video call.

export const call = {
  controls: 'Call',
  somebody: 'Somebody',
  you: (name: string) => `${name} (you)`,
  screenOf: (name: string) => `Screen of ${name}`,
  ownScreen: 'Your screen',
  nobody: 'Nobody is in the call yet.',
  alone: 'You are the only one in the call.',
  inCall: (names: readonly string[]) =>
    names.length === 1
      ? `${names[0]} is in the call.`
      : `${names.slice(0, -1).join(', ')} and ${names.at(-1)} are in the call.`,
  full: 'The call is full: four people can be in it. Try again when somebody has left.',
  join: 'Join the call',
  joinByVoice: 'Without camera',
  leave: 'Leave the call',
  mute: 'Mute',
  unmute: 'Unmute',
  muted: 'Muted',
  cameraOff: 'Camera off',
  stopCamera: 'Turn the camera off',
  startCamera: 'Turn the camera on',
  share: 'Share your screen',
  stopSharing: 'Stop sharing',
  shareFailed: 'The screen could not be shared.',
  float: 'Picture in picture',
  nothingToFloat: 'There is no picture to take out yet.',
  devices: 'Devices',
  camera: 'Camera',
  microphone: 'Microphone',
  speaker: 'Speaker',
  usualDevice: 'The usual one',
  unnamedDevice: (number: number) => `Device ${number}`,
  relayOnly: 'Hide my network address (relay only)',
  level: 'Level of the microphone',
  clickToHear: 'Click to hear the others',
  quality: { good: 'Good connection', fair: 'Fair', poor: 'Poor' },
  phase: { connecting: 'Connecting…', reconnecting: 'Reconnecting…', failed: 'No connection' },
  failed: {
    relay_refused: 'the relay (TURN) refuses the credentials of this server. Tell the one who runs it.',
    relay_unreachable: 'the relay (TURN) does not answer, and there is no direct way.',
    no_route: 'your networks do not let each other through. Another network may help.',
    no_answer: 'the other side does not answer.',
    refused: 'the browsers do not understand each other.',
  },
  noDevice: { camera: 'No camera', microphone: 'No microphone' },
  trouble: {
    refused:
      'The browser does not let this page use it. Allow it in the address bar, then try again; or go on without.',
    missing: 'None was found. Plug one in, or go on without.',
    in_use:
      'It does not start. Another program may be using it: close that, then try again; or go on without.',
    insecure: 'Browsers give it to secure pages only (https://). You can go on without.',
  },
  came: (name: string) => `${name} is in the call.`,
  wentAway: (name: string) => `${name} has left the call.`,
};
