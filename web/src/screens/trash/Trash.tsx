import { useCallback, useState } from 'react';
import { CircleDot, FolderClosed, MessageSquare, RotateCcw, Trash2 } from 'lucide-react';
import { failureText } from '../../app/failure';
import { useLoaded } from '../../app/useLoaded';
import { useTitle } from '../../app/useTitle';
import { t } from '../../i18n';
import { formatRelative } from '../../i18n/format';
import { useMembers } from '../../models/member';
import { listTrash, restoreFromTrash } from '../../models/trash';
import type { TrashItem } from '../../models/trash';
import { Button } from '../../ui/Button';
import { EmptyState } from '../../ui/EmptyState';
import { LoadedList } from '../../ui/LoadedList';
import { ListRow, SettingsGroup, SettingsPage } from '../../ui/Settings';
import { showToast } from '../../ui/toasts';

/** What was deleted and can still come back. */
export function Trash() {
  const members = useMembers();
  const [cursor, setCursor] = useState<string | null>(null);
  const load = useCallback(async () => {
    const page = await listTrash();
    setCursor(page.next_cursor);
    return page.items;
  }, []);
  const trash = useLoaded<TrashItem[]>(load);
  useTitle(t('shell.trash'));

  async function more(): Promise<void> {
    if (cursor === null || trash.status !== 'ready') return;
    try {
      const page = await listTrash(cursor);
      trash.set((items) => [...items, ...page.items]);
      setCursor(page.next_cursor);
    } catch (cause) {
      showToast(failureText(cause), { tone: 'danger' });
    }
  }

  function restore(item: TrashItem): void {
    if (trash.status !== 'ready') return;
    trash.set((items) => items.filter((one) => one.id !== item.id));
    showToast(t('workspace.restored', { name: item.title }), { tone: 'success' });
    restoreFromTrash(item).done.catch(() => trash.reload());
  }

  function describe(item: TrashItem): string {
    const name = members.find((member) => member.id === item.deleted_by)?.name;
    const when = formatRelative(item.deleted_at);
    return name ? t('workspace.deleted_by', { name, when }) : t('workspace.deleted_when', { when });
  }

  return (
    <SettingsPage title={t('shell.trash')} text={t('workspace.trash_text')}>
      <SettingsGroup>
        <LoadedList state={trash} empty={<EmptyState icon={<Trash2 />} title={t('workspace.trash_empty')} />}>
          {(item) => (
            <ListRow
              key={item.id}
              picture={<KindIcon kind={item.kind} />}
              title={item.title}
              text={describe(item)}
              aside={t('workspace.gone_in', { count: daysLeft(item.purge_at) })}
              actions={
                <Button
                  size="sm"
                  icon={<RotateCcw aria-hidden="true" />}
                  aria-label={t('workspace.restore_named', { name: item.title })}
                  onClick={() => restore(item)}
                >
                  {t('workspace.restore')}
                </Button>
              }
            />
          )}
        </LoadedList>
      </SettingsGroup>
      {cursor !== null && (
        <div>
          <Button onClick={() => void more()}>{t('workspace.load_more')}</Button>
        </div>
      )}
    </SettingsPage>
  );
}

function daysLeft(until: string): number {
  return Math.max(0, Math.floor((Date.parse(until) - Date.now()) / 86_400_000));
}

function KindIcon({ kind }: { kind: string }) {
  if (kind === 'project') return <FolderClosed role="img" aria-label={t('workspace.kind_project')} />;
  if (kind === 'comment') return <MessageSquare role="img" aria-label={t('workspace.kind_comment')} />;
  return <CircleDot role="img" aria-label={t('workspace.kind_task')} />;
}
