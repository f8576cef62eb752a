/** Which page the address means for this person. */
import { Questions } from "../parts/confirm.tsx";
import { Toasts } from "../parts/toast.tsx";
import { navigate, safeRedirect, usePlace } from "../routing/location.ts";
import { allowed, landing, match } from "../routing/routes.ts";
import { session } from "../session/session.ts";
import { reachable } from "../session/sign-in.ts";
import { useStore } from "../state/store.ts";
import { language } from "../words/words.ts";
import { Frame } from "./frame.tsx";
import { NotFound } from "./not-found.tsx";
import { RoutePage } from "./route-page.tsx";
import { SignInPage } from "./sign-in-page.tsx";
import { Unreachable } from "./unreachable.tsx";

export function App() {
  // Every text is asked for anew when the language changes.
  return (
    <div key={useStore(language)} className="root">
      <Addressed />
      <Questions />
      <Toasts />
    </div>
  );
}

function Addressed() {
  const { path, query } = usePlace();
  const signedIn = useStore(session) !== null;
  const answers = useStore(reachable);
  if (path === "/login") {
    if (!signedIn) return <SignInPage />;
    return <Redirect to={safeRedirect(query.get("redirect")) ?? landing()} />;
  }
  if (!signedIn) {
    return <Redirect to={`/login?redirect=${encodeURIComponent(location.pathname + location.search)}`} />;
  }
  const found = match(path);
  if (found && !allowed(found.route)) return <Redirect to={landing()} />;
  return (
    <Frame route={found?.route ?? null}>
      {found ? <RoutePage key={found.route.path} {...found} /> : <NotFound />}
      {!answers && <Unreachable />}
    </Frame>
  );
}

function Redirect({ to }: { to: string }) {
  queueMicrotask(() => navigate(to, { replace: true }));
  return null;
}
