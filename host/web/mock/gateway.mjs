// A gateway for looking at the widget without one: serves dist and speaks channels/webchat/PROTOCOL.md,
// all in memory. `control` lets a script play the agent.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, normalize } from "node:path";
import { fileURLToPath } from "node:url";

import { WebSocketServer } from "ws";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

const paths = [
  [/^\/widget\/[\w-]+\/(loader|page|panel|form|invite|survey|files|offline|words-de)\.js$/, (m) => `widget/${m[1]}.js`],
  [/^\/demo\/$/, () => "demo/index.html"],
  [/^\/demo\/(.+)$/, (m) => `demo/${m[1]}`],
  [/^\/chat\/[\w-]+$/, () => "hosted/index.html"],
  [/^\/preview\/$/, () => "preview/index.html"],
  [/^\/preview\/(.+)$/, (m) => `preview/${m[1]}`],
  [/^\/hosted\/(.+)$/, (m) => `hosted/${m[1]}`],
];

/** Starts on a port (0: any). `config` overrides what the widget is told; `language` is that of the demo's chat. */
export async function startGateway({ port = 0, config = {}, language = null } = {}) {
  const visitors = new Map();
  const sockets = new Set();
  const state = { config, language, isDown: false, refuse: null, visitors, sockets, position: 3, places: 1, posted: [], away: { offline: null, opens_at: null }, loses: false };
  const server = createServer((request, response) => void answer(state, request, response));
  const upgrades = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    if (state.isDown || !/^\/api\/v1\/channels\/[\w-]+\/socket$/.test(request.url)) socket.destroy();
    else upgrades.handleUpgrade(request, socket, head, (ws) => serve(state, ws));
  });
  await new Promise((listening) => server.listen(port, "127.0.0.1", listening));
  return { url: `http://127.0.0.1:${server.address().port}`, control: controlOf(state), stop: () => stop(server, sockets) };
}

function stop(server, sockets) {
  for (const socket of sockets) socket.terminate();
  server.closeAllConnections();
  return new Promise((closed) => server.close(closed));
}

async function answer(state, request, response) {
  const { pathname } = new URL(request.url, "http://mock");
  if (state.isDown) {
    response.socket.destroy();
    return;
  }
  if (/^\/api\/v1\/channels\/[\w-]+\/config$/.test(pathname)) {
    response.writeHead(200, { "content-type": "application/json", "access-control-allow-origin": "*" });
    response.end(JSON.stringify({ ...defaults, ...state.config }));
    return;
  }
  if (/^\/api\/v1\/channels\/[\w-]+\/availability$/.test(pathname)) {
    response.writeHead(200, { "content-type": "application/json", "access-control-allow-origin": "*", "cache-control": "no-store" });
    response.end(JSON.stringify(state.away));
    return;
  }
  if (request.method === "POST") {
    await posted(state, pathname, request, response);
    return;
  }
  for (const [pattern, file] of paths) {
    const match = pattern.exec(pathname);
    if (match === null) continue;
    const name = normalize(file(match)).replace(/^(\.\.[/\\])+/, "");
    try {
      const page = await readFile(dist + name);
      const bytes = name === "demo/index.html" && state.language !== null ? String(page).replace("data-channel=", `data-lang="${state.language}" data-channel=`) : page;
      const headers = { "content-type": types[extname(name)] ?? "application/octet-stream", "x-content-type-options": "nosniff" };
      if (name.startsWith("widget/")) headers["access-control-allow-origin"] = "*";
      if (name.endsWith(".html")) headers["content-security-policy"] = policy;
      response.writeHead(200, headers);
      response.end(bytes);
      return;
    } catch {
      break;
    }
  }
  response.writeHead(404);
  response.end();
}

/** Places for invitations, what became of them, and ends that pages ask for. `state.posted` notes all of it. */
async function posted(state, pathname, request, response) {
  const said = JSON.parse(Buffer.concat(await request.toArray()).toString());
  const what = pathname.split("/").at(-1);
  state.posted.push({ what, ...said });
  const answer = (status, body) => {
    response.writeHead(status, { "content-type": "application/json", "access-control-allow-origin": "*" });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  };
  if (what === "end") {
    const visitor = state.visitors.get(said.token);
    if (visitor !== undefined && visitor.conversation !== null) end(visitor, "contact");
  }
  if (what === "offline" && state.loses) return answer(503, { code: "busy" });
  if (what !== "lease") return answer(204);
  if (state.places === 0) return answer(409, { code: "nobody_free", retry_after_ms: 15_000 });
  state.places -= 1;
  answer(201, { token: `lease_${state.posted.length}`, expires_in_ms: 30_000 });
}

const defaults = {
  title: "Fern & Kettle",
  launcher: "Chat with us",
  greeting: "Hello! Tell us who you are, and a tea person will be with you shortly.",
  accent: "#2c5f45",
  form: [{ name: "account_number", label: {}, required: false, kind: "text", chars_min: 1, chars_max: 64 }],
  languages: [],
  locale: "en",
  panel: "/widget/0123abcd/panel.js",
  invitations: [],
};

function serve(state, ws) {
  state.sockets.add(ws);
  const send = (frame) => ws.readyState === ws.OPEN && ws.send(JSON.stringify(frame));
  let visitor = null;
  const ping = setInterval(() => send({ t: "ping" }), 20_000);
  ws.on("close", () => {
    clearInterval(ping);
    state.sockets.delete(ws);
    visitor?.clients.delete(send);
  });
  ws.on("message", (data) => {
    const frame = JSON.parse(String(data));
    if (frame.t === "hello") visitor = hello(state, frame, send);
    else if (visitor !== null) receive(state, visitor, frame, send);
  });
}

function hello(state, { token, conversation, after }, send) {
  const key = token ?? `tok_${state.visitors.size + 1}`;
  if (!state.visitors.has(key)) state.visitors.set(key, { key, clients: new Set(), conversation: null, ids: new Map() });
  const visitor = state.visitors.get(key);
  visitor.clients.add(send);
  send({ t: "welcome", token: key, server_at: Date.now() });
  const isKnown = visitor.conversation?.id === conversation;
  const from = isKnown ? after : 0;
  if (!isKnown && visitor.conversation !== null) send(stateOf(visitor));
  for (const message of visitor.conversation?.messages ?? []) if (message.seq > from) send(message);
  send(stateOf(visitor));
  return visitor;
}

function receive(state, visitor, frame, send) {
  if (state.refuse !== null && frame.id !== undefined) {
    send({ t: "refused", id: frame.id, message: "Refused by the mock.", retry_ms: null, ...state.refuse });
    return;
  }
  const at = Date.now();
  switch (frame.t) {
    case "start":
      if (!visitor.ids.has(frame.id)) {
        const id = `cnv_${visitor.ids.size + 1}`;
        visitor.conversation = { id, messages: [], state: "queued", position: state.position, since: at };
        visitor.ids.set(frame.id, { conversation: id, seq: null });
      }
      send({ t: "ack", id: frame.id, at, ...visitor.ids.get(frame.id) });
      tell(visitor, stateOf(visitor));
      break;
    case "message":
      if (!visitor.ids.has(frame.id)) {
        const seq = add(visitor, { id: frame.id, from: "visitor", name: null, text: frame.text });
        visitor.ids.set(frame.id, { conversation: visitor.conversation.id, seq });
      }
      send({ t: "ack", id: frame.id, at, ...visitor.ids.get(frame.id) });
      break;
    case "divert":
    case "end":
      send({ t: "ack", id: frame.id, conversation: visitor.conversation.id, seq: null, at });
      end(visitor, "visitor");
      break;
  }
}

function add(visitor, message) {
  const { messages } = visitor.conversation;
  const whole = { t: "message", seq: messages.length + 1, id: null, at: Date.now(), ...message };
  messages.push(whole);
  tell(visitor, whole);
  return whole.seq;
}

function end(visitor, by) {
  add(visitor, { from: "system", name: null, notice: "ended", text: null });
  Object.assign(visitor.conversation, { state: "ended", by });
  tell(visitor, stateOf(visitor));
}

function tell(visitor, frame) {
  for (const send of visitor.clients) send(frame);
}

function stateOf({ conversation }) {
  if (conversation === null) return { t: "state", state: "none" };
  const { id, state, position, since, agent, by } = conversation;
  const more = { queued: { position, since }, assigned: { agent }, ended: { by } }[state];
  return { t: "state", state, conversation: id, ...more };
}

/** What a script can do in the agent's place; it concerns every visitor. */
function controlOf(state) {
  const each = (act) => [...state.visitors.values()].filter(({ conversation }) => conversation !== null).forEach(act);
  return {
    state,
    move: (position) => each((visitor) => {
      visitor.conversation.position = position;
      tell(visitor, stateOf(visitor));
    }),
    wait: (estimate_ms) => each((visitor) => tell(visitor, { t: "wait", conversation: visitor.conversation.id, estimate_ms })),
    accept: (agent) => each((visitor) => {
      add(visitor, { from: "system", name: agent, notice: "agent_joined", text: null });
      Object.assign(visitor.conversation, { state: "assigned", agent });
      tell(visitor, stateOf(visitor));
    }),
    say: (text) => each((visitor) => add(visitor, { from: "agent", name: visitor.conversation.agent, text })),
    typing: (on) => each((visitor) => tell(visitor, { t: "typing", on })),
    read: () => each((visitor) => tell(visitor, { t: "read", seq: visitor.conversation.messages.length })),
    end: () => each((visitor) => end(visitor, "agent")),
    drop: () => [...state.sockets].forEach((socket) => socket.terminate()),
  };
}
