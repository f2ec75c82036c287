import { useState } from 'react';
import { projectKeyPattern, suggestKey } from '../../app/projectKey';
import { useSubmit } from '../../app/useSubmit';
import { t } from '../../i18n';
import { startImport } from '../../models/import';
import type { Import } from '../../models/import';
import { useMembers } from '../../models/member';
import { useArchivedProjects, useProjects } from '../../models/project';
import { Notice } from '../../ui/AuthLayout';
import { Avatar } from '../../ui/Avatar';
import { Button } from '../../ui/Button';
import { Badge } from '../../ui/Chip';
import { Input } from '../../ui/Input';
import { Select } from '../../ui/Select';
import { ListRow, SettingsGroup, SettingsPage, SettingsRow } from '../../ui/Settings';
import { StatusIcon, categories } from '../../ui/StatusIcon';
import type { Category } from '../../ui/StatusIcon';
import { contentsOf } from './account';
import { Figures } from './Figures';
import styles from './Import.module.css';
import { Remarks } from './Remarks';

/** What would be imported; what lists mean can be changed. */
export function PreviewForm({
  current,
  onStarted,
  onCancel,
}: {
  current: Import;
  onStarted: (started: Import) => void;
  onCancel: () => void;
}) {
  const { preview } = current;
  const members = useMembers();
  const taken = new Set([...useProjects(), ...useArchivedProjects()].map((project) => project.key));
  const [name, setName] = useState(preview.project.name);
  const [key, setKey] = useState(() =>
    taken.has(preview.project.key) ? suggestKey(preview.project.name, taken) : preview.project.key,
  );
  const [meanings, setMeanings] = useState<Readonly<Record<string, Category>>>({});
  const form = useSubmit(async () => {
    const columns = preview.lists.map((list) => ({
      list_id: list.id,
      name: list.name,
      category: meanings[list.id] ?? list.category,
    }));
    onStarted(await startImport(current.id, { project_name: name.trim(), project_key: key, columns }));
  });
  const keyError = !projectKeyPattern.test(key)
    ? t('project.key_bad')
    : taken.has(key)
      ? t('project.key_taken')
      : form.fields['project_key'];

  return (
    <SettingsPage
      title={t('shell.import')}
      text={t('imports.preview_text', { board: preview.name })}
      actions={
        <div className={styles.buttons}>
          <Button onClick={onCancel}>{t('imports.other_file')}</Button>
          <Button
            variant="primary"
            busy={form.busy}
            disabled={name.trim() === '' || keyError !== undefined}
            onClick={() => form.onSubmit()}
          >
            {t('imports.start', { count: preview.counts.cards })}
          </Button>
        </div>
      }
    >
      {form.failure && <Notice tone="danger">{form.failure}</Notice>}
      <SettingsGroup title={t('imports.project_title')}>
        <SettingsRow label={t('project.name')} wide>
          <Input
            aria-label={t('project.name')}
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </SettingsRow>
        <SettingsRow label={t('project.key')} hint={keyError ?? t('project.key_hint', { key })} wide>
          <Input
            aria-label={t('project.key')}
            aria-invalid={keyError ? true : undefined}
            maxLength={10}
            spellCheck={false}
            value={key}
            onChange={(event) => setKey(event.target.value.toUpperCase().trim())}
          />
        </SettingsRow>
      </SettingsGroup>
      <SettingsGroup title={t('imports.contents_title')}>
        <Figures figures={contentsOf(preview.counts, preview.links)} />
      </SettingsGroup>
      <SettingsGroup title={t('imports.columns_title')} text={t('imports.columns_text')}>
        <ul>
          {preview.lists.map((list) => (
            <ListRow
              key={list.id}
              picture={<StatusIcon category={meanings[list.id] ?? list.category} size={16} />}
              title={
                <>
                  {list.name}
                  {list.archived && <Badge>{t('imports.archived_list')}</Badge>}
                </>
              }
              text={t('imports.cards', { count: list.cards })}
              actions={
                <Select
                  label={t('imports.category_of', { name: list.name })}
                  size="sm"
                  className={styles.meaning}
                  value={meanings[list.id] ?? list.category}
                  options={categories.map((id) => ({
                    id,
                    label: t(`ui.category_${id}`),
                    icon: <StatusIcon category={id} />,
                  }))}
                  onChange={(category) => setMeanings({ ...meanings, [list.id]: category as Category })}
                />
              }
            />
          ))}
        </ul>
      </SettingsGroup>
      {preview.people.length > 0 && (
        <SettingsGroup title={t('imports.people_title')} text={t('imports.people_text')}>
          <ul>
            {preview.people.map((person) => {
              const member = members.find((one) => one.id === person.member_id);
              return (
                <ListRow
                  key={person.id}
                  picture={<Avatar person={member ?? { name: person.name, placeholder: true }} size={24} decorative />}
                  title={person.name || person.username}
                  text={person.former ? t('imports.person_former') : undefined}
                  aside={member ? t('imports.person_matched', { name: member.name }) : t('imports.person_placeholder')}
                />
              );
            })}
          </ul>
        </SettingsGroup>
      )}
      <Remarks left={preview.left} notices={preview.notices} />
    </SettingsPage>
  );
}
