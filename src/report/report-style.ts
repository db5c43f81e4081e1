/**
 * The report's style sheet. Colour says severity and nothing else (red, amber, grey; ok is plain); one hue for the
 * reference, one for current, both apart for colour-blind eyes and also in lightness and form (outline against fill).
 */
const LIGHT = `
--page:#fcfcfa;--raised:#fff;--ink:#1b1e23;--soft:#565d68;--rule:#e4e4df;--grid:#ecece8;--hover:#f3f3ef;
--current:#1c62b9;--current-soft:#1c62b933;--reference:#a8558f;--reference-soft:#c77fb22e;--chance:#7a818c;
--fail:#b3212c;--fail-fill:#cf3540;--warn:#8a5300;--warn-fill:#eda52f;--none:#646b76;--none-line:#a4a9b1;--plain:#c9cbc7;--on-fail:#fff;--on-warn:#3a2300;
--here:#1b1e2310;--focus:#1b1e23;--shadow:0 1px 2px #0000000d,0 8px 24px #0000000a`
const DARK = `
--page:#15171b;--raised:#1c1f25;--ink:#e8e9ec;--soft:#a2a9b4;--rule:#30343c;--grid:#262a31;--hover:#22262d;
--current:#74aef2;--current-soft:#74aef238;--reference:#dd93c6;--reference-soft:#dd93c62b;--chance:#9097a3;
--fail:#ff8a85;--fail-fill:#e5575b;--warn:#f3b453;--warn-fill:#e0a03a;--none:#a2a9b4;--none-line:#6d747f;--plain:#4a4f58;--on-fail:#1a0405;--on-warn:#241600;
--here:#ffffff14;--focus:#e8e9ec;--shadow:0 1px 2px #0006,0 8px 24px #0005`

export const REPORT_STYLE = `
:root{color-scheme:light;${LIGHT}}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;${DARK}}}
:root[data-theme=dark]{color-scheme:dark;${DARK}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:72px}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.55 -apple-system,BlinkMacSystemFont,"Segoe UI Variable Text","Segoe UI",Roboto,"Helvetica Neue",Arial,system-ui,sans-serif;font-variant-numeric:tabular-nums;text-rendering:optimizeLegibility;-webkit-font-smoothing:antialiased}
h1,h2,h3,p,ul,ol,dl,dd,figure{margin:0;padding:0}
ul,ol{list-style:none}
a{color:inherit;text-decoration:underline;text-decoration-color:var(--plain);text-underline-offset:3px;text-decoration-thickness:1px}
a:hover{text-decoration-color:currentColor}
b,strong{font-weight:600}
code{font:0.92em/1.4 ui-monospace,SFMono-Regular,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace;overflow-wrap:anywhere}
svg{display:block;max-width:100%;height:auto}
button,input{font:inherit;color:inherit}
bdi{overflow-wrap:anywhere}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px;border-radius:3px}
main:focus,.part:focus{outline:none}
.muted{color:var(--soft)}
.small{font-size:.6em;color:var(--soft);font-weight:400}
.visually-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:16px;top:-60px;z-index:9;padding:8px 14px;background:var(--raised);border:1px solid var(--rule);border-radius:6px}
.skip:focus{top:10px}
.top,main,.foot{max-width:1128px;margin-inline:auto;padding-inline:24px}
.top{display:flex;justify-content:space-between;align-items:center;gap:12px 24px;flex-wrap:wrap;padding-block:22px 0;font-size:13px}
.brand b{margin-right:8px;font-size:14px}
.made{display:flex;align-items:center;gap:16px}
button{background:var(--raised);border:1px solid var(--rule);border-radius:6px;padding:5px 12px;min-height:32px;cursor:pointer}
button:hover:not(:disabled){border-color:var(--none-line);background:var(--hover)}
button:disabled{color:var(--none-line);cursor:default}
.quiet{font-size:13px;white-space:nowrap}

.monitors{margin-top:36px;border-block:1px solid var(--rule);padding-block:16px 8px}
.monitors-count{font-weight:600;margin-bottom:8px}
.monitor-link{display:grid;grid-template-columns:120px minmax(120px,220px) 1fr;gap:4px 16px;align-items:baseline;padding:8px 10px;margin-inline:-10px;border-radius:6px;text-decoration:none}
.monitor-link:hover,.monitor-link[aria-current]{background:var(--hover)}
.monitor-name{font-weight:600}
.monitor-headline{color:var(--soft)}

.verdict{padding-top:56px}
.state{display:flex;align-items:center;gap:9px;font-size:15px;flex-wrap:wrap}
.state .sign{width:20px;height:20px}
.state.is-fail strong{color:var(--fail)}.state.is-warn strong{color:var(--warn)}
.state-name{color:var(--soft)}
.state-name::before{content:"·";margin-right:9px}
.headline{font-size:clamp(24px,3.6vw,36px);line-height:1.18;letter-spacing:-.021em;font-weight:620;margin-top:14px;max-width:26em;text-wrap:balance;overflow-wrap:anywhere}
.facts{display:flex;flex-wrap:wrap;gap:2px 0;margin-top:16px;color:var(--soft)}
.facts b{color:var(--ink);font-weight:500}
.facts>span:not(:last-child)::after{content:"·";margin-inline:10px;color:var(--none-line)}
.sentences{margin-top:28px;max-width:860px}
.sentences li{display:grid;grid-template-columns:84px 1fr;gap:12px;align-items:baseline;padding:9px 0;border-top:1px solid var(--grid)}
.sentences li:last-child{border-bottom:1px solid var(--grid)}
.badge{display:inline-flex;align-items:baseline;gap:7px;white-space:nowrap;font-weight:500}
.badge.is-fail{color:var(--fail)}.badge.is-warn{color:var(--warn)}.badge.is-none{color:var(--none)}.badge.is-ok{color:var(--soft);font-weight:400}
.sign{flex:none;display:inline-block;vertical-align:-3px}.badge .sign{position:relative;top:2.5px}.section-head .badge{margin-right:8px}
.sign-fill{fill:var(--none)}
.sign-mark{fill:none;stroke:var(--on-fail);stroke-width:1.7;stroke-linecap:round}
.sign.is-fail .sign-fill{fill:var(--fail-fill)}
.sign.is-warn .sign-fill{fill:var(--warn-fill)}.sign.is-warn .sign-mark{stroke:var(--on-warn)}
.sign-line{fill:none;stroke:var(--none-line);stroke-width:1.3;stroke-linecap:round;stroke-linejoin:round}
.sign.is-ok path.sign-line{stroke:var(--soft)}
.sign-dashed{stroke-dasharray:2.2 2.2}

.strip{margin-top:40px;overflow-x:auto;overflow-y:hidden;cursor:pointer;padding-top:2px;scrollbar-width:thin}
.strip-svg{max-width:none}
.cell{fill:var(--plain)}
.cell.is-fail{fill:var(--fail-fill)}.cell.is-warn{fill:var(--warn-fill)}
.cell.is-none{fill:none;stroke:var(--none-line);stroke-width:1}
.cell.is-open{opacity:.55}
.cell-sign{fill:none;stroke:var(--on-fail);stroke-width:1.6;stroke-linecap:round}
.is-warn+.cell-sign{stroke:var(--on-warn)}
.strip-here{fill:var(--here)}
.strip-caret{fill:var(--ink)}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:12.5px;color:var(--soft);margin-top:8px}
.legend span{display:inline-flex;align-items:center;gap:6px}
.legend .hint{margin-left:auto}
.bar-region{position:sticky;top:0;z-index:4;margin-top:20px;margin-inline:-24px;padding-inline:24px;background:var(--page)}
.window-bar{display:flex;flex-wrap:wrap;align-items:center;gap:8px 20px;padding-block:10px;border-bottom:1px solid var(--rule)}
.steps,.switch{display:inline-flex}
.steps button{width:34px;padding:0;font-size:18px;line-height:1}
.steps button:first-child{border-radius:6px 0 0 6px}.steps button:last-child{border-radius:0 6px 6px 0}
.window-name{display:grid;place-items:center;min-width:156px;padding-inline:12px;border-block:1px solid var(--rule);background:var(--raised);font-weight:600}
.switch button{border-radius:0;margin-left:-1px;font-size:14px}
.switch button:first-child{border-radius:6px 0 0 6px}.switch button:last-child{border-radius:0 6px 6px 0}
.switch button[aria-pressed=true]{background:var(--ink);border-color:var(--ink);color:var(--page)}
.window-counts{display:flex;flex-wrap:wrap;gap:2px 14px;color:var(--soft);font-size:14px}

.part{padding-top:64px}
.part:empty{display:none}
.section-head{margin-bottom:26px;max-width:760px}
h2{font-size:23px;line-height:1.25;letter-spacing:-.014em;font-weight:620}
.section-head p{color:var(--soft);margin-top:6px}
.section-head b{color:var(--ink)}
h3{font-size:14px;font-weight:600}
.column-name{overflow-wrap:anywhere}
.figure figcaption{display:flex;flex-wrap:wrap;align-items:baseline;gap:2px 16px;margin-bottom:8px}
.figure-title{font-weight:600}
.figure-numbers{display:inline-flex;flex-wrap:wrap;gap:2px 16px;font-size:13.5px;color:var(--soft);align-items:center}
.figure-numbers b{color:var(--ink)}
.figure.time{margin-top:22px}
.note{font-size:13px;color:var(--soft);margin-top:6px;max-width:70ch}
.empty{color:var(--soft);padding:18px 0}
.key{display:inline-flex;align-items:center;gap:6px}
.swatch{flex:none}
.swatch-current{fill:var(--current)}.swatch-band{fill:var(--current-soft)}
.swatch-reference{stroke:var(--reference);stroke-width:2.5;stroke-dasharray:5 2.5}
.swatch-chance{stroke:var(--chance);stroke-width:1.5}
.swatch-outline{fill:var(--reference-soft);stroke:var(--reference);stroke-width:1.5}
.swatch-limit-fail{stroke:var(--fail-fill);stroke-width:1.5;stroke-dasharray:2 3}.swatch-limit-warn{stroke:var(--warn-fill);stroke-width:1.5;stroke-dasharray:2 3}
.swatch-open{fill:var(--page);stroke:var(--current);stroke-width:1.6}
.swatch-flag{fill:var(--soft);stroke:var(--soft)}

.axis text,.value{font-size:11.5px;fill:var(--soft)}
.grid{stroke:var(--grid);fill:none}
.tick{stroke:var(--none-line);fill:none}
.baseline{stroke:var(--none-line);fill:none}
.line{fill:none;stroke-width:1.6;stroke-linejoin:round;stroke-linecap:round}
.line.current{stroke:var(--current)}
.line.reference{stroke:var(--reference);stroke-width:1.4;stroke-dasharray:6 3}
.line.chance{stroke:var(--chance);stroke-width:1.2;stroke-linejoin:miter}
.band.current{fill:var(--current-soft)}
.bar.current{fill:var(--current)}.bar.reference{fill:var(--reference-soft);stroke:var(--reference)}
.bar.is-open{opacity:.5}
.bar-here{fill:none;stroke:var(--ink);stroke-width:1.6;stroke-linejoin:round}
.bar.difference{fill:var(--ink);opacity:.62}
.area.reference{fill:var(--reference-soft)}
.outline.reference{fill:none;stroke:var(--reference);stroke-width:1.6;stroke-linejoin:round}
.shade.reference{fill:var(--reference-soft)}
.limit{fill:none;stroke-width:1.2;stroke-dasharray:2 3}
.limit.is-fail{stroke:var(--fail-fill)}.limit.is-warn{stroke:var(--warn-fill)}
.dot.current{fill:var(--current)}
.dot.is-here{fill:var(--page);stroke:var(--current);stroke-width:2}
.dot.current.is-open{fill:var(--page);stroke:var(--current);stroke-width:1.5}
.dot.reference{fill:var(--page);stroke:var(--reference);stroke-width:1.4}
.whisker.current{stroke:var(--current);stroke-width:1.3;fill:none}
.whisker.reference{stroke:var(--reference);stroke-width:1;fill:none;opacity:.75}
.diagonal{stroke:var(--chance);stroke-width:1;stroke-dasharray:2 4;fill:none}
.axis-name{font-size:11.5px;fill:var(--soft)}
.mark.is-fail{fill:var(--fail-fill)}.mark.is-warn{fill:var(--warn-fill)}
.mark{stroke:var(--page);stroke-width:.8}
.rug.is-fail{stroke:var(--fail-fill)}.rug.is-warn{stroke:var(--warn-fill)}
.here{fill:var(--here)}
.event path{stroke:var(--soft);stroke-dasharray:1 3;fill:none}.event .flag{fill:var(--soft);stroke:none}
.panel[data-time-step]{cursor:pointer}
.pairs .name{font-size:13px;fill:var(--ink)}
.pairs .change{font-size:13px;fill:var(--ink)}

.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(190px,1fr));gap:1px;background:var(--rule);border:1px solid var(--rule);border-radius:8px;overflow:hidden}
.card{background:var(--raised);padding:16px 18px}
.card .big{font-size:26px}
.big{font-size:22px;font-weight:600;letter-spacing:-.01em;line-height:1.3}

.data{margin-top:12px;font-size:13.5px}
.data>summary{cursor:pointer;color:var(--soft);width:max-content;max-width:100%;border-radius:4px}
.data>summary:hover{color:var(--ink)}
.scroll{overflow:auto;max-height:420px;margin-top:8px;border:1px solid var(--rule);border-radius:6px}
.plain{border-collapse:collapse;min-width:100%;background:var(--raised)}
.plain th,.plain td{padding:5px 14px;text-align:left;border-bottom:1px solid var(--grid);font-weight:400;white-space:nowrap}
.plain thead th{position:sticky;top:0;background:var(--raised);font-weight:600;box-shadow:0 1px var(--rule);border:0}
.plain .number{text-align:right}

.filter{display:flex;align-items:center;gap:12px;margin-bottom:14px}
.filter label{color:var(--soft);font-size:14px}
.filter input{flex:1;max-width:320px;min-height:34px;padding:5px 12px;border:1px solid var(--none-line);border-radius:6px;background:var(--raised)}
.filter input::placeholder{color:var(--soft);opacity:1}
.columns,.columns thead,.columns tbody{display:block}
.columns tr{display:grid;grid-template-columns:112px minmax(150px,1fr) 148px 76px 92px 92px 148px;column-gap:16px;align-items:center;padding:7px 10px;margin-inline:-10px;border-bottom:1px solid var(--grid);border-radius:0}
.columns tbody tr{content-visibility:auto;contain-intrinsic-size:auto 58px;position:relative}
.columns tbody tr:hover{background:var(--hover)}
.columns tr.is-selected{background:var(--hover);box-shadow:inset 3px 0 var(--ink)}
.columns thead tr{border-bottom:1px solid var(--none-line);padding-block:4px}
.columns th{text-align:left;font-weight:400}
.columns thead th{font-size:13px;color:var(--soft)}
.columns thead button{border:0;background:none;padding:4px 0;min-height:28px;color:inherit;font-size:13px}
.columns thead button:hover{background:none;color:var(--ink);text-decoration:underline}
.columns th[aria-sort=ascending],.columns th[aria-sort=descending]{color:var(--ink);font-weight:600}
.columns th[aria-sort=ascending] button,.columns th[aria-sort=descending] button{font-weight:600}
.arrow{font-size:9px;margin-left:5px;vertical-align:1px}
.columns .number{text-align:right}
.columns .c-status{display:flex;gap:8px;align-items:center;white-space:nowrap}
.columns .c-name a{font-weight:500;text-decoration:none;display:block;line-height:1.35}
.columns .c-name a::after{content:"";position:absolute;inset:0}
.columns .c-name a:hover{text-decoration:underline}
.type{display:block;font-size:12.5px;color:var(--soft);line-height:1.35}
.columns td.c-direction{color:var(--soft);font-size:14px;overflow-wrap:anywhere}
.columns .c-drift{font-weight:500}
.strong{font-weight:600}
.more{margin-top:16px}

.numbers{display:flex;flex-wrap:wrap;gap:16px 52px;margin-bottom:34px}
.numbers dt{font-size:13px;color:var(--soft)}
.numbers dd{display:flex;align-items:baseline;gap:9px;flex-wrap:wrap;font-size:13.5px}
.duo{display:grid;gap:32px 40px}
@media (min-width:908px){.duo{grid-template-columns:58fr 42fr;grid-template-columns:minmax(0,58%) minmax(0,1fr)}}
.related{margin-top:26px;line-height:2.3}
.chip{display:inline-block;border:1px solid var(--rule);border-radius:99px;padding:1px 12px;margin:0 4px;line-height:1.7;text-decoration:none;background:var(--raised)}
.chip:hover{border-color:var(--none-line)}

.curves{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,270px),1fr));gap:32px 28px;margin-top:26px}
.curves+.curves,.residuals{margin-top:34px}
.class-name{margin-top:34px;font-size:15px}
.confusion{border-collapse:separate;border-spacing:3px;font-variant-numeric:tabular-nums;margin-left:-3px}
.confusion th{font-weight:400;color:var(--soft);font-size:13px;text-align:right;padding:4px 8px;max-width:150px;overflow-wrap:anywhere}
.confusion thead th{text-align:center;vertical-align:bottom}
.confusion td{min-width:64px;padding:7px 10px;text-align:center;border-radius:4px;line-height:1.3;border:1px solid var(--grid)}
.confusion td span{display:block;font-size:12px;font-weight:400}
.confusion td.is-right{font-weight:600}
.confusion .heat-1{background:color-mix(in srgb,var(--current) 7%,transparent)}
.confusion .heat-2{background:color-mix(in srgb,var(--current) 13%,transparent)}
.confusion .heat-3{background:color-mix(in srgb,var(--current) 20%,transparent)}
.confusion .heat-4{background:color-mix(in srgb,var(--current) 28%,transparent)}
.confusion-scroll{overflow-x:auto;max-width:100%}
.slices{display:grid;grid-template-columns:repeat(auto-fill,minmax(240px,1fr));gap:28px 24px}
@media (min-width:948px){.slices{grid-template-columns:repeat(4,minmax(0,1fr))}}
@media (min-width:688px) and (max-width:947px){.slices{grid-template-columns:repeat(3,minmax(0,1fr))}}
.slice figcaption{display:grid;gap:1px;margin-bottom:6px}
.slice-name{font-weight:500;overflow-wrap:anywhere}
.slice-numbers{display:flex;gap:2px 10px;flex-wrap:wrap;font-size:13.5px;align-items:baseline}
.slice-numbers b{font-size:16px}
.too-few{color:var(--soft);font-size:13.5px;height:64px;display:grid;place-items:center;border:1px dashed var(--rule);border-radius:6px}

.findings{display:grid;gap:0}
.finding{padding:20px 0;border-top:1px solid var(--rule)}
.finding:last-child{border-bottom:1px solid var(--rule)}
.finding-head{display:grid;grid-template-columns:auto 1fr;gap:14px;font-weight:500;max-width:900px}
.rule{margin-top:8px;max-width:760px}
.evidence{display:flex;flex-wrap:wrap;gap:10px 36px;margin-top:14px}
.evidence dt{font-size:12.5px;color:var(--soft)}
.contributions{margin-top:12px;font-size:14px}
.contributions b{font-weight:500}
.next{margin-top:10px;font-size:13px}

.issues{display:grid;gap:22px}
.issue{display:grid;grid-template-columns:240px 1fr;gap:6px 24px;padding-top:14px;border-top:1px solid var(--grid)}
.issue li{display:grid;grid-template-columns:84px 1fr;gap:12px;padding:2px 0;align-items:baseline}
.issue h3{color:var(--soft);font-weight:500;padding-top:3px}
.notes{margin-top:22px}
.foot{margin-top:88px;padding-block:24px 56px;font-size:13px;color:var(--soft)}
.foot::before{content:"";display:block;border-top:1px solid var(--rule);margin-bottom:20px}
.foot p+p{margin-top:4px}

.tip{position:fixed;left:0;top:0;z-index:8;pointer-events:none;display:grid;padding:7px 12px;background:var(--ink);color:var(--page);border-radius:6px;font-size:13px;line-height:1.45;max-width:260px}
.tip[hidden]{display:none}

@media screen and (max-width:907px){
.columns thead tr{display:flex;flex-wrap:wrap;gap:4px 20px}
.columns thead tr::before{content:"Sort by";font-size:13px;color:var(--soft);align-self:center}
.columns thead th.c-spark,.columns thead th.c-chance,.columns thead th.c-direction{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.columns thead th.c-missing{display:block}
.columns tbody tr{grid-template-columns:minmax(0,1fr) 132px;grid-template-areas:"name status" "direction spark" "numbers spark";column-gap:16px;row-gap:2px;padding-block:12px;contain-intrinsic-size:auto 100px}
.columns .c-status{grid-area:status;justify-content:flex-end}
.columns .c-name{grid-area:name}
.columns .c-spark{grid-area:spark}
.columns .c-direction{grid-area:direction}
.columns .c-drift{grid-area:numbers;text-align:left}
.columns td.c-drift::before{content:attr(data-title) " ";color:var(--soft);font-weight:400;font-size:13px}
.columns td.c-chance,.columns td.c-missing{display:none}
.issue{grid-template-columns:1fr}
}
@media (max-width:640px){
.top,main,.foot{padding-inline:16px}
.bar-region{margin-inline:-16px;padding-inline:16px}
.verdict{padding-top:36px}
.part{padding-top:52px}
.sentences li,.issue li{grid-template-columns:1fr;gap:2px}
.monitor-link{grid-template-columns:1fr}
.facts{display:grid}
.facts>span:not(:last-child)::after{content:none}
.numbers{display:grid;grid-template-columns:1fr 1fr;gap:18px 20px}
.legend .hint{margin-left:0}
.window-bar{gap:8px 12px}
.window-counts{width:100%}
.window-name{min-width:118px}
.finding-head{grid-template-columns:1fr;gap:4px}
.evidence{gap:10px 24px}
}
@media (prefers-reduced-motion:no-preference){.tip{transition:none}}
@media print{
:root,:root[data-theme=dark]{color-scheme:light;${LIGHT};--page:#fff}
@page{margin:14mm}
body{font-size:10.5pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}
.top,main,.foot{max-width:none;padding-inline:0}
.skip,#theme,.filter,.screen-only,.steps button,.switch,.hint,.more,.next,.tip{display:none!important}
.bar-region{position:static;margin-inline:0;padding-inline:0}
.window-name{border:0;padding:0;min-width:0}
.part{padding-top:30px}
.verdict{padding-top:16px}
.figure,.slice,.finding,.columns tr,.issue{break-inside:avoid}
.section-head,.numbers{break-after:avoid}
.columns tbody tr{content-visibility:visible}
.columns tr{grid-template-columns:86px minmax(110px,1fr) 132px 50px 62px 62px 96px;column-gap:10px;padding-block:4px}
.data:not([open]){display:none}
.scroll{max-height:none;overflow:visible}
a{text-decoration:none}
.foot{margin-top:36px;padding-bottom:0}
}
`
