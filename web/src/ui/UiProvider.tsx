import type { ReactNode } from 'react';
import { CSPProvider } from '@base-ui/react/csp-provider';
import { Tooltip } from '@base-ui/react/tooltip';

/** What the primitives share. Stands once around the application. */
export function UiProvider({ children }: { children: ReactNode }) {
  return (
    // The content security policy allows no style elements.
    <CSPProvider disableStyleElements>
      {/* Tooltips follow one another without a new wait. */}
      <Tooltip.Provider delay={450} closeDelay={0}>
        {children}
      </Tooltip.Provider>
    </CSPProvider>
  );
}
