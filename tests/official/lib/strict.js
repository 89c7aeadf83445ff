// Makes descriptions say what their authors mean, so that a validator holds everybody to it:
//
// - A thing of several kinds (`discriminator`) is exactly one of them, and is checked as that one. Validators
//   read only the fields that all kinds share, which is how a text without words would pass.
// - What is made of parts (`allOf`) is one thing with the fields of all parts.
// - A field that stands nowhere in the description is an error: a name with a slip of the pen is one.
// - A list in a form is its name again for each: OpenAPI's rule where nothing is said, and Prism's where it is.

const PREFIX = "#/components/schemas/";

/**
 * The same description, strict. `beyond`: fields that a provider documents elsewhere and whose absence here
 * is an omission, by the schema's name. `optional`: fields that are required here and nowhere else.
 */
export function strict(document, { beyond = {}, optional = {} } = {}) {
  const schemas = document.components?.schemas ?? {};
  const named = (ref) => schemas[ref.slice(PREFIX.length)];

  function flat(schema) {
    const { allOf, discriminator, ...own } = schema;
    const parts = (allOf ?? []).map((part) => flat(part.$ref === undefined ? part : named(part.$ref)));
    return [...parts, own].reduce(joined, {});
  }

  function spelled(schema, name) {
    const mapping = schema.oneOf === undefined ? (schema.discriminator?.mapping ?? {}) : {};
    const kinds = Object.entries(mapping).filter(([, ref]) => named(ref) !== undefined);
    if (kinds.length === 0) return closed({ ...flat(schema) }, name);
    const key = schema.discriminator.propertyName;
    return {
      oneOf: kinds.map(([word, ref]) => {
        const kind = { properties: { [key]: { type: "string", enum: [word] } }, required: [key] };
        return closed(joined(flat(named(ref)), kind), ref.slice(PREFIX.length));
      }),
    };
  }

  function closed(node, name) {
    if (Array.isArray(node)) return node.map((item) => closed(item));
    if (node === null || typeof node !== "object") return node;
    if (node.allOf !== undefined) return closed(flat(node), name);
    const entries = Object.entries(node).map(([key, value]) => [key, key === "properties" ? mapped(value) : closed(value)]);
    const { discriminator, ...schema } = Object.fromEntries(entries);
    if (schema.properties === undefined) return schema;
    for (const field of beyond[name] ?? []) schema.properties[field] = {};
    const needed = (schema.required ?? []).filter((field) => !(optional[name] ?? []).includes(field));
    // A property may have the name of a keyword; a schema has a type beside its properties.
    return { ...schema, type: "object", required: needed, additionalProperties: false };
  }

  const mapped = (properties) =>
    Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, closed(schema)]));

  const spelledOut = Object.entries(schemas).map(([name, schema]) => [name, spelled(schema, name)]);
  const components = { ...document.components, schemas: Object.fromEntries(spelledOut) };
  return { ...document, components, paths: inPaths(document.paths, closed) };
}

/** Two parts of one thing; what the later one says of a field counts. */
function joined(a, b) {
  const both = { ...a, ...b };
  if (a.properties || b.properties) both.properties = { ...a.properties, ...b.properties };
  if (a.required || b.required) both.required = [...new Set([...(a.required ?? []), ...(b.required ?? [])])];
  return both;
}

const FORM = "application/x-www-form-urlencoded";

/** Changes every schema that stands in a path itself. */
function inPaths(node, change) {
  if (Array.isArray(node)) return node.map((item) => inPaths(item, change));
  if (node === null || typeof node !== "object") return node;
  const changed = (key, value) => {
    if (key === "schema") return change(value);
    return key === FORM ? withLists(inPaths(value, change)) : inPaths(value, change);
  };
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, changed(key, value)]));
}

function withLists(form) {
  const lists = Object.entries(form.schema.properties ?? {}).filter(([, { type }]) => type === "array");
  const encoding = Object.fromEntries(lists.map(([name]) => [name, { style: "form", explode: true }]));
  return { ...form, encoding: { ...encoding, ...form.encoding } };
}
