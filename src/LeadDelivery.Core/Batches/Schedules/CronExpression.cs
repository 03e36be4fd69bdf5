namespace LeadDelivery.Core.Batches.Schedules;

/// <summary>Times in the five fields of cron: minute, hour, day of month, month, day of week.</summary>
public sealed class CronExpression
{
}
