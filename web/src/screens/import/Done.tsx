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
import { Badge } from '../../ui/Chip';
import { SettingsPage } from '../../ui/Settings';
import { showToast } from '../../ui/toasts';
import styles from './Import.module.css';
import { readPreview } from './preview';
import { Remarks } from './Remarks';

const made = [
  'tasks',
  'columns',
  'comments',
  'labels',
  'checklists',
  'attachments',
  'list_moves',
  'placeholders',
] as const;

/** What an import brought, what it did not, and the way back. */
export function Done({ current, onUndone }: { current: Import; onUndone: () => void }) {
  const slug = useSlug();
  const [, navigate] = useLocation();
  const project = useProject(current.project_id);
  const preview = readPreview(current.preview);
  const report = readPreview(current.report);
  const undo = useSubmit(async () => {
    await undoImport(current.id);
    showToast(t('imports.undone'));
    onUndone();
  });
  return (
    <SettingsPage
      title={t('imports.done_title', { name: project?.name ?? report.name ?? preview.name })}
      text={t('imports.done_text', {
        count: report.counts['tasks'] ?? report.counts['cards'] ?? current.progress.total,
      })}
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
      <div className={styles.counts}>
        {made.map((kind) =>
          report.counts[kind] ? <Badge key={kind}>{t(`imports.${kind}`, { count: report.counts[kind] })}</Badge> : null,
        )}
      </div>
      <Remarks
        left={report.left.length > 0 ? report.left : preview.left}
        notices={report.notices.length > 0 ? report.notices : preview.notices}
      />
    </SettingsPage>
  );
}
