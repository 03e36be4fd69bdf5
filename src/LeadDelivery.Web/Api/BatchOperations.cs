using LeadDelivery.Core.Batches.Orders;

namespace LeadDelivery.Web.Api;

/// <summary>What the API does with batches, for the host to provide.</summary>
/// <param name="Reader">What operators see.</param>
/// <param name="Orders">What they order.</param>
public sealed record BatchOperations(BatchReader Reader, BatchOrders Orders);
