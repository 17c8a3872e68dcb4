export const common = {
  product: 'Interview',
  loading: 'Loading…',
  close: 'Close',
  cancel: 'Cancel',
  copy: 'Copy',
  copied: 'Copied',
  copyRefused: 'The browser did not let the page copy. Select the text and copy it by hand.',
  retry: 'Try again',
  dismiss: 'Dismiss',
  messages: 'Notices of this page',
};
