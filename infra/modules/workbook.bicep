// The page that operators look at first, in the portal under the Application Insights resource.
param location string
param tags object
param insightsId string

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(insightsId, 'operators')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Lead delivery'
    category: 'workbook'
    version: 'Notebook/1.0'
    serializedData: loadTextContent('../workbooks/operators.json')
    sourceId: insightsId
  }
}

output id string = workbook.id
