import { expect, it } from "vitest";
import { codes } from "../../src/gallery/embed-codes.ts";

const URL = "https://cats.example/content/a(b).png";

it("carries the real alternative text, and nothing in it breaks out", () => {
  const alt = `a "cat" [on](x) <b>\nmat`;
  expect(codes({ altText: alt, width: 4, height: 3 }, URL, "cat.png")).toEqual({
    Markdown: `![a "cat" \\[on\\](x) \\<b\\> mat](https://cats.example/content/a%28b%29.png)`,
    HTML: `<img src="${URL}" alt="a &quot;cat&quot; [on](x) &lt;b&gt; mat" width="4" height="3">`,
    BBCode: `[img]${URL}[/img]`,
  });
});

it("names the picture when it has no alternative text", () => {
  expect(codes({ altText: " ", width: null, height: null }, URL, "cat.png").HTML).toBe(
    `<img src="${URL}" alt="cat.png">`,
  );
});
