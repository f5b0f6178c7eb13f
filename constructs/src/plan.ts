// Plan: the limits that tenants share.
import { Construct } from 'constructs'
import * as l1 from './generated/index.ts'

/** The limits of a tenant. The built-in plans are `free`, `starter`, `pro` and `enterprise`. */
export interface IPlan {
  /** Its name, as a reference to the plan where there is one to make. */
  readonly planName: string
}

export interface PlanProps extends Omit<l1.PlanConfig, 'name' | 'count' | 'forEach'> {
  /**
   * Unique name of the plan; cannot change.
   * @default the construct's id
   */
  readonly name?: string
}

/** A plan beside the built-in ones: how many jobs run and wait, and the share against others. */
export class Plan extends Construct implements IPlan {
  readonly planName: string
  /** The resource behind it, for what is not offered here. */
  readonly resource: l1.Plan

  constructor(scope: Construct, id: string, props: PlanProps) {
    super(scope, id)
    this.resource = new l1.Plan(this, 'Default', { ...props, name: props.name ?? id })
    this.planName = this.resource.name
  }
}
