/** Texts of this area. */
export const shell = {} as const;
