import { beforeAll, inject } from "vitest";
import "../support/provided.ts";
import { AwsV4Signer } from "aws4fetch";
import { s3Driver } from "../../src/storage/s3.ts";
import type { S3Options } from "../../src/storage/s3-request.ts";
import { outbound } from "../support/s3.ts";
import { describeDriver } from "./driver-contract.ts";
import { describeSignatures } from "./s3-signatures.ts";

/** The account of test/servers/swift.ts. */
const options: S3Options = {
  endpoint: "",
  bucket: "contract",
  region: "us-east-1",
  forcePathStyle: true,
  accessKey: "test:tester",
  secretKey: "testing",
  outbound,
};

beforeAll(async () => {
  options.endpoint = await (await fetch(inject("swift"))).text();
  const signed = await new AwsV4Signer({
    url: `${options.endpoint}/${options.bucket}`,
    method: "PUT",
    accessKeyId: options.accessKey,
    secretAccessKey: options.secretKey,
    service: "s3",
    region: options.region,
  }).sign();
  const made = await fetch(signed.url, { method: "PUT", headers: signed.headers });
  if (!made.ok) throw new Error(`The bucket was not made: ${made.status} ${await made.text()}`);
}, 90_000);

describeDriver("s3 on Swift", () => s3Driver(options));
describeSignatures("Swift", () => options);
