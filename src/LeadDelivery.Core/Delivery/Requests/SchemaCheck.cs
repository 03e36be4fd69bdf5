namespace LeadDelivery.Core.Delivery.Requests;

/// <summary>Holds a body against its recipient's schema before anything is sent.</summary>
internal static class SchemaCheck
{
    /// <summary>Adds a problem for each rule that the body breaks; without a body it is said only where nothing else is wrong.</summary>
    public static void Apply(RequestDraft draft)
    {
        if (draft.Endpoint.Schema is not { } schema || (draft.Body.IsEmpty && draft.Problems.Count > 0))
        {
            return;
        }

        var problems = draft.Charset.IsUtf8 ? schema.Check(draft.Body) : schema.Check(draft.Charset.Decode(draft.Body.Span));
        draft.Problems.AddRange(problems.Select(problem => problem.ToString()));
    }
}
