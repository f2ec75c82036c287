import type { CSSProperties } from 'react';
import { t } from '../i18n';
import styles from './Skeleton.module.css';

/** The shape of a thing that is on its way. */
export function Skeleton({
  width = '100%',
  height = 12,
  round = false,
}: {
  width?: number | string;
  height?: number;
  round?: boolean;
}) {
  const style: CSSProperties = { width, height, borderRadius: round ? '50%' : undefined };
  return <span aria-hidden="true" className={styles.skeleton} style={style} />;
}

/** Rows of a list that is on its way. */
export function SkeletonRows({ rows = 6 }: { rows?: number }) {
  const widths = ['62%', '48%', '71%', '55%', '40%', '66%'];
  return (
    <div role="status" aria-label={t('ui.loading')} className={styles.rows}>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className={styles.row}>
          <Skeleton width={16} height={16} round />
          <Skeleton width={widths[index % widths.length] ?? '50%'} />
        </div>
      ))}
    </div>
  );
}
