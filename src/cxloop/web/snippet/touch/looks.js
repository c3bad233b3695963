// The looks of the touchpoints. The page's author may set --cxloop-accent and --cxloop-accent-ink on any element around.
export const LOOKS = `
:host { all: initial; display: block; color-scheme: light dark; --surface: #fff; --ink: #1b2529; --soft: #556169; --line: #8b9196; --bad: #a83a16; --good: #1f6f47; --accent: var(--cxloop-accent, #0d5c63); --accent-ink: var(--cxloop-accent-ink, #fff); --wash: #e1eff0; }
@media (prefers-color-scheme: dark) { :host { --surface: #1a2125; --ink: #e7ebec; --soft: #a9b5bb; --line: #75828a; --bad: #f3936d; --good: #6cc796; --accent: var(--cxloop-accent, #6cc4c6); --accent-ink: var(--cxloop-accent-ink, #0c2426); --wash: #1c3639; } }
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
.touch { font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans KR", "Noto Sans CJK KR", sans-serif; color: var(--ink); background: var(--surface); max-width: 30rem; padding: 20px; border: 1px solid var(--line); border-radius: 12px; word-break: keep-all; overflow-wrap: anywhere; }
.page { margin: 0 auto; }
h1, h2, legend { font-size: 1.15rem; font-weight: 650; line-height: 1.35; margin: 0 0 16px; padding: 0; }
legend h1 { margin: 0; }
fieldset { border: 0; margin: 0 0 16px; padding: 0; min-width: 0; }
.row { display: grid; grid-template-columns: repeat(auto-fit, minmax(0, 1fr)); grid-auto-flow: column; grid-auto-columns: 1fr; gap: 4px; }
.choice { position: relative; display: flex; flex-direction: column; align-items: center; gap: 6px; padding: 10px 2px; min-height: 44px; border: 2px solid transparent; border-radius: 10px; color: var(--soft); font-size: .8125rem; line-height: 1.3; text-align: center; cursor: pointer; }
.choice input { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: pointer; }
.choice svg { width: 40px; height: 40px; }
.choice:hover { color: var(--accent); }
.choice:has(:checked) { color: var(--accent); border-color: var(--accent); background: var(--wash); font-weight: 650; }
.choice:has(:focus-visible) { outline: 3px solid var(--accent); outline-offset: 2px; }
.asks { font-size: .9375rem; font-weight: 400; margin: 0 0 6px; }
.choice .figure { font-size: 1.125rem; color: var(--ink); }
.choice:has(.figure) { border-color: var(--line); }
.choice:has(.figure):has(:checked) { border-color: var(--accent); }
.choice:has(:checked) .figure { color: inherit; }
.about { white-space: pre-line; margin: 0 0 16px; }
.look { color: var(--accent); font-weight: 650; }
.look small { font-weight: 400; }
.look:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
p { margin: 0 0 16px; }
.field { display: grid; gap: 6px; margin: 0 0 16px; }
label { font-size: .9375rem; }
input[type=text], select, textarea { font: inherit; color: var(--ink); background: var(--surface); width: 100%; min-height: 44px; padding: 9px 12px; border: 1px solid var(--line); border-radius: 8px; }
textarea { resize: vertical; }
small { color: var(--soft); font-size: .8125rem; }
button { font: inherit; font-weight: 650; min-height: 44px; padding: 8px 20px; border: 1px solid var(--accent); border-radius: 8px; background: var(--accent); color: var(--accent-ink); cursor: pointer; }
button.quiet { background: none; color: var(--accent); }
button[aria-disabled] { opacity: .75; cursor: progress; }
input[type=text]:focus-visible, select:focus-visible, textarea:focus-visible, button:focus-visible, .thanks:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.wrong { color: var(--bad); margin: 0 0 16px; }
.wrong:empty { margin: 0; }
.thanks { color: var(--good); font-weight: 650; margin: 0 0 8px; }
@media (forced-colors: active) { .choice:has(:checked) { border-color: Highlight; } }
`;
