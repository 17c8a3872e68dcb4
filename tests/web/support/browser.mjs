// Chromium: one for each file of tests, for all of one share a clipboard; one context for each person.
import { accessSync } from 'node:fs';
import { chromium } from 'playwright-core';

export const kChromium = '/usr/bin/chromium';

// ../shared/design's measured flags: a fake camera and microphone, calls on a host that has only `lo`.
const kFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--allow-loopback-in-peer-connection',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--disable-background-timer-throttling',
];

/** Why no browser can be started here, or nothing. */
export function whyNoBrowser() {
  try {
    accessSync(kChromium);
    return undefined;
  } catch {
    return `there is no ${kChromium} (Debian package chromium)`;
  }
}

export function openBrowser() {
  return chromium.launch({ executablePath: kChromium, args: kFlags, headless: true });
}
