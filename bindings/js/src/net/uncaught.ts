/** Has an error reported as one that nobody caught, in the browser and in Node. */
export function reportUncaught(thrown: unknown): void {
  if (typeof reportError === 'function') {
    reportError(thrown);
    return;
  }
  queueMicrotask(() => {
    throw thrown;
  });
}
