/** The sign of TaskFlow: a check that flows on. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 28 28" fill="none" aria-hidden="true">
      <rect width="28" height="28" rx="8" fill="var(--accent)" />
      <path
        d="M6.5 14.2 11 18.6c.7.7 1.8.6 2.4-.2l4.3-6.1c.9-1.3 2.1-2.1 3.8-2.1"
        stroke="var(--accent-on)"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="6.6" cy="9.4" r="1.5" fill="var(--accent-on)" opacity="0.55" />
    </svg>
  );
}
