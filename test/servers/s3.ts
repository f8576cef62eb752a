/** Miniflare's S3 endpoint over R2 buckets in memory: it verifies every signature and body hash. */
import { convertV4MiniflareOptions, Miniflare } from "miniflare";

export const S3_CREDENTIALS = { accessKeyId: "AKIDTESTS", secretAccessKey: "a-secret-of-tests/with+signs" };

/** One for each test file that needs it empty. */
const BUCKETS = ["contract", "faulty", "profiles", "privacy", "migration", "orphans"];

export async function startS3() {
  const server = new Miniflare(
    convertV4MiniflareOptions({
      modules: true,
      script: "export default { fetch: () => new Response(null, { status: 404 }) }",
      host: "127.0.0.1",
      port: 0,
      r2Buckets: Object.fromEntries(
        BUCKETS.map((name, i) => [`BUCKET_${i}`, { id: name, s3Credentials: S3_CREDENTIALS }]),
      ),
    }),
  );
  const base = await server.ready;
  return { url: new URL("/cdn-cgi/local/r2/s3", base).href, stop: () => server.dispose() };
}
