@export()
@description('What differs between a stage that is tried out and one that sells leads.')
type Sizes = {
  @description('Memory of an instance in MB. 2048 holds a hundred attempts at once with room for batch files; billing is by it.')
  instanceMemoryMB: 512 | 2048 | 4096

  @description('Most instances of each scale group. Orchestrations use 16 at most: the hub has 16 partitions.')
  @minValue(40)
  @maxValue(1000)
  maximumInstanceCount: int

  @description('Instances kept warm for HTTP: none may add seconds to a source\'s first request.')
  @minValue(0)
  httpAlwaysReady: int

  @description('Instances kept warm for orchestrations, activities and timers: none may make a due window late by a cold start.')
  @minValue(0)
  durableAlwaysReady: int

  @description('How storage is replicated. Zones for leads that count, one building for trials.')
  storageSku: 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GZRS'

  @description('Days that a deleted or overwritten blob, and a deleted secret, can be had back.')
  @minValue(7)
  @maxValue(90)
  undeleteDays: int

  @description('Days that files are kept before the lifecycle rule removes them.')
  @minValue(1)
  fileDays: int

  @description('Days that logs are kept. 30 are free of charge beyond ingestion.')
  @minValue(30)
  @maxValue(730)
  logDays: int

  @description('GB of logs a day past which ingestion stops until midnight UTC, so that a loop cannot cost without bound; -1 is no limit.')
  logQuotaGb: int
}

@export()
@description('No warm instance, one building, short memories.')
var dev = {
  instanceMemoryMB: 2048
  maximumInstanceCount: 40
  httpAlwaysReady: 0
  durableAlwaysReady: 0
  storageSku: 'Standard_LRS'
  undeleteDays: 7
  fileDays: 30
  logDays: 30
  logQuotaGb: 1
}

@export()
@description('Warm instances for both kinds of work, three zones, a month to notice a mistake.')
var prod = {
  instanceMemoryMB: 2048
  maximumInstanceCount: 100
  httpAlwaysReady: 2
  durableAlwaysReady: 1
  storageSku: 'Standard_ZRS'
  undeleteDays: 30
  fileDays: 400
  logDays: 90
  logQuotaGb: 20
}
