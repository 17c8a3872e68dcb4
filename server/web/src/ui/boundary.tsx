import { Component, type ReactNode } from 'react';
import { kText } from '../strings.ts';
import { Button } from './button.tsx';

export interface BoundaryProps {
  children: ReactNode;
  /** What is inside is gone: lets go of what it had. */
  onBroken?: () => void;
}

/** Where a part of the page cannot be loaded or drawn, this is said in its place, and the rest goes on. */
export class Boundary extends Component<BoundaryProps, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override componentDidCatch(): void {
    this.props.onBroken?.();
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    const words = kText.common.broken;
    return (
      <div className="broken" role="alert">
        <strong>{words.title}</strong>
        <p>{words.text}</p>
        <Button onClick={() => location.reload()}>{words.reload}</Button>
      </div>
    );
  }
}
