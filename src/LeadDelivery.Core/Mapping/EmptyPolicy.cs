namespace LeadDelivery.Core.Mapping;

/// <summary><c>$empty</c>: what stands where a value is null or blank.</summary>
internal enum EmptyPolicy
{
    /// <summary>Nothing: the field is left out.</summary>
    Omit,

    /// <summary>null.</summary>
    Null,

    /// <summary>An empty text.</summary>
    Blank,

    /// <summary>A problem: nothing is sent.</summary>
    Error,
}
