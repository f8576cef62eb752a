/** Buttons: one primary on a page at most; red only destroys. */
import type { ButtonHTMLAttributes, ReactNode } from "react";
import { Icon, type IconName } from "./icon.tsx";

interface Looks {
  look?: "primary" | "plain" | "quiet" | "danger";
  icon?: IconName;
  /** Works on it: can't be pressed again, and says so. */
  busy?: boolean;
  children?: ReactNode;
}

export function Button({
  look = "plain",
  icon,
  busy = false,
  children,
  className = "",
  ...rest
}: Looks & ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <button
      type="button"
      {...rest}
      className={`button ${look} ${className}`}
      aria-busy={busy || undefined}
      disabled={busy || rest.disabled}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

/** A picture of what it does, with the words for those who can't see it or hover. */
export function IconButton({
  icon,
  label,
  className = "",
  ...rest
}: { icon: IconName; label: string } & ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <button type="button" title={label} {...rest} className={`icon-button ${className}`} aria-label={label}>
      <Icon name={icon} />
    </button>
  );
}
