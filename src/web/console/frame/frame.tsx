/** The frame around every page: where one can go, who one is. On a phone the same, at the bottom. */
import { memo, type ReactNode, useLayoutEffect, useRef } from "react";
import { Button, IconButton } from "../parts/button.tsx";
import { Cat, Icon } from "../parts/icon.tsx";
import { usePlace } from "../routing/location.ts";
import { landing, type Route } from "../routing/routes.ts";
import { session } from "../session/session.ts";
import { signOut } from "../session/sign-in.ts";
import { useStore } from "../state/store.ts";
import { UploadAnywhere, UploadStatus } from "../upload/anywhere.tsx";
import { t } from "../words/words.ts";
import { navRoutes } from "./navigation.ts";
import { Overlays, openHelp } from "./overlays.tsx";
import { LanguageChoice, ThemeButton } from "./preferences.tsx";
import { useShortcuts } from "./shortcuts.ts";

/** As many as fit beside "more" on the narrowest phone. */
const ON_PHONE = 4;

export function Frame({ route, children }: { route: Route | null; children: ReactNode }) {
  useStore(session);
  useShortcuts();
  const routes = navRoutes();
  return (
    <div className="frame">
      <a className="skip" href="#main">
        {t("skip")}
      </a>
      <aside className="sidebar">
        <a className="brand" href={landing()}>
          <Cat /> NekoHub
        </a>
        <nav aria-label={t("nav")}>
          {routes.map((each) => (
            <NavLink key={each.path} route={each} current={each === route} />
          ))}
        </nav>
        <div className="sidebar-end">
          {route?.path !== "/assets/upload" && <UploadStatus />}
          <a className="nav-link" href="/gallery">
            <Icon name="gallery" /> {t("nav.gallery")}
          </a>
          <WhoIAm />
        </div>
      </aside>
      <main id="main" tabIndex={-1} ref={useArrival()}>
        {children}
      </main>
      <nav className="bottom-bar" aria-label={t("nav")}>
        {routes.slice(0, ON_PHONE).map((each) => (
          <NavLink key={each.path} route={each} current={each === route} />
        ))}
        <button type="button" className="nav-link" popoverTarget="more-menu">
          <Icon name="more" /> {t("nav.more")}
        </button>
      </nav>
      <div id="more-menu" popover="auto" className="menu more-menu">
        <nav aria-label={t("nav.more")}>
          {routes.slice(ON_PHONE).map((each) => (
            <NavLink key={each.path} route={each} current={each === route} onClick={closeMore} />
          ))}
          <a className="nav-link" href="/gallery">
            <Icon name="gallery" /> {t("nav.gallery")}
          </a>
        </nav>
        <WhoIAm onFollow={closeMore} />
      </div>
      <Overlays />
      <UploadAnywhere />
    </div>
  );
}

/** Another page begins at its top, and the focus with it: the link that led there may be gone. */
function useArrival() {
  const { path } = usePlace();
  const main = useRef<HTMLElement>(null);
  const before = useRef(path);
  useLayoutEffect(() => {
    if (before.current === path) return;
    before.current = path;
    scrollTo({ top: 0 });
    main.current?.focus({ preventScroll: true });
  }, [path]);
  return main;
}

function closeMore(): void {
  document.getElementById("more-menu")?.hidePopover();
}

interface NavLinkProps {
  route: Route;
  current: boolean;
  onClick?: () => void;
}

const NavLink = memo(function NavLink({ route, current, onClick }: NavLinkProps) {
  return (
    <a className="nav-link" href={route.path} aria-current={current ? "page" : undefined} onClick={onClick}>
      {route.nav && <Icon name={route.nav.icon} />} {t(route.title)}
    </a>
  );
});

const WhoIAm = memo(function WhoIAm({ onFollow }: { onFollow?: () => void }) {
  const user = useStore(session)?.user;
  if (user === undefined) return null;
  return (
    <div className="who">
      <a href="/account" className="who-name" onClick={onFollow}>
        <strong>{user.username}</strong>
        <small>{t(`role.${user.role}`)}</small>
      </a>
      <div className="who-actions">
        <LanguageChoice />
        <ThemeButton />
        <IconButton icon="help" label={t("help.title")} onClick={openHelp} />
        <Button
          look="quiet"
          icon="out"
          aria-label={t("signOut")}
          title={t("signOut")}
          onClick={() => void signOut()}
        />
      </div>
    </div>
  );
});
