import { t } from '../../i18n';
import { formatNumber } from '../../i18n/format';
import type { Figure } from './account';
import styles from './Import.module.css';

/** What is counted, one line each: what it is on the left, how many of how many on the right. */
export function Figures({ figures }: { figures: readonly Figure[] }) {
  return (
    <dl className={styles.figures}>
      {figures.map((figure) => (
        <div key={figure.key}>
          <dt>
            {t(`imports.of_${figure.key}`)}
            {figure.notes.length > 0 && <small>{figure.notes.join(' · ')}</small>}
          </dt>
          <dd data-short={figure.of !== undefined && figure.count < figure.of ? '' : undefined}>
            {figure.of === undefined || figure.of === figure.count
              ? formatNumber(figure.count)
              : t('imports.count_of', { count: figure.count, total: figure.of })}
          </dd>
        </div>
      ))}
    </dl>
  );
}
