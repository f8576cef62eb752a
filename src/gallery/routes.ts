/** Where the public gallery answers. */
import { createRouter } from "../http/router.ts";
import { picturePage, wallPage } from "./pages.ts";

export const galleryRoutes = createRouter();

galleryRoutes
  .get("/", (c) => c.redirect("/gallery", 302))
  .get("/gallery", (c) => wallPage(c))
  .get("/gallery/:id", (c) => picturePage(c, c.req.param("id")));
