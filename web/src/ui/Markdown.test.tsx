import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Router } from 'wouter';
import { Markdown } from './Markdown';
import type { MarkdownProps } from './Markdown';

const id = '01a1fb80-9162-732e-ac3d-04090b1a5635';

function html(props: MarkdownProps): string {
  return renderToStaticMarkup(
    <Router ssrPath="/">
      <Markdown {...props} />
    </Router>,
  );
}

function taskHref(ref: string): string | undefined {
  return ref === id || ref === 'WEB-7' ? '/acme/task/WEB-7' : undefined;
}

describe('links to tasks', () => {
  it('lead to the task, by id and by key', () => {
    expect(html({ source: `Blocked by [#10](task:${id})`, taskHref })).toMatch(
      /Blocked by <a[^>]* href="\/acme\/task\/WEB-7"[^>]*>#10<\/a>/,
    );
    expect(html({ source: 'See WEB-7.', taskHref })).toMatch(/See <a[^>]* href="\/acme\/task\/WEB-7"[^>]*>WEB-7<\/a>\./);
  });
  it('stay text when nobody knows where they lead', () => {
    expect(html({ source: `Blocked by [#10](task:${id})` })).toContain('<p>Blocked by #10</p>');
    expect(html({ source: 'In UTF-8', taskHref })).toContain('<p>In UTF-8</p>');
    expect(html({ source: '[x](task:/../sign-out)', taskHref })).not.toContain('href');
  });
});

describe('links to people', () => {
  it('are chips with the name of today', () => {
    const source = `Ask @[Ada](member:${id})`;
    expect(html({ source, people: [{ id, name: 'Ada King' }] })).toMatch(/Ask <span[^>]*>@Ada King<\/span>/);
    expect(html({ source })).toMatch(/Ask <span[^>]*>@Ada<\/span>/);
  });
});

describe('other links', () => {
  it('open beside this page when they lead out, and never run code', () => {
    expect(html({ source: '[x](https://example.org)' })).toContain('target="_blank" rel="noopener noreferrer nofollow"');
    expect(html({ source: '[x](/acme/trash)' })).not.toContain('target');
    expect(html({ source: '[x](javascript:alert(1)) <img src=x onerror=alert(1)>' })).not.toMatch(/href|<img/);
  });
});
