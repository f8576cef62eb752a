/** Every page of the console: where it is, who may see it, and the chunk that draws it. */
import type { ComponentType } from "react";
import type { Permission } from "../../../auth/permissions.ts";
import type { IconName } from "../parts/icon.tsx";
import { may } from "../session/session.ts";
import type { Word } from "../words/en.ts";

export type Params = Record<string, string>;
export type PageComponent = ComponentType<{ params: Params }>;

export interface PageModule {
  default: PageComponent;
  /** Asks for what the first drawing needs; done when that is here, or does not come. */
  prepare?: (query: URLSearchParams) => Promise<void>;
}

export interface Route {
  path: string;
  /** null = every signed-in person. */
  permission: Permission | null;
  title: Word;
  load: () => Promise<PageModule>;
  /** In the sidebar, with the letter that goes there after `g`. */
  nav?: { icon: IconName; key: string };
}

export const ROUTES: Route[] = [
  {
    path: "/assets",
    permission: "assets.read",
    title: "nav.library",
    load: () => import("../library/page.tsx"),
    nav: { icon: "grid", key: "a" },
  },
  {
    path: "/assets/upload",
    permission: "assets.create",
    title: "nav.upload",
    load: () => import("../upload/page.tsx"),
    nav: { icon: "upload", key: "p" },
  },
  {
    path: "/assets/:id",
    permission: "assets.read",
    title: "picture.title",
    load: () => import("../picture/page.tsx"),
  },
  {
    path: "/workflows",
    permission: "settings.read",
    title: "nav.workflows",
    load: () => import("../canvas/page.tsx"),
    nav: { icon: "flow", key: "w" },
  },
  {
    path: "/providers",
    permission: "providers.read",
    title: "nav.storage",
    load: () => import("../stores/page.tsx"),
    nav: { icon: "storage", key: "s" },
  },
  {
    path: "/ai-providers",
    permission: "aiProviders.read",
    title: "nav.models",
    load: () => import("../models/page.tsx"),
    nav: { icon: "spark", key: "m" },
  },
  {
    path: "/users",
    permission: "users.read",
    title: "nav.people",
    load: () => import("../people/page.tsx"),
    nav: { icon: "people", key: "u" },
  },
  {
    path: "/keys",
    permission: "users.managePermissions",
    title: "nav.keys",
    load: () => import("../keys/page.tsx"),
    nav: { icon: "key", key: "k" },
  },
  {
    path: "/audit",
    permission: "settings.read",
    title: "nav.audit",
    load: () => import("../audit/page.tsx"),
    nav: { icon: "audit", key: "l" },
  },
  {
    path: "/settings",
    permission: "settings.read",
    title: "nav.settings",
    load: () => import("../settings/page.tsx"),
    nav: { icon: "settings", key: "e" },
  },
  { path: "/account", permission: null, title: "account.title", load: () => import("../own/page.tsx") },
];

/** Where a person lands: the first page they may see. */
const LANDING = ["/assets", "/providers", "/ai-providers", "/workflows", "/settings", "/users"];

export function landing(): string {
  return LANDING.find((path) => ROUTES.some((route) => route.path === path && allowed(route))) ?? "/account";
}

/** Whether a link stays in the console: its pages and what is below them. */
export function isConsolePath(path: string): boolean {
  return path === "/login" || ROUTES.some((route) => path === route.path || match(path) !== null);
}

export function allowed({ permission }: Route): boolean {
  return permission === null || may(permission);
}

export function match(path: string): { route: Route; params: Params } | null {
  for (const route of ROUTES) {
    const params = paramsOf(route.path, path);
    if (params !== null) return { route, params };
  }
  return null;
}

function paramsOf(pattern: string, path: string): Params | null {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return null;
  const params: Params = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? "";
    if (part.startsWith(":")) params[part.slice(1)] = value;
    else if (part !== value) return null;
  }
  return params;
}
