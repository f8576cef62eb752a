/** A form: fields with their labels, one submit at a time, and what the server refused above the buttons. */
import { type InputHTMLAttributes, type ReactNode, useId, useState } from "react";
import { FailureNote } from "./failure.tsx";

interface Submission {
  busy: boolean;
  failure: unknown;
  submit(event: { preventDefault(): void }): void;
}

export function useSubmission(work: () => Promise<void>): Submission {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  async function run(): Promise<void> {
    setBusy(true);
    setFailure(null);
    try {
      await work();
    } catch (thrown) {
      setFailure(thrown);
    }
    setBusy(false);
  }
  return {
    busy,
    failure,
    submit(event) {
      event.preventDefault();
      if (!busy) void run();
    },
  };
}

export function Form({
  submission,
  id,
  children,
}: {
  submission: Submission;
  id?: string;
  children: ReactNode;
}) {
  return (
    <form id={id} className="form" onSubmit={submission.submit} noValidate={false}>
      {children}
      {submission.failure !== null && <FailureNote failure={submission.failure} />}
    </form>
  );
}

interface FieldProps {
  label: string;
  hint?: ReactNode;
  error?: string | null;
}

interface TextProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "onChange">, FieldProps {
  value: string;
  onChange: (value: string) => void;
}

export function TextField({ label, hint, error, value, onChange, ...rest }: TextProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(id, described) => (
        <input
          {...rest}
          id={id}
          value={value}
          aria-invalid={error ? true : undefined}
          aria-describedby={described}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export function TextArea({
  label,
  hint,
  error,
  value,
  onChange,
  rows = 3,
  ...rest
}: FieldProps & {
  value: string;
  onChange: (value: string) => void;
  rows?: number;
  maxLength?: number;
  disabled?: boolean;
  placeholder?: string;
}) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(id, described) => (
        <textarea
          {...rest}
          id={id}
          rows={rows}
          value={value}
          aria-invalid={error ? true : undefined}
          aria-describedby={described}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export function SelectField({
  label,
  hint,
  value,
  options,
  onChange,
  disabled,
}: FieldProps & {
  value: string;
  options: readonly (readonly [value: string, label: string])[];
  onChange: (value: string) => void;
  disabled?: boolean;
}) {
  return (
    <Field label={label} hint={hint}>
      {(id, described) => (
        <select
          id={id}
          value={value}
          disabled={disabled}
          aria-describedby={described}
          onChange={(event) => onChange(event.currentTarget.value)}
        >
          {options.map(([option, text]) => (
            <option key={option} value={option}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function Switch({
  label,
  hint,
  checked,
  onChange,
  disabled,
}: {
  label: string;
  hint?: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
}) {
  return (
    <label className="switch">
      <input
        type="checkbox"
        role="switch"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>
        {label}
        {hint && <small>{hint}</small>}
      </span>
    </label>
  );
}

function Field({
  label,
  hint,
  error,
  children,
}: FieldProps & { children: (id: string, described: string | undefined) => ReactNode }) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children(id, note ? `${id}-note` : undefined)}
      {note && (
        <small id={`${id}-note`} className={error ? "bad" : undefined}>
          {note}
        </small>
      )}
    </div>
  );
}
