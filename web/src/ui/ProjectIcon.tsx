import { tint } from './color';
import styles from './ProjectIcon.module.css';

/** A project: its emoji, or the first letter of its key on its colour. */
export function ProjectIcon({
  project,
  size = 16,
}: {
  project: { key: string; color: string; icon?: string };
  size?: 16 | 20 | 24 | 32;
}) {
  return (
    <span
      aria-hidden="true"
      className={styles.icon}
      data-emoji={project.icon ? '' : undefined}
      style={{ ...tint(project.color), width: size, height: size, fontSize: size * (project.icon ? 0.85 : 0.58) }}
    >
      {project.icon || project.key.slice(0, 1)}
    </span>
  );
}
