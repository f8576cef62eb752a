/** A server that does not verify what it is sent proves nothing: each of these has to be refused. */
import { AwsV4Signer } from "aws4fetch";
import { describe, expect, it } from "vitest";
import { s3Driver } from "../../src/storage/s3.ts";
import type { S3Options } from "../../src/storage/s3-request.ts";

export function describeSignatures(name: string, options: () => S3Options): void {
  const url = () => `${options().endpoint}/${options().bucket}/signed.png`;
  const signer = (changes: Partial<ConstructorParameters<typeof AwsV4Signer>[0]> = {}) =>
    new AwsV4Signer({
      url: url(),
      method: "PUT",
      body: "x",
      headers: { "x-amz-content-sha256": SHA256_OF_X },
      accessKeyId: options().accessKey,
      secretAccessKey: options().secretKey,
      service: "s3",
      region: options().region,
      ...changes,
    });
  const send = async (signed: { url: URL; headers: Headers }, body = "x") => {
    const response = await fetch(signed.url, { method: "PUT", headers: signed.headers, body });
    await response.body?.cancel();
    return response.status;
  };

  describe(`${name} verifies`, () => {
    it("what is right", async () => {
      expect(await send(await signer().sign())).toBe(200);
    });

    it("the secret", async () => {
      const driver = s3Driver({ ...options(), secretKey: "another-secret" });
      await expect(driver.get("signed.png")).rejects.toMatchObject({
        code: "storage_provider_access_denied",
      });
      await expect(driver.head("signed.png")).rejects.toMatchObject({
        code: "storage_provider_access_denied",
      });
    });

    it("that nothing was altered on the way", async () => {
      const elsewhere = await signer().sign();
      elsewhere.url.pathname = elsewhere.url.pathname.replace("signed", "other");
      expect(await send(elsewhere)).toBe(403);
      const altered = await signer().sign();
      altered.headers.set("authorization", `${altered.headers.get("authorization")?.slice(0, -4)}0000`);
      expect(await send(altered)).toBe(403);
    });

    it("the bytes against their hash", async () => {
      expect(await send(await signer().sign(), "y")).toBe(400);
    });

    it("that the signature is of today", async () => {
      expect(await send(await signer({ datetime: "20240101T000000Z" }).sign())).toBe(403);
    });
  });
}

const SHA256_OF_X = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
