import type { Me, Permission } from '@jetbridge/contract';
import { useQuery } from '@tanstack/react-query';
import { api } from './api.ts';

/** Who is signed in; an error with code `access.unauthenticated` when nobody is. */
export function useSession() {
  return useQuery<Me>({
    queryKey: ['me'],
    queryFn: ({ signal }) => api.access.me({ signal }),
    staleTime: 60_000,
  });
}

/** Asks whether the signed-in user holds a permission. The server decides anyway; this hides what would be refused. */
export function useCan(): (permission: Permission) => boolean {
  const granted = useSession().data?.permissions ?? [];
  return (permission) => granted.includes(permission);
}
