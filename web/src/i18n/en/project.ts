/** Texts of this area. */
export const project = {} as const;
