// What somebody is woken for. The app writes every alert of its own as one warning line, "Alert {kind}, recipient {recipient},
// lead {lead}: {text}"; the rules on logs read that line, so that what an operator hears here and what GET /api/alerts lists agree.
param prefix string
param location string
param tags object

@description('Address that is told; empty creates the rules without anybody to tell.')
param email string

param insightsId string
param hostStorageId string

@description('Messages waiting in the host\'s queues past which the app does not keep up. The service counts them once an hour.')
@minValue(1)
param queueDepth int

@description('Requests answered 5xx, in per cent of a quarter of an hour\'s, past which the API is unwell.')
@minValue(1)
@maxValue(100)
param failurePercent int

@description('Milliseconds within which 95 of 100 requests should be answered; those that wait for an outcome on purpose are left out.')
@minValue(1)
param slowMs int

var alertLines = loadTextContent('../queries/alert-lines.kql')

// One alert per kind and recipient: two recipients in trouble at once are two alerts.
var byRecipient = [
  {
    name: 'kind'
    operator: 'Include'
    values: [
      '*'
    ]
  }
  {
    name: 'recipient'
    operator: 'Include'
    values: [
      '*'
    ]
  }
]

var logRules = [
  {
    name: 'success-rate'
    title: 'A recipient accepts too little'
    description: 'A recipient\'s success rate is under the bound of its configuration, or too many attempts in a row failed.'
    severity: 2
    query: '${alertLines}\n| where kind in ("success_rate", "consecutive_errors", "shutdown", "unauthorized")'
    window: 'PT5M'
    dimensions: byRecipient
  }
  {
    name: 'response-time'
    title: 'A recipient answers slowly'
    description: 'A recipient\'s answers take longer than the bound of its configuration.'
    severity: 3
    query: '${alertLines}\n| where kind == "response_time"'
    window: 'PT5M'
    dimensions: byRecipient
  }
  {
    name: 'circuit-open'
    title: 'A circuit is open'
    description: 'A recipient is left alone for a while because it kept failing.'
    severity: 2
    query: '${alertLines}\n| where kind == "circuit_open"'
    window: 'PT5M'
    dimensions: byRecipient
  }
  {
    name: 'batch-late'
    title: 'A batch file is late'
    description: 'A file that should have been built or delivered by now was not.'
    severity: 2
    query: '${alertLines}\n| where kind == "batch_late"'
    window: 'PT15M'
    dimensions: byRecipient
  }
  {
    name: 'sold-twice'
    title: 'A lead must be undone at a recipient'
    description: 'A recipient accepted a lead that another had won. Somebody must undo it there.'
    severity: 1
    query: '${alertLines}\n| where kind == "superseded"'
    window: 'PT5M'
    dimensions: byRecipient
  }
  {
    name: 'api-failures'
    title: 'The API fails'
    description: 'Too many requests were answered 5xx.'
    severity: 1
    query: replace(loadTextContent('../queries/api-failures.kql'), '@failurePercent', string(failurePercent))
    window: 'PT15M'
    dimensions: []
  }
  {
    name: 'api-slow'
    title: 'The API is slow'
    description: 'More than one request in twenty took too long.'
    severity: 3
    query: replace(loadTextContent('../queries/api-slow.kql'), '@slowMs', string(slowMs))
    window: 'PT15M'
    dimensions: []
  }
  {
    name: 'workflow-faults'
    title: 'Workflows fail'
    description: 'Orchestrations ended by an exception, or a message of theirs is poisonous: leads wait that need a hand.'
    severity: 1
    query: loadTextContent('../queries/workflow-faults.kql')
    window: 'PT15M'
    dimensions: []
  }
]

resource somebody 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: '${prefix}-operators'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'leads'
    enabled: true
    emailReceivers: empty(email)
      ? []
      : [
          {
            name: 'operators'
            emailAddress: email
            useCommonAlertSchema: true
          }
        ]
  }
}

resource onLogs 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in logRules: {
    name: '${prefix}-${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.title
      description: rule.description
      severity: rule.severity
      enabled: true
      scopes: [
        insightsId
      ]
      evaluationFrequency: 'PT5M'
      windowSize: rule.window
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            dimensions: rule.dimensions
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      autoMitigate: true
      // The queries read tables that exist only once the app has logged something.
      skipQueryValidation: true
      actions: {
        actionGroups: [
          somebody.id
        ]
      }
    }
  }
]

resource onQueues 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${prefix}-queue-depth'
  location: 'global'
  tags: tags
  properties: {
    description: 'More messages wait in the host\'s queues than the app works off. The service counts them once an hour.'
    severity: 2
    enabled: true
    scopes: [
      '${hostStorageId}/queueServices/default'
    ]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT1H'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'waiting'
          metricNamespace: 'Microsoft.Storage/storageAccounts/queueServices'
          metricName: 'QueueMessageCount'
          timeAggregation: 'Average'
          operator: 'GreaterThan'
          threshold: queueDepth
        }
      ]
    }
    autoMitigate: true
    actions: [
      {
        actionGroupId: somebody.id
      }
    ]
  }
}

resource onThrottling 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${prefix}-throttled'
  location: 'global'
  tags: tags
  properties: {
    description: 'The host\'s account turns requests away: it is time for another storage provider, see docs/azure.md.'
    severity: 2
    enabled: true
    scopes: [
      hostStorageId
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'throttled'
          metricNamespace: 'Microsoft.Storage/storageAccounts'
          metricName: 'Transactions'
          timeAggregation: 'Total'
          operator: 'GreaterThan'
          threshold: 100
          dimensions: [
            {
              name: 'ResponseType'
              operator: 'Include'
              values: [
                'ClientThrottlingError'
                'ServerBusyError'
              ]
            }
          ]
        }
      ]
    }
    autoMitigate: true
    actions: [
      {
        actionGroupId: somebody.id
      }
    ]
  }
}
