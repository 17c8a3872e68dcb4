import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { kText } from '../strings.ts';
import { Button, type ButtonProps } from './button.tsx';
import { copyText } from './copy_text.ts';
import { IconButton } from './icon_button.tsx';

/** Copies `text` exactly as it is, and says that it has. `label` is what it copies; with `bare` an icon alone. */
export function CopyButton({
  text,
  label,
  bare,
  kind,
}: {
  text: string | (() => string);
  label: string;
  bare?: boolean;
  kind?: ButtonProps['kind'];
}) {
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), 2000);
    return () => clearTimeout(timer);
  }, [done]);
  const icon = done ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />;
  const copy = async () => setDone(await copyText(typeof text === 'string' ? text : text()));
  const words = done ? kText.common.copied : label;
  return bare ? (
    <IconButton label={words} onClick={copy}>
      {icon}
    </IconButton>
  ) : (
    <Button kind={kind} icon={icon} onClick={copy}>
      {words}
    </Button>
  );
}
