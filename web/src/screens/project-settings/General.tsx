import { Globe, Lock } from 'lucide-react';
import { useLocation } from 'wouter';
import { pagePath, projectPath } from '../../app/paths';
import { projectKeyPattern } from '../../app/projectKey';
import { useSlug } from '../../app/shell/slug';
import { useAutosave } from '../../app/useAutosave';
import { t } from '../../i18n';
import { archiveProject, deleteProject, updateProject } from '../../models/project';
import type { Project, Visibility } from '../../models/project';
import { Button } from '../../ui/Button';
import { ColorPicker } from '../../ui/ColorPicker';
import { Input } from '../../ui/Input';
import { RadioCards } from '../../ui/RadioCards';
import { SettingsCell, SettingsGroup, SettingsRow } from '../../ui/Settings';
import { Textarea } from '../../ui/Textarea';
import { showToast } from '../../ui/toasts';
import styles from './ProjectSettings.module.css';

/** Name, key, who sees it, and the way out. */
export function General({ project, administers }: { project: Project; administers: boolean }) {
  const slug = useSlug();
  const [, navigate] = useLocation();
  const name = useAutosave(project.name, (value) => updateProject(project.id, { name: value }).done, { field: 'name' });
  const description = useAutosave(
    project.description,
    (value) => updateProject(project.id, { description: value }).done,
    { field: 'description', optional: true },
  );
  const key = useAutosave(
    project.key,
    async (value) => {
      const next = value.toUpperCase();
      if (!projectKeyPattern.test(next)) throw new Error(t('project.key_bad'));
      await updateProject(project.id, { key: next }).done;
      navigate(projectPath(slug, next, 'settings'), { replace: true });
    },
    { field: 'key' },
  );

  function archive(): void {
    archiveProject(project.id).done.catch(() => undefined);
    showToast(t('project.archived_now', { name: project.name }), {
      action: { label: t('ui.undo'), run: () => void archiveProject(project.id, false) },
    });
    navigate(pagePath(slug, 'projects'));
  }

  function remove(): void {
    const { undo, done } = deleteProject(project.id);
    done.catch(() => undefined);
    showToast(t('project.deleted', { name: project.name }), { action: { label: t('ui.undo'), run: undo } });
    navigate(pagePath(slug, 'projects'));
  }

  return (
    <div className={styles.groups}>
      <SettingsGroup>
        <SettingsRow label={t('project.name')} wide>
          <Input
            aria-label={t('project.name')}
            disabled={!administers}
            maxLength={100}
            aria-invalid={name.error ? true : undefined}
            value={name.value}
            onChange={name.onChange}
            onBlur={name.onBlur}
            onKeyDown={name.onKeyDown}
          />
        </SettingsRow>
        <SettingsRow label={t('project.key')} hint={key.error ?? t('project.key_change_hint')} wide>
          <Input
            aria-label={t('project.key')}
            disabled={!administers}
            maxLength={10}
            spellCheck={false}
            aria-invalid={key.error ? true : undefined}
            value={key.value}
            onChange={key.onChange}
            onBlur={key.onBlur}
            onKeyDown={key.onKeyDown}
          />
        </SettingsRow>
        {administers && (
          <SettingsRow label={t('project.color')}>
            <ColorPicker
              value={project.color}
              onChange={(color) => void updateProject(project.id, { color })}
              label={t('project.color')}
            />
          </SettingsRow>
        )}
        <SettingsCell>
          <Textarea
            aria-label={t('project.description')}
            placeholder={t('project.description_placeholder')}
            disabled={!administers}
            value={description.value}
            onChange={description.onChange}
            onBlur={description.onBlur}
            onKeyDown={description.onKeyDown}
          />
        </SettingsCell>
      </SettingsGroup>
      <RadioCards
        label={t('project.visibility')}
        value={project.visibility}
        disabled={!administers}
        options={[
          {
            id: 'workspace',
            label: t('project.visibility_workspace'),
            note: t('project.visibility_workspace_note'),
            icon: <Globe aria-hidden="true" />,
          },
          {
            id: 'private',
            label: t('project.visibility_private'),
            note: t('project.visibility_private_note'),
            icon: <Lock aria-hidden="true" />,
          },
        ]}
        onChange={(visibility) => void updateProject(project.id, { visibility: visibility as Visibility })}
      />
      {administers && (
        <SettingsGroup>
          {project.archived_at === null ? (
            <SettingsRow label={t('project.archive')} hint={t('project.archive_hint')}>
              <Button onClick={archive}>{t('project.archive')}</Button>
            </SettingsRow>
          ) : (
            <SettingsRow label={t('project.archived_notice')}>
              <Button onClick={() => void archiveProject(project.id, false)}>{t('project.unarchive')}</Button>
            </SettingsRow>
          )}
          <SettingsRow label={t('project.delete')} hint={t('project.delete_hint')}>
            <Button variant="danger" onClick={remove}>
              {t('project.delete')}
            </Button>
          </SettingsRow>
        </SettingsGroup>
      )}
    </div>
  );
}
