using 'main.bicep'

import { prod } from 'stages.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'prod')
param location = readEnvironmentVariable('AZURE_LOCATION', 'eastus2')
param sizes = prod
param drops = loadJsonContent('drops.json')
param privateNetworking = true
param alertEmail = readEnvironmentVariable('LEADDELIVERY_ALERT_EMAIL')
