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
  return known(`imports.left_${code}`) ?? code.replaceAll('_', ' ');
}

/** The kinds of history that are left behind, as one remark with its kinds as examples. */
function foldHistory(left: readonly Remark[]): Remark[] {
  const history = left.filter((remark) => remark.code.startsWith('action:'));
  const rest = left.filter((remark) => !remark.code.startsWith('action:'));
  if (history.length === 0) return rest;
  const count = history.reduce((sum, remark) => sum + remark.count, 0);
  const places = history.map((remark) => `${remark.code.slice(7).replaceAll('_', ' ')} ${formatNumber(remark.count)}`);
  return [...rest, { code: 'history', count, places }];
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
                  {known(`imports.notice_${notice.code}`) ??
                    t('imports.notice_other', { code: notice.code.replaceAll('_', ' ') })}
                  {notice.places.length > 0 && (
                    <small>{t('imports.places', { places: notice.places.slice(0, 3).join(', ') })}</small>
                  )}
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
            {foldHistory(left).map((remark) => (
              <li key={remark.code}>
                <span>
                  {leftText(remark.code)}
                  {remark.places.length > 0 && <small>{remark.places.join(', ')}</small>}
                </span>
                <b>{formatNumber(remark.count)}</b>
              </li>
            ))}
          </ul>
        </SettingsGroup>
      )}
    </>
  );
}
