// The Durable Task Scheduler: a managed place for workflows instead of the host's storage account. See docs/azure.md for when.
@minLength(3)
@maxLength(64)
param name string
param location string
param tags object

@description('Paid by action, or by reserved capacity.')
@allowed([
  'Consumption'
  'Dedicated'
])
param sku string

@description('Reserved units of 2,000 actions a second each; three make it highly available. Only for Dedicated.')
@minValue(1)
@maxValue(3)
param capacity int

@description('The hub that host.durable-task-scheduler.json names through TASKHUB_NAME.')
param hubName string

@description('Ranges that may connect; an empty list refuses everybody.')
param allowedAddresses array

@description('Days that ended workflows are kept.')
@minValue(1)
@maxValue(90)
param retentionInDays int

param appPrincipalId string
param appClientId string

var dataContributor = '0ad04412-c4d5-4796-b79c-f76d14c8d402'

resource scheduler 'Microsoft.DurableTask/schedulers@2025-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    ipAllowlist: allowedAddresses
    sku: sku == 'Dedicated' ? { name: sku, capacity: capacity } : { name: sku }
  }
}

resource hub 'Microsoft.DurableTask/schedulers/taskHubs@2025-11-01' = {
  parent: scheduler
  name: hubName
}

resource retention 'Microsoft.DurableTask/schedulers/retentionPolicies@2025-11-01' = {
  parent: scheduler
  name: 'default'
  properties: {
    retentionPolicies: [
      {
        retentionPeriodInDays: retentionInDays
      }
    ]
  }
}

resource onScheduler 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: scheduler
  name: guid(scheduler.id, appPrincipalId, dataContributor)
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', dataContributor)
  }
}

var access = 'Authentication=ManagedIdentity;ClientID=${appClientId}'

output settings object = {
  DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${scheduler.properties.endpoint};${access}'
  TASKHUB_NAME: hub.name
}
