/** Files that were announced: the ticket in the address is the credential. */
import { z } from "zod";
import { AssetDetail } from "../../assets/asset.ts";
import { uploadWithTicket } from "../../assets/upload-ticket.ts";
import { AppError } from "../../errors.ts";
import { authorize } from "../authenticate.ts";
import { data, failure } from "../envelope.ts";
import { createRouter, route } from "../router.ts";

const putUpload = route({
  operationId: "uploadWithTicket",
  method: "put",
  path: "/uploads/{token}",
  request: {
    params: z.object({ token: z.string() }),
    body: {
      required: true,
      description: "The file itself; its type is the one that was announced, whatever the header says",
      content: { "application/octet-stream": { schema: { type: "string", format: "binary" } } },
    },
  },
  responses: {
    202: data(AssetDetail, "Stored; enrichment follows in the background"),
    default: failure("Any error"),
  },
});

export const uploadRoutes = createRouter();
uploadRoutes.openAPIRegistry.registerPath(putUpload);
// A route of the contract would read the body as JSON.
uploadRoutes.put("/uploads/:token", authorize("uploadWithTicket"), async (c) => {
  try {
    const asset = await uploadWithTicket(c.var.services, c.req.param("token"), c.req.raw);
    c.header("Location", `/api/v1/assets/${asset.id}`);
    return c.json({ data: asset }, 202);
  } catch (thrown) {
    // A client that is still sending must be let finish, or it sees a broken line instead of the reason.
    if (!c.req.raw.bodyUsed) await c.req.raw.body?.cancel();
    throw AppError.from(thrown);
  }
});
