using 'main.bicep'

import { dev } from 'stages.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'dev')
param location = readEnvironmentVariable('AZURE_LOCATION', 'eastus2')
param sizes = dev
param drops = loadJsonContent('drops.json')
param alertEmail = readEnvironmentVariable('LEADDELIVERY_ALERT_EMAIL', '')
param operatorPrincipalId = readEnvironmentVariable('AZURE_PRINCIPAL_ID', '')
