/** Texts of this area. */
export const app = {} as const;
