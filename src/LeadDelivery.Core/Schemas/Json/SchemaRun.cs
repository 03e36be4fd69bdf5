namespace LeadDelivery.Core.Schemas.Json;

/// <summary>One check of one document: what was found, and what it may still cost.</summary>
internal sealed class SchemaRun
{
    /// <summary>Deepest nesting of schemas: bodies nest 64 deep at most, and each level rarely passes more than two references.</summary>
    private const int MaxDepth = 200;

    /// <summary>Most schemas applied, 1,000,000: well under a second; a real body needs some thousands.</summary>
    private const int MaxSteps = 1_000_000;

    /// <summary>Most problems kept: beyond these a list helps nobody.</summary>
    private const int MaxProblems = 50;

    private readonly List<SchemaProblem> _problems = [];
    private readonly List<SchemaResource> _scopes = [];
    private int _depth;
    private int _steps;
    private int _quiet;
    private string? _exceeded;

    /// <summary>True while nothing is reported: inside alternatives, of which not all have to hold.</summary>
    public bool IsQuiet => _quiet > 0;

    /// <summary>The resources entered, outermost first: what <c>$dynamicRef</c> looks through.</summary>
    public IReadOnlyList<SchemaResource> Scopes => _scopes;

    /// <summary>What was found; of a check that was given up only that: what it found before may hang on what it did not see.</summary>
    public IReadOnlyList<SchemaProblem> Problems => _exceeded is null ? _problems : [new("/", _exceeded)];

    /// <summary>Enters a schema; false when it would lead too far.</summary>
    public bool Enter(SchemaResource resource)
    {
        if (_exceeded is not null || _depth >= MaxDepth || _steps >= MaxSteps)
        {
            Exceed(_depth >= MaxDepth ? "the schema leads deeper than is followed" : "the check takes too many steps");
            return false;
        }

        _depth++;
        _steps++;
        _scopes.Add(resource);
        return true;
    }

    public void Leave()
    {
        _depth--;
        _scopes.RemoveAt(_scopes.Count - 1);
    }

    /// <summary>Gives the check up: whatever alternatives say, the document does not pass.</summary>
    public void Exceed(string why) => _exceeded ??= why;

    public void Hush() => _quiet++;

    public void Unhush() => _quiet--;

    /// <summary>Reports a broken rule. Returns false.</summary>
    public bool Fail(InstancePath at, string rule)
    {
        if (!IsQuiet && _problems.Count < MaxProblems)
        {
            var problem = new SchemaProblem(at.ToString(), rule);
            if (!_problems.Contains(problem))
            {
                _problems.Add(problem);
            }
        }

        return false;
    }
}
