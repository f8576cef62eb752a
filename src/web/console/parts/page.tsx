/** What every page has: its title, in the window too, and what can be done on it. */
import { type ReactNode, useEffect } from "react";

export function Page({
  title,
  actions,
  children,
  narrow = false,
}: {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
  narrow?: boolean;
}) {
  useEffect(() => {
    document.title = `${title} · NekoHub`;
  }, [title]);
  return (
    <div className={narrow ? "page narrow" : "page"}>
      <header className="page-head">
        <h1 dir="auto">{title}</h1>
        {actions && <div className="actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
