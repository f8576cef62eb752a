/** The S3 server of the test run, as a driver or as a profile. */
import { inject } from "vitest";
import "./provided.ts";
import { outboundFetch } from "../../src/net/outbound.ts";
import { s3Driver } from "../../src/storage/s3.ts";
import type { S3Options } from "../../src/storage/s3-request.ts";

export const ACCESS_KEY = "AKIDTESTS";
export const SECRET_KEY = "a-secret-of-tests/with+signs";

/** Loopback is allowed here, as on a machine that says ALLOW_PRIVATE_NETWORK_ENDPOINTS. */
export const outbound = outboundFetch({ allowPrivateNetworkEndpoints: true });

export function s3Options(bucket: string, changes: Partial<S3Options> = {}): S3Options {
  return {
    endpoint: inject("s3"),
    bucket,
    region: "auto",
    forcePathStyle: true,
    accessKey: ACCESS_KEY,
    secretKey: SECRET_KEY,
    outbound,
    ...changes,
  };
}

export function s3(bucket: string, changes: Partial<S3Options> = {}) {
  return s3Driver(s3Options(bucket, changes));
}
