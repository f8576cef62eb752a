/** Resources: what a client can put before a model without a tool call. Addresses are `asset://{id}…`. */
import { z } from "zod";
import { AssetDetail } from "../assets/asset.ts";
import { isUuid } from "../assets/identity.ts";
import { getAsset } from "../assets/library.ts";
import { POLICY } from "../auth/policy.ts";
import { AppError } from "../errors.ts";
import { McpAsset } from "./asset.ts";
import { assertMay, type Caller } from "./caller.ts";
import { withoutNulls } from "./nulls.ts";

const MIME_TYPE = "application/json";

const { derivatives, structuredResults } = AssetDetail.shape;

/** What can be read below an asset's address, by what follows the id. */
const PARTS = {
  "": {
    name: "asset_detail",
    title: "Asset",
    description: "Everything known about one image.",
    shape: McpAsset,
  },
  "/derivatives": {
    name: "asset_derivatives",
    title: "Derivatives of an asset",
    description: "The pictures made from an image, such as its thumbnail.",
    shape: z.object({ assetId: z.uuid(), derivatives }),
  },
  "/structured-results": {
    name: "asset_structured_results",
    title: "AI results of an asset",
    description: "What skills found out about an image, each result as JSON text.",
    shape: z.object({ assetId: z.uuid(), structuredResults }),
  },
} as const;

export function listResourceTemplates() {
  return Object.entries(PARTS).map(([part, { name, title, description }]) => ({
    uriTemplate: `asset://{id}${part}`,
    name,
    title,
    description,
    mimeType: MIME_TYPE,
  }));
}

/** By uri. The templates stand here too, for clients that know no templates. */
export function listResources() {
  return listResourceTemplates()
    .map(({ uriTemplate: uri, ...resource }) => ({ uri, ...resource }))
    .sort((a, b) => (a.uri < b.uri ? -1 : 1));
}

/** @throws {AppError} `resource_uri_invalid`, `resource_not_found`, `asset_not_found`, `auth_forbidden` */
export async function readResource(caller: Caller, uri: unknown) {
  const [, scheme, name = "", path = ""] =
    /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(\/.*)?$/i.exec(String(uri)) ?? [];
  if (typeof uri !== "string" || scheme?.toLowerCase() !== "asset") {
    throw new AppError(
      "resource_uri_invalid",
      "uri has to be an address such as asset://<id>; resources/templates/list has all.",
    );
  }
  const content = await readAsset(caller, name, path);
  return {
    contents: [
      { uri, mimeType: MIME_TYPE, type: "text" as const, text: JSON.stringify(withoutNulls(content)) },
    ],
  };
}

async function readAsset(caller: Caller, id: string, path: string): Promise<unknown> {
  if (!isUuid(id)) throw new AppError("resource_uri_invalid", `"${id}" is no asset's id.`);
  const part = Object.entries(PARTS).find(([known]) => known === path)?.[1];
  if (part === undefined) throw new AppError("resource_not_found", `An asset has nothing at ${path}.`);
  assertMay(caller, POLICY.getAsset);
  const asset = await getAsset(caller.services, id);
  return part.shape.parse({ ...asset, assetId: asset.id });
}
