import type { Journey } from '@jetbridge/contract';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { useAction } from '../../components/use-action.ts';
import { useCan } from '../../session.ts';

/** Pause and resume; each undoes the other. */
export function RunButtons({ journey }: { journey: Journey }) {
  const { t } = useTranslation();
  const can = useCan();
  const params = { id: journey.id };
  const running = journey.status === 'running';
  const turn = useAction({
    run: () => (running ? api.journeys.pause({ params }) : api.journeys.resume({ params })),
    changes: [['journeys'], ['overview']],
    done: () => t(running ? 'journeys.pausedNow' : 'journeys.resumedNow', { name: journey.name }),
    undo: () => (running ? api.journeys.resume({ params }) : api.journeys.pause({ params })),
    ...(running ? { tone: 'amber' as const } : {}),
  });
  if (journey.status === 'draft' || !can('journeys:publish')) return null;
  return (
    <Button loading={turn.isPending} onClick={() => turn.mutate(undefined)}>
      {t(running ? 'journeys.pause' : 'journeys.resume')}
    </Button>
  );
}
