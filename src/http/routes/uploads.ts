/** Files that were announced: the ticket in the address is the credential. */
import { z } from "zod";
import { AssetDetail } from "../../assets/asset.ts";
import { openTicket, type UploadTicket, uploadWithTicket } from "../../assets/upload-ticket.ts";
import type { KeyHolder } from "../../auth/permissions.ts";
import { auditTrail } from "../audit-trail.ts";
import { authorize } from "../authenticate.ts";
import { takesWholeBody } from "../drain.ts";
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
// A route of the contract would read the body as JSON, and an upload has no credential but its address.
uploadRoutes.put(
  "/uploads/:token",
  takesWholeBody,
  auditTrail("uploadWithTicket"),
  authorize("uploadWithTicket"),
  async (c) => {
    const { services } = c.var;
    const ticket = await openTicket(services, c.req.param("token"));
    c.set("principal", announcer(ticket));
    const asset = await uploadWithTicket(services, ticket, c.req.raw);
    c.header("Location", `/api/v1/assets/${asset.id}`);
    return c.json({ data: asset }, 202);
  },
);

/** Who answers for the upload in the audit log; it may do nothing else. */
function announcer({ keyId, keyName: name }: UploadTicket): KeyHolder {
  const managed = keyId === null ? null : { id: keyId, maker: null };
  return { kind: "apiKey", name, permissions: new Set(), managed };
}
