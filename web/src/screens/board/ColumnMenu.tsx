import { useState } from 'react';
import { ArrowLeft, ArrowRight, Gauge, MoreHorizontal, Pencil, Settings2, Trash2 } from 'lucide-react';
import { projectPath } from '../../app/paths';
import { useSlug } from '../../app/shell/slug';
import { t } from '../../i18n';
import type { Category, Column } from '../../models/column';
import { deleteColumn, moveColumn, updateColumn, useColumns } from '../../models/column';
import { useColumnTaskIds } from '../../models/task';
import { readProject } from '../../models/project';
import { Button } from '../../ui/Button';
import { ColorSwatches } from '../../ui/ColorPicker';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { IconButton } from '../../ui/IconButton';
import { Input } from '../../ui/Input';
import { Menu, MenuItem, MenuSeparator, Submenu } from '../../ui/Menu';
import { Select } from '../../ui/Select';
import { StatusIcon, categories } from '../../ui/StatusIcon';

/** What can be done with a column. */
export function ColumnMenu({ column }: { column: Column }) {
  const slug = useSlug();
  const columns = useColumns(column.project_id);
  const [editing, setEditing] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const at = columns.findIndex((one) => one.id === column.id);
  const key = readProject(column.project_id)?.key ?? '';
  return (
    <>
      <Menu trigger={<IconButton size="sm" quiet label={t('board.column_menu', { name: column.name })} icon={<MoreHorizontal aria-hidden="true" />} />}>
        <MenuItem icon={<Pencil aria-hidden="true" />} onSelect={() => setEditing(true)}>
          {t('board.column_rename')}
        </MenuItem>
        <Submenu icon={<StatusIcon category={column.category} />} label={t('board.column_category')}>
          {categories.map((category) => (
            <MenuItem key={category} icon={<StatusIcon category={category} />} selected={category === column.category} onSelect={() => updateColumn(column.id, { category })}>
              {t(`ui.category_${category}`)}
            </MenuItem>
          ))}
        </Submenu>
        <MenuItem icon={<Gauge aria-hidden="true" />} onSelect={() => setEditing(true)}>
          {t('board.column_wip')}
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={<ArrowLeft aria-hidden="true" />} disabled={at <= 0} onSelect={() => moveColumn(column.id, columns[at - 2]?.id ?? null)}>
          {t('board.column_left')}
        </MenuItem>
        <MenuItem icon={<ArrowRight aria-hidden="true" />} disabled={at >= columns.length - 1} onSelect={() => moveColumn(column.id, columns[at + 1]?.id ?? null)}>
          {t('board.column_right')}
        </MenuItem>
        <MenuItem icon={<Settings2 aria-hidden="true" />} href={`${projectPath(slug, key, 'settings')}/columns`}>
          {t('board.column_settings')}
        </MenuItem>
        <MenuSeparator />
        <MenuItem danger icon={<Trash2 aria-hidden="true" />} disabled={columns.length < 2} onSelect={() => setDeleting(true)}>
          {t('board.column_delete')}
        </MenuItem>
      </Menu>
      <Dialog open={editing} onOpenChange={setEditing} title={column.name} size="sm">
        {editing && <ColumnForm column={column} onDone={() => setEditing(false)} />}
      </Dialog>
      <Dialog open={deleting} onOpenChange={setDeleting} title={t('board.column_delete_title', { name: column.name })} size="sm">
        {deleting && <DeleteForm column={column} others={columns.filter((one) => one.id !== column.id)} onDone={() => setDeleting(false)} />}
      </Dialog>
    </>
  );
}

/** Name, colour and limit of a column. */
function ColumnForm({ column, onDone }: { column: Column; onDone: () => void }) {
  const [name, setName] = useState(column.name);
  const [color, setColor] = useState(column.color);
  const [limit, setLimit] = useState(column.wip_limit === null ? '' : String(column.wip_limit));
  const clean = name.trim();
  return (
    <form
      style={{ display: 'contents' }}
      onSubmit={(event) => {
        event.preventDefault();
        if (clean === '') return;
        const wip = Number.parseInt(limit, 10);
        updateColumn(column.id, { name: clean, color, wip_limit: wip > 0 ? Math.min(wip, 10_000) : null });
        onDone();
      }}
    >
      <Field label={t('board.column_name')}>
        {(control) => <Input {...control} value={name} maxLength={100} autoFocus onFocus={(event) => event.currentTarget.select()} onChange={(event) => setName(event.target.value)} />}
      </Field>
      <Field label={t('board.column_color')}>{() => <ColorSwatches label={t('board.column_color')} value={color} onChange={setColor} />}</Field>
      <Field label={t('board.column_wip_label')} hint={t('board.column_wip_help')}>
        {(control) => <Input {...control} inputMode="numeric" value={limit} onChange={(event) => setLimit(event.target.value.replace(/\D/g, '').slice(0, 5))} />}
      </Field>
      <Button type="submit" variant="primary" disabled={clean === ''}>
        {t('ui.save')}
      </Button>
    </form>
  );
}

function DeleteForm({ column, others, onDone }: { column: Column; others: readonly Column[]; onDone: () => void }) {
  const count = useColumnTaskIds(column.id).length;
  const nearest = others.find((one) => one.category === column.category) ?? others[0];
  const [to, setTo] = useState(nearest?.id ?? null);
  return (
    <>
      <Field label={t('board.column_delete_text', { count })}>
        {(control) => (
          <Select
            {...control}
            label={t('task.find_column')}
            value={to}
            onChange={setTo}
            options={others.map((one) => ({ id: one.id, label: one.name, icon: <StatusIcon category={one.category as Category} /> }))}
          />
        )}
      </Field>
      <Button
        variant="danger"
        disabled={to === null}
        onClick={() => {
          if (to !== null) deleteColumn(column.id, to);
          onDone();
        }}
      >
        {t('board.column_delete_confirm')}
      </Button>
    </>
  );
}
