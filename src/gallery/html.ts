/** HTML as tagged templates: every value is escaped, unless it is markup that was made here. */

/** Markup that needs no more escaping. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

type Value = Markup | string | number | null | undefined | false | readonly Value[];

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** `false`, `null` and `undefined` are nothing. Attribute values must stand in quotes. */
export function html(strings: TemplateStringsArray, ...values: Value[]): Markup {
  let text = "";
  strings.forEach((part, i) => {
    text += dense(part) + (i < values.length ? write(values[i]) : "");
  });
  return new Markup(text);
}

function write(value: Value): string {
  if (value === null || value === undefined || value === false) return "";
  if (value instanceof Markup) return value.text;
  return typeof value === "object" ? value.map(write).join("") : escapeHtml(String(value));
}

/** The source's line breaks and indentation are for us, not for the network. */
function dense(part: string): string {
  return part.replace(/\s*\n\s*/g, (space, offset: number) =>
    offset === 0 || offset + space.length === part.length || part[offset - 1] === ">" ? "" : " ",
  );
}

/** A JSON value inside a `<script>`: nothing in it can end the element. */
export function jsonInScript(value: unknown): Markup {
  return new Markup(JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, escapedCharacter));
}

function escapedCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
