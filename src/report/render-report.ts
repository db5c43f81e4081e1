/** A report as one HTML file that loads nothing: first paint made here, later ones by the script inside it. */
import { createHash } from 'node:crypto'
import { LeewayError } from '../core/errors.ts'
import { encodeModel } from './compact-model.ts'
import { CLIENT_SCRIPT } from './generated/client.ts'
import { DEFAULT_LIMITS, limitReport, type ReportLimits } from './limit-report.ts'
import type { ReportModel } from './report-model.ts'
import { REPORT_STYLE } from './report-style.ts'
import { escapeHtml } from './view/html.ts'
import { PAGE_WIDTH, pageBody } from './view/page.ts'
import { initialState, viewOf } from './view/state.ts'

/**
 * Renders a report.
 *
 * @param limits what is kept of histograms and findings; the default stays under 2 MB at 50 columns x 180 days
 * @returns a complete HTML document, UTF-8; it holds what the model holds and nothing else
 * @throws LeewayError NOT_FOUND when the model has no monitor, or a monitor no granularity
 */
export function renderReport(model: ReportModel, limits: ReportLimits = DEFAULT_LIMITS): string {
  if (model.monitors.length === 0 || model.monitors.some((m) => m.granularities.length === 0))
    throw new LeewayError('NOT_FOUND', 'there is nothing to report yet: no monitor has a computed window', {
      mend: 'leeway run, then leeway report again',
    })
  const limited = limitReport(model, limits)
  const body = pageBody(viewOf(limited, initialState(limited), PAGE_WIDTH)).html
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(CLIENT_SCRIPT)}'`,
    `style-src '${hashOf(REPORT_STYLE)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="leeway ${escapeHtml(model.version)}">
<title>${escapeHtml(`${model.project}: model report`)}</title>
<link rel="icon" href="data:,">
<style>${REPORT_STYLE}</style>
</head>
<body>
${body}
<script type="application/json" id="model">${escapeJson(JSON.stringify(encodeModel(limited)))}</script>
<script>${CLIENT_SCRIPT}</script>
</body>
</html>
`
}

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`

/** JSON that no HTML parser can leave early, and that is also valid JavaScript. */
export function escapeJson(json: string): string {
  return json
    .replaceAll('<', '\\u003c')
    .replaceAll('>', '\\u003e')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
}
