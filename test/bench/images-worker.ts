import { readHeader } from "../../src/images/header.ts";
import { heldBytes } from "../../src/images/memory.ts";
import { type RenditionSpec, render } from "../../src/images/render.ts";

let file = new Uint8Array(0);

export default {
  async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname === "/file") {
      file = new Uint8Array(await request.arrayBuffer());
      return Response.json(readHeader(file));
    }
    if (url.pathname === "/memory") {
      return Response.json(heldBytes());
    }
    if (url.pathname === "/pixels") {
      const specs: RenditionSpec[] = await request.json();
      const { renditions } = await render(file, readHeader(file), specs);
      const index = Number(url.searchParams.get("index"));
      return new Response(renditions[index]?.bytes);
    }
    const specs: RenditionSpec[] = await request.json();
    const t0 = performance.now();
    const { renditions, dominantColor } = await render(file, readHeader(file), specs);
    return Response.json({
      ms: performance.now() - t0,
      dominantColor,
      sizes: renditions.map((r) => [r.kind, r.width, r.height, r.bytes.length]),
    });
  },
};
