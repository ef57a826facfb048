import type { Journey } from '@jetbridge/contract';
import { Link, useBlocker } from '@tanstack/react-router';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api, queryClient } from '../../api.ts';
import { failureOf } from '../../components/failure.ts';
import { Band } from '../../components/frame.tsx';
import { useDictionary } from '../../components/rule/dictionary.ts';
import { useAction } from '../../components/use-action.ts';
import { useCan } from '../../session.ts';
import { Canvas } from './canvas.tsx';
import { EditPanel } from './edit-panel.tsx';
import { Palette } from './palette.tsx';
import { RunButtons } from './run-buttons.tsx';
import { StatusBar } from './status-bar.tsx';
import { type Draft, useDraft } from './use-draft.ts';

interface EditorProps {
  journey: Journey;
  selected: string | undefined;
  onSelect: (id: string | undefined) => void;
  views: ReactNode;
}

function useSaving(journey: Journey, draft: Draft) {
  const { t } = useTranslation();
  const params = { id: journey.id };
  const keep = (saved: Journey) => queryClient.setQueryData(['journeys', 'one', journey.id], saved);
  const store = () =>
    api.journeys.saveDraft({ params, body: { name: draft.name.trim(), graph: draft.graph } });
  const save = useAction({
    run: store,
    changes: [['journeys', 'list']],
    done: () => t('journeys.draftSaved'),
    quiet: true,
    after: keep,
  });
  const publish = useAction({
    run: async () => {
      if (draft.dirty) keep(await store());
      return api.journeys.publish({ params });
    },
    changes: [['journeys', 'list'], ['overview']],
    done: (saved) => t('journeys.publishedNow', { version: saved.version ?? 1 }),
    tone: 'amber',
    quiet: true,
    after: keep,
  });
  return { save, publish };
}

interface ActionsProps {
  journey: Journey;
  draft: Draft;
  problems: number;
  saving: ReturnType<typeof useSaving>;
  views: ReactNode;
}

function Actions({ journey, draft, problems, saving: { save, publish }, views }: ActionsProps) {
  const { t } = useTranslation();
  const can = useCan();
  const named = draft.name.trim() !== '';
  return (
    <>
      {views}
      <Button disabled={!draft.canGoBack} onClick={draft.back}>
        {t('journeys.stepBack')}
      </Button>
      <RunButtons journey={journey} />
      <Button
        disabled={!draft.dirty || !named}
        loading={save.isPending}
        onClick={() => save.mutate(undefined)}
      >
        {t('journeys.saveDraft')}
      </Button>
      {can('journeys:publish') ? (
        <Button
          type="primary"
          disabled={problems > 0 || !named || !(draft.dirty || journey.draftDiffers || !journey.version)}
          loading={publish.isPending}
          onClick={() => publish.mutate(undefined)}
        >
          {t('journeys.publish', { version: (journey.version ?? 0) + 1 })}
        </Button>
      ) : null}
    </>
  );
}

function Title({ draft }: { draft: Draft }) {
  const { t } = useTranslation();
  return (
    <input
      className="title-field"
      aria-label={t('common.name')}
      maxLength={120}
      value={draft.name}
      onChange={(event) => draft.setName(event.target.value)}
    />
  );
}

/** The draft on the canvas: palette, form of the chosen node, what is still wrong, save and publish. */
export function JourneyEditor({ journey, selected, onSelect, views }: EditorProps) {
  const { t } = useTranslation();
  const dictionary = useDictionary();
  const draft = useDraft(journey);
  const saving = useSaving(journey, draft);
  const problems = draft.check.data?.problems ?? [];
  useBlocker({
    shouldBlockFn: ({ current, next }) =>
      draft.dirty && current.pathname !== next.pathname && !window.confirm(t('common.leaveUnsaved')),
    enableBeforeUnload: () => draft.dirty,
    disabled: !draft.dirty,
  });
  const perNode = new Map<string, number>();
  for (const { node } of problems) if (node) perNode.set(node, (perNode.get(node) ?? 0) + 1);
  const failure = saving.save.error ?? saving.publish.error;
  return (
    <>
      <Band
        title={<Title draft={draft} />}
        tab={journey.name}
        back={<Link to="/journeys">{t('journeys.title')}</Link>}
        sub={
          draft.dirty ? (
            <span className="amb">{t('segments.unsaved')}</span>
          ) : (
            t(`journeys.statuses.${journey.status}`)
          )
        }
        actions={
          <Actions journey={journey} draft={draft} problems={problems.length} saving={saving} views={views} />
        }
      >
        {failure ? (
          <p className="amb f1" role="alert">
            {failureOf(failure, t).words}
          </p>
        ) : null}
      </Band>
      <div className="jw">
        <div className="jw-canvas">
          <Canvas
            graph={draft.graph}
            onGraph={draft.change}
            selected={selected}
            onSelect={onSelect}
            flow={null}
            problems={perNode}
            dictionary={dictionary}
          />
          <Palette graph={draft.graph} onGraph={draft.change} selected={selected} onSelect={onSelect} />
        </div>
        <aside className="jw-panel">
          <EditPanel
            graph={draft.graph}
            onGraph={draft.change}
            selected={selected}
            onSelect={onSelect}
            problems={problems}
            dictionary={dictionary}
          />
        </aside>
      </div>
      <StatusBar journey={journey} problems={problems.length} />
    </>
  );
}
