import type { ReactNode } from 'react';
import { ChevronDown, Plus } from 'lucide-react';
import { t } from '../i18n';
import { IconButton } from '../ui/IconButton';
import styles from './TaskRows.module.css';

/** A heading and the tasks under it. */
export type Section = {
  key: string;
  name: string;
  icon?: ReactNode;
  ids: readonly string[];
  /** The heading of what is late. */
  tone?: 'danger';
  /** Adds a task to this section. */
  onAdd?: (() => void) | undefined;
};

/** The heading of a section, which folds it. */
export function SectionHead({ section, collapsed, onCollapse }: { section: Section; collapsed: boolean; onCollapse: (key: string) => void }) {
  return (
    <div className={styles.head} data-tone={section.tone}>
      <button
        type="button"
        aria-expanded={!collapsed}
        aria-label={t(collapsed ? 'list.expand_group' : 'list.collapse_group', { name: section.name })}
        className={styles.fold}
        onClick={() => onCollapse(section.key)}
      >
        <ChevronDown aria-hidden="true" />
      </button>
      {section.icon}
      <h2 className={styles.name}>{section.name}</h2>
      <span className={styles.count}>{section.ids.length}</span>
      {section.onAdd && (
        <span className={styles.add}>
          <IconButton size="sm" label={t('list.add_to_group', { name: section.name })} icon={<Plus aria-hidden="true" />} onClick={section.onAdd} />
        </span>
      )}
    </div>
  );
}
