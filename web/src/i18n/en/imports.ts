/** Texts of this area. */
export const imports = {} as const;
