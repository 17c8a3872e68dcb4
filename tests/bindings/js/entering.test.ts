// Links, the requests by which one comes in, and the small things of a connection.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { join, type Link, lookAt, parseLink } from '../../../bindings/js/src/index.js';
import { Backoff } from '../../../bindings/js/src/net/backoff.js';
import { renewAfterMs, tokenExpiry } from '../../../bindings/js/src/net/token_life.js';
import { socketUrl } from '../../../bindings/js/src/net/web_socket.js';
import { isRefused } from './desk.js';

test('links as people paste them', () => {
  const link = (origin: string, room: string, code: string): Link => ({ origin, room, code });
  assert.deepEqual(parseLink(' http://h:8080/r/r_x#i=AB-_9\n'), link('http://h:8080', 'r_x', 'AB-_9'));
  assert.deepEqual(parseLink('https://h/#i=A'), link('https://h', '', 'A'));
  assert.deepEqual(parseLink('https://h#i=A'), link('https://h', '', 'A'));
  assert.deepEqual(parseLink('https://h/base/r/r_x#i=A'), link('https://h/base', 'r_x', 'A'));
  assert.deepEqual(parseLink('http://[::1]:80/r/r_x#i=A'), link('http://[::1]', 'r_x', 'A'));
  assert.equal(socketUrl('https://h/base'), 'wss://h/base/api/v1/socket');
  for (const url of [
    '',
    'h/r/x#i=A',
    'ftp://h/r/x#i=A',
    'javascript:alert(1)//#i=A',
    'http://h/r/x',
    'http://h/r/x#i=',
    'http://h/r/x#j=A',
    'http://h/r/x#i=A B',
    'http://h/r/#i=A',
    'http://h/r/x y#i=A',
    'http://h/r/x/y#i=A',
    'http://u:p@h/r/x#i=A',
    'http://h/r/x?q=1#i=A',
    'http://h:99999/r/x#i=A',
    `http://h/r/x#i=${'A'.repeat(129)}`,
    `http://h/${'a'.repeat(2100)}#i=A`,
  ])
    assert.throws(() => parseLink(url), isRefused('bad_argument'), url);
});

const kLink = parseLink('http://h/r/r_x#i=SECRET');

// Answers one request, and says what it was.
function answering(body: unknown, status = 200) {
  const asked: { url: string; body: unknown }[] = [];
  const fetchWith = async (url: string, init: RequestInit) => {
    asked.push({ url, body: JSON.parse(String(init.body)) });
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
  };
  return { asked, fetchWith };
}

test('join exchanges the code for a token', async () => {
  const pass = { token: 'jwt', room: 'r_x', role: 'reviewer', expires_at: 5000 };
  const { asked, fetchWith } = answering(pass);
  assert.deepEqual(await join(kLink, 'Ben', fetchWith), {
    token: 'jwt',
    room: 'r_x',
    role: 'reviewer',
    expiresAt: 5000,
  });
  assert.deepEqual(asked, [{ url: 'http://h/api/v1/rooms/r_x/join', body: { code: 'SECRET', name: 'Ben' } }]);
  const owner = answering({ token: 'jwt' });
  assert.deepEqual(await join({ ...kLink, room: '' }, 'Ann', owner.fetchWith), {
    token: 'jwt',
    room: '',
    role: '',
    expiresAt: 0,
  });
  assert.equal(owner.asked[0]?.url, 'http://h/api/v1/join');
});

test('an invitation is looked at without being used', async () => {
  const said = { room: 'r_x', title: 'T', role: 'observer', ended: true, uses_left: 2, expires_at: 9 };
  const { asked, fetchWith } = answering(said);
  assert.deepEqual(await lookAt(kLink, fetchWith), {
    room: 'r_x',
    title: 'T',
    role: 'observer',
    ended: true,
    usesLeft: 2,
    expiresAt: 9,
  });
  assert.equal(asked[0]?.url, 'http://h/api/v1/rooms/r_x/invitation');
  assert.equal((await lookAt(kLink, answering({ uses_left: null }).fetchWith)).usesLeft, null);
});

test('what the server says instead', async () => {
  const error = (code: string) => ({ error: { code, message: 'in words', retry: false } });
  for (const [body, status, code] of [
    [error('invitation_used_up'), 403, 'invitation_used_up'],
    [error('bad_invitation'), 403, 'bad_invitation'],
    [error('a code of later'), 403, 'not_permitted'],
    ['<html>', 502, 'busy'],
    ['', 404, 'not_found'],
    ['', 500, 'protocol'],
    ['<html>', 200, 'protocol'],
    [{ token: '' }, 200, 'protocol'],
    [{ token: 5 }, 200, 'protocol'],
    [[], 200, 'protocol'],
  ] as const)
    await assert.rejects(
      join(kLink, 'Ben', answering(body, status).fetchWith),
      isRefused(code),
      String(code),
    );
  const unreachable = () => Promise.reject(new TypeError('no network'));
  await assert.rejects(join(kLink, 'Ben', unreachable), isRefused('io'));
  const late = () => Promise.reject(new DOMException('late', 'TimeoutError'));
  await assert.rejects(lookAt(kLink, late), isRefused('timed_out'));
});

test('the delay doubles up to the longest, less up to a half by chance', () => {
  const chance = (byte: number) => new Backoff(100, 1000, (count) => new Uint8Array(count).fill(byte));
  const whole = chance(0);
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6].map(() => whole.nextMs()),
    [100, 200, 400, 800, 1000, 1000],
  );
  whole.reset();
  assert.equal(whole.nextMs(), 100);
  assert.equal(chance(255).nextMs(), 50);
});

test('a token says when it runs out; it is renewed after half of that', () => {
  const token = (claims: unknown) => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;
  assert.equal(tokenExpiry(token({ exp: 1234, name: 'Zoë?>' })), 1_234_000);
  for (const bad of ['', 'a.b', 'a.%.c', token([]), token({}), token({ exp: -1 }), token({ exp: 2 ** 41 })])
    assert.equal(tokenExpiry(bad), null, bad);
  assert.equal(renewAfterMs(100_000, 40_000), 30_000);
  assert.equal(renewAfterMs(0, 40_000), 1000);
  assert.equal(renewAfterMs(1e15, 0), 24 * 3600 * 1000);
});
