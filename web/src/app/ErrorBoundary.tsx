import { Component } from 'react';
import type { ReactNode } from 'react';
import { ErrorScreen } from '../screens/error/ErrorScreen';

type Properties = {
  children: ReactNode;
  /** A change of it gives the children another chance: the address. */ resetKey?: string;
  nested?: boolean;
};
type State = { error: unknown; failedAt: string | undefined };

/** Shows the error page in place of what failed. */
export class ErrorBoundary extends Component<Properties, State> {
  override state: State = { error: undefined, failedAt: undefined };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error };
  }

  static getDerivedStateFromProps(properties: Properties, state: State): Partial<State> | null {
    if (state.error === undefined) return null;
    if (state.failedAt === undefined) return { failedAt: properties.resetKey ?? '' };
    return state.failedAt === (properties.resetKey ?? '') ? null : { error: undefined, failedAt: undefined };
  }

  override render(): ReactNode {
    return this.state.error === undefined ? (
      this.props.children
    ) : (
      <ErrorScreen error={this.state.error} nested={this.props.nested ?? false} />
    );
  }
}
