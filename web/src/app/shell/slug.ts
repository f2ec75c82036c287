import { createContext, use } from 'react';

/** The slug of the open workspace. */
export const SlugContext = createContext('');

/** The slug of the open workspace, for building addresses with app/paths. */
export function useSlug(): string {
  return use(SlugContext);
}
