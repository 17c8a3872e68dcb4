import type { ComponentProps, ReactNode } from 'react';

export interface ButtonProps extends ComponentProps<'button'> {
  /** `main`: the one thing to do here. `bad`: what cannot be taken back. `quiet`: no frame. */
  kind?: 'main' | 'plain' | 'quiet' | 'bad';
  icon?: ReactNode;
}

/** A button with words. */
export function Button({ kind = 'plain', icon, children, className, ...rest }: ButtonProps) {
  return (
    <button type="button" className={`button ${kind}${className ? ` ${className}` : ''}`} {...rest}>
      {icon}
      {children}
    </button>
  );
}
