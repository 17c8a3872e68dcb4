import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { kText } from '../strings.ts';
import { Button } from './button.tsx';
import { dismiss, onToasts, type Toast, toasts } from './toasts.ts';

const kShownMs = 6000;
const kIcons = { info: Info, good: CircleCheck, bad: CircleAlert };

function One({ toast }: { toast: Toast }) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (toast.stays || held) return;
    const timer = setTimeout(() => dismiss(toast.id), kShownMs);
    return () => clearTimeout(timer);
  }, [toast, held]);
  const Icon = kIcons[toast.kind];
  const { action } = toast;
  return (
    <li
      className={`toast ${toast.kind}`}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon size={18} aria-hidden />
      <div className="toast-body">
        <strong>{toast.title}</strong>
        {toast.text && <p>{toast.text}</p>}
        {action && (
          <Button
            onClick={async () => {
              if (await action.run()) dismiss(toast.id);
            }}
          >
            {action.label}
          </Button>
        )}
      </div>
      <button
        type="button"
        className="icon-button"
        aria-label={kText.common.dismiss}
        onClick={() => dismiss(toast.id)}
      >
        <X size={16} aria-hidden />
      </button>
    </li>
  );
}

/** Where the messages of toast() appear; once a page. They are read out, and never take the focus. */
export function Toasts() {
  const list = useSyncExternalStore(onToasts, toasts);
  return (
    <section className="toasts" aria-label={kText.common.messages} aria-live="polite">
      <ul>
        {list.map((one) => (
          <One key={one.id} toast={one} />
        ))}
      </ul>
    </section>
  );
}
