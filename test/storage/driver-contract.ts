/** What every storage driver must do, whatever is behind it. */
import { describe, expect, it } from "vitest";
import type { StorageDriver } from "../../src/storage/driver.ts";
import { sha256Hex } from "../support/digest.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (body: ReadableStream<Uint8Array>) => new Response(body).text();

export function describeDriver(name: string, open: () => StorageDriver | Promise<StorageDriver>): void {
  describe(`${name} driver`, () => {
    const put = async (driver: StorageDriver, key: string, text: string, ifMatch?: string) => {
      const bytes = bytesOf(text);
      return driver.put(key, bytes, { contentType: "image/png", sha256: await sha256Hex(bytes), ifMatch });
    };

    const TEN = bytesOf("0123456789");
    const stream = async (driver: StorageDriver, key: string) =>
      driver.putStream(key, TEN.length, { contentType: "image/png", sha256: await sha256Hex(TEN) });

    it("gives back what was put, whole and in part", async () => {
      const driver = await open();
      await put(driver, "2026/01/02/whole.png", "0123456789");
      const whole = await driver.get("2026/01/02/whole.png");
      expect(whole?.size).toBe(10);
      expect(whole && (await textOf(whole.body))).toBe("0123456789");
      const part = await driver.get("2026/01/02/whole.png", { offset: 3, length: 4 });
      expect(part?.size).toBe(10);
      expect(part && (await textOf(part.body))).toBe("3456");
    });

    it("answers null for what is not there", async () => {
      const driver = await open();
      expect(await driver.get("2026/01/02/absent.png")).toBeNull();
      expect(await driver.head("2026/01/02/absent.png")).toBeNull();
    });

    it("tells size and version without the bytes", async () => {
      const driver = await open();
      const stored = await put(driver, "2026/01/02/head.png", "abc");
      expect(await driver.head("2026/01/02/head.png")).toMatchObject({
        key: "2026/01/02/head.png",
        size: 3,
        etag: stored?.etag,
      });
    });

    it("refuses bytes that are not what the checksum says", async () => {
      const driver = await open();
      const lie = driver.put("2026/01/02/lie.png", bytesOf("abc"), {
        contentType: "image/png",
        sha256: await sha256Hex(bytesOf("abd")),
      });
      await expect(lie).rejects.toMatchObject({ code: "storage_unavailable" });
      expect(await driver.head("2026/01/02/lie.png")).toBeNull();
    });

    it("stores a stream with its last piece and not before, or takes none", async () => {
      const driver = await open();
      const key = "2026/01/02/stream.png";
      const put = await stream(driver, key);
      if (put === null) {
        expect(driver.type).toBe("github-repo");
        return;
      }
      const writer = put.writable.getWriter();
      await writer.write(TEN.subarray(0, 6));
      expect(await driver.head(key)).toBeNull();
      await writer.write(TEN.subarray(6));
      await writer.close();
      expect(await put.stored).toMatchObject({ key, size: 10 });
      const whole = await driver.get(key);
      expect(whole && (await textOf(whole.body))).toBe("0123456789");
    });

    it("stores nothing of a stream that breaks off", async () => {
      const driver = await open();
      const key = "2026/01/02/broken.png";
      const put = await stream(driver, key);
      if (put !== null) {
        const writer = put.writable.getWriter();
        await writer.write(TEN.subarray(0, 6));
        const [, stored] = await Promise.allSettled([writer.abort(new Error("cut")), put.stored]);
        expect(stored.status).toBe("rejected");
      }
      expect(await driver.head(key)).toBeNull();
    });

    it("replaces only the version that was named", async () => {
      const driver = await open();
      const first = await put(driver, "2026/01/02/versions.png", "one");
      const second = await put(driver, "2026/01/02/versions.png", "two", first?.etag);
      expect(second).not.toBeNull();
      expect(await put(driver, "2026/01/02/versions.png", "three", first?.etag)).toBeNull();
      const now = await driver.get("2026/01/02/versions.png");
      expect(now && (await textOf(now.body))).toBe("two");
    });

    it("deletes many keys, absent ones too", async () => {
      const driver = await open();
      await put(driver, "2026/01/03/a.png", "a");
      await put(driver, "2026/01/03/b.png", "b");
      await driver.delete(["2026/01/03/a.png", "2026/01/03/b.png", "2026/01/03/never.png"]);
      expect(await driver.head("2026/01/03/a.png")).toBeNull();
      expect(await driver.head("2026/01/03/b.png")).toBeNull();
      await driver.delete([]);
    });

    it("lists what begins with a prefix, and nothing else", async () => {
      const driver = await open();
      await put(driver, "2026/02/01/a.png", "a");
      await put(driver, "2026/02/01/b.png", "bb");
      await put(driver, "2026/02/02/c.png", "c");
      const listed = [];
      for await (const object of driver.list("2026/02/01/")) listed.push(object);
      expect(listed.map(({ key, size }) => ({ key, size }))).toEqual([
        { key: "2026/02/01/a.png", size: 1 },
        { key: "2026/02/01/b.png", size: 2 },
      ]);
    });
  });
}
