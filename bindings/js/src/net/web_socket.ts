/** A WebSocket as LiveClient needs it. After `onClose` nothing is called any more. */
export interface Socket {
  send(message: string): void;
  close(code: number): void;
}

export interface SocketEvents {
  onOpen(): void;
  onMessage(message: string): void;
  /** A code of RFC 6455 §7.4 or of docs/protocol.md; 1006: it broke, or never came to be. */
  onClose(code: number, reason: string): void;
}

/** Opens a WebSocket. Calls nothing before it has returned. */
export type OpenSocket = (url: string, protocol: string, events: SocketEvents) => Socket;

/** The WebSocket of the browser, or of Node 22. */
export const openWebSocket: OpenSocket = (url, protocol, events) => {
  const socket = new WebSocket(url, protocol);
  socket.onopen = () => events.onOpen();
  socket.onmessage = (event: MessageEvent<unknown>) => {
    if (typeof event.data === 'string') events.onMessage(event.data);
  };
  socket.onclose = (event) => events.onClose(event.code, event.reason);
  return {
    send: (message) => socket.send(message),
    close: (code) => socket.close(code),
  };
};

/** The URL of the room's socket, given that of the server. */
export function socketUrl(origin: string): string {
  return `${origin.replace(/^http/, 'ws')}/api/v1/socket`;
}
