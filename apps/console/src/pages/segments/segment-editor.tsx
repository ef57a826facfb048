import type { Segment } from '@jetbridge/contract';
import { Link, useBlocker, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Failed } from '../../components/blanks.tsx';
import { canonical } from '../../components/canonical.ts';
import { Confirm } from '../../components/confirm.tsx';
import { failureOf } from '../../components/failure.ts';
import { Band, Section } from '../../components/frame.tsx';
import { useDictionary } from '../../components/rule/dictionary.ts';
import { ReadsAs } from '../../components/rule/reads-as.tsx';
import { RuleEditor } from '../../components/rule/rule-editor.tsx';
import {
  conditionsOf,
  countGroups,
  type Group,
  isComplete,
  newKey,
  toRule,
  toTree,
} from '../../components/rule/rule-tree.ts';
import { usePreview } from '../../components/rule/use-preview.ts';
import { useAction } from '../../components/use-action.ts';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';
import { Count } from './count.tsx';
import { Sample } from './sample.tsx';
import { Trend } from './trend.tsx';
import './segment.css';

const emptyTree = (): Group => ({ key: newKey(), group: 'all', items: [] });

/** What is being edited, beside what is saved. */
function useDraft(saved: Segment | null) {
  const [name, setName] = useState(saved?.name ?? '');
  const [tree, setTree] = useState<Group>(() => (saved ? toTree(saved.rule) : emptyTree()));
  const [fresh, setFresh] = useState<string | null>(null);
  const rule = useMemo(() => toRule(tree), [tree]);
  const savedRule = useMemo(() => (saved ? canonical(toRule(toTree(saved.rule))) : ''), [saved]);
  const dirty = saved
    ? name.trim() !== saved.name || canonical(rule) !== savedRule
    : name !== '' || tree.items.length > 0;
  return { name, setName, tree, setTree, fresh, setFresh, rule, dirty };
}

function useSaving(saved: Segment | null, draft: ReturnType<typeof useDraft>) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const changes = [['segments'], ['dictionary'], ['customer']];
  const save = useAction({
    run: async () => {
      if (!draft.rule) throw new Error('no rule');
      const body = { name: draft.name.trim(), rule: draft.rule };
      return saved ? api.segments.update({ params: { id: saved.id }, body }) : api.segments.create({ body });
    },
    changes,
    done: (segment) => t(saved ? 'segments.changed' : 'segments.created', { name: segment.name }),
    undo: async (segment) => {
      const params = { id: segment.id };
      if (saved) return api.segments.update({ params, body: { name: saved.name, rule: saved.rule } });
      await navigate({ to: '/segments', ignoreBlocker: true });
      return api.segments.remove({ params });
    },
    quiet: true,
    after: (segment) => {
      if (!saved) void navigate({ to: '/segments/$id', params: { id: segment.id }, ignoreBlocker: true });
    },
  });
  const remove = useAction({
    run: (id: string) => api.segments.remove({ params: { id } }),
    changes,
    done: () => t('segments.removed', { name: saved?.name ?? '' }),
    after: () => void navigate({ to: '/segments', ignoreBlocker: true }),
  });
  return { save, remove };
}

type Draft = ReturnType<typeof useDraft>;
type Saving = ReturnType<typeof useSaving>;
type Previewed = ReturnType<typeof usePreview>;

/** Numbers of the conditions, and how many match each alone: the preview answers in reading order. */
function useCounted(draft: Draft, preview: Previewed) {
  const conditions = conditionsOf(draft.tree);
  const numbers = new Map(conditions.map((condition, index) => [condition.key, index + 1]));
  const complete = conditions.filter((condition) => isComplete(condition.leaf));
  const answers = preview.data?.conditions ?? [];
  const counts = new Map<string, number>();
  for (const [index, condition] of complete.entries()) {
    const answer = answers[index];
    if (answer && answers.length === complete.length) counts.set(condition.key, answer.count);
  }
  return { numbers, counts, finished: complete.length === conditions.length };
}

function Actions({ saved, ready, saving }: { saved: Segment | null; ready: boolean; saving: Saving }) {
  const { t } = useTranslation();
  return (
    <>
      {saved ? (
        <Confirm
          text={t('common.delete')}
          question={t('segments.deleteQuestion')}
          onConfirm={() => saving.remove.mutate(saved.id)}
        />
      ) : null}
      <Button
        type="primary"
        disabled={!ready}
        loading={saving.save.isPending}
        onClick={() => saving.save.mutate(undefined)}
      >
        {t('common.save')}
      </Button>
    </>
  );
}

interface PaneProps {
  draft: Draft;
  preview: Previewed;
  counted: ReturnType<typeof useCounted>;
}

function RuleSection({ draft, preview, counted }: PaneProps) {
  const { t } = useTranslation();
  const dictionary = useDictionary();
  return (
    <>
      <Section
        title={t('segments.rule')}
        sub={t('segments.ruleSub', { n: counted.numbers.size, groups: countGroups(draft.tree) })}
        links={
          <span className="alone-head hide-narrow">
            <span>{t('segments.share')}</span>
            <span>{t('segments.alone')}</span>
          </span>
        }
      >
        <RuleEditor
          context={{
            tree: draft.tree,
            onTree: draft.setTree,
            dictionary,
            numbers: counted.numbers,
            counts: counted.counts,
            population: preview.data?.population ?? null,
            stale: preview.stale,
            fresh: draft.fresh,
            onFresh: draft.setFresh,
          }}
        />
      </Section>
      {preview.error ? <Failed error={preview.error} retry={preview.retry} /> : null}
      <ReadsAs
        tree={draft.tree}
        dictionary={dictionary}
        fresh={draft.fresh ? (counted.numbers.get(draft.fresh) ?? null) : null}
      />
    </>
  );
}

function Past({ saved }: { saved: Segment | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!saved) {
    return (
      <Section title={t('segments.trend')} sub={t('segments.trendLater')}>
        <p className="mut f1">{t('segments.trendLaterWhy')}</p>
      </Section>
    );
  }
  return (
    <>
      <Trend id={saved.id} />
      <p className="mut f1">
        {format.join(
          t('segments.createdAt', { at: format.instant(saved.createdAt) }),
          t('segments.updatedAt', { at: format.instant(saved.updatedAt) }),
        )}
      </p>
    </>
  );
}

/** Rule, count, sentence and sample, for a new segment or a saved one. */
export function SegmentEditor({ saved }: { saved: Segment | null }) {
  const { t } = useTranslation();
  const writable = useCan()('segments:write');
  const draft = useDraft(saved);
  const saving = useSaving(saved, draft);
  const preview = usePreview(draft.rule);
  const counted = useCounted(draft, preview);
  useBlocker({
    shouldBlockFn: () => draft.dirty && !window.confirm(t('common.leaveUnsaved')),
    enableBeforeUnload: () => draft.dirty,
    disabled: !draft.dirty,
  });
  const ready = draft.dirty && draft.name.trim() !== '' && draft.rule !== null && counted.finished;
  return (
    <>
      <Band
        title={
          <input
            className="title-field"
            aria-label={t('segments.name')}
            placeholder={t('segments.namePlaceholder')}
            maxLength={120}
            disabled={!writable}
            value={draft.name}
            onChange={(event) => draft.setName(event.target.value)}
          />
        }
        tab={saved?.name ?? t('segments.add')}
        back={<Link to="/segments">{t('segments.title')}</Link>}
        sub={draft.dirty && saved ? <span className="amb">{t('segments.unsaved')}</span> : null}
        actions={writable ? <Actions saved={saved} ready={ready} saving={saving} /> : null}
      >
        {saving.save.error ? <p className="amb f1">{failureOf(saving.save.error, t).words}</p> : null}
        <Count
          saved={saved}
          dirty={draft.dirty}
          preview={preview.data ?? null}
          stale={preview.stale}
          ruled={draft.rule !== null}
        />
      </Band>
      <div className="body seg-grid">
        <div>
          <RuleSection draft={draft} preview={preview} counted={counted} />
          <Sample preview={preview.data ?? null} stale={preview.stale} saved={saved} />
        </div>
        <div>
          <Past saved={saved} />
        </div>
      </div>
    </>
  );
}
