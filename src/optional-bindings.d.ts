/** Bindings that a deployment may add in its deploy.toml; wrangler.toml, and so env.d.ts, has none of them. */
interface Env {
  /** Cloudflare Images: takes pictures that are too large to be decoded in the Worker's own memory. */
  IMAGES?: ImagesBinding;
}
