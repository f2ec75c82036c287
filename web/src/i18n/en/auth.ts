/** Texts of this area. */
export const auth = {} as const;
