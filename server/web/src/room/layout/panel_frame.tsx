import type { ReactNode } from 'react';

export interface PanelFrameProps {
  /** 'code' is the editor's. */
  id: string;
  label: string;
  children: ReactNode;
  className?: string;
}

/** A part of the page that F6 goes to. */
export function PanelFrame({ id, label, children, className }: PanelFrameProps) {
  return (
    <section
      data-part={id}
      className={className ? `panel ${className}` : 'panel'}
      aria-label={label}
      tabIndex={-1}
    >
      {children}
    </section>
  );
}
