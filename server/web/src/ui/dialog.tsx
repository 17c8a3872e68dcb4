import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { kText } from '../strings.ts';
import { Button } from './button.tsx';

const kFirst = 'input:not([readonly]), textarea, select, .dialog-foot button';

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  /** One or two sentences below the title. */
  about?: ReactNode;
  children?: ReactNode;
  wide?: boolean;
}

/** A dialog over the page: the focus stays in it, Escape closes it, and the focus goes back. */
export function Dialog({ open, onClose, title, about, children, wide }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="overlay" />
        <Radix.Content
          className={wide ? 'dialog wide' : 'dialog'}
          onOpenAutoFocus={(event) => {
            // To what the dialog is about, not to the button that closes it.
            const first = (event.target as Element | null)?.querySelector<HTMLElement>(kFirst);
            if (!first) return;
            event.preventDefault();
            first.focus();
          }}
          {...(about ? {} : { 'aria-describedby': undefined })}
        >
          <div className="dialog-head">
            <Radix.Title>{title}</Radix.Title>
            <Radix.Close className="icon-button" aria-label={kText.common.close}>
              <X size={16} aria-hidden />
            </Radix.Close>
          </div>
          {about && <Radix.Description className="dialog-about">{about}</Radix.Description>}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export interface ConfirmProps {
  open: boolean;
  onClose: () => void;
  onConfirm: () => void;
  title: string;
  about: ReactNode;
  /** What the button that does it says. */
  confirm: string;
  bad?: boolean;
}

/** Asks before something that cannot be taken back. */
export function Confirm({ open, onClose, onConfirm, title, about, confirm, bad }: ConfirmProps) {
  return (
    <Dialog open={open} onClose={onClose} title={title} about={about}>
      <div className="dialog-foot">
        <Button onClick={onClose}>{kText.common.cancel}</Button>
        <Button
          kind={bad ? 'bad' : 'main'}
          onClick={() => {
            onClose();
            onConfirm();
          }}
        >
          {confirm}
        </Button>
      </div>
    </Dialog>
  );
}
