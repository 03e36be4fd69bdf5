namespace LeadDelivery.Functions.Tests.Infra;

/// <summary>A declaration of a Bicep file.</summary>
/// <param name="Keyword">param, var, resource, module, output, type, import, using, targetScope.</param>
/// <param name="Name">What is declared; for an import each name is a declaration.</param>
/// <param name="Tokens">All of it, decorators in front.</param>
internal sealed record BicepDeclaration(string Keyword, string Name, IReadOnlyList<BicepToken> Tokens)
{
    /// <summary>The string that follows the name: a resource's type, a module's or an import's path.</summary>
    public string Target => Tokens.First(token => token.Kind == BicepTokenKind.Text && token.Line >= Start.Line).Text;

    /// <summary>The keyword's own piece.</summary>
    public BicepToken Start => Tokens.First(token => token.Kind == BicepTokenKind.Name && token.Text == Keyword);

    /// <summary>Whether other files may import it.</summary>
    public bool Exported => Tokens is [{ Text: "@" }, { Text: "export" }, ..];

    /// <summary>Whether a resource is only referred to.</summary>
    public bool Existing => Keyword == "resource" && Tokens.Any(token => token is { Kind: BicepTokenKind.Name, Text: "existing" });

    /// <summary>Whether a parameter has a default, or an assignment a value.</summary>
    public bool Assigned => Depths().Any(at => at.Depth == 0 && at.Token.Is("="));

    /// <summary>The properties of a declaration's object.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<BicepToken>> Properties => BicepObject.Read(Body());

    /// <summary>Its pieces with how many groups are around each.</summary>
    private IEnumerable<(BicepToken Token, int Depth)> Depths()
    {
        var depth = 0;
        foreach (var token in Tokens)
        {
            depth -= token.Closes ? 1 : 0;
            yield return (token, depth);
            depth += token.Opens ? 1 : 0;
        }
    }

    private IReadOnlyList<BicepToken> Body()
    {
        var round = 0;
        for (var i = Tokens.ToList().IndexOf(Start); i < Tokens.Count; i++)
        {
            round += Tokens[i].Is("(") ? 1 : Tokens[i].Is(")") ? -1 : 0;
            if (round == 0 && Tokens[i].Is("{"))
            {
                return BicepObject.Group(Tokens, i);
            }
        }

        throw new FormatException($"line {Start.Line}: {Keyword} {Name} has no body");
    }
}

/// <summary>A Bicep or parameter file, read as far as its declarations and their properties.</summary>
/// <param name="Path">Under the folder that was read, with slashes.</param>
internal sealed record BicepFile(string Path, IReadOnlyList<BicepDeclaration> Declarations)
{
    /// <summary>Reads one.</summary>
    public static BicepFile Read(string path, string source)
    {
        try
        {
            return new(path, [.. Statements(BicepLexer.Read(source)).SelectMany(Declared)]);
        }
        catch (FormatException error)
        {
            throw new FormatException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>The declarations of a kind.</summary>
    public IEnumerable<BicepDeclaration> Of(string keyword) => Declarations.Where(declaration => declaration.Keyword == keyword);

    /// <summary>The path of a file that this one names.</summary>
    public string Resolve(string target) =>
        System.IO.Path.GetRelativePath("/", System.IO.Path.GetFullPath(System.IO.Path.Combine("/", Path, "..", target))).Replace('\\', '/');

    private static IEnumerable<List<BicepToken>> Statements(IReadOnlyList<BicepToken> tokens)
    {
        var statement = new List<BicepToken>();
        var depth = 0;
        foreach (var token in tokens)
        {
            depth += token.Opens ? 1 : token.Closes ? -1 : 0;
            if (token.Kind != BicepTokenKind.Line || depth > 0)
            {
                statement.Add(token);
            }
            else if (statement.Count > 0 && !IsDecorator(statement))
            {
                yield return statement;
                statement = [];
            }
        }

        if (statement.Count > 0)
        {
            yield return statement;
        }
    }

    private static bool IsDecorator(List<BicepToken> statement)
    {
        var depth = 0;
        var last = 0;
        for (var i = 0; i < statement.Count; i++)
        {
            last = depth == 0 && statement[i].Is("@") ? i : last;
            depth += statement[i].Opens ? 1 : statement[i].Closes ? -1 : 0;
        }

        return statement[last].Is("@") && statement.Count > last + 3
            && BicepObject.Group(statement, last + 2).Count == statement.Count - last - 2;
    }

    private static IEnumerable<BicepDeclaration> Declared(List<BicepToken> statement)
    {
        var at = 0;
        while (statement[at].Is("@"))
        {
            at += 2 + BicepObject.Group(statement, at + 2).Count;
        }

        var keyword = statement[at].Text;
        return keyword switch
        {
            "param" or "var" or "resource" or "module" or "output" or "type" => [new(keyword, statement[at + 1].Text, statement)],
            "using" or "targetScope" => [new(keyword, keyword, statement)],
            "import" => BicepObject.Group(statement, at + 1)
                .Where(token => token.Kind == BicepTokenKind.Name)
                .Select(token => new BicepDeclaration(keyword, token.Text, statement)),
            _ => throw new FormatException($"line {statement[at].Line}: {keyword} declares nothing"),
        };
    }
}
