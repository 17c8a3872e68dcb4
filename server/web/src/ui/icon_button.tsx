import type { ComponentProps, ReactNode } from 'react';
import { Tooltip } from './tooltip.tsx';

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  /** What it does, in words: its name, and its tooltip. */
  label: string;
  /** The keys that do the same, shown in the tooltip. */
  keys?: string;
  children: ReactNode;
}

/** A button with an icon alone. `aria-pressed` shows as pressed. */
export function IconButton({ label, keys, children, className, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} keys={keys}>
      <button
        type="button"
        aria-label={label}
        className={`icon-button${className ? ` ${className}` : ''}`}
        {...rest}
      >
        {children}
      </button>
    </Tooltip>
  );
}
