// AddKubernetesLabels: labels on every Kubernetes object of a stack, such as whom it is charged to.
import { DeploymentV1 } from '@cdktf/provider-kubernetes/lib/deployment-v1/index.js'
import { Manifest } from '@cdktf/provider-kubernetes/lib/manifest/index.js'
import { TerraformResource } from 'cdktf'
import type { IAspect } from 'cdktf'
import type { IConstruct } from 'constructs'

interface Metadata {
  readonly labels?: Record<string, string>
}

/** Adds labels to objects and to the pods of Deployments; selectors, which cannot change, stay as they are. */
export class AddKubernetesLabels implements IAspect {
  private readonly labels: Readonly<Record<string, string>>

  constructor(labels: Readonly<Record<string, string>>) {
    this.labels = labels
  }

  visit(node: IConstruct): void {
    if (!(node instanceof TerraformResource)) return
    if (node instanceof Manifest) {
      const { metadata } = node.manifestInput as { metadata: Metadata }
      node.manifest = { ...node.manifestInput, metadata: this.labelled(metadata) }
    } else if (node.terraformResourceType.startsWith('kubernetes_') && 'putMetadata' in node) {
      const object = node as unknown as DeploymentV1
      object.putMetadata(this.labelled(object.metadataInput))
    }
    if (node instanceof DeploymentV1) this.labelPods(node)
  }

  private labelPods(deployment: DeploymentV1): void {
    const spec = deployment.specInput
    if (!spec) return
    const metadata = this.labelled(spec.template.metadata)
    deployment.putSpec({ ...spec, template: { ...spec.template, metadata } })
  }

  private labelled<T extends Metadata>(metadata: T | undefined): T {
    return { ...metadata, labels: { ...metadata?.labels, ...this.labels } } as T
  }
}
