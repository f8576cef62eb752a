/** Which methods a path answers to, for the `Allow` header of a 405. */
export interface RegisteredRoute {
  method: string;
  path: string;
}

/** @returns upper-case methods, HEAD beside GET; empty when no route has this path */
export function allowedMethods(routes: RegisteredRoute[], path: string): string[] {
  const methods = new Set<string>();
  for (const route of routes) {
    if (route.method === "ALL" || !pathPattern(route.path).test(path)) continue;
    methods.add(route.method);
    if (route.method === "GET") methods.add("HEAD");
  }
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
