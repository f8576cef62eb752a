import { expect, it } from "vitest";
import { html, jsonInScript } from "../../src/gallery/html.ts";

it("escapes every value, in text and in attributes", () => {
  const evil = `"><script>alert('x')</script>&amp;`;
  expect(html`<a title="${evil}">${evil}</a>`.text).not.toMatch(/<script|"">/);
  expect(html`${evil}`.text).toBe("&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;");
});

it("keeps markup that was made here, alone and in lists", () => {
  const item = (text: string) => html`<li>${text}</li>`;
  expect(html`<ul>${[item("a"), item("<b>")]}</ul>`.text).toBe("<ul><li>a</li><li>&lt;b&gt;</li></ul>");
});

it("writes nothing for what is absent, and zero for zero", () => {
  expect(html`[${null}${undefined}${false}${0}]`.text).toBe("[0]");
});

it("lets no JSON end the script it stands in", () => {
  const text = jsonInScript({ name: "</script><!--\u2028&" }).text;
  expect(text).not.toMatch(/[<>&\u2028]/);
  expect(JSON.parse(text)).toEqual({ name: "</script><!--\u2028&" });
});
