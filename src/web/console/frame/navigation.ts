/** What this person can go to. */
import { allowed, ROUTES, type Route } from "../routing/routes.ts";

export function navRoutes(): Route[] {
  return ROUTES.filter((route) => route.nav !== undefined && allowed(route));
}
