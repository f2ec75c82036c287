import { useEffect } from 'react';
import { monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { extractClosestEdge } from '@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge';
import { isDraggedCard } from './Card';
import { placeCard } from './dropCard';
import type { BoardMotion } from './motion';

/** Moves cards where they are dropped. */
export function useBoardDrops(enabled: boolean, motion: BoardMotion): void {
  useEffect(() => {
    if (!enabled) return undefined;
    return monitorForElements({
      canMonitor: ({ source }) => isDraggedCard(source.data),
      onDrop: ({ source, location }) => {
        const target = location.current.dropTargets[0];
        const id = source.data['id'] as string;
        if (!target || target.data['id'] === id) return;
        const column = target.data['column'] as string;
        motion.skip(id);
        const other = target.data['id'] as string | undefined;
        if (other === undefined) placeCard(id, column, {});
        else placeCard(id, column, extractClosestEdge(target.data) === 'top' ? { beforeId: other } : { afterId: other });
      },
    });
  }, [enabled, motion]);
}
