import type { JSX } from "preact";
import type { jsx as Jsx, Fragment as FragmentOf } from "preact/jsx-runtime";
import type { useEffect as UseEffect, useRef as UseRef, useState as UseState } from "preact/hooks";

import type { WindowProps } from "../panel/window.tsx";

/** What of its library the panel lends to scripts beside it, so that the library is there once. */
export interface Lent {
  jsx: typeof Jsx;
  Fragment: typeof FragmentOf;
  useEffect: typeof UseEffect;
  useRef: typeof UseRef;
  useState: typeof UseState;
}

/** What the form's script exports: it comes with the panel, and is loaded beside it. */
export interface FormModule {
  /** The form before a chat, made of what the panel lends, and its style for the root in which it will be drawn. */
  form: (lent: Lent, root: ShadowRoot) => (props: WindowProps) => JSX.Element;
}
