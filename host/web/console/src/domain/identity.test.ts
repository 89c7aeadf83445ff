import { expect, it } from "vitest";

import { conversation } from "./fixtures.ts";
import { identityLabel, isSignedIn } from "./identity.ts";

it("an identity is called what people call it", () => {
  expect(identityLabel("customer")).toBe("Customer number");
  expect(identityLabel("customer:https://shop.example")).toBe("Customer number at https://shop.example");
  expect(identityLabel("email")).toBe("Email");
  expect(identityLabel("phone")).toBe("Phone number");
  expect(identityLabel("whatsapp-user")).toBe("Whatsapp user");
});

it("only a site's own number says that a customer has signed in there", () => {
  const known = (...kinds: string[]) => ({ ...conversation("a").contact, identities: kinds.map((kind) => ({ kind, value: "1" })) });
  expect(isSignedIn(known("customer"))).toBe(true);
  expect(isSignedIn(known("phone", "customer:shop"))).toBe(true);
  expect(isSignedIn(known("phone", "customers"))).toBe(false);
  expect(isSignedIn(conversation("a").contact)).toBe(false);
});
