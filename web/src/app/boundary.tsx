import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { ErrorBoundary } from './ErrorBoundary';

/** An error boundary that gives its children another chance at the next address. */
export function ErrorScreenBoundary({ nested = false, children }: { nested?: boolean; children: ReactNode }) {
  const [path] = useLocation();
  return (
    <ErrorBoundary resetKey={path} nested={nested}>
      {children}
    </ErrorBoundary>
  );
}
