import { type ComponentProps, type ReactNode, useId } from 'react';

/** A labelled line of text. `error` stands below and is read with it. */
export function TextField({
  label,
  hint,
  error,
  ...rest
}: ComponentProps<'input'> & { label: ReactNode; hint?: ReactNode; error?: string | null }) {
  const id = useId();
  const about = error || hint ? `${id}-about` : undefined;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} className="input" aria-invalid={!!error} aria-describedby={about} {...rest} />
      {(error || hint) && (
        <span id={about} className={error ? 'field-error' : 'field-hint'}>
          {error || hint}
        </span>
      )}
    </div>
  );
}

/** A labelled choice of one. */
export function SelectField({
  label,
  options,
  hideLabel,
  ...rest
}: ComponentProps<'select'> & {
  label: string;
  options: readonly { value: string; label: string }[];
  hideLabel?: boolean;
}) {
  const id = useId();
  return (
    <div className={hideLabel ? 'field bare' : 'field'}>
      <label htmlFor={id} className={hideLabel ? 'unseen' : undefined}>
        {label}
      </label>
      <select id={id} className="input" {...rest}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
