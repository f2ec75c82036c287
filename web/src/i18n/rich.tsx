// Messages with elements in their places: rich('task.assigned_by', { actor: <b>Ada</b> }).
import { Fragment } from 'react';
import type { ReactNode } from 'react';
import { findMessage, messageLocale } from './index';
import type { MessageKey, MessageOf } from './index';
import { chooseSentence, splitPlaces } from './message';
import type { ValueArgs } from './message';

/** The text of a message as React children; a value may be an element. */
export function rich<Key extends MessageKey>(key: Key, ...[values]: ValueArgs<MessageOf<Key>, ReactNode>): ReactNode {
  const given = values as Readonly<Record<string, ReactNode>> | undefined;
  return splitPlaces(chooseSentence(findMessage(key), messageLocale, given)).map((piece, index) => (
    <Fragment key={index}>{index % 2 === 0 ? piece : given?.[piece]}</Fragment>
  ));
}
