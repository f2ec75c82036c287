import { useState } from 'react';
import { Plus } from 'lucide-react';
import { t } from '../../i18n';
import type { Category } from '../../models/column';
import { createColumn } from '../../models/column';
import { Button } from '../../ui/Button';
import { Input } from '../../ui/Input';
import { Select } from '../../ui/Select';
import { StatusIcon, categories } from '../../ui/StatusIcon';
import styles from './AddColumn.module.css';

/** Adds a column at the right end. */
export function AddColumn({ projectId }: { projectId: string }) {
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [category, setCategory] = useState<Category>('in_progress');
  if (!open) {
    return (
      <button type="button" className={styles.button} onClick={() => setOpen(true)}>
        <Plus aria-hidden="true" />
        {t('board.add_column')}
      </button>
    );
  }
  const clean = name.trim();
  return (
    <form
      className={styles.form}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setOpen(false);
      }}
      onSubmit={(event) => {
        event.preventDefault();
        if (clean === '') return;
        createColumn(projectId, { name: clean, category });
        setName('');
        setOpen(false);
      }}
    >
      <Input autoFocus aria-label={t('board.column_name')} placeholder={t('board.column_name')} maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
      <Select
        label={t('board.column_category')}
        value={category}
        onChange={(id) => setCategory(id as Category)}
        options={categories.map((one) => ({ id: one, label: t(`ui.category_${one}`), icon: <StatusIcon category={one} /> }))}
      />
      <div className={styles.acts}>
        <Button size="sm" variant="ghost" onClick={() => setOpen(false)}>
          {t('ui.cancel')}
        </Button>
        <Button size="sm" type="submit" variant="primary" disabled={clean === ''}>
          {t('board.add_column')}
        </Button>
      </div>
    </form>
  );
}
