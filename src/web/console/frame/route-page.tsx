/** Loads a page's chunk and draws it. A chunk that a new deployment has replaced brings the new console. */
import { useLayoutEffect, useState } from "react";
import { FailureState } from "../parts/failure.tsx";
import { Page } from "../parts/page.tsx";
import { SkeletonRows } from "../parts/state.tsx";
import type { Place } from "../routing/location.ts";
import {
  allowed,
  match,
  type PageComponent,
  type PageModule,
  type Params,
  type Route,
} from "../routing/routes.ts";
import { Failure } from "../session/failure.ts";
import { t } from "../words/words.ts";

const loaded = new Map<string, PageComponent>();
const RELOADED = "nekohub.reloaded-for";
/** A page that is drawn once, with all it shows, is there sooner than one that is drawn empty first. */
const PATIENCE_MILLISECONDS = 200;

export function RoutePage({ route, params }: { route: Route; params: Params }) {
  const [failure, setFailure] = useState<unknown>(null);
  const [, redraw] = useState(0);
  const Content = loaded.get(route.path);
  useLayoutEffect(() => {
    if (loaded.has(route.path)) return;
    let stale = false;
    loadPage(route).then(
      () => !stale && redraw((count) => count + 1),
      (thrown: unknown) => !stale && setFailure(thrown),
    );
    return () => {
      stale = true;
    };
  }, [route]);
  if (failure) return <FailureState failure={failure} retry={() => location.reload()} />;
  if (Content) return <Content params={params} />;
  return (
    <Page title={t(route.title)}>
      <SkeletonRows />
    </Page>
  );
}

/** The page of the first address comes while the console starts; one that doesn't is asked for again, and told of. */
export async function preloadPage({ path, query }: Place): Promise<void> {
  const route = match(path)?.route;
  if (route === undefined || !allowed(route)) return;
  try {
    const { prepare } = await keepPage(route);
    await Promise.race([
      prepare?.(query),
      new Promise((resolve) => setTimeout(resolve, PATIENCE_MILLISECONDS)),
    ]);
  } catch (thrown) {
    console.warn("The first page did not come at once:", thrown);
  }
}

async function keepPage(route: Route): Promise<PageModule> {
  const page = await route.load();
  sessionStorage.removeItem(RELOADED);
  loaded.set(route.path, page.default);
  return page;
}

async function loadPage(route: Route): Promise<void> {
  try {
    await keepPage(route);
  } catch (thrown) {
    console.warn("A part of the console did not load:", thrown);
    if (navigator.onLine && sessionStorage.getItem(RELOADED) !== route.path) {
      sessionStorage.setItem(RELOADED, route.path);
      location.reload();
      return new Promise(() => {});
    }
    throw new Failure("offline", t("failure.chunk"));
  }
}
