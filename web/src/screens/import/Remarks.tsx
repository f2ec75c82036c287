import { findMessage, t } from '../../i18n';
import type { MessageKey } from '../../i18n';
import { formatNumber } from '../../i18n/format';
import { SettingsGroup } from '../../ui/Settings';
import type { Remark } from './preview';
import styles from './Import.module.css';

/** The text for a code of the server, when there is one. */
function known(key: string): string | undefined {
  const message = findMessage(key as MessageKey);
  return typeof message === 'string' && message !== key ? message : undefined;
}

function leftText(code: string): string {
  if (code.startsWith('action:')) return t('imports.left_action', { kind: code.slice(7).replaceAll('_', ' ') });
  return known(`imports.left_${code}`) ?? code.replaceAll('_', ' ');
}

/** What is not carried over, and what came over changed. */
export function Remarks({ left, notices }: { left: readonly Remark[]; notices: readonly Remark[] }) {
  return (
    <>
      {notices.length > 0 && (
        <SettingsGroup title={t('imports.notices_title')}>
          <ul className={styles.remarks}>
            {notices.map((notice) => (
              <li key={notice.code}>
                <span>
                  {known(`imports.notice_${notice.code}`) ?? t('imports.notice_other', { code: notice.code.replaceAll('_', ' ') })}
                  {notice.places.length > 0 && <small>{t('imports.places', { places: notice.places.slice(0, 3).join(', ') })}</small>}
                </span>
                <b>{formatNumber(notice.count)}</b>
              </li>
            ))}
          </ul>
        </SettingsGroup>
      )}
      {left.length > 0 && (
        <SettingsGroup title={t('imports.left_title')} text={t('imports.left_text')}>
          <ul className={styles.remarks}>
            {left.map((remark) => (
              <li key={remark.code}>
                <span>{leftText(remark.code)}</span>
                <b>{formatNumber(remark.count)}</b>
              </li>
            ))}
          </ul>
        </SettingsGroup>
      )}
    </>
  );
}
