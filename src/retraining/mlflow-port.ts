/** What a decision asks of MLflow. The client stands elsewhere and is passed in. */
import type { MlflowSettings } from '../config/project.ts'

export interface MlflowPort {
  /** Newest by number; null where the model has no version. Settings are null where the monitor has none: the environment's server. */
  newestVersion(
    settings: MlflowSettings | null,
    model: string,
    options?: { readonly signal?: AbortSignal },
  ): Promise<{ readonly version: string; readonly createdAtUs: number } | null>
  /**
   * Sets a tag on the newest version of the settings' model; setting it again changes nothing.
   * @returns what a person may read of it: `version 7 of hotel_cancellation`
   */
  setTag(settings: MlflowSettings, key: string, value: string, options?: { readonly signal?: AbortSignal }): Promise<string>
}
