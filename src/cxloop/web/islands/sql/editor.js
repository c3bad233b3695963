// The editor: CodeMirror in a shadow root, where its style sheets are adopted ones, which the policy of the page allows.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { PostgreSQL, sql } from "@codemirror/lang-sql";
import { HighlightStyle, bracketMatching, syntaxHighlighting, syntaxTree } from "@codemirror/language";
import { Compartment, EditorState, Prec, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, drawSelection, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { el } from "../core/dom.js";
import { channelText, stepText } from "../core/names.js";

const STRING = /String/;
const looks = EditorView.theme({
  "&": { backgroundColor: "var(--surface)", color: "var(--ink)", border: "1px solid var(--line-strong)", borderRadius: "8px", fontSize: ".95rem" },
  "&.cm-focused": { outline: "3px solid var(--accent)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5", minHeight: "8rem", maxHeight: "26rem", overflow: "auto" },
  ".cm-content": { caretColor: "var(--ink)", padding: ".5rem 0" },
  ".cm-gutters": { backgroundColor: "var(--sunken)", color: "var(--soft)", border: "none", borderRadius: "8px 0 0 8px" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--accent-wash) !important" },
  ".cm-tooltip": { backgroundColor: "var(--surface)", color: "var(--ink)", border: "1px solid var(--line-strong)", borderRadius: "8px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--accent-ink)" },
  ".cm-completionDetail": { color: "inherit", fontStyle: "normal", opacity: ".85" },
  ".cm-wrong": { textDecoration: "underline wavy var(--bad)", backgroundColor: "var(--bad-wash)" },
  ".cm-matchingBracket": { backgroundColor: "var(--accent-wash) !important", color: "inherit !important" },
});
const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--accent)", fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--warm)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--c4)" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
]);
// Chromium, left to type over coloured text by itself, puts the colour into a style attribute, which the policy refuses.
const typedOver = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    if (event.inputType !== "insertText" || event.isComposing || !event.data || view.state.selection.main.empty) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    return true;
  },
});
const wrong = StateEffect.define();
const marks = StateField.define({
  create: () => Decoration.none,
  update: (old, transaction) => {
    for (const effect of transaction.effects) if (effect.is(wrong)) return effect.value;
    return transaction.docChanged ? Decoration.none : old;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** A value between quotes: found by its name, and by what it is called; its name is what is written. */
const written = (name, called) => [...new Set([name, called])].filter((text) => !text.includes("\n")).map((text) => ({ label: text, type: "text", apply: name.replaceAll("'", "''"), detail: text === name ? undefined : name }));

/** An editor of SQL. run: what Ctrl+Enter does; changed: told of each new text. */
export function editor({ label, run, changed }) {
  const node = el("div", { class: "sql-editor" });
  const root = node.attachShadow({ mode: "open" });
  const language = new Compartment();
  let values = [];
  const inTexts = (context) => {
    if (!STRING.test(syntaxTree(context.state).resolveInner(context.pos, -1).name)) return null;
    const before = context.matchBefore(/'[^']*/);
    return before && { from: before.from + 1, options: values, validFor: /^[^']*$/ };
  };
  const spoken = (schema) => {
    const made = sql({ dialect: PostgreSQL, schema, upperCaseKeywords: true });
    return [made, made.language.data.of({ autocomplete: inTexts })];
  };
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      extensions: [
        Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }])),
        lineNumbers(), history(), drawSelection(), bracketMatching(), closeBrackets(), autocompletion(), marks, looks, typedOver,
        syntaxHighlighting(colours), language.of(spoken({})), EditorView.lineWrapping,
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", autocapitalize: "off" }),
        EditorView.updateListener.of((update) => update.docChanged && changed(update.state.doc.toString())),
      ],
    }),
  });
  const whole = () => view.state.doc;
  return {
    node,
    text: () => whole().toString(),
    focus: () => view.focus(),
    set: (text) => view.dispatch({ changes: { from: 0, to: whole().length, insert: text } }),
    insert: (text) => {
      view.dispatch(view.state.replaceSelection(text));
      view.focus();
    },
    know: (tables, { steps, channels }) => {
      const schema = Object.fromEntries(tables.map((one, at) => [one.name, { self: { label: one.name, type: "type", boost: tables.length - at }, children: one.columns.map(({ name, type }) => ({ label: name, type: "property", detail: type })) }]));
      values = [...steps.flatMap((name) => written(name, stepText(name))), ...channels.flatMap((name) => written(name, channelText(name)))];
      view.dispatch({ effects: language.reconfigure(spoken(schema)) });
    },
    /** Marks the place that an error points at; null takes the mark away. */
    blame: (error) => {
      const line = error?.line && error.line <= whole().lines ? whole().line(error.line) : null;
      const from = line && Math.min(line.from + (error.column ?? 1) - 1, Math.max(line.from, line.to - 1));
      const to = line && Math.max(from + (/^[\w"]+/.exec(line.text.slice(from - line.from))?.[0].length ?? 1), from);
      const shown = line && line.length > 0 ? Decoration.set([Decoration.mark({ class: "cm-wrong" }).range(from, Math.min(to, line.to))]) : Decoration.none;
      view.dispatch({ effects: wrong.of(shown) });
    },
  };
}
