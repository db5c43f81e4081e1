/** What a checklist's page adds to the style of the report. */
export const CHECKLIST_STYLE = `
.sheet{padding-top:40px}
.sheet h1{font-size:clamp(24px,3.6vw,34px);line-height:1.2;letter-spacing:-.02em;font-weight:620;overflow-wrap:anywhere}
.sheet .about{color:var(--soft);margin-top:8px}
.lines{margin-top:32px}
.line{border-top:1px solid var(--rule);padding:20px 0}
.line:last-child{border-bottom:1px solid var(--rule)}
.line-head{display:grid;grid-template-columns:140px minmax(0,1fr);gap:4px 16px;align-items:baseline}
.line-head h2{font-size:17px;letter-spacing:-.005em}
.items{margin-top:10px}
.item{display:grid;grid-template-columns:140px minmax(0,1fr);gap:2px 16px;padding:7px 0;align-items:baseline}
.item p{max-width:76ch;overflow-wrap:anywhere}
.item-name{font-weight:600}
.item code{font-size:12.5px;color:var(--soft)}
.badge.is-todo{color:var(--ink)}
.box{flex:none;width:15px;height:15px;position:relative;top:2px;fill:none;stroke:currentColor;stroke-width:1.4}
@media (max-width:640px){.line-head,.item{grid-template-columns:minmax(0,1fr)}.sheet{padding-top:28px}}
@media print{.line,.item{break-inside:avoid}.sheet{padding-top:8px}}
`
