// Files that buyers fetch by SFTP: one container and one local user each, who sees nothing but that container. SFTP needs a
// hierarchical namespace, which cannot be combined with versioning: hence an account of its own. It costs by the hour while SFTP is on.
import { Drop } from '../types.bicep'

@minLength(3)
@maxLength(24)
param name string
param location string
param tags object
param sku string

@description('One container and one local user each.')
param drops Drop[]

@description('Addresses and ranges that may connect; none given means any. Always public: buyers come from outside.')
param allowedAddresses array

@minValue(1)
param fileDays int

@minValue(7)
@maxValue(90)
param undeleteDays int

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: sku
  }
  properties: {
    accessTier: 'Hot'
    isHnsEnabled: true
    isSftpEnabled: !empty(drops)
    isLocalUserEnabled: !empty(drops)
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: empty(allowedAddresses) ? 'Allow' : 'Deny'
      ipRules: [
        for address in allowedAddresses: {
          action: 'Allow'
          value: address
        }
      ]
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-01-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: {
      enabled: true
      days: undeleteDays
    }
    containerDeleteRetentionPolicy: {
      enabled: true
      days: undeleteDays
    }
  }
}

resource containers 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = [
  for drop in drops: {
    parent: blobs
    name: drop.name
    properties: {
      publicAccess: 'None'
    }
  }
]

resource users 'Microsoft.Storage/storageAccounts/localUsers@2025-01-01' = [
  for (drop, i) in drops: {
    parent: account
    name: drop.user
    properties: {
      homeDirectory: containers[i].name
      hasSharedKey: false
      hasSshPassword: false
      hasSshKey: true
      sshAuthorizedKeys: [
        {
          description: drop.name
          key: drop.publicKey
        }
      ]
      permissionScopes: [
        {
          service: 'blob'
          resourceName: containers[i].name
          // Read, list and delete: a buyer fetches and clears files, and writes none.
          permissions: 'rld'
        }
      ]
    }
  }
]

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2025-01-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'old-drops'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: [
                'blockBlob'
              ]
            }
            actions: {
              baseBlob: {
                delete: {
                  daysAfterModificationGreaterThan: fileDays
                }
              }
            }
          }
        }
      ]
    }
  }
  dependsOn: [
    blobs
  ]
}

output id string = account.id
output name string = account.name
output blobEndpoint string = account.properties.primaryEndpoints.blob
output sftpHost string = '${account.name}.blob.${environment().suffixes.storage}'
