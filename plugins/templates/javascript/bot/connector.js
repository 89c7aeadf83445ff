// {{title}}: a bot that greets, and hands over to a person who is asked for. tests/*.json shows its turns.
import { descriptor, misconfigured } from "../frontdesk/frontdesk.js";

export const describe = () => descriptor({
  kind: "bot",
  id: "{{name}}",
  version: "0.1.0",
  title: "{{title}}",
  settings: {{schema}},
});

export function validate(cx) {
  if (typeof cx.settings.greeting !== "string") throw misconfigured("the settings: greeting is missing");
}

export function turn(talk, cx) {
  const last = talk.lines.at(-1);
  if (last?.author !== "contact") return [];
  if (last.text.toLowerCase().includes("human")) return [{ tag: "hand-over", val: cx.settings.queue ?? null }];
  if (talk.variables.some(({ name }) => name === "greeted")) return [];
  return [
    { tag: "say", val: cx.settings.greeting },
    { tag: "set", val: { name: "greeted", value: "yes" } },
  ];
}
