/** What stands where content will be or could be. */
import type { ReactNode } from "react";
import { t } from "../words/words.ts";
import { Icon, type IconName } from "./icon.tsx";

/** With the next step. */
export function EmptyState({
  icon,
  title,
  children,
  action,
}: {
  icon: IconName;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="state">
      <Icon name={icon} />
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action}
    </div>
  );
}

/** Lines of the height that text will have. */
export function SkeletonRows({ rows = 6 }: { rows?: number }) {
  return (
    <div className="skeleton-rows" role="status" aria-label={t("loading")}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={String(row)} className="skeleton" />
      ))}
    </div>
  );
}
