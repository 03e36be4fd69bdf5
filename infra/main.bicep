// Everything that LeadDelivery needs on Azure, in one resource group. `azd up` deploys it with the app; `az deployment sub create`
// deploys it alone. docs/azure.md has the steps and the costs.
targetScope = 'subscription'

import { Drop } from 'types.bicep'
import { Sizes } from 'stages.bicep'

@description('Name of the environment: part of every resource\'s name.')
@minLength(2)
@maxLength(20)
param environmentName string

@description('Region. It must offer Flex Consumption: az functionapp list-flexconsumption-locations.')
@minLength(1)
param location string

@description('How large, how warm, how replicated: dev or prod of stages.bicep, or values of your own.')
param sizes Sizes

@description('One container and one local user per buyer that fetches files by SFTP. SFTP is on, and costs, while there are any.')
param drops Drop[] = []

@description('Addresses and ranges that may use SFTP; none given means any.')
param dropsAllowedAddresses array = []

@description('Whether storage and secrets are reached over a private network only.')
param privateNetworking bool = false

@description('Address space of that network: /23 or larger.')
param addressPrefix string = '10.20.0.0/16'

@description('Whether workflows live in a Durable Task Scheduler. The app must then be published with host.durable-task-scheduler.json.')
param durableTaskScheduler bool = false

@description('How the scheduler is paid for.')
@allowed([
  'Consumption'
  'Dedicated'
])
param schedulerSku string = 'Consumption'

@description('Reserved units of a Dedicated scheduler.')
@minValue(1)
@maxValue(3)
param schedulerCapacity int = 1

@description('Ranges that may reach the scheduler. All, since the app\'s outbound addresses are not fixed: the role decides who may.')
param schedulerAllowedAddresses array = [
  '0.0.0.0/0'
]

@description('Address that alerts are sent to; empty for nobody.')
param alertEmail string = ''

@description('Messages waiting in the host\'s queues past which an alert is raised: about half a minute\'s work of 16 partitions.')
param alertQueueDepth int = 1000

@description('Per cent of API requests answered 5xx past which an alert is raised.')
param alertFailurePercent int = 5

@description('Milliseconds that one request in twenty may exceed before an alert is raised.')
param alertSlowMs int = 2000

@description('Somebody who may read leads and set secrets, for set-up and repair; empty for nobody.')
param operatorPrincipalId string = ''

@description('What kind of principal that is.')
@allowed([
  'User'
  'Group'
  'ServicePrincipal'
])
param operatorPrincipalType string = 'User'

var token = toLower(uniqueString(subscription().id, environmentName, location))
var prefix = 'leads-${environmentName}'
var tags = {
  'azd-env-name': environmentName
  product: 'lead-delivery'
}
var filesContainer = 'files'
var configurationContainer = 'configuration'
var deploymentContainer = 'packages'

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${prefix}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  name: 'identity'
  params: {
    name: 'id-${prefix}'
    location: location
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  name: 'monitoring'
  params: {
    workspaceName: 'log-${prefix}'
    insightsName: 'appi-${prefix}'
    location: location
    tags: tags
    retentionInDays: sizes.logDays
    dailyQuotaGb: sizes.logQuotaGb
  }
}

module hostStorage 'modules/host-storage.bicep' = {
  scope: group
  name: 'host-storage'
  params: {
    name: 'sthost${token}'
    location: location
    tags: tags
    sku: sizes.storageSku
    private: privateNetworking
    deploymentContainer: deploymentContainer
  }
}

module dataStorage 'modules/data-storage.bicep' = {
  scope: group
  name: 'data-storage'
  params: {
    name: 'stdata${token}'
    location: location
    tags: tags
    sku: sizes.storageSku
    private: privateNetworking
    tables: [
      'records'
      'keys'
    ]
    containers: [
      configurationContainer
      filesContainer
      'values'
    ]
    filesContainer: filesContainer
    fileDays: sizes.fileDays
    undeleteDays: sizes.undeleteDays
  }
}

module dropsStorage 'modules/drops.bicep' = {
  scope: group
  name: 'drops'
  params: {
    name: 'stdrop${token}'
    location: location
    tags: tags
    sku: sizes.storageSku
    drops: drops
    allowedAddresses: dropsAllowedAddresses
    fileDays: sizes.fileDays
    undeleteDays: sizes.undeleteDays
  }
}

module vault 'modules/vault.bicep' = {
  scope: group
  name: 'vault'
  params: {
    name: 'kv-${token}'
    location: location
    tags: tags
    private: privateNetworking
    undeleteDays: sizes.undeleteDays
  }
}

module network 'modules/network.bicep' = if (privateNetworking) {
  scope: group
  name: 'network'
  params: {
    name: 'vnet-${prefix}'
    location: location
    tags: tags
    addressPrefix: addressPrefix
  }
}

module privateEndpoints 'modules/private-endpoints.bicep' = if (privateNetworking) {
  scope: group
  name: 'private-endpoints'
  params: {
    location: location
    tags: tags
    prefix: 'pe-${prefix}'
    subnetId: network!.outputs.endpointSubnetId
    hostStorageId: hostStorage.outputs.id
    dataStorageId: dataStorage.outputs.id
    dropsStorageId: dropsStorage.outputs.id
    vaultId: vault.outputs.id
    blobZoneId: network!.outputs.blobZoneId
    queueZoneId: network!.outputs.queueZoneId
    tableZoneId: network!.outputs.tableZoneId
    vaultZoneId: network!.outputs.vaultZoneId
  }
}

module roles 'modules/roles.bicep' = {
  scope: group
  name: 'roles'
  params: {
    hostStorageName: hostStorage.outputs.name
    dataStorageName: dataStorage.outputs.name
    dropsStorageName: dropsStorage.outputs.name
    vaultName: vault.outputs.name
    insightsName: monitoring.outputs.insightsName
    appPrincipalId: identity.outputs.principalId
    operatorPrincipalId: operatorPrincipalId
    operatorPrincipalType: operatorPrincipalType
  }
}

module scheduler 'modules/scheduler.bicep' = if (durableTaskScheduler) {
  scope: group
  name: 'scheduler'
  params: {
    name: 'dts-${prefix}'
    location: location
    tags: tags
    sku: schedulerSku
    capacity: schedulerCapacity
    hubName: 'leads'
    allowedAddresses: schedulerAllowedAddresses
    retentionInDays: 30
    appPrincipalId: identity.outputs.principalId
    appClientId: identity.outputs.clientId
  }
}

module app 'modules/function-app.bicep' = {
  scope: group
  name: 'function-app'
  params: {
    name: 'func-${prefix}-${token}'
    planName: 'plan-${prefix}'
    location: location
    tags: tags
    sizes: sizes
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    subnetId: privateNetworking ? network!.outputs.appSubnetId : ''
    insightsConnectionString: monitoring.outputs.connectionString
    hostStorageName: hostStorage.outputs.name
    deploymentContainerUrl: hostStorage.outputs.deploymentContainerUrl
    settings: union(
      {
        LEADDELIVERY_CONFIG: '${dataStorage.outputs.blobEndpoint}${configurationContainer}'
        LEADDELIVERY_TABLES: dataStorage.outputs.tableEndpoint
        LEADDELIVERY_BLOBS: dataStorage.outputs.blobEndpoint
        LEADDELIVERY_DROPS: dropsStorage.outputs.blobEndpoint
        LEADDELIVERY_VAULT: vault.outputs.uri
      },
      durableTaskScheduler ? scheduler!.outputs.settings : {}
    )
  }
  // An app that starts before its roles are there cannot read its own package.
  dependsOn: [
    roles
    privateEndpoints
  ]
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  name: 'alerts'
  params: {
    prefix: prefix
    location: location
    tags: tags
    email: alertEmail
    insightsId: monitoring.outputs.insightsId
    hostStorageId: hostStorage.outputs.id
    queueDepth: alertQueueDepth
    failurePercent: alertFailurePercent
    slowMs: alertSlowMs
  }
}

module workbook 'modules/workbook.bicep' = {
  scope: group
  name: 'workbook'
  params: {
    location: location
    tags: tags
    insightsId: monitoring.outputs.insightsId
  }
}

output AZURE_LOCATION string = location
output AZURE_RESOURCE_GROUP string = group.name
output SERVICE_API_NAME string = app.outputs.name
output SERVICE_API_URI string = app.outputs.url
output LEADDELIVERY_VAULT_NAME string = vault.outputs.name
output LEADDELIVERY_DATA_ACCOUNT string = dataStorage.outputs.name
output LEADDELIVERY_CONFIGURATION_CONTAINER string = configurationContainer
output LEADDELIVERY_SFTP_HOST string = dropsStorage.outputs.sftpHost
output LEADDELIVERY_WORKBOOK_ID string = workbook.outputs.id
