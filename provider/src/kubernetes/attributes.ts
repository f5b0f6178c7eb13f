// What a configuration says of a key in a Kubernetes Secret.
import type { Attribute } from '../engine/model.ts'

const label = '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'

export const secretAttributes: Attribute[] = [
  {
    name: 'namespace',
    parameter: true,
    description: 'Its namespace, which has to exist.',
    type: 'string',
    optional: true,
    computed: true,
    default: 'default',
    rules: { pattern: label },
  },
  {
    name: 'name',
    parameter: true,
    description:
      'Name of the Secret. It is made if there is none; of one that is there, the key alone is set.',
    type: 'string',
    required: true,
    rules: { pattern: '^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$' },
  },
  {
    name: 'key',
    parameter: true,
    description: 'Key within the Secret.',
    type: 'string',
    optional: true,
    computed: true,
    default: 'token',
    rules: { pattern: '^[A-Za-z0-9._-]{1,253}$' },
  },
  {
    name: 'force',
    description: 'Takes the key over from whoever else has set it. False: that is refused.',
    type: 'bool',
    optional: true,
    computed: true,
    default: false,
  },
  {
    name: 'kubeconfig',
    description:
      'Path of the kubeconfig file. Else KUBE_HOST with KUBE_TOKEN, KUBE_CONFIG_PATH or KUBECONFIG, the service ' +
      'account of the pod this runs in, ~/.kube/config.',
    type: 'string',
    optional: true,
  },
  {
    name: 'context',
    description: "Context in the kubeconfig file. Else KUBE_CTX, else the file's current one.",
    type: 'string',
    optional: true,
  },
]
