import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';
import styles from './Tabs.module.css';

/** One tab. */
export type Tab = { id: string; label: ReactNode; count?: number };

/** Tabs over panels: the children are TabPanel elements. */
export function Tabs({
  tabs,
  value,
  onChange,
  label,
  children,
}: {
  tabs: readonly Tab[];
  value: string;
  onChange: (id: string) => void;
  label: string;
  children: ReactNode;
}) {
  return (
    <Base.Root value={value} onValueChange={(next: string) => onChange(next)} className={styles.root}>
      <Base.List className={styles.list} aria-label={label}>
        {tabs.map((tab) => (
          <Base.Tab key={tab.id} value={tab.id} className={styles.tab}>
            {tab.label}
            {tab.count !== undefined && <span className={styles.count}>{tab.count}</span>}
          </Base.Tab>
        ))}
      </Base.List>
      {children}
    </Base.Root>
  );
}

/** What a tab shows. */
export function TabPanel({ id, className, children }: { id: string; className?: string; children: ReactNode }) {
  return (
    <Base.Panel value={id} className={className}>
      {children}
    </Base.Panel>
  );
}

/** A row of choices that changes how something is shown: board or list. */
export function Segmented({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string;
  options: readonly { id: string; label: string; icon?: ReactNode }[];
  onChange: (id: string) => void;
}) {
  return (
    <div role="radiogroup" aria-label={label} className={styles.segmented}>
      {options.map((option) => (
        <label key={option.id} className={styles.segment}>
          <input
            type="radio"
            name={label}
            value={option.id}
            checked={option.id === value}
            onChange={() => onChange(option.id)}
            className="visually-hidden"
          />
          {option.icon}
          <span>{option.label}</span>
        </label>
      ))}
    </div>
  );
}
