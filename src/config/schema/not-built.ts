/** Parts of leeway.yaml that are checked and that this version does not use yet: a run names them and goes on without them. */
import * as z from 'zod'
import { SEVERITIES } from './check.ts'
import { duration, list, oneOf, secret, section, text, variants, wholeNumber } from './kinds.ts'

const SINK_TYPES = ['slack', 'teams', 'pagerduty', 'webhook', 'email'] as const

const sinkType = <const Name extends string>(name: Name): z.ZodLiteral<Name> => z.literal(name)
const address = (): z.ZodString => text('an address')

export const sink = variants('type', 'the type of a sink', SINK_TYPES, [
  section('a slack sink', {
    type: sinkType('slack').describe('Slack, over an incoming webhook.'),
    webhook_url: address().describe('Address of the incoming webhook, best as a reference.'),
  }),
  section('a teams sink', {
    type: sinkType('teams').describe('Microsoft Teams, over a workflow.'),
    webhook_url: address().describe('Address of the workflow, best as a reference.'),
  }),
  section('a pagerduty sink', {
    type: sinkType('pagerduty').describe('PagerDuty, Events API v2.'),
    routing_key: secret().describe('Integration key, as a reference.'),
  }),
  section('a webhook sink', {
    type: sinkType('webhook').describe('Any address that takes JSON.'),
    url: address().describe('Address that is called.'),
    headers: z
      .record(z.string(), z.string({ error: 'text' }))
      .optional()
      .describe('Headers to send.'),
    secret: secret().optional().describe('Key that signs the body, as a reference.'),
  }),
  section('an email sink', {
    type: sinkType('email').describe('Mail over SMTP.'),
    host: text('the host name of a mail server').describe('Mail server.'),
    port: wholeNumber(1, 65_535).optional().describe('Port. Default: 587.'),
    user: text('a user name').optional().describe('User name.'),
    password: secret().optional().describe('Password, as a reference.'),
    from: text('a mail address').describe('Sender.'),
    to: list(text('a mail address'), 'a list of mail addresses').describe('Receivers.'),
  }),
])

const GROUPS = ['monitor', 'check', 'severity', 'column', 'window', 'model_id', 'slice'] as const

const route = section('a route', {
  severity: list(oneOf(SEVERITIES), 'a list of severities').optional().describe('Only these severities.'),
  monitor: list(text('the name of a monitor'), 'a list of monitors').optional().describe('Only these monitors.'),
  to: list(text('the name of a sink'), 'a list of sinks').describe('Names under `sinks`.'),
})

export const alerts = section('alerts', {
  pending_windows: wholeNumber(1, 1000).optional().describe('Failing windows in a row before an alert fires. Default: 1.'),
  group_by: list(oneOf(GROUPS), 'a list of what to group by').optional().describe('What becomes one notification.'),
  repeat_every: duration().optional().describe('Say it again after this long.'),
  routes: list(route, 'a list of routes').optional().describe('Who is told what; the first route that fits is taken.'),
})
