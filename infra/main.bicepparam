// What azd deploys: LEADDELIVERY_STAGE of the azd environment chooses the sizes. dev, unless it says prod.
using 'main.bicep'

import { dev, prod } from 'stages.bicep'

var production = readEnvironmentVariable('LEADDELIVERY_STAGE', 'dev') == 'prod'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param sizes = production ? prod : dev
param drops = loadJsonContent('drops.json')
param privateNetworking = production
param durableTaskScheduler = readEnvironmentVariable('LEADDELIVERY_SCHEDULER', 'false') == 'true'
param alertEmail = readEnvironmentVariable('LEADDELIVERY_ALERT_EMAIL', '')
param operatorPrincipalId = production ? '' : readEnvironmentVariable('AZURE_PRINCIPAL_ID', '')
