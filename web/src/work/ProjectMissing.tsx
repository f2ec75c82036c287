import { Link } from 'wouter';
import { FolderX } from 'lucide-react';
import { pagePath } from '../app/paths';
import { useSlug } from '../app/shell/slug';
import { t } from '../i18n';
import { EmptyState } from '../ui/EmptyState';

/** Stands where a project is not, or not for this person. */
export function ProjectMissing() {
  const slug = useSlug();
  return (
    <EmptyState
      icon={<FolderX />}
      title={t('task.project_not_found_title')}
      text={t('task.project_not_found_text')}
      action={<Link href={pagePath(slug, 'my-tasks')}>{t('task.go_my_tasks')}</Link>}
    />
  );
}
