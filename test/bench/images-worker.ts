import { webpDecoderCodec } from "../../src/images/decode/webp.ts";
import { turboBytes } from "../../src/images/decode/turbo.ts";
import { jpegEncoderCodec } from "../../src/images/encode/jpeg.ts";
import { webpEncoderCodec } from "../../src/images/encode/webp.ts";
import { readHeader } from "../../src/images/header.ts";
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
      return Response.json({
        turbo: turboBytes(),
        webpDecoder: webpDecoderCodec.heldBytes(),
        webpEncoder: webpEncoderCodec.heldBytes(),
        jpegEncoder: jpegEncoderCodec.heldBytes(),
      });
    }
    const specs: RenditionSpec[] = await request.json();
    const t0 = performance.now();
    const { renditions, dominantColor } = await render(file, readHeader(file), specs);
    return Response.json({ ms: performance.now() - t0, dominantColor, sizes: renditions.map((r) => [r.kind, r.width, r.height, r.bytes.length]) });
  },
};
