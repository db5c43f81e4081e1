import { knownMetric } from '../../metrics/known-metrics.ts'

const LOWER =
  /^(rmse|mse|mae|mape|smape|wape|wmape|rmsle|msle|medae|mad|loss|logloss|nll|error|errors|err|brier|ece|perplexity|deviance|wer|cer)$/
const HIGHER =
  /^(accuracy|acc|precision|recall|f1|f2|fbeta|auc|auroc|auprc|aucpr|prauc|rocauc|roc|ap|map|r2|score|kappa|mcc|corrcoef|specificity|sensitivity|tpr|tnr|ndcg|mrr|jaccard|iou|bleu|gini|lift|explained|hit)$/

/**
 * Which way a metric is better, by its name; null where the name does not say it.
 *
 * A metric of ours is known; of others the words decide (`val_log_loss`, `test-RMSE`, `meanAbsoluteError`): a word that is better when
 * it is lower outweighs one that is better when it is higher (`accuracy_loss`).
 *
 * @example betterDirection('test_rmse') // => 'lower'
 */
export function betterDirection(name: string): 'higher' | 'lower' | null {
  const known = knownMetric(name)
  if (known && known.better !== 'neither') return known.better
  const words = name
    .replaceAll(/([a-z\d])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
  if (words.some((word) => LOWER.test(word))) return 'lower'
  return words.some((word) => HIGHER.test(word)) ? 'higher' : null
}

/**
 * Which of the values are the best: none where all are equal, where fewer than two are known, or where the name tells no direction.
 *
 * @returns indexes into `values`
 */
export function bestOf(name: string, values: readonly (number | null | undefined)[]): readonly number[] {
  const direction = betterDirection(name)
  const known = values.filter((value): value is number => typeof value === 'number' && !Number.isNaN(value))
  if (direction === null || known.length < 2 || known.every((value) => value === known[0])) return []
  const best = direction === 'higher' ? Math.max(...known) : Math.min(...known)
  return values.flatMap((value, index) => (value === best ? [index] : []))
}
