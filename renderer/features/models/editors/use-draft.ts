import { useEffect, useRef, useState } from 'react';
import type { NewValue } from '../../../../shared/domain/change-set.ts';
import { sameValue } from '../../../../shared/domain/staged-edits-actions.ts';
import { type Draft, draftOf, draftText, type EditSubject, type Judgement, judgeDraft, typedDraft } from './draft.ts';

export interface DraftControl {
  readonly draft: Draft;
  /** The text in the editor; empty while it holds a value that is no text. */
  readonly text: string;
  readonly isTouched: boolean;
  readonly judgement: Judgement;
  /** Why the draft can't be staged, once the person should know; `null` while it can, or typing goes on. */
  readonly problem: string | null;
  /** What becomes of the value when it is staged. */
  readonly note: string | null;
  readonly setText: (text: string) => void;
  readonly setValue: (value: NewValue) => void;
  /** Back to what the field holds. */
  readonly reset: () => void;
  /** Stages what was edited. True when nothing is left to be staged; false keeps the editor open, saying why. */
  readonly commit: () => boolean;
}

/** Whoever types is not told at every key what is still missing. */
const problemPauseMs = 600;

interface State {
  readonly draft: Draft;
  readonly isTouched: boolean;
  readonly showsProblem: boolean;
}

/** What a person is making of a field, until it is staged. */
export function useDraft(given: {
  readonly subject: EditSubject;
  readonly typed?: string | null | undefined;
  /** What was made of the value elsewhere, or could not be staged before. */
  readonly started?: Draft | undefined;
  readonly stage: (value: NewValue) => boolean;
}): DraftControl {
  const { subject } = given;
  const [state, setState] = useState<State>(() => begin(subject, given.typed ?? null, given.started));
  const [startedFrom, setStartedFrom] = useState(subject.value);
  /** Commits happen within the event that changed the draft. */
  const latest = useRef(state);
  const current = useRef(given);
  useEffect(() => {
    current.current = given;
  });

  // Undo, a save or another editor has changed the field meanwhile.
  if (!sameSubject(startedFrom, subject.value)) {
    setStartedFrom(subject.value);
    if (!state.isTouched) {
      const fresh = begin(subject, null, undefined);
      latest.current = fresh;
      setState(fresh);
    }
  }

  function change(next: State): void {
    latest.current = next;
    setState(next);
  }

  const judgement = judgeDraft(state.draft, subject);
  const isInvalid = state.isTouched && judgement.kind === 'invalid';
  // Every key makes another state, and begins the pause anew.
  useEffect(() => {
    if (!isInvalid || state.showsProblem) return;
    const timer = setTimeout(() => {
      latest.current = { ...latest.current, showsProblem: true };
      setState(latest.current);
    }, problemPauseMs);
    return () => clearTimeout(timer);
  }, [isInvalid, state]);

  function commit(): boolean {
    const { draft, isTouched } = latest.current;
    if (!isTouched) return true;
    const { subject: now, stage } = current.current;
    const judged = judgeDraft(draft, now);
    if (judged.kind === 'invalid') {
      change({ ...latest.current, showsProblem: true });
      return false;
    }
    if (now.value !== null && sameValue(judged.value, now.value)) {
      change(begin(now, null, undefined));
      return true;
    }
    if (!stage(judged.value)) return false;
    change({ ...latest.current, isTouched: false, showsProblem: false });
    return true;
  }

  return {
    draft: state.draft,
    text: draftText(state.draft),
    isTouched: state.isTouched,
    judgement,
    problem: isInvalid && state.showsProblem ? judgement.message : null,
    note: state.isTouched && judgement.kind === 'value' ? judgement.note : null,
    setText: (text) =>
      change({ draft: typedDraft(latest.current.draft, text, subject), isTouched: true, showsProblem: false }),
    setValue: (value) => change({ draft: { kind: 'value', value }, isTouched: true, showsProblem: false }),
    reset: () => change(begin(current.current.subject, null, undefined)),
    commit,
  };
}

function begin(subject: EditSubject, typed: string | null, started: Draft | undefined): State {
  const isTouched = typed !== null || started !== undefined;
  return { draft: started ?? draftOf(subject, typed), isTouched, showsProblem: started !== undefined };
}

function sameSubject(a: NewValue | null, b: NewValue | null): boolean {
  return a === b || (a !== null && b !== null && sameValue(a, b));
}
