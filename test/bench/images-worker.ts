/** The image engine alone, for the bench: a file is handed over once, then worked on as often as asked. */
import { AppError } from "../../src/errors.ts";
import { readHeader } from "../../src/images/header.ts";
import { heldBytes } from "../../src/images/native/engine.ts";
import { type RenditionSpec, render } from "../../src/images/render.ts";

let file = new Uint8Array(0);

export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/file") {
      file = new Uint8Array(await request.arrayBuffer());
      return new Response();
    }
    if (pathname === "/memory") return Response.json(heldBytes());
    const specs: RenditionSpec[] = await request.json();
    try {
      const { renditions } = await render(file, readHeader(file), specs);
      if (pathname === "/picture") return new Response(renditions[Number(searchParams.get("index"))]?.bytes);
      return Response.json(
        renditions.map(({ width, height, bytes }) => ({ width, height, bytes: bytes.length })),
      );
    } catch (thrown) {
      const { code, status } = AppError.from(thrown);
      return new Response(code, { status });
    }
  },
};
