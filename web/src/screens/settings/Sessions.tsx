import { Monitor, Smartphone } from 'lucide-react';
import { failureText } from '../../app/failure';
import { useLoaded } from '../../app/useLoaded';
import { useTitle } from '../../app/useTitle';
import { t } from '../../i18n';
import { formatDateTime, formatRelative } from '../../i18n/format';
import { listSessions, revokeOtherSessions, revokeSession } from '../../models/account';
import type { Session } from '../../models/account';
import { useMe } from '../../models/session';
import { Button } from '../../ui/Button';
import { Badge } from '../../ui/Chip';
import { EmptyState } from '../../ui/EmptyState';
import { LoadedList } from '../../ui/LoadedList';
import { ListRow, SettingsGroup, SettingsPage } from '../../ui/Settings';
import { showToast } from '../../ui/toasts';
import { describeDevice, isPhone } from './device';

/** Where a person is signed in. */
export function Sessions() {
  const me = useMe();
  const sessions = useLoaded(listSessions);
  useTitle(t('settings.sessions'));
  const current = me?.session?.id;
  function isCurrent(session: Session): boolean {
    return session.current ?? session.id === current;
  }

  async function end(session: Session): Promise<void> {
    if (sessions.status !== 'ready') return;
    sessions.set((all) => all.filter((one) => one.id !== session.id));
    try {
      await revokeSession(session.id);
      showToast(t('settings.session_ended'));
    } catch (cause) {
      sessions.reload();
      showToast(failureText(cause), { tone: 'danger' });
    }
  }

  async function endOthers(): Promise<void> {
    if (sessions.status !== 'ready') return;
    sessions.set((all) => all.filter(isCurrent));
    try {
      await revokeOtherSessions();
      showToast(t('settings.others_ended'));
    } catch (cause) {
      sessions.reload();
      showToast(failureText(cause), { tone: 'danger' });
    }
  }

  const others = sessions.status === 'ready' && sessions.value.some((session) => !isCurrent(session));
  return (
    <SettingsPage
      title={t('settings.sessions')}
      text={t('settings.sessions_text')}
      actions={others && <Button onClick={() => void endOthers()}>{t('settings.end_others')}</Button>}
    >
      <SettingsGroup>
        <LoadedList
          state={
            sessions.status === 'ready'
              ? { ...sessions, value: sessions.value.toSorted((a, b) => Number(isCurrent(b)) - Number(isCurrent(a))) }
              : sessions
          }
          empty={<EmptyState title={t('ui.nothing_here')} />}
        >
          {(session) => {
            const device = describeDevice(session.user_agent);
            const seen = session.last_seen_at
              ? t('settings.last_seen', { when: formatRelative(session.last_seen_at) })
              : t('settings.signed_in', { when: formatDateTime(session.created_at) });
            return (
              <ListRow
                key={session.id}
                picture={
                  isPhone(session.user_agent) ? <Smartphone aria-hidden="true" /> : <Monitor aria-hidden="true" />
                }
                title={
                  <>
                    {device}
                    {isCurrent(session) && <Badge tone="success">{t('settings.this_session')}</Badge>}
                  </>
                }
                text={[session.ip, seen].filter(Boolean).join(' · ')}
                actions={
                  !isCurrent(session) && (
                    <Button
                      size="sm"
                      aria-label={t('settings.end_session_of', { device })}
                      onClick={() => void end(session)}
                    >
                      {t('settings.end_session')}
                    </Button>
                  )
                }
              />
            );
          }}
        </LoadedList>
      </SettingsGroup>
    </SettingsPage>
  );
}
