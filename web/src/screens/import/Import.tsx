import { useCallback, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { failureText } from '../../app/failure';
import { pagePath } from '../../app/paths';
import { useSlug } from '../../app/shell/slug';
import { useLoaded } from '../../app/useLoaded';
import { useTitle } from '../../app/useTitle';
import { t } from '../../i18n';
import { formatRelative } from '../../i18n/format';
import { listImports, previewImport, readImport } from '../../models/import';
import type { Import as ImportState } from '../../models/import';
import { useMyMembership } from '../../models/workspace';
import { Notice } from '../../ui/AuthLayout';
import { Badge } from '../../ui/Chip';
import { Button } from '../../ui/Button';
import { EmptyState } from '../../ui/EmptyState';
import { FileDrop } from '../../ui/FileDrop';
import { ProgressBar } from '../../ui/ProgressBar';
import { ListRow, SettingsCell, SettingsGroup, SettingsPage } from '../../ui/Settings';
import { FileJson, TriangleAlert, Undo2 } from 'lucide-react';
import { Done } from './Done';
import styles from './Import.module.css';
import { PreviewForm } from './PreviewForm';

/** Brings a board along from elsewhere: file, preview, progress, report. */
export function Import() {
  const me = useMyMembership();
  const slug = useSlug();
  const [, navigate] = useLocation();
  const [current, setCurrent] = useState<ImportState>();
  useTitle(t('shell.import'));
  const state = current?.state;
  const id = current?.id;

  useEffect(() => {
    if (state !== 'running' || id === undefined) return undefined;
    let timer: ReturnType<typeof setTimeout>;
    let stopped = false;
    async function look(): Promise<void> {
      try {
        const now = await readImport(id ?? '');
        if (!stopped) setCurrent(now);
      } catch {
        // The next look will tell.
      }
      if (!stopped) timer = setTimeout(() => void look(), 700);
    }
    timer = setTimeout(() => void look(), 400);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [state, id]);

  if (me?.role === 'guest') {
    return (
      <SettingsPage title={t('shell.import')}>
        <Notice>{t('imports.only_editors')}</Notice>
      </SettingsPage>
    );
  }
  if (current === undefined) return <Choose onImport={setCurrent} />;
  const { name } = current.preview;
  const trashed = current.report?.undo === 'trashed';
  switch (current.state) {
    case 'previewed':
      return <PreviewForm current={current} onStarted={setCurrent} onCancel={() => setCurrent(undefined)} />;
    case 'running':
      return (
        <SettingsPage title={t('imports.running', { name })} text={t('imports.running_text')}>
          <div className={styles.progress}>
            <ProgressBar
              label={t('imports.running', { name })}
              value={current.progress.done}
              max={current.progress.total}
            />
            <span role="status">
              {t('imports.progress', { done: current.progress.done, total: current.progress.total })}
            </span>
          </div>
        </SettingsPage>
      );
    case 'done':
      return <Done current={current} onUndone={setCurrent} />;
    case 'failed':
    case 'undone':
      return (
        <SettingsPage title={t('shell.import')}>
          <EmptyState
            icon={current.state === 'failed' ? <TriangleAlert /> : <Undo2 />}
            title={t(current.state === 'failed' ? 'imports.failed_title' : 'imports.undone')}
            text={endText(current)}
            action={
              <div className={styles.buttons}>
                {trashed && <Button onClick={() => navigate(pagePath(slug, 'trash'))}>{t('imports.open_trash')}</Button>}
                <Button variant="primary" onClick={() => setCurrent(undefined)}>
                  {t('imports.again')}
                </Button>
              </div>
            }
          />
        </SettingsPage>
      );
  }
}

/** What became of an import that is over: why it failed, or where its things are now. */
function endText({ state, report }: ImportState): string {
  if (state === 'failed') return [report?.error?.message, t('imports.failed_text')].filter(Boolean).join(' ');
  return t(report?.undo === 'trashed' ? 'imports.undone_trashed' : 'imports.undone_erased');
}

function Choose({ onImport }: { onImport: (made: ImportState) => void }) {
  const [reading, setReading] = useState<string>();
  const [failure, setFailure] = useState<string>();
  const load = useCallback(() => listImports(), []);
  const earlier = useLoaded(load);

  async function read(file: File): Promise<void> {
    setFailure(undefined);
    if (!/\.json$/i.test(file.name) && file.type !== 'application/json') {
      setFailure(t('imports.not_json'));
      return;
    }
    setReading(file.name);
    try {
      onImport(await previewImport('trello', file));
    } catch (cause) {
      setFailure(failureText(cause));
    } finally {
      setReading(undefined);
    }
  }

  return (
    <SettingsPage title={t('shell.import')} text={t('imports.text')}>
      {failure && <Notice tone="danger">{failure}</Notice>}
      <FileDrop
        label={reading ? t('imports.reading', { name: reading }) : t('imports.drop')}
        hint={t('imports.drop_or')}
        choose={t('imports.choose')}
        accept=".json,application/json"
        icon={<FileJson />}
        busy={reading !== undefined}
        onFile={(file) => void read(file)}
      />
      <SettingsGroup title={t('imports.how_title')}>
        <SettingsCell>
          <ol className={styles.how}>
            <li>{t('imports.how_1')}</li>
            <li>{t('imports.how_2')}</li>
            <li>{t('imports.how_3')}</li>
          </ol>
        </SettingsCell>
      </SettingsGroup>
      {earlier.status === 'ready' && earlier.value.length > 0 && (
        <SettingsGroup title={t('imports.earlier')}>
          <ul>
            {earlier.value.map((one) => (
              <ListRow
                key={one.id}
                picture={<FileJson aria-hidden="true" />}
                title={one.preview.name || one.filename}
                text={formatRelative(one.created_at)}
                aside={
                  <Badge tone={one.state === 'done' ? 'success' : one.state === 'failed' ? 'danger' : 'neutral'}>
                    {t(`imports.state_${one.state}`)}
                  </Badge>
                }
                actions={
                  one.state !== 'undone' && (
                    <Button size="sm" onClick={() => onImport(one)}>
                      {t(one.state === 'previewed' ? 'imports.continue' : 'imports.show')}
                    </Button>
                  )
                }
              />
            ))}
          </ul>
        </SettingsGroup>
      )}
    </SettingsPage>
  );
}
