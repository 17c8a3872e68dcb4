import type { ReactNode } from 'react';
import { kText } from '../strings.ts';
import './enter.css';

/** The bar and the middle of every page that is not the room. */
export function PageFrame({ children, end, wide }: { children: ReactNode; end?: ReactNode; wide?: boolean }) {
  return (
    <div className="enter">
      <header className="enter-bar">
        <a href="/" className="enter-brand">
          {kText.common.product}
        </a>
        <span className="enter-end">{end}</span>
      </header>
      <main className={wide ? 'enter-main wide' : 'enter-main'}>{children}</main>
    </div>
  );
}
