import type { DesignPicture } from "../../protocol/api.ts";

/** Where a picture of the design is. */
export const pictureAt = ({ src }: DesignPicture, gateway: string): string => new URL(src, gateway).href;
