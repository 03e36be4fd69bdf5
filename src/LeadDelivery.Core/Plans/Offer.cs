namespace LeadDelivery.Core.Plans;

/// <summary>A lead offered to a recipient at one place of a plan.</summary>
/// <param name="Recipient">The recipient's id.</param>
/// <param name="Place">
/// Where in the flow it is offered, unique within it: a node's path, with the recipient where one node offers to several. An offer
/// that is made again inside a window is found by it, and goes on under its first delivery key.
/// </param>
/// <param name="Bid">Row of the bid that is being taken; null where the recipient was not asked for one.</param>
/// <param name="Exclusive">True where the bid is taken to sell to nobody else.</param>
public sealed record Offer(string Recipient, string Place, string? Bid = null, bool Exclusive = false);
