import { defineConfig } from "drizzle-kit";

/** `npm run db:generate` compares the schema with the migrations and writes what is missing. */
export default defineConfig({
  dialect: "sqlite",
  schema: "./src/database/schema.ts",
  out: "./migrations",
});
