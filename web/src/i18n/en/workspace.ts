/** Texts of this area. */
export const workspace = {} as const;
