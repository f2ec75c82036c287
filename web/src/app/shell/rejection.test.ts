import { describe, expect, it } from 'vitest';
import { ApiError } from '../../api/client';
import '../../i18n/areas';
import { rejectionText } from './rejection';

function refused(label: string, status: number, detail = ''): string {
  return rejectionText({ id: '1', label, error: new ApiError(status, { detail }) });
}

describe('rejectionText', () => {
  it('names what was refused and why', () => {
    expect(refused('task.create', 403)).toBe('Your new task could not be saved: your role does not allow it.');
    expect(refused('comment.edit', 404)).toBe('Your change to a comment could not be saved: it is gone, or you can no longer see it.');
    expect(refused('column.update', 422, 'Keep the name under 100 characters.')).toBe(
      'Your change to a column could not be saved: Keep the name under 100 characters.',
    );
    expect(refused('something.else', 403)).toBe('Your change could not be saved: your role does not allow it.');
  });
});
