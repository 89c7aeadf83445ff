// Cuts a published description down to what the tests look at: `npm run --silent cut -- line < messaging-api.yml`.
// What is left of it is as its authors wrote it; examples, prose and extensions are left out.
import { readFileSync, writeFileSync } from "node:fs";
import { parse } from "yaml";

const HERE = new URL("../descriptions/", import.meta.url);
const sources = JSON.parse(readFileSync(new URL("sources.json", HERE), "utf8"));
/** Not needed to tell right from wrong. */
const PROSE = ["description", "example", "examples", "externalDocs", "summary", "tags", "title"];
const METHODS = ["get", "put", "post", "delete", "patch"];

const [name] = process.argv.slice(2);
const source = sources[name];
if (source === undefined) throw new Error(`name one of ${Object.keys(sources).join(", ")}`);
const whole = parse(readFileSync(0, "utf8"), { maxAliasCount: -1 });
const cut = source.methods === undefined ? openApi(whole, source) : botApi(whole, source);
writeFileSync(new URL(`${name}.json`, HERE), `${JSON.stringify(cut)}\n`);

/** An OpenAPI document with some of its paths, and the components that those lead to. */
function openApi(document, { paths, kinds = {} }) {
  const kept = {};
  for (const [path, methods] of Object.entries(paths)) {
    const others = METHODS.filter((method) => !methods.includes(method));
    kept[path] = quiet(without(document.paths[path], others));
  }
  const cut = {
    openapi: document.openapi,
    info: { title: document.info.title, version: document.info.version },
    servers: [{ url: document.servers[0].url }],
    ...(document.security && { security: document.security }),
    paths: kept,
    components: { securitySchemes: quiet(document.components.securitySchemes) },
  };
  follow(kept, (ref) => {
    const [, group, part] = ref.slice(2).split("/");
    cut.components[group] ??= {};
    if (part in cut.components[group]) return undefined;
    const found = document.components[group]?.[part];
    // Some descriptions name parts that they do not have.
    if (found === undefined) return undefined;
    const kept = withKinds(quiet(found), kinds[part]);
    cut.components[group][part] = kept;
    return kept;
  });
  return cut;
}

/** Of the kinds of a thing only some. */
function withKinds(schema, words) {
  if (words === undefined) return schema;
  const mapping = Object.fromEntries(words.map((word) => [word, schema.discriminator.mapping[word]]));
  return { ...schema, discriminator: { ...schema.discriminator, mapping } };
}

/** Walks everything that is referred to, however far away. `take` gives what stands there, once. */
function follow(node, take) {
  if (node === null || typeof node !== "object") return;
  for (const [key, value] of Object.entries(node)) {
    const refs = key === "$ref" ? [value] : key === "mapping" ? Object.values(value) : [];
    for (const ref of refs) follow(take(ref), take);
    follow(value, take);
  }
}

function without(object, keys) {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

/** The same without prose. Keys of `properties` are names, whatever they are. */
function quiet(node, areNames = false) {
  if (Array.isArray(node)) return node.map((item) => quiet(item));
  if (node === null || typeof node !== "object") return node;
  const entries = Object.entries(node).filter(
    ([key]) => areNames || !(PROSE.includes(key) || key.startsWith("x-")),
  );
  return Object.fromEntries(entries.map(([key, value]) => [key, quiet(value, key === "properties" && !areNames)]));
}

/** The scraped pages of Telegram's Bot API: some methods, and some types with their fields. */
function botApi(document, { methods, types }) {
  const pick = (group, names) =>
    Object.fromEntries(
      names.map((name) => {
        const { fields, subtypes, returns } = document[group][name];
        return [name, { fields: fields?.map(field), subtypes, returns }];
      }),
    );
  return {
    version: document.version,
    release_date: document.release_date,
    methods: pick("methods", methods),
    types: pick("types", types),
  };
}

/** How long a text may be stands in prose only: "1-4096 characters", "0-1024 characters". */
function field({ name, types, required, description }) {
  const length = /\b(\d+)-(\d+) characters/.exec(description);
  const always = /always “(\w+)”|always "(\w+)"/.exec(description);
  return {
    name,
    types,
    required,
    ...(length && { characters: [Number(length[1]), Number(length[2])] }),
    ...(always && { always: always[1] ?? always[2] }),
  };
}
