import { t } from '../i18n';
import styles from './Spinner.module.css';

/** Turns while something is under way and its shape is not known. */
export function Spinner({ size = 16, label = t('ui.loading') }: { size?: number; label?: string }) {
  return <span role="status" aria-label={label} className={styles.spinner} style={{ width: size, height: size }} />;
}
