import { readTold, type PreviewTold } from "../protocol/preview.ts";
import type { ChatPort, Panel, PanelModule } from "../widget/contract.ts";
import { showCard, type Card } from "../widget/invite/card.ts";
import { createLauncher, type Launcher } from "../widget/loader/launcher.ts";
import { invitation, stateOf } from "./samples.ts";

const nothing = (): void => undefined;
/** Nobody is at the other end. */
const nobody: ChatPort = { join: nothing, start: nothing, tell: nothing, identify: nothing, token: () => null, send: nothing, retry: nothing, discard: nothing, typing: nothing, read: nothing, end: nothing, divert: nothing, rate: nothing, forget: nothing, share: nothing };
/** No channel is called so: what the window keeps in this browser is nobody's. */
const CHANNEL = "~preview";
const gateway = new URL("../", location.href).href;

let shown: { launcher: Launcher; panel: Panel | null; card: Card | null } | null = null;
let turn = 0;

function clear(): void {
  shown?.panel?.unmount?.();
  shown?.card?.remove();
  shown?.launcher.host.remove();
  shown = null;
}

/** Shows a part of a chat, with the widget's own launcher, window and card. */
async function show({ part, theme, language, config }: PreviewTold): Promise<void> {
  turn += 1;
  const mine = turn;
  const script = part === "button" || part === "invitation" ? null : ((await import(/* @vite-ignore */ new URL(config.panel, gateway).href)) as PanelModule);
  // Told something else meanwhile.
  if (mine !== turn) return;
  clear();
  document.documentElement.dataset["theme"] = theme;
  const launcher = createLauncher(config, theme);
  document.body.append(launcher.host);
  const { root } = launcher;
  const panel =
    script?.mount({ root, gateway, channel: CHANNEL, config, language, layout: "floating", open: true, focus: false, launcher, pretend: { chat: nobody, state: stateOf(part, language) } }) ?? null;
  if (part === "button") launcher.unread(2, "2");
  const card = part === "invitation" ? showCard({ root, gateway, config, language }, config.invitations[0] ?? invitation, null, { accept: nothing, decline: nothing }) : null;
  shown = { launcher, panel, card };
}

addEventListener("message", ({ origin, source, data }: MessageEvent<unknown>) => {
  if (origin !== location.origin || source !== parent) return;
  const told = readTold(data);
  if (told !== null) void show(told).catch(nothing);
});
if (parent !== window) parent.postMessage({ preview: "ready" }, location.origin);
