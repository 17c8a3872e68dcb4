export { type BindingParts, kEditorOptions, MonacoBinding, type SessionHost } from './monaco_binding.js';
export { type CaretParts, RemoteCarets } from './remote_carets.js';
