import { useState } from 'react';
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import type { FormEvent } from 'react';
import { useAutosave } from '../../app/useAutosave';
import { t } from '../../i18n';
import { createColumn, deleteColumn, moveColumn, updateColumn, useColumns } from '../../models/column';
import type { Category, Column } from '../../models/column';
import type { Project } from '../../models/project';
import { useColumnTaskIds } from '../../models/task';
import { Button } from '../../ui/Button';
import { ColorPicker } from '../../ui/ColorPicker';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { IconButton } from '../../ui/IconButton';
import { Input } from '../../ui/Input';
import { Select } from '../../ui/Select';
import { SettingsGroup } from '../../ui/Settings';
import { StatusIcon, categories } from '../../ui/StatusIcon';
import { showToast } from '../../ui/toasts';
import styles from './ProjectSettings.module.css';

const categoryOptions = () =>
  categories.map((id) => ({ id, label: t(`ui.category_${id}`), icon: <StatusIcon category={id} /> }));

/** The steps of the work: name, meaning, colour, limit, order. */
export function Columns({ project, administers }: { project: Project; administers: boolean }) {
  const columns = useColumns(project.id).filter((column) => column.archived_at === null);
  const [deleting, setDeleting] = useState<Column>();
  return (
    <>
      <SettingsGroup title={t('project.tab_columns')} text={t('project.columns_text')}>
        <div className={styles.columnHead} aria-hidden="true">
          <span>{t('project.name')}</span>
          <span>{t('project.column_means')}</span>
          <span>{t('project.wip_limit')}</span>
        </div>
        <ul className={styles.columns}>
          {columns.map((column, index) => (
            <ColumnRow
              key={column.id}
              column={column}
              administers={administers}
              onUp={index > 0 ? () => void moveColumn(column.id, columns[index - 2]?.id ?? null) : undefined}
              onDown={
                index < columns.length - 1
                  ? () => void moveColumn(column.id, columns[index + 1]?.id ?? null)
                  : undefined
              }
              onDelete={columns.length > 1 ? () => setDeleting(column) : undefined}
            />
          ))}
        </ul>
        {administers && <NewColumn project={project.id} />}
      </SettingsGroup>
      {deleting && (
        <DeleteColumn
          column={deleting}
          others={columns.filter((column) => column.id !== deleting.id)}
          onClose={() => setDeleting(undefined)}
        />
      )}
    </>
  );
}

function ColumnRow({
  column,
  administers,
  onUp,
  onDown,
  onDelete,
}: {
  column: Column;
  administers: boolean;
  onUp: (() => void) | undefined;
  onDown: (() => void) | undefined;
  onDelete: (() => void) | undefined;
}) {
  const name = useAutosave(column.name, (value) => updateColumn(column.id, { name: value }).done, { field: 'name' });
  const limit = useAutosave(
    column.wip_limit === null ? '' : String(column.wip_limit),
    (value) => {
      const number = Number.parseInt(value, 10);
      return updateColumn(column.id, { wip_limit: number > 0 ? number : null }).done;
    },
    { field: 'wip_limit', optional: true },
  );
  return (
    <li className={styles.column}>
      <ColorPicker
        value={column.color}
        onChange={(color) => administers && void updateColumn(column.id, { color })}
        label={t('project.column_color', { name: column.name })}
      />
      <input
        aria-label={t('project.column_name')}
        aria-invalid={name.error ? true : undefined}
        disabled={!administers}
        maxLength={100}
        className={styles.columnName}
        value={name.value}
        onChange={name.onChange}
        onBlur={name.onBlur}
        onKeyDown={name.onKeyDown}
      />
      <Select
        label={t('project.column_category', { name: column.name })}
        disabled={!administers}
        className={styles.category}
        value={column.category}
        options={categoryOptions()}
        onChange={(category) => void updateColumn(column.id, { category: category as Category })}
      />
      <Input
        aria-label={t('project.wip_limit_of', { name: column.name })}
        inputMode="numeric"
        disabled={!administers}
        className={styles.limit}
        placeholder={t('project.wip_none')}
        value={limit.value}
        onChange={limit.onChange}
        onBlur={limit.onBlur}
        onKeyDown={limit.onKeyDown}
      />
      {administers && (
        <>
          <IconButton
            label={t('project.move_up')}
            icon={<ArrowUp aria-hidden="true" />}
            disabled={!onUp}
            onClick={onUp}
          />
          <IconButton
            label={t('project.move_down')}
            icon={<ArrowDown aria-hidden="true" />}
            disabled={!onDown}
            onClick={onDown}
          />
          <IconButton
            label={t('project.delete_column')}
            icon={<Trash2 aria-hidden="true" />}
            disabled={!onDelete}
            onClick={onDelete}
          />
        </>
      )}
    </li>
  );
}

function NewColumn({ project }: { project: string }) {
  const [name, setName] = useState('');
  const [category, setCategory] = useState<Category>('in_progress');
  function add(event: FormEvent): void {
    event.preventDefault();
    if (name.trim() === '') return;
    createColumn(project, { name: name.trim(), category }).done.catch(() => undefined);
    setName('');
  }
  return (
    <form className={styles.new} onSubmit={add}>
      <Input
        aria-label={t('project.column_name')}
        placeholder={t('project.new_column')}
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Select
        label={t('project.column_category', { name: name || t('project.new_column') })}
        className={styles.category}
        value={category}
        options={categoryOptions()}
        onChange={(next) => setCategory(next as Category)}
      />
      <Button type="submit" icon={<Plus aria-hidden="true" />} disabled={name.trim() === ''}>
        {t('project.add_column')}
      </Button>
    </form>
  );
}

function DeleteColumn({ column, others, onClose }: { column: Column; others: readonly Column[]; onClose: () => void }) {
  const count = useColumnTaskIds(column.id).length;
  const same = others.find((other) => other.category === column.category);
  const [to, setTo] = useState((same ?? others[0])?.id ?? '');
  function remove(): void {
    deleteColumn(column.id, to).done.catch(() => undefined);
    showToast(
      count === 0
        ? t('project.empty_column_deleted', { name: column.name })
        : t('project.column_deleted', { name: column.name, to: others.find((other) => other.id === to)?.name ?? '' }),
    );
    onClose();
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="sm"
      title={t('project.delete_column_title', { name: column.name })}
      description={t('project.delete_column_text', { count })}
      footer={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button variant="danger" onClick={remove}>
            {t('project.delete_column')}
          </Button>
        </>
      }
    >
      {count > 0 && (
        <Field label={t('project.delete_column_to')}>
          {(control) => (
            <Select
              {...control}
              label={t('project.delete_column_to')}
              value={to}
              options={others.map((other) => ({
                id: other.id,
                label: other.name,
                icon: <StatusIcon category={other.category} />,
              }))}
              onChange={setTo}
            />
          )}
        </Field>
      )}
    </Dialog>
  );
}
