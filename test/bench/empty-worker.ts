/** What every Hono Worker begins with: the measure for the start-up of the real one. */
import { Hono } from "hono";

export default new Hono().get("/", (c) => c.text("ok"));
