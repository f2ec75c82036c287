/** Texts of My tasks. */
export const my_tasks = {
  title: 'My tasks',
  overdue: 'Overdue',
  today: 'Today',
  upcoming: 'Upcoming',
  no_date: 'No date',
  completed: 'Recently completed',
  empty_title: 'Nothing is assigned to you',
  empty_text: 'Tasks that are yours gather here, from all projects.',
  empty_alone: 'You see no project yet. Somebody of the workspace adds you to one, and what is yours gathers here.',
  see_projects: 'Look at the projects',
  all_done_title: 'All done',
  all_done_text: 'Nothing of yours is open. Enjoy it.',
  today_clear: 'Nothing is due today.',
} as const;
