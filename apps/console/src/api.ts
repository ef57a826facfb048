import { ApiError, createClient } from '@jetbridge/client';
import { QueryCache, QueryClient } from '@tanstack/react-query';

/** The product API of the page's own origin; the browser sends the session cookie. */
export const api = createClient({ url: '' });

/** The call never reached an answer that a repetition could not change. */
export function isPassing(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status === 503 || error.status === 502);
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError(error, query) {
      // A session that ended while a page was open: ask again who is signed in, and the shell shows the sign-in.
      if (
        query.queryKey[0] !== 'me' &&
        error instanceof ApiError &&
        error.code === 'access.unauthenticated'
      ) {
        void queryClient.invalidateQueries({ queryKey: ['me'] });
      }
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // The error state retries by itself and shows the countdown.
      retry: false,
      refetchOnWindowFocus: true,
    },
  },
});
