/** Texts of the application as a whole: errors, pages that are not there. */
export const app = {
  name: 'TaskFlow',
  not_found_title: 'This page does not exist',
  not_found_text: 'It may have been moved or deleted, or you may not have access to it.',
  workspace_not_found_title: 'This workspace is not one of yours',
  workspace_not_found_text: 'Ask someone in it for an invite link.',
  go_home: 'Go to my tasks',
  error_title: 'Something broke on this page',
  error_text: 'Your work is safe: what you changed is kept and sent. Reloading usually helps.',
  error_details: 'Details',
  reload: 'Reload',
  unreachable_title: 'TaskFlow cannot be reached',
  unreachable_text: 'The server does not answer. Check your connection, then try again.',
  try_again: 'Try again',
  new_version_title: 'TaskFlow was updated',
  new_version_text: 'Reload to get the new version.',
  error_network: 'The server could not be reached. Check your connection and try again.',
  error_rate_limited: {
    one: 'Too many tries. Wait {count} second and try again.',
    other: 'Too many tries. Wait {count} seconds and try again.',
  },
  error_internal: 'The server made a mistake. Try again in a moment.',
} as const;
