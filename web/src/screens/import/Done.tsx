import { useLocation } from 'wouter';
import { projectPath } from '../../app/paths';
import { useSlug } from '../../app/shell/slug';
import { useSubmit } from '../../app/useSubmit';
import { t } from '../../i18n';
import { undoImport } from '../../models/import';
import type { Import } from '../../models/import';
import { useProject } from '../../models/project';
import { Notice } from '../../ui/AuthLayout';
import { Button } from '../../ui/Button';
import { SettingsGroup, SettingsPage } from '../../ui/Settings';
import { accountOf } from './account';
import { Figures } from './Figures';
import styles from './Import.module.css';
import { Remarks } from './Remarks';

/** What an import brought, what it did not, and the way back. */
export function Done({ current, onUndone }: { current: Import; onUndone: (undone: Import) => void }) {
  const slug = useSlug();
  const [, navigate] = useLocation();
  const project = useProject(current.project_id);
  const { preview, report } = current;
  const undo = useSubmit(async () => onUndone(await undoImport(current.id)));
  return (
    <SettingsPage
      title={t('imports.done_title', { name: project?.name ?? preview.project.name })}
      text={t('imports.done_text', { count: report?.tasks ?? current.progress.total })}
      actions={
        <div className={styles.buttons}>
          <Button busy={undo.busy} onClick={() => undo.onSubmit()}>
            {t('imports.undo')}
          </Button>
          <Button
            variant="primary"
            disabled={!project}
            onClick={() => project && navigate(projectPath(slug, project.key))}
          >
            {t('imports.open_project')}
          </Button>
        </div>
      }
    >
      {undo.failure && <Notice tone="danger">{undo.failure}</Notice>}
      {report && (
        <SettingsGroup title={t('imports.account_title')}>
          <Figures figures={accountOf(report)} />
        </SettingsGroup>
      )}
      <Remarks left={report?.left ?? preview.left} notices={report?.notices ?? preview.notices} />
      <p className={styles.aside}>{t('imports.undo_text')}</p>
    </SettingsPage>
  );
}
