// Every private endpoint that the app needs: three services of each storage account that has them, and the vault.
param location string
param tags object

@description('Start of every endpoint\'s name.')
param prefix string
param subnetId string
param hostStorageId string
param dataStorageId string
param dropsStorageId string
param vaultId string
param blobZoneId string
param queueZoneId string
param tableZoneId string
param vaultZoneId string

var endpoints = [
  { name: 'host-blob', targetId: hostStorageId, service: 'blob', zoneId: blobZoneId }
  { name: 'host-queue', targetId: hostStorageId, service: 'queue', zoneId: queueZoneId }
  { name: 'host-table', targetId: hostStorageId, service: 'table', zoneId: tableZoneId }
  { name: 'data-blob', targetId: dataStorageId, service: 'blob', zoneId: blobZoneId }
  { name: 'data-table', targetId: dataStorageId, service: 'table', zoneId: tableZoneId }
  { name: 'drops-blob', targetId: dropsStorageId, service: 'blob', zoneId: blobZoneId }
  { name: 'vault', targetId: vaultId, service: 'vault', zoneId: vaultZoneId }
]

module privateEndpoints 'private-endpoint.bicep' = [
  for endpoint in endpoints: {
    name: 'endpoint-${endpoint.name}'
    params: {
      name: '${prefix}-${endpoint.name}'
      location: location
      tags: tags
      targetId: endpoint.targetId
      service: endpoint.service
      subnetId: subnetId
      zoneId: endpoint.zoneId
    }
  }
]
