import { findMessage, t } from '../../i18n';
import type { MessageKey } from '../../i18n';
import { formatNumber } from '../../i18n/format';
import { SettingsGroup } from '../../ui/Settings';
import type { ImportReport } from '../../models/import';
import styles from './Import.module.css';

/** The text for a code of the server, when there is one. */
function known(key: string): string | undefined {
  const message = findMessage(key as MessageKey);
  return typeof message === 'string' && message !== key ? message : undefined;
}

/** "updateCheckItemStateOnCard" as "update check item state on card". */
function spaced(name: string): string {
  return name.replaceAll('_', ' ').replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

type Left = { kind: string; count: number; places: readonly string[] };

/** The kinds of history that are left behind, as one remark with its kinds below it. */
function foldHistory(left: ImportReport['left']): Left[] {
  const history = left.filter(({ kind }) => kind.startsWith('action:'));
  const rest = left.filter(({ kind }) => !kind.startsWith('action:')).map((one) => ({ ...one, places: [] }));
  if (history.length === 0) return rest;
  const count = history.reduce((sum, one) => sum + one.count, 0);
  const places = history.map(({ kind, count: times }) => {
    const name = kind.slice('action:'.length);
    return `${known(`imports.action_${name}`) ?? spaced(name)} ${formatNumber(times)}`;
  });
  return [...rest, { kind: 'history', count, places }];
}

/** What is not carried over, and what came over changed. */
export function Remarks({ left, notices }: Pick<ImportReport, 'left' | 'notices'>) {
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
                  {notice.places && notice.places.length > 0 && (
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
              <li key={remark.kind}>
                <span>
                  {known(`imports.left_${remark.kind}`) ?? spaced(remark.kind)}
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
