// Every English word of the page, by part. To translate: another object of this shape.

const common = {
  product: 'Interview',
  loading: 'Loading…',
  close: 'Close',
  cancel: 'Cancel',
  copy: 'Copy',
  copied: 'Copied',
  copyRefused: 'The browser did not let the page copy. Select the text and copy it by hand.',
  retry: 'Try again',
  dismiss: 'Dismiss',
  messages: 'Messages',
};

// ---- The room

// ---- Entering: lobby, device check, rooms

// ---- The call

export const kText = {
  common,
};
