import { useLayoutEffect, useState } from 'react';

/** The height of a row as the tokens say, which is larger for fingers. */
export function useRowHeight(element: { current: Element | null }): number {
  const [height, setHeight] = useState(40);
  useLayoutEffect(() => {
    const read = () => setHeight(Number.parseFloat(getComputedStyle(element.current ?? document.documentElement).getPropertyValue('--row')) || 40);
    read();
    const query = matchMedia('(max-width: 640px)');
    query.addEventListener('change', read);
    return () => query.removeEventListener('change', read);
  }, [element]);
  return height;
}
