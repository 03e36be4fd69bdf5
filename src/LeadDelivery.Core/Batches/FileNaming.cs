using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Batches;

/// <summary>
/// What a batch's files are called: a text in which <c>{date}</c> (20261121), <c>{time}</c> (020000), <c>{year} {month} {day} {hour}</c>,
/// <c>{count}</c> (rows) and <c>{batch}</c> (the batch's id) stand for themselves, in the schedule's time zone, or a template.
/// </summary>
/// <param name="Pattern">As written.</param>
/// <param name="Template">The compiled template with <c>{{ }}</c>; null where the pattern has none.</param>
public sealed record FileNaming(string Pattern, Template? Template = null);
