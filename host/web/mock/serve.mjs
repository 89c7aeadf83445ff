// `npm run mock`: the demo shop and the hosted page on http://127.0.0.1:8090, with an agent who answers.
import { startGateway } from "./gateway.mjs";

const { url, control } = await startGateway({ port: 8090 });
console.log(`Demo shop    ${url}/demo/`);
console.log(`Hosted page  ${url}/chat/shop-chat`);

setInterval(() => {
  for (const { conversation } of control.state.visitors.values()) {
    if (conversation?.state === "queued") control.accept("Bea");
    const last = conversation?.messages.at(-1);
    if (conversation?.state === "assigned" && last?.from === "visitor") control.say(`You said: ${last.text}`);
  }
}, 3_000);
