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
  broken: {
    title: 'This part of the page could not be shown',
    text: 'The server may have a newer version of the page, or the network was gone for a moment. What you typed is kept.',
    reload: 'Load the page again',
  },
};
