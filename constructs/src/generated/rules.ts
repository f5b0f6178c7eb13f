// What the contract demands of values, generated from openapi/generated/openapi.json.
export const rules = {
  "reeve_tenant": {
    "slug": {
      "pattern": "^[a-z][a-z0-9-]{0,62}$",
      "reserved": [
        "system",
        "new",
        "shared",
        "me"
      ]
    },
    "display_name": {
      "maxLength": 200
    },
    "plan": {
      "minLength": 1,
      "maxLength": 63
    },
    "status": {
      "enum": [
        "active",
        "suspended"
      ]
    },
    "worker_mode": {
      "enum": [
        "agent",
        "inline"
      ]
    },
    "worker_agent_pool": {
      "enum": [
        "shared",
        "dedicated"
      ]
    },
    "worker_type": {
      "pattern": "^[a-z][a-z0-9-]{0,62}$"
    },
    "task_max_concurrent": {
      "minimum": 1,
      "maximum": 100000,
      "integer": true
    },
    "on_no_capacity": {
      "enum": [
        "fail",
        "queue",
        null
      ]
    },
    "allowed_hosts": {
      "maxItems": 100,
      "items": {
        "pattern": "^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:[0-9]{1,5})?$"
      }
    }
  },
  "reeve_plan": {
    "name": {
      "pattern": "^[a-z][a-z0-9-]{0,62}$"
    },
    "description": {
      "maxLength": 1000
    },
    "max_concurrent_jobs": {
      "minimum": 1,
      "maximum": 1000000,
      "integer": true
    },
    "max_queued_jobs": {
      "minimum": 1,
      "maximum": 10000000,
      "integer": true
    },
    "weight": {
      "minimum": 1,
      "maximum": 1000,
      "integer": true
    },
    "job_retention_days": {
      "minimum": 1,
      "maximum": 3650,
      "integer": true
    }
  },
  "reeve_job_type": {
    "name": {
      "pattern": "^[a-z][a-z0-9_-]{0,62}$"
    },
    "description": {
      "maxLength": 1000
    },
    "payload_schema": {
      "json": true
    },
    "max_timeout_seconds": {
      "minimum": 1,
      "maximum": 7200,
      "integer": true
    }
  },
  "reeve_pool": {
    "name": {
      "pattern": "^[a-z][a-z0-9-]{0,62}$"
    },
    "description": {
      "maxLength": 1000
    },
    "labels": {
      "maxItems": 64,
      "items": {
        "pattern": "^[a-z0-9][a-z0-9._/-]{0,62}$"
      }
    }
  },
  "reeve_pool_assignment": {
    "pool": {
      "minLength": 1,
      "maxLength": 63
    },
    "tenant": {
      "minLength": 1,
      "maxLength": 63
    }
  },
  "reeve_agent_token": {
    "tenant": {
      "minLength": 1,
      "maxLength": 63
    },
    "name": {
      "pattern": "^[a-z][a-z0-9-]{0,62}$"
    },
    "description": {
      "maxLength": 1000
    },
    "rotate_before_days": {
      "minimum": 1,
      "maximum": 3649,
      "integer": true
    },
    "overlap_seconds": {
      "minimum": 0,
      "maximum": 604800,
      "integer": true
    },
    "pool": {
      "minLength": 1,
      "maxLength": 63
    },
    "expires_in_days": {
      "minimum": 1,
      "maximum": 3650,
      "integer": true
    },
    "deliver_to": {
      "nested": {
        "kubernetes_secret": {
          "nested": {
            "namespace": {
              "pattern": "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"
            },
            "name": {
              "pattern": "^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$"
            },
            "key": {
              "pattern": "^[A-Za-z0-9._-]{1,253}$"
            }
          }
        }
      }
    }
  },
  "reeve_enrolment_key": {
    "tenant": {
      "minLength": 1,
      "maxLength": 63
    },
    "name": {
      "pattern": "^[a-z][a-z0-9-]{0,62}$"
    },
    "description": {
      "maxLength": 1000
    },
    "rotate_before_days": {
      "minimum": 1,
      "maximum": 3649,
      "integer": true
    },
    "overlap_seconds": {
      "minimum": 0,
      "maximum": 604800,
      "integer": true
    },
    "pool": {
      "minLength": 1,
      "maxLength": 63
    },
    "expires_in_days": {
      "minimum": 1,
      "maximum": 3650,
      "integer": true
    },
    "deliver_to": {
      "nested": {
        "kubernetes_secret": {
          "nested": {
            "namespace": {
              "pattern": "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"
            },
            "name": {
              "pattern": "^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$"
            },
            "key": {
              "pattern": "^[A-Za-z0-9._-]{1,253}$"
            }
          }
        }
      }
    }
  },
  "reeve_platform_key": {
    "name": {
      "pattern": "^[a-z][a-z0-9-]{0,62}$"
    },
    "description": {
      "maxLength": 1000
    },
    "rotate_before_days": {
      "minimum": 1,
      "maximum": 3649,
      "integer": true
    },
    "overlap_seconds": {
      "minimum": 0,
      "maximum": 604800,
      "integer": true
    },
    "pool": {
      "minLength": 1,
      "maxLength": 63
    },
    "expires_in_days": {
      "minimum": 1,
      "maximum": 3650,
      "integer": true
    },
    "deliver_to": {
      "nested": {
        "kubernetes_secret": {
          "nested": {
            "namespace": {
              "pattern": "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"
            },
            "name": {
              "pattern": "^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$"
            },
            "key": {
              "pattern": "^[A-Za-z0-9._-]{1,253}$"
            }
          }
        }
      }
    }
  },
  "reeve_api_token": {
    "tenant": {
      "minLength": 1,
      "maxLength": 63
    },
    "name": {
      "pattern": "^[a-z][a-z0-9-]{0,62}$"
    },
    "description": {
      "maxLength": 1000
    },
    "rotate_before_days": {
      "minimum": 1,
      "maximum": 364,
      "integer": true
    },
    "overlap_seconds": {
      "minimum": 0,
      "maximum": 604800,
      "integer": true
    },
    "scopes": {
      "minItems": 1,
      "maxItems": 64,
      "items": {
        "pattern": "^(\\*|([a-z][a-z-]{0,62}|\\*):(read|write|\\*))$"
      }
    },
    "expires_in_days": {
      "minimum": 1,
      "maximum": 365,
      "integer": true
    },
    "deliver_to": {
      "nested": {
        "kubernetes_secret": {
          "nested": {
            "namespace": {
              "pattern": "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"
            },
            "name": {
              "pattern": "^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$"
            },
            "key": {
              "pattern": "^[A-Za-z0-9._-]{1,253}$"
            }
          }
        }
      }
    }
  },
  "reeve_app": {
    "tenant": {
      "minLength": 1,
      "maxLength": 63
    },
    "name": {
      "pattern": "^[a-z][a-z0-9]+(-[a-z0-9]+)*$",
      "minLength": 2,
      "maxLength": 64
    },
    "description": {
      "maxLength": 1000
    },
    "scopes": {
      "minItems": 1,
      "maxItems": 64,
      "items": {
        "minLength": 5,
        "maxLength": 256
      }
    },
    "token_ttl_seconds": {
      "minimum": 60,
      "maximum": 86400,
      "integer": true
    },
    "deliver_to": {
      "nested": {
        "kubernetes_secret": {
          "nested": {
            "namespace": {
              "pattern": "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"
            },
            "name": {
              "pattern": "^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$"
            },
            "key": {
              "pattern": "^[A-Za-z0-9._-]{1,253}$"
            }
          }
        }
      }
    }
  },
  "reeve_agent": {
    "tenant": {
      "minLength": 1,
      "maxLength": 63
    },
    "name": {
      "pattern": "^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$",
      "minLength": 1,
      "maxLength": 253
    },
    "pool": {
      "maxLength": 63
    },
    "public_key": {
      "pattern": "^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$"
    },
    "administration": {
      "enum": [
        "enabled",
        "draining",
        "disabled"
      ]
    }
  },
  "reeve_bootstrap_token": {
    "description": {
      "maxLength": 1000
    },
    "expires_in_hours": {
      "minimum": 1,
      "maximum": 168,
      "integer": true
    },
    "max_uses": {
      "minimum": 1,
      "maximum": 100,
      "integer": true
    },
    "required_region": {
      "pattern": "^[a-z0-9][a-z0-9._/-]{0,62}$"
    },
    "required_capabilities": {
      "maxItems": 64,
      "items": {
        "pattern": "^[a-z0-9][a-z0-9._/-]{0,62}$"
      }
    },
    "required_tools": {
      "maxItems": 64,
      "items": {
        "pattern": "^[a-z0-9][a-z0-9._/-]{0,62}$"
      }
    },
    "pool": {
      "minLength": 1,
      "maxLength": 63
    },
    "name_pattern": {
      "minLength": 1,
      "maxLength": 253
    },
    "deliver_to": {
      "nested": {
        "kubernetes_secret": {
          "nested": {
            "namespace": {
              "pattern": "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"
            },
            "name": {
              "pattern": "^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$"
            },
            "key": {
              "pattern": "^[A-Za-z0-9._-]{1,253}$"
            }
          }
        }
      }
    }
  },
  "reeve_task": {
    "tenant": {
      "minLength": 1,
      "maxLength": 63
    },
    "name": {
      "pattern": "^[a-z][a-z0-9-]{0,62}$"
    },
    "description": {
      "maxLength": 1000
    },
    "script": {
      "minLength": 1,
      "maxLength": 1048576
    },
    "input": {
      "json": true
    },
    "schedule": {
      "minLength": 1,
      "maxLength": 200
    },
    "time_zone": {
      "pattern": "^[A-Za-z][A-Za-z0-9_+/-]{0,62}$"
    },
    "overlap": {
      "enum": [
        "allow",
        "forbid",
        "replace"
      ]
    },
    "catch_up": {
      "enum": [
        "none",
        "last",
        "all"
      ]
    },
    "jitter_seconds": {
      "minimum": 0,
      "maximum": 3600,
      "integer": true
    },
    "starts_at": {
      "format": "date-time"
    },
    "ends_at": {
      "format": "date-time"
    },
    "timeout_seconds": {
      "minimum": 1,
      "maximum": 7200,
      "integer": true
    },
    "priority": {
      "enum": [
        "critical",
        "high",
        "normal",
        "low"
      ]
    },
    "max_attempts": {
      "minimum": 1,
      "maximum": 10,
      "integer": true
    },
    "on_no_capacity": {
      "enum": [
        "fail",
        "queue",
        null
      ]
    }
  },
  "reeve_secret": {
    "tenant": {
      "minLength": 1,
      "maxLength": 63
    },
    "name": {
      "pattern": "^[A-Za-z][A-Za-z0-9_-]{0,62}$"
    },
    "description": {
      "maxLength": 1000
    },
    "value": {
      "minLength": 1,
      "maxLength": 65536,
      "secret": true
    },
    "value_wo": {
      "minLength": 1,
      "maxLength": 65536,
      "secret": true
    },
    "value_wo_version": {
      "integer": true
    }
  },
  "reeve_variable": {
    "tenant": {
      "minLength": 1,
      "maxLength": 63
    },
    "name": {
      "pattern": "^[A-Za-z][A-Za-z0-9_-]{0,62}$"
    },
    "description": {
      "maxLength": 1000
    },
    "value": {
      "maxLength": 65536
    }
  },
  "reeve_approval_policy": {
    "name": {
      "pattern": "^[a-z][a-z0-9-]{0,62}$"
    },
    "description": {
      "maxLength": 1000
    },
    "order": {
      "minimum": -10000,
      "maximum": 10000,
      "integer": true
    },
    "rules": {
      "maxItems": 100,
      "nested": {
        "action": {
          "enum": [
            "approve",
            "pending",
            "deny"
          ]
        },
        "methods": {
          "maxItems": 7,
          "items": {
            "enum": [
              "agent_token",
              "hmac",
              "bootstrap_token",
              "launch_token",
              "service_account",
              "certificate",
              "api_key"
            ]
          }
        },
        "tenants": {
          "maxItems": 100,
          "items": {
            "pattern": "^[a-z][a-z0-9-]*$",
            "maxLength": 63
          }
        },
        "pools": {
          "maxItems": 100,
          "items": {
            "pattern": "^[a-z][a-z0-9-]*$",
            "maxLength": 63
          }
        },
        "namespaces": {
          "maxItems": 100,
          "items": {
            "pattern": "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$",
            "maxLength": 63
          }
        },
        "service_accounts": {
          "maxItems": 100,
          "items": {
            "pattern": "^[a-z0-9-]+/[a-z0-9.-]+$",
            "maxLength": 317
          }
        },
        "certificate_cns": {
          "maxItems": 100,
          "items": {
            "minLength": 1,
            "maxLength": 253
          }
        },
        "certificate_sans": {
          "maxItems": 100,
          "items": {
            "minLength": 1,
            "maxLength": 2048
          }
        },
        "regions": {
          "maxItems": 100,
          "items": {
            "pattern": "^[a-z0-9][a-z0-9._/-]{0,62}$"
          }
        },
        "name_pattern": {
          "pattern": "^[A-Za-z0-9._*?-]+$",
          "maxLength": 253
        },
        "join_tenant": {
          "pattern": "^[a-z][a-z0-9-]*$",
          "maxLength": 63
        },
        "join_pool": {
          "pattern": "^[a-z][a-z0-9-]*$",
          "maxLength": 63
        }
      }
    }
  }
} as const
