import { useLayoutEffect, useRef } from 'react';
import type { Ref, TextareaHTMLAttributes } from 'react';
import { cx } from './cx';
import styles from './Textarea.module.css';

/** Properties of a Textarea. */
export type TextareaProps = TextareaHTMLAttributes<HTMLTextAreaElement> & {
  ref?: Ref<HTMLTextAreaElement>;
  /** Without its border, where the page itself is the frame. */
  bare?: boolean;
};

/** Several lines of text; as tall as what is in it. */
export function Textarea({ bare = false, className, ref, ...rest }: TextareaProps) {
  const own = useRef<HTMLTextAreaElement | null>(null);
  useGrowing(own, rest.value);
  return (
    <textarea
      {...rest}
      ref={(element) => {
        own.current = element;
        if (typeof ref === 'function') return ref(element);
        if (ref) ref.current = element;
        return undefined;
      }}
      className={cx(styles.textarea, bare && styles.bare, className)}
    />
  );
}

/** Keeps the textarea as tall as its text, also where `field-sizing: content` is unknown. */
function useGrowing(ref: { current: HTMLTextAreaElement | null }, value: unknown): void {
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element || CSS.supports('field-sizing', 'content')) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight + 2}px`;
  }, [ref, value]);
}
