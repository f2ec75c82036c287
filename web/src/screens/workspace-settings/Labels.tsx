import { useState } from 'react';
import { Plus, Tag, Trash2 } from 'lucide-react';
import type { FormEvent } from 'react';
import { useAutosave } from '../../app/useAutosave';
import { useTitle } from '../../app/useTitle';
import { t } from '../../i18n';
import { createLabel, deleteLabel, updateLabel, useLabels } from '../../models/label';
import type { Label } from '../../models/label';
import { useMyMembership } from '../../models/workspace';
import { Button } from '../../ui/Button';
import { ColorPicker } from '../../ui/ColorPicker';
import { hues } from '../../ui/color';
import { EmptyState } from '../../ui/EmptyState';
import { IconButton } from '../../ui/IconButton';
import { Input } from '../../ui/Input';
import { SettingsGroup, SettingsPage } from '../../ui/Settings';
import { showToast } from '../../ui/toasts';
import styles from './Labels.module.css';

/** The labels of a workspace. */
export function Labels() {
  const labels = useLabels();
  const me = useMyMembership();
  useTitle(t('shell.labels'));
  const mayEdit = me !== undefined && me.role !== 'guest';
  return (
    <SettingsPage title={t('shell.labels')} text={t('workspace.labels_text')}>
      <SettingsGroup>
        {mayEdit && <NewLabel used={labels.map((label) => label.color)} />}
        {labels.length === 0 ? (
          <EmptyState icon={<Tag />} title={t('workspace.labels_empty')} text={t('workspace.labels_empty_text')} />
        ) : (
          <ul className={styles.list}>
            {labels.map((label) => (
              <LabelRow key={label.id} label={label} />
            ))}
          </ul>
        )}
      </SettingsGroup>
    </SettingsPage>
  );
}

function NewLabel({ used }: { used: readonly string[] }) {
  const [name, setName] = useState('');
  const next = hues.find((hue) => hue !== 'gray' && !used.includes(hue)) ?? 'blue';
  const [chosen, setChosen] = useState<string>();
  function add(event: FormEvent): void {
    event.preventDefault();
    if (name.trim() === '') return;
    createLabel(name.trim(), chosen ?? next).done.catch(() => undefined);
    setName('');
    setChosen(undefined);
  }
  return (
    <form className={styles.new} onSubmit={add}>
      <ColorPicker value={chosen ?? next} onChange={setChosen} label={t('ui.color')} />
      <Input
        aria-label={t('workspace.label_name')}
        placeholder={t('workspace.new_label')}
        maxLength={50}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Button type="submit" variant="primary" icon={<Plus aria-hidden="true" />} disabled={name.trim() === ''}>
        {t('workspace.add_label')}
      </Button>
    </form>
  );
}

function LabelRow({ label }: { label: Label }) {
  const name = useAutosave(label.name, (value) => updateLabel(label.id, { name: value }).done, { field: 'name' });
  function remove(): void {
    deleteLabel(label.id).done.catch(() => undefined);
    showToast(t('workspace.label_deleted', { name: label.name }), {
      action: { label: t('ui.undo'), run: () => void createLabel(label.name, label.color) },
    });
  }
  return (
    <li className={styles.row}>
      <ColorPicker
        value={label.color}
        onChange={(color) => void updateLabel(label.id, { color })}
        label={t('workspace.label_color', { name: label.name })}
      />
      <input
        aria-label={t('workspace.label_name')}
        aria-invalid={name.error ? true : undefined}
        maxLength={50}
        className={styles.name}
        value={name.value}
        onChange={name.onChange}
        onBlur={name.onBlur}
        onKeyDown={name.onKeyDown}
      />
      <IconButton
        label={t('workspace.delete_label', { name: label.name })}
        icon={<Trash2 aria-hidden="true" />}
        onClick={remove}
      />
    </li>
  );
}
