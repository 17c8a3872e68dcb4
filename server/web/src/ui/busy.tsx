import { LoaderCircle } from 'lucide-react';

/** Something is on its way, said in words. */
export function Busy({ text }: { text: string }) {
  return (
    <div className="busy" role="status">
      <LoaderCircle size={18} className="turning" aria-hidden />
      {text}
    </div>
  );
}
