import { kText } from '../strings.ts';
import { toast } from './toasts.ts';

/** Puts `text` on the clipboard, exactly. Where the browser refuses, says so and gives false. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    toast({ kind: 'bad', title: kText.common.copyRefused });
    return false;
  }
}
