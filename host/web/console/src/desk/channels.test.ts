import { expect, it, vi } from "vitest";

import type { ChannelList, ConsoleEvent } from "../api/types.ts";
import { channel, conversation, offer, snapshot } from "../domain/fixtures.ts";
import { Channels, channelsIn } from "./channels.svelte.ts";

const settled = (): Promise<void> => Promise.resolve().then(() => undefined);

function asking(...answers: readonly (ChannelList | Error)[]): { channels: Channels; asked: ReturnType<typeof vi.fn> } {
  const left = [...answers];
  const asked = vi.fn(() => {
    const next = left.length > 1 ? left.shift() : left[0];
    return next instanceof Error || next === undefined ? Promise.reject(next ?? new Error("none")) : Promise.resolve(next);
  });
  return { channels: new Channels({ channels: asked }, () => 0), asked };
}

it("a channel that turns up unknown is asked for once in a connection", async () => {
  const { channels, asked } = asking({ items: [channel("sms")] });
  channels.connected();
  await settled();
  channels.need("sms");
  expect(asked).toHaveBeenCalledTimes(1);
  channels.need("new");
  await settled();
  channels.need("new");
  expect(asked).toHaveBeenCalledTimes(2);
  expect(channels.title("new")).toBe("new");
  expect(channels.title("sms")).toBe("Channel sms");
  channels.connected();
  expect(asked).toHaveBeenCalledTimes(3);
});

it("a failure keeps what is known and is tried again later, not at once", async () => {
  const { channels, asked } = asking({ items: [channel("sms")] }, new Error("down"), { items: [] });
  channels.connected();
  await settled();
  channels.connected();
  await settled();
  expect(channels.of("sms")).not.toBeNull();
  channels.tick(14_999);
  expect(asked).toHaveBeenCalledTimes(2);
  channels.tick(15_000);
  await settled();
  expect(channels.all).toEqual([]);
});

it("snapshots and new conversations name their channels", () => {
  const held = { conversation: conversation("a", { channel: "sms" }), messages: [] };
  const first = offer("o", "b");
  expect(channelsIn({ snapshot: snapshot({ conversations: [held], offers: [first] }) })).toEqual(["sms", "shop-chat"]);
  const events: ConsoleEvent[] = [{ kind: "conversation_added", held }, { kind: "offer_presented", offer: first }, { kind: "plugins_changed" }];
  expect(events.flatMap((event) => channelsIn({ event }))).toEqual(["sms", "shop-chat"]);
});
