import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// `vite` alone serves the page for work on it; what is not the page comes from a running interviewd.
const server = process.env.INTERVIEW_SERVER ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  // The client library lies outside this folder and has packages of its own: one Monaco, not two.
  resolve: {
    dedupe: ['monaco-editor', 'fflate'],
    // monaco-vim asks for Monaco's parts by the paths of before its `exports`.
    alias: [{ find: /^monaco-editor\/esm\/vs\/(.*)$/, replacement: 'monaco-editor/$1' }],
  },
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4000,
  },
  server: {
    host: '127.0.0.1',
    fs: { allow: ['../..'] },
    proxy: {
      '/api': { target: server, ws: true, changeOrigin: true },
      '/healthz': server,
    },
  },
});
