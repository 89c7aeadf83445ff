import { Fragment } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { jsx } from "preact/jsx-runtime";

import type { FormModule, Parts } from "../form/lent.ts";
import { loadBeside } from "./beside.ts";

/** The longest pause before it is asked for again. */
const PAUSE_MAX_S = 30;

/** Loads the form's script. It is asked for again until it is there: a visitor without it cannot begin. */
export async function loadForm(root: ShadowRoot): Promise<Parts> {
  for (let again = 0; ; again += 1) {
    try {
      // A browser remembers a module that failed: another address makes it try again.
      const { form } = await loadBeside<FormModule>(again === 0 ? "form.js" : `form.js?again=${again}`);
      return form({ jsx, Fragment, useEffect, useRef, useState }, root);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, Math.min(2 ** again, PAUSE_MAX_S) * 1_000));
    }
  }
}
