// Telegram publishes no description for machines. People scrape one from its page; this says the same in
// OpenAPI's words, so that one validator reads them all.

const PLAIN = {
  Integer: { type: "integer" },
  Float: { type: "number" },
  String: { type: "string" },
  Boolean: { type: "boolean" },
  True: { type: "boolean", enum: [true] },
};

/** Methods at `/bot{token}/`, and updates at `/update`. */
export function asOpenApi(api, token) {
  const schema = (name) => {
    const list = /^Array of (.+)$/.exec(name);
    if (list !== null) return { type: "array", items: schema(list[1]) };
    // What was cut away may be anything.
    return PLAIN[name] ?? (name in api.types ? { $ref: `#/components/schemas/${name}` } : {});
  };
  const either = (names) => (names.length === 1 ? schema(names[0]) : { anyOf: names.map(schema) });
  const one = ({ types, characters, always }) => ({
    ...either(types),
    ...(characters && { minLength: characters[0], maxLength: characters[1] }),
    ...(always && { enum: [always] }),
  });
  const object = (fields) => ({
    type: "object",
    properties: Object.fromEntries(fields.map((field) => [field.name, one(field)])),
    required: fields.filter((field) => field.required).map((field) => field.name),
  });
  const schemas = Object.entries(api.types).map(([name, { fields, subtypes }]) => [
    name,
    subtypes === undefined ? object(fields) : either(subtypes.filter((one) => one in api.types)),
  ]);
  const methods = Object.entries(api.methods).map(([name, method]) => [
    `/bot${token}/${name}`,
    { post: operation(name, object(method.fields), either(method.returns)) },
  ]);
  return {
    openapi: "3.1.0",
    info: { title: "Telegram Bot API", version: api.version },
    paths: { "/update": { post: operation("update", schema("Update"), {}) }, ...Object.fromEntries(methods) },
    components: { schemas: Object.fromEntries(schemas) },
  };
}

function operation(operationId, request, result) {
  const failed = {
    ok: { type: "boolean", enum: [false] },
    error_code: { type: "integer" },
    description: { type: "string" },
    parameters: { type: "object" },
  };
  const done = { ok: { type: "boolean", enum: [true] }, result };
  const answer = (properties, required) => ({
    description: "",
    content: { "application/json": { schema: { type: "object", properties, required } } },
  });
  return {
    operationId,
    requestBody: { required: true, content: { "application/json": { schema: request } } },
    responses: { 200: answer(done, ["ok", "result"]), default: answer(failed, ["ok", "error_code"]) },
  };
}
