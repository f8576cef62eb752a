/** Which methods a path answers to, for the `Allow` header of a 405. */
export interface RegisteredRoute {
  method: string;
  path: string;
}

/** @returns upper-case methods, HEAD beside GET; empty when no route has this path */
export function allowedMethods(routes: RegisteredRoute[], path: string): string[] {
  return methodsOf(routes.filter((route) => pathPattern(route.path).test(path)));
}

/** Of the routes with exactly this path and no parameter in it. */
export function namedMethods(routes: RegisteredRoute[], path: string): string[] {
  return methodsOf(routes.filter((route) => route.path === path));
}

function methodsOf(routes: RegisteredRoute[]): string[] {
  const methods = new Set(routes.map(({ method }) => method));
  // Middleware, not a route.
  methods.delete("ALL");
  if (methods.has("GET")) methods.add("HEAD");
  return [...methods].sort();
}

function pathPattern(path: string): RegExp {
  const source = path
    .split("/")
    .map((segment) => {
      const parameter = /^:[^{]+(?:\{(.+)\})?$/.exec(segment);
      return parameter ? (parameter[1] ?? "[^/]+") : segment.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    })
    .join("/");
  return new RegExp(`^${source}$`);
}
